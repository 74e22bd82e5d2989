import type { Severity } from '../../contract/severity.ts';
import { type Ask, MOST_ASKED } from '../model/ask.ts';
import type { Told } from './told.ts';

const MINUTE_MS = 60_000;
/** Receivers are asked each minute until this long after the page, ms. */
const ASKED_EACH_MINUTE_MS = 60 * MINUTE_MS;
/** After that in each tenth minute, counted from the page. */
const LATER_EVERY_MINUTES = 10;
/** How many of {@link MOST_ASKED} may be old incidents. */
const MOST_LATE = 40;

/**
 * What to ask the receivers of `topics` at `now` (epoch ms) about open incidents. Empty for topics without anything to ask.
 *
 * Derived from the time of the page alone, so nothing is stored for it and nothing is written: an ask that is lost comes again at its
 * next time. If more than {@link MOST_ASKED} incidents of a topic are due, they take turns.
 */
export function asksDue(told: readonly Told[], topics: readonly Severity[], now: number): readonly Ask[] {
  const minute = minuteOf(now);
  const sorted = told.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const early = sorted.filter(({ at }) => now - at < ASKED_EACH_MINUTE_MS);
  const late = sorted.filter(
    ({ at }) => now - at >= ASKED_EACH_MINUTE_MS && (minute - minuteOf(at)) % LATER_EVERY_MINUTES === 0,
  );
  return topics.flatMap((topic) => {
    const due = [
      ...inTurn(about(early, topic), MOST_ASKED - MOST_LATE, minute),
      ...inTurn(about(late, topic), MOST_LATE, Math.floor(minute / LATER_EVERY_MINUTES)),
    ];
    const incidents = due.map(({ key: incident, opening }) => ({ incident, opening }));
    return incidents.length === 0 ? [] : [{ topic, at: now, incidents }];
  });
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

function about(told: readonly Told[], topic: Severity): readonly Told[] {
  return told.filter(({ topics }) => topics.includes(topic));
}

/** At most `most` of the items. Each item comes once within as many turns as it takes to name them all. */
function inTurn<T>(items: readonly T[], most: number, turn: number): readonly T[] {
  const groups = Math.ceil(items.length / most);
  return items.filter((_, index) => index % groups === turn % groups);
}

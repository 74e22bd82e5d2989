import type { IncidentLine } from '../incidents/incident-line.ts';
import { parseIncidentKey } from '../model/incident-key.ts';
import type { Target } from '../model/target.ts';
import type { RecordedRun, ReplayedPage } from './replay-pages.ts';

/** A page of a slow run that was sent, or would have been. */
export interface SlowPage {
  readonly target: Target;
  /** Epoch ms. */
  readonly at: number;
}

/** What the replay of the present settings and the history say differently. Both empty: they agree. */
export interface Differences {
  /** The replay has these pages, and they were not sent. */
  readonly notSent: readonly SlowPage[];
  /** These pages were sent, and the replay does not have them. */
  readonly notReplayed: readonly SlowPage[];
}

/** The sweep looks once a minute, and takes a part of one: a page comes at most this long after its deadline, ms. */
const LATE_MS = 90_000;
/** A deadline that passes less than this before the end of its run may have been missed by the sweep. */
const SWEEP_MS = 60_000;

/** Compares pages of slow runs, page by page. A page that a mute or a maintenance window held back counts as sent. */
export function compareWithSent(
  replayed: readonly ReplayedPage[],
  runs: readonly RecordedRun[],
  incidents: readonly IncidentLine[],
): Differences {
  const sent = incidents.flatMap(slowPagesOf);
  const ends = new Map(runs.map(({ id, endedAt }) => [id, endedAt]));
  const left = [...sent];
  const notSent = replayed.filter((page) => {
    const index = left.findIndex((each) => isSentFor(each, page));
    if (index >= 0) left.splice(index, 1);
    const endedAt = ends.get(page.run) ?? null;
    return index < 0 && !(endedAt !== null && endedAt - page.at < SWEEP_MS);
  });
  // What was held back need not be in the replay, which does not see mutes.
  return { notSent, notReplayed: left.filter(({ heldBackUntil }) => heldBackUntil === undefined) };
}

/** A page that was sent, or the time of an incident that a mute or a maintenance window held back. */
export interface SentPageOf extends SlowPage {
  readonly heldBackUntil?: number;
}

/** The pages of an incident about slow runs; empty for another one. */
export function slowPagesOf(line: IncidentLine): readonly SentPageOf[] {
  const name = parseIncidentKey(line.key);
  if (name?.kind !== 'slow') return [];
  const { target } = name;
  if (line.notifiedTopics.length === 0)
    return [{ target, at: line.openedAt, heldBackUntil: line.ended?.at ?? Number.POSITIVE_INFINITY }];
  const pages = line.pages ?? [{ kind: 'opened' as const, at: line.openedAt }];
  return pages.flatMap(({ kind, at }) => (kind === 'opened' || kind === 'updated' ? [{ target, at }] : []));
}

/** Was this page sent, or held back, for the deadline that the replay has? */
export function isSentFor({ target, at, heldBackUntil }: SentPageOf, page: SlowPage): boolean {
  if (target.environment !== page.target.environment || target.database !== page.target.database)
    return false;
  if (heldBackUntil !== undefined) return page.at >= at && page.at <= heldBackUntil;
  return at >= page.at && at - page.at <= LATE_MS;
}

import type { IncidentName } from '../model/incident-key.ts';
import type { Incident } from './incident.ts';
import { markOfAlarm, markOfMissing } from './mark.ts';
import type { TargetState } from './target-state.ts';

/** An incident can explain an alarm until this long after its end, ms. */
const EXPLAINS_WITHIN_MS = 60 * 60_000;

/**
 * The incidents of a database that the next message may need: those that are open, have a kept mark, have pages in the outbox or
 * may explain an alarm, and the last one of each kind. No message needs the others.
 */
export function incidentsInUse(
  state: TargetState,
  incidents: readonly Incident[],
  now: number,
): readonly IncidentName[] {
  const kept = keptMarks(state);
  const last = lastNumbers(incidents);
  const names = new Map<string, IncidentName>();
  for (const { target, kind, n, key, ended, outbox, numberedBy, marks } of incidents) {
    const isInUse =
      ended === null ||
      outbox.length > 0 ||
      now - ended.at < EXPLAINS_WITHIN_MS ||
      last.get(kind) === n ||
      [numberedBy, ...marks].some((mark) => kept.has(mark));
    if (isInUse) names.set(key, { target, kind, n });
  }
  return [...names.values()].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.n - b.n));
}

/** The marks of everything that the state keeps. */
export function keptMarks({ runs, alarms, missing }: TargetState): ReadonlySet<string> {
  return new Set([...runs.map(({ id }) => id), ...alarms.map(markOfAlarm), ...missing.map(markOfMissing)]);
}

/** The highest number of each kind. */
export function lastNumbers(incidents: readonly Incident[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { kind, n } of incidents) last.set(kind, Math.max(n, last.get(kind) ?? 0));
  return last;
}

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
  const kept = new Set([
    ...state.runs.map(({ id }) => id),
    ...state.alarms.map(markOfAlarm),
    ...state.missing.map(markOfMissing),
  ]);
  const last = new Map<string, number>();
  for (const { kind, n } of incidents) last.set(kind, Math.max(n, last.get(kind) ?? 0));
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

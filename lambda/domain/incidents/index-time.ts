import { ENDED_INDEXED_MS, GAUGES_GO_ON_MS } from '../../contract/defaults.ts';
import { isCanary } from '../model/is-canary.ts';
import type { Incident } from './incident.ts';

/**
 * `incident`, which replaces `before`, with the time until which it stays in the open index if it has just ended; `now` in epoch ms.
 *
 * There `page` finds the incident that an alarm is about ({@link ENDED_INDEXED_MS}), and the sweep the databases whose gauges go on
 * ({@link hasGauges}).
 */
export function withIndexTime(incident: Incident, before: Incident | undefined, now: number): Incident {
  const { ended, target, indexedUntil } = incident;
  if (ended === null) return indexedUntil === undefined ? incident : { ...incident, indexedUntil: undefined };
  const hasJustEnded = before === undefined || before.ended === null;
  return hasJustEnded && !isCanary(target) ? { ...incident, indexedUntil: now + ENDED_INDEXED_MS } : incident;
}

/**
 * Does the sweep send gauges of the database of this incident in the index at `now` (epoch ms)? After the end they are zeros for
 * {@link GAUGES_GO_ON_MS}, so that alarms and graphs return by evidence.
 */
export function hasGauges(
  { isOver, dueAt }: { readonly isOver?: true; readonly dueAt: number },
  now: number,
): boolean {
  return isOver !== true || dueAt - now > ENDED_INDEXED_MS - GAUGES_GO_ON_MS;
}

/** The incident outside the open index; `undefined` if it is not in there because it is over, or not yet due to leave (epoch ms). */
export function outOfIndex(incident: Incident, now: number): Incident | undefined {
  const { indexedUntil, revision } = incident;
  if (indexedUntil === undefined || indexedUntil > now) return undefined;
  return { ...incident, indexedUntil: undefined, revision: revision + 1 };
}

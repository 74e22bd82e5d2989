import { GAUGES_GO_ON_MS } from '../../contract/defaults.ts';
import { isCanary } from '../model/is-canary.ts';
import type { Incident } from './incident.ts';

/**
 * `incident`, which replaces `before`, with the time until which it stays in the open index if it has just ended; `now` in epoch ms.
 *
 * While an incident is in the index, the sweep sends the gauges of its database. After the end they are zeros, so that alarms and
 * graphs return by evidence.
 */
export function withIndexTime(incident: Incident, before: Incident | undefined, now: number): Incident {
  const { ended, target, indexedUntil } = incident;
  if (ended === null) return indexedUntil === undefined ? incident : { ...incident, indexedUntil: undefined };
  const hasJustEnded = before === undefined || before.ended === null;
  return hasJustEnded && !isCanary(target) ? { ...incident, indexedUntil: now + GAUGES_GO_ON_MS } : incident;
}

/** The incident outside the open index; `undefined` if it is not in there because it is over, or not yet due to leave (epoch ms). */
export function outOfIndex(incident: Incident, now: number): Incident | undefined {
  const { indexedUntil, revision } = incident;
  if (indexedUntil === undefined || indexedUntil > now) return undefined;
  return { ...incident, indexedUntil: undefined, revision: revision + 1 };
}

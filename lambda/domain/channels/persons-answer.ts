import type { Incident } from '../incidents/incident.ts';
import { type Action, MOST_QUIET_MS } from '../model/action.ts';

/** What a person did about an incident at a receiver. */
export interface PersonsAnswer {
  /** The same whenever the receiver is asked. */
  readonly id: string;
  readonly did: 'acknowledged' | 'resolved';
  /** Epoch ms. */
  readonly at: number;
  /** Name of the person. */
  readonly by: string;
  /** When the receiver itself ends an acknowledgement, epoch ms; `null` if it does not. */
  readonly until: number | null;
}

/**
 * The action that the answer amounts to. Both take the incident, for a day at most: people who resolve an alert may only want silence,
 * and the database may still be dirty.
 */
export function actionOf({ id, did, at, by, until }: PersonsAnswer): Extract<Action, { do: 'ack' }> {
  const latest = at + MOST_QUIET_MS.ack;
  return {
    do: 'ack',
    id,
    at,
    until: Math.min(until ?? latest, latest),
    by: { name: by, via: 'PagerDuty' },
    ...(did === 'resolved' && { resolvedThere: true }),
  };
}

/** Does `action` change anything about the incident as it is stored at `now` (epoch ms)? */
export function isNews(
  action: Extract<Action, { do: 'ack' }>,
  incident: Incident | null,
  now: number,
): boolean {
  if (incident === null || incident.ended !== null || action.until <= now) return false;
  const { actions = [], wokenAt = Number.NEGATIVE_INFINITY } = incident;
  // Before `wokenAt` it was about something less bad.
  return action.at >= wokenAt && !actions.some(({ id }) => id === action.id);
}

import { upgradedMessage } from '../domain/former-shape.ts';
import { type AlarmNotification, parseAlarmNotification } from '../domain/incident/alarm-notification.ts';
import { parseIncidentKey } from '../domain/incident/incident-key.ts';
import type { EventsMessage } from '../domain/record/events-message.ts';
import { EventsMessageError } from '../domain/record/events-message-error.ts';
import type { Run } from '../domain/run.ts';
import type { Target } from '../domain/target.ts';

/**
 * Reads a message of the topic `events`: ours, or a CloudWatch alarm's.
 *
 * Throws {@link EventsMessageError} when it is neither: it cannot be understood later either.
 */
export function readMessage(text: string): EventsMessage | AlarmNotification {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse quotes the text, which can hold a secret: its error does not become the cause.
    throw new EventsMessageError('message of the topic `events` is not JSON');
  }
  const message = isEventsMessage(value) ? upgradedMessage(value) : parseAlarmNotification(value);
  if (message === undefined) throw new EventsMessageError(UNKNOWN);
  return message;
}

const UNKNOWN =
  'message of the topic `events` is neither of type run, incident-due, missing or acknowledged, nor a CloudWatch alarm';

/** Checks what tells our own writers' messages apart and what all else depends on; the rest is trusted. */
function isEventsMessage(value: unknown): value is EventsMessage {
  const { type, id, run, revision, incident, target, at, by } = (value ?? {}) as Record<string, unknown>;
  switch (type) {
    case 'run':
      return typeof id === 'string' && typeof revision === 'number' && isTarget((run as Run | null)?.target);
    case 'incident-due':
      return isKey(incident);
    case 'acknowledged':
      // A person typed it.
      return isKey(incident) && typeof id === 'string' && Number.isFinite(at) && typeof by === 'string';
    case 'missing':
      return typeof id === 'string' && isTarget(target);
    default:
      return false;
  }
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && parseIncidentKey(value) !== undefined;
}

function isTarget(value: unknown): value is Target {
  const { environment, database } = (value ?? {}) as Record<string, unknown>;
  return typeof environment === 'string' && typeof database === 'string';
}

import { type AlarmNotification, parseAlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { parseIncidentKey } from '../domain/model/incident-key.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { upgradedMessage } from '../domain/stored/former-shape.ts';
import { shapeFault } from './message-shape.ts';

/**
 * Reads a message of the topic `events`: one of our types, or a CloudWatch alarm.
 *
 * @throws {EventsMessageError} when it is neither; a retry would not help
 */
export function readMessage(text: string): EventsMessage | AlarmNotification {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The error of JSON.parse is not kept as the cause, because it quotes the text, which can hold a secret.
    throw new EventsMessageError('not-json', 'message of the topic `events` is not JSON');
  }
  if (isOurs(value)) {
    const fault = shapeFault(value) ?? keyFault(value);
    if (fault !== undefined)
      throw new EventsMessageError(
        'wrong-shape',
        `message of the topic \`events\` of type ${value.type} is not as expected: ${fault}`,
      );
    return upgradedMessage(value);
  }
  const alarm = parseAlarmNotification(value);
  if (alarm === undefined) throw new EventsMessageError('unknown', UNKNOWN);
  return alarm;
}

const UNKNOWN =
  'message of the topic `events` is neither of type run, runs, incident-due, missing or acknowledged, nor a CloudWatch alarm';

const TYPES: ReadonlySet<unknown> = new Set(['run', 'runs', 'incident-due', 'missing', 'acknowledged']);

function isOurs(value: unknown): value is EventsMessage {
  return typeof value === 'object' && value !== null && 'type' in value && TYPES.has(value.type);
}

function keyFault(message: EventsMessage): string | undefined {
  if (!('incident' in message) || parseIncidentKey(message.incident) !== undefined) return undefined;
  return 'incident: not an incident key';
}

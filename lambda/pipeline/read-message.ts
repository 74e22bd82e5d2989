import { type AlarmNotification, parseAlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { incidentKey } from '../domain/model/incident-key.ts';
import type { Monitor } from '../domain/model/monitor.ts';
import { foreignKeyFault, readSentKey } from '../domain/model/sent-key.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { EVENTS_MESSAGE } from '../domain/stored/events-message.ts';
import { isVersioned, readForm, requireReadable } from '../domain/stored/form.ts';
import { shapeFault } from './message-shape.ts';

/**
 * Reads a message of the topic `events`: one of our types, or a CloudWatch alarm.
 *
 * A key of an incident may have any form that is shown anywhere; the result has the key within this monitor.
 *
 * @throws {EventsMessageError} when it is neither, or when it names an incident of another monitor; a retry would not help
 * @throws {NewerFormError} when a newer release sent it in a form that this code cannot read, whatever its type
 */
export function readMessage(text: string, monitor: Monitor): EventsMessage | AlarmNotification {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The error of JSON.parse is not kept as the cause, because it quotes the text, which can hold a secret.
    throw new EventsMessageError('not-json', 'message of the topic `events` is not JSON');
  }
  if (hasVersion(value)) requireReadable(EVENTS_MESSAGE, value, NAME);
  if (isOurs(value)) {
    const fault = shapeFault(value) ?? keyFault(value, monitor);
    if (fault !== undefined)
      throw new EventsMessageError(
        'wrong-shape',
        `message of the topic \`events\` of type ${value.type} is not as expected: ${fault}`,
      );
    return readForm(EVENTS_MESSAGE, withKey(value), NAME);
  }
  const alarm = parseAlarmNotification(value);
  if (alarm === undefined) throw new EventsMessageError('unknown', UNKNOWN);
  return alarm;
}

const NAME = 'of the topic `events`';

const UNKNOWN =
  'message of the topic `events` is neither of type run, runs, incident-due, missing, action, ask, mute, gate-overridden, review-decided, test-page, test-over or test-answered, nor a CloudWatch alarm';

/** Only our own messages have a version; an alarm of CloudWatch has none. A `v` of another kind is a wrong shape. */
function hasVersion(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'v' in value && isVersioned(value);
}

const TYPES: ReadonlySet<unknown> = new Set([
  'run',
  'runs',
  'incident-due',
  'missing',
  'action',
  'ask',
  'mute',
  'gate-overridden',
  'review-decided',
  'test-page',
  'test-over',
  'test-answered',
  // What an earlier release sent, and what its runbook said to publish.
  'acknowledged',
] satisfies (EventsMessage['type'] | 'acknowledged')[]);

function isOurs(value: unknown): value is EventsMessage {
  return typeof value === 'object' && value !== null && 'type' in value && TYPES.has(value.type);
}

function keyFault(message: EventsMessage, monitor: Monitor): string | undefined {
  if (!('incident' in message)) return undefined;
  const read = readSentKey(message.incident);
  const fault = read === undefined ? 'not an incident key' : foreignKeyFault(read, monitor);
  return fault && `incident: ${fault}`;
}

/** The message with the key within this monitor. */
function withKey(message: EventsMessage): EventsMessage {
  const read = 'incident' in message ? readSentKey(message.incident) : undefined;
  return read === undefined ? message : ({ ...message, incident: incidentKey(read.name) } as EventsMessage);
}

import { type AlarmNotification, parseAlarmNotification } from '../domain/incident/alarm-notification.ts';
import { parseIncidentKey } from '../domain/incident/incident-key.ts';
import type { Sighting } from '../domain/incident/see.ts';
import { type SeenRun, seenRun } from '../domain/incident/seen-run.ts';
import type { EventsMessage } from '../domain/record/events-message.ts';
import { EventsMessageError } from '../domain/record/events-message-error.ts';
import { sameValue } from '../domain/record/same-value.ts';
import type { Run } from '../domain/run.ts';
import type { Target } from '../domain/target.ts';
import { type AlarmContext, alarmRequest } from './alarm-request.ts';

/** What one message asks of the incidents of one database. */
export interface PageRequest {
  readonly target: Target;
  /** Names the message: delivered again, it sends again what it owes. */
  readonly cause: string;
  /** Taken in together; none when only something is due. */
  readonly sightings: readonly Sighting[];
  /** The run that the message carries. */
  readonly run: Run | null;
}

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
  const message = isEventsMessage(value) ? value : parseAlarmNotification(value);
  if (message === undefined) throw new EventsMessageError(UNKNOWN);
  return message;
}

const UNKNOWN =
  'message of the topic `events` is neither of type run, incident-due, missing or acknowledged, nor a CloudWatch alarm';

/** Our own writers' shapes are trusted as far as what tells them apart and what everything hangs on. */
function isEventsMessage(value: unknown): value is EventsMessage {
  const { type, id, run, revision, incident, target } = (value ?? {}) as Record<string, unknown>;
  switch (type) {
    case 'run':
      return typeof id === 'string' && typeof revision === 'number' && isTarget((run as Run | null)?.target);
    case 'incident-due':
    case 'acknowledged':
      return typeof incident === 'string' && parseIncidentKey(incident) !== undefined;
    case 'missing':
      return typeof id === 'string' && isTarget(target);
    default:
      return false;
  }
}

function isTarget(value: unknown): value is Target {
  const { environment, database } = (value ?? {}) as Record<string, unknown>;
  return typeof environment === 'string' && typeof database === 'string';
}

/**
 * What `message` asks for, in order. An alarm that is not in state ALARM asks for nothing, but of an error pattern: nothing
 * else can say that it is over. `now` stands in for a missing time.
 */
export async function requestsOf(
  message: EventsMessage | AlarmNotification,
  context: AlarmContext,
  now: number,
): Promise<readonly PageRequest[]> {
  if (!('type' in message)) {
    if (message.state === 'ALARM') return [await alarmRequest(message, context, now)];
    return message.state === 'OK' && message.kind === 'pattern' ? patternOver(message, now) : [];
  }
  switch (message.type) {
    case 'run':
      return runRequests(message);
    case 'incident-due': {
      const { target } = parseIncidentKey(message.incident)!;
      return [{ target, cause: `due ${message.incident}@${message.dueAt}`, sightings: [], run: null }];
    }
    case 'missing': {
      const { id, target, since, dueAt } = message;
      return [
        { target, cause: id, sightings: [{ kind: 'missing', missing: { id, since, dueAt } }], run: null },
      ];
    }
    case 'acknowledged': {
      const { id, at, by } = message;
      const { target, kind } = parseIncidentKey(message.incident)!;
      const acknowledgement = { id, kind, at, by, explains: false };
      return [{ target, cause: id, sightings: [{ kind: 'acknowledged', acknowledgement }], run: null }];
    }
    default:
      return message satisfies never;
  }
}

/**
 * A run that moved to another database is taken away from the one it was seen under before. One that was superseded is
 * taken away in one step with its successor's coming: in between, the trouble would seem to be over.
 */
function runRequests({
  id,
  run,
  revision,
  transition,
  successor,
}: EventsMessage & { type: 'run' }): PageRequest[] {
  const { left, kind } = transition;
  const request = (target: Target, of: Run, ...runs: SeenRun[]): PageRequest => ({
    target,
    cause: id,
    sightings: runs.map((seen) => ({ kind: 'run', run: seen })),
    run: of,
  });
  const gone = left ? [request(left, run, seenRun(run, revision, true))] : [];
  if (!successor) return [...gone, request(run.target, run, seenRun(run, revision, kind === 'superseded'))];
  const next = seenRun(successor.run, successor.revision);
  const replaced = seenRun(run, revision, true, successor.run.id);
  if (sameValue(run.target, successor.run.target))
    return [...gone, request(run.target, successor.run, next, replaced)];
  return [...gone, request(successor.run.target, successor.run, next), request(run.target, run, replaced)];
}

/** No line has matched for as long as its alarm looks back. */
function patternOver(
  { name, environment, database, at: changedAt }: AlarmNotification,
  now: number,
): PageRequest[] {
  if (environment === null || database === null) return [];
  const at = changedAt ?? now;
  const id = `alarm ${name}@${at} OK`;
  const acknowledgement = { id, kind: 'pattern', at, by: name, explains: false } as const;
  const sighting = { kind: 'acknowledged', acknowledgement } as const;
  return [{ target: { environment, database }, cause: id, sightings: [sighting], run: null }];
}

import { own } from '../../contract/own.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { LogBatchError, missing, wrongType } from './log-batch-error.ts';

/** The content of a subscription delivery. */
export type DecodedBatch =
  | {
      readonly kind: 'batch';
      readonly batch: LogBatch;
      /** Log events that could not be read. The batch contains the others. */
      readonly skipped: readonly SkippedEvent[];
      /** Number of bytes that are not UTF-8. They were read as U+FFFD. */
      readonly replaced: number;
    }
  /** CloudWatch Logs sends this to test whether the function can be reached. */
  | { readonly kind: 'control' };

export interface SkippedEvent {
  /** Index in `logEvents`. */
  readonly index: number;
  readonly why: string;
}

/** Reads an unpacked payload. Firehose stores payloads in this form too. @throws {LogBatchError} as {@link decodeLogBatch} */
export function readLogBatch(
  payload: unknown,
  {
    replaced = 0,
    textOf = asIs,
  }: { readonly replaced?: number; readonly textOf?: (read: string) => string } = {},
): DecodedBatch {
  if (!isObject(payload)) throw wrongType('the payload', payload, 'an object');
  const type = stringAt(payload, 'messageType');
  if (type === 'CONTROL_MESSAGE') return { kind: 'control' };
  if (type !== 'DATA_MESSAGE') {
    throw new LogBatchError(
      'unknown-message-type',
      `messageType is ${JSON.stringify(type.slice(0, 100))}; expected DATA_MESSAGE or CONTROL_MESSAGE`,
    );
  }
  const logGroup = textOf(stringAt(payload, 'logGroup'));
  const logStream = textOf(stringAt(payload, 'logStream'));
  const logEvents = payload['logEvents'];
  if (logEvents === undefined) throw missing('logEvents');
  if (!Array.isArray(logEvents)) throw wrongType('logEvents', logEvents, 'an array');

  const skipped: SkippedEvent[] = [];
  for (let index = 0; index < logEvents.length; index++) {
    const logEvent: unknown = logEvents[index];
    if (isLogEvent(logEvent)) {
      logEvent.message = textOf(logEvent.message);
    } else {
      const fault = faultOf(logEvent, `logEvents[${index}]`);
      if (logEvents.length === 1) throw fault;
      skipped.push({ index, why: fault.message });
    }
  }
  // The parsed objects are used without a copy: most of the thousands are not golang-migrate's, and copying costs more than reading.
  const events: readonly LogEvent[] = skipped.length === 0 ? logEvents : logEvents.filter(isLogEvent);
  if (events.length === 0 && skipped.length > 0) {
    throw new LogBatchError('wrong-type', `no log event can be read; the first: ${skipped[0]!.why}`);
  }
  const owner = own(payload, 'owner');
  const batch = { ...(typeof owner === 'string' && { owner }), logGroup, logStream, events };
  return { kind: 'batch', batch, skipped, replaced };
}

function asIs(read: string): string {
  return read;
}

/** A type that may be changed. `JSON.parse` has just made the object, so no other code uses it yet. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Largest distance of a `Date` from the epoch, ms.
 *
 * @see https://tc39.es/ecma262/#sec-time-values-and-time-range
 */
const MAX_TIME_MS = 8.64e15;

/** A log event of which each field that is read has its type. */
export function isLogEvent(value: unknown): value is Writable<LogEvent> {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Partial<LogEvent>;
  return (
    typeof event.message === 'string' &&
    typeof event.timestamp === 'number' &&
    Math.abs(event.timestamp) <= MAX_TIME_MS &&
    typeof event.id === 'string' &&
    event.id !== ''
  );
}

function faultOf(value: unknown, path: string): LogBatchError {
  if (!isObject(value)) return wrongType(path, value, 'an object');
  for (const [field, type] of [
    ['id', 'string'],
    ['timestamp', 'number'],
    ['message', 'string'],
  ] as const) {
    const found = value[field];
    if (found === undefined) return missing(`${path}.${field}`);
    if (typeof found !== type) return wrongType(`${path}.${field}`, found, `a ${type}`);
  }
  if (value['id'] !== '')
    return new LogBatchError('wrong-type', `${path}.timestamp is not a time; expected epoch ms`);
  return new LogBatchError('missing-field', `${path}.id is empty`);
}

function stringAt(payload: Readonly<Record<string, unknown>>, field: string): string {
  const value = own(payload, field);
  if (value === undefined) throw missing(field);
  if (typeof value !== 'string') throw wrongType(field, value, 'a string');
  return value;
}

/** A JSON object: not `null`, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

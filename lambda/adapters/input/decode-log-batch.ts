import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { jsonTextOf } from './json-text-fast-path.ts';
import { LogBatchError, wrongType } from './log-batch-error.ts';
import { type DecodedBatch, isObject, readLogBatch } from './read-log-batch.ts';
import { relayedDeliveries } from './relayed-deliveries.ts';

/**
 * Most bytes that a payload may unpack to: 64 MiB.
 *
 * A payload of 1 MB (Lambda's asynchronous limit) can unpack to 700 times its size if its text repeats. Real batches are much
 * smaller, because PutLogEvents takes at most 1 MiB at once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/**
 * Reads what CloudWatch Logs sends to a function: `{ awslogs: { data } }`, JSON in gzip in base64.
 *
 * A log event that cannot be read is skipped, and listed in `skipped`. Unknown fields are ignored.
 *
 * @throws {LogBatchError} when the payload as a whole, or every log event in it, cannot be read.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
export function decodeLogBatch(event: unknown): DecodedBatch {
  return decodeUnpacked(unpackDelivery(event));
}

/** Base64 and gzip of a delivery, without its JSON. @throws {LogBatchError} as {@link decodeLogBatch} */
export function unpackDelivery(event: unknown): Buffer {
  return unpack(dataOf(event));
}

/** The rest of {@link decodeLogBatch}. */
export function decodeUnpacked(bytes: Buffer): DecodedBatch {
  if (!isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    return readLogBatch(parseJson(text), { replaced: replacedBytes(text, bytes) });
  }
  const { json, textOf } = jsonTextOf(bytes);
  return readLogBatch(parseJson(json), textOf && { textOf });
}

/**
 * The deliveries in an event, each for {@link decodeLogBatch}: records of a Kinesis data stream that a subscription
 * filter writes to, or the event itself.
 *
 * Decode one after the other: thousands of records, each of which may unpack to {@link MAX_UNPACKED_BYTES}, do not fit
 * into memory together.
 */
export function deliveriesIn(event: unknown): readonly unknown[] {
  return relayedDeliveries(event) ?? [event];
}

function dataOf(event: unknown): string {
  const awslogs = isObject(event) ? event['awslogs'] : undefined;
  const data = isObject(awslogs) ? awslogs['data'] : undefined;
  if (data === undefined || data === null || data === '') {
    throw new LogBatchError('missing-data', 'awslogs.data is missing; expected gzip in base64');
  }
  if (typeof data !== 'string') throw wrongType('awslogs.data', data, 'a string');
  return data;
}

function unpack(data: string): Buffer {
  const packed = Buffer.from(data, 'base64');
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES, chunkSize: chunkSizeFor(packed) });
  } catch (cause) {
    throw unpackFault(data, packed, cause);
  }
}

/** Least size of a step. Node allows 64 bytes, but less than this saves nothing. */
const SMALLEST_CHUNK_BYTES = 1024;
/** Largest size of a step: a whole batch of PutLogEvents with its JSON. A larger text is unpacked in steps of this size. */
const LARGEST_CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The size with which Node unpacks the whole text in one step instead of steps of 16 KB. That saves a fifth of the time at 200 KB and
 * half of it at 2 MB. For a small text, as most deliveries are, it needs less memory.
 *
 * The last four bytes of gzip give the unpacked size. They may be wrong, so the result is limited; a wrong size costs time only.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc1952#section-2.3.1 (ISIZE)
 */
function chunkSizeFor(packed: Buffer): number {
  const size = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  return Math.min(Math.max(size + 1, SMALLEST_CHUNK_BYTES), LARGEST_CHUNK_BYTES);
}

/** Finds out why unpacking failed. Node skips characters that are not base64, so only gzip reports them. Good input is not searched. */
function unpackFault(data: string, packed: Buffer, cause: unknown): LogBatchError {
  if (!/^[A-Za-z0-9+/_-]*={0,2}\s*$/.test(data) || data.replace(/[=\s]+$/, '').length % 4 === 1) {
    return new LogBatchError('bad-base64', 'awslogs.data is not base64', cause);
  }
  const code = errorField(cause, 'code');
  const said = errorField(cause, 'message');
  const size = `${packed.length} bytes`;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    const limit = `more than ${MAX_UNPACKED_BYTES} bytes`;
    return new LogBatchError(
      'too-large',
      `awslogs.data (${size}) unpacks to ${limit}, the most that is read`,
      cause,
    );
  }
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) {
    return new LogBatchError(
      'not-gzip',
      `awslogs.data (${size}) is not gzip: its first bytes are not 1f 8b`,
      cause,
    );
  }
  if (said.includes('unexpected end')) {
    return new LogBatchError(
      'truncated-gzip',
      `awslogs.data (${size}) ends in the middle of its gzip data`,
      cause,
    );
  }
  if (said.includes('data check') || said.includes('length check')) {
    return new LogBatchError(
      'bad-checksum',
      `awslogs.data (${size}) unpacks, but its gzip checksum is wrong`,
      cause,
    );
  }
  return new LogBatchError('corrupt-gzip', `awslogs.data (${size}) holds damaged gzip data: ${said}`, cause);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Node's error is not kept as the cause, because it quotes the text, which can hold a secret.
    throw new LogBatchError(
      'not-json',
      `awslogs.data unpacks to ${text.length} characters that are not JSON`,
    );
  }
}

function errorField(error: unknown, field: 'code' | 'message'): string {
  const value: unknown = error instanceof Error ? (error as Error & { code?: unknown })[field] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Number of U+FFFD that decoding inserted. Those that were in the bytes already are not counted. */
function replacedBytes(text: string, bytes: Buffer): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) count++;
  for (let at = bytes.indexOf('\ufffd'); at !== -1; at = bytes.indexOf('\ufffd', at + 3)) count--;
  return count;
}

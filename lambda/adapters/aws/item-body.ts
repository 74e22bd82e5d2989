import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * A body below this many bytes is not deflated: its item costs one write unit anyway, and the body stays readable in the console.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const PLAIN_BYTES = 700;

/** Most bytes of an inflated body. The monitor writes no larger one. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Writes a value as one attribute: as JSON, deflated if that reduces the cost.
 *
 * Writes and reads are billed by size, and an origin's facts have to fit into one page of a Query (1 MB).
 */
export function packBody(value: unknown): AttributeValue {
  const json = JSON.stringify(value);
  const bytes = Buffer.from(json, 'utf8');
  return bytes.length <= PLAIN_BYTES ? { S: json } : { B: deflateRawSync(bytes) };
}

/** Throws when the attribute is not a body that {@link packBody} wrote. */
export function unpackBody<T>(attribute: AttributeValue | undefined): T {
  if (attribute?.S !== undefined) return JSON.parse(attribute.S) as T;
  if (attribute?.B !== undefined) {
    return JSON.parse(inflateRawSync(attribute.B, { maxOutputLength: MAX_BODY_BYTES }).toString('utf8')) as T;
  }
  throw new Error(`item body is ${JSON.stringify(attribute)}; expected a string or bytes`);
}

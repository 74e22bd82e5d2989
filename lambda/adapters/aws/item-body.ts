import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Below this many bytes an item costs one write unit anyway, and its body stays readable in the console.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const PLAIN_BYTES = 700;

/** A body that inflates to more than this was not written by us. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * A value as one attribute: JSON, deflated when that saves money.
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

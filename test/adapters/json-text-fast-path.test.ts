import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonTextOf } from '../../lambda/adapters/input/json-text-fast-path.ts';
import { readLogBatch } from '../../lambda/adapters/input/read-log-batch.ts';

const LARGE_BYTES = 512 * 1024;
const PIECES = [
  'no change',
  'é',
  'µs',
  'ÿ\u0080',
  '…',
  '日本',
  '😀',
  '\ud800',
  '\n',
  '\\',
  '"',
  '\\u00e9',
  '\u001b[0m',
];

const message = fc
  .array(fc.constantFrom(...PIECES, 'a', ' '), { maxLength: 12 })
  .map((pieces) => pieces.join(''));
/** JSON.stringify escapes a lone half of a pair; other encoders escape every character beyond ASCII. */
const ESCAPE_ALL = (json: string) =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A payload of exactly `size` bytes, or of its own size where that is more. */
function payloadOf(messages: readonly string[], size: number, encode: (json: string) => string): Buffer {
  const withPadding = (padding: number) =>
    encode(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logGroup: '/ecs/é',
        logStream: 'µ/migrate/1',
        padding: ' '.repeat(padding),
        logEvents: messages.map((text, index) => ({ id: String(index), timestamp: index, message: text })),
      }),
    );
  return Buffer.from(withPadding(Math.max(0, size - Buffer.byteLength(withPadding(0)))));
}

function expectSame(bytes: Buffer): void {
  const { json, textOf } = jsonTextOf(bytes);
  const read = readLogBatch(JSON.parse(json), textOf && { textOf });
  expect(read).toEqual(readLogBatch(JSON.parse(bytes.toString('utf8'))));
}

describe('a payload is read as by JSON.parse of its UTF-8 text', () => {
  test.each([
    ['as JSON.stringify writes it', (json: string) => json],
    ['with every character beyond ASCII escaped', ESCAPE_ALL],
  ])('%s', (_, encode) => {
    const sizes = fc.constantFrom(0, 8_191, 8_192, LARGE_BYTES - 1, LARGE_BYTES, LARGE_BYTES + 1);
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), sizes, (messages, size) =>
        expectSame(payloadOf(messages, size, encode)),
      ),
      { seed: 20260307, numRuns: 150 },
    );
  });
});

test('only a large payload without such escapes takes the fast path', () => {
  const plain = (json: string) => json;
  expect(jsonTextOf(payloadOf(['é'], LARGE_BYTES - 1, plain)).textOf).toBeUndefined();
  expect(jsonTextOf(payloadOf(['é'], LARGE_BYTES, plain)).textOf).toBeDefined();
  expect(jsonTextOf(payloadOf(['é'], LARGE_BYTES, ESCAPE_ALL)).textOf).toBeUndefined();
  expect(jsonTextOf(payloadOf(['\u001b[0m'], LARGE_BYTES, plain)).textOf).toBeDefined();
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUnpacked } from '../../lambda/adapters/input/decode-log-batch.ts';
import type { DecodedBatch } from '../../lambda/adapters/input/read-log-batch.ts';
import { searchBatch } from '../../lambda/adapters/input/search-batch-fast-path.ts';
import { searchDelivery } from '../../lambda/adapters/input/search-delivery.ts';
import { extractMigrateLines } from '../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { ANCHORS } from '../../lambda/domain/lines/wording/anchors.ts';
import { factIdOf } from '../../lambda/pipeline/fact-id.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/migrate');
const captured = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.log'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8').split(/\r?\n/).slice(0, 60))
  .filter((_, index) => index % 10 === 0);

const OWN = ['1/u create_users (3.5ms)', '12/d', '20240101', '2026/06/01 03:00:00 7', 'v1/users/me', '1/u\n'];
const STRUCTURE = [
  '"',
  '\\',
  '\\"',
  '},{"id":"',
  '"},{"id":"1","timestamp":1,"message":"',
  '}]}',
  '\\u0065',
  '\\/',
];
const OTHERS = [
  'GET /health 200 ',
  'x: error: y',
  '\u001b[31m',
  'µs',
  '😀',
  '\ud800',
  '\t',
  '\n',
  '',
  '0',
  'a',
  ' ',
];

const message = fc.oneof(
  fc
    .array(fc.constantFrom(...OTHERS, ...STRUCTURE, ...OWN, ...ANCHORS), { maxLength: 6 })
    .map((parts) => parts.join('')),
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'GET /health 200',
      '{"level":30,"msg":"order accepted"}',
      '\tat a.B(C.java:1)',
    ),
  },
);
const messages = fc.oneof(
  fc.array(message, { maxLength: 30 }),
  // Whole runs among other lines, so that errors of several log events begin and end in the batch.
  fc
    .tuple(fc.constantFrom(...captured), fc.array(message, { minLength: 30, maxLength: 90 }))
    .map(([run, others]) => [
      ...others.slice(0, others.length / 2),
      ...run,
      ...others.slice(others.length / 2),
    ]),
  fc
    .tuple(fc.array(message, { maxLength: 9 }), fc.integer({ min: 16_370, max: 16_390 }))
    .map(([texts, length]) => [...texts, `{"log":"${'x'.repeat(length - 8)}`, 'igrate: no change"}']),
);
const wrapped = fc.constantFrom(
  (text: string) => text,
  (text: string) => JSON.stringify({ msg: text, level: 'info' }),
  (text: string) => JSON.stringify({ log: JSON.stringify({ msg: text }) }),
);
const ids = fc.constantFrom(
  (index: number) => String(index).padStart(56, '3'),
  (index: number) => String(9_999 - index).padStart(56, '3'),
  (index: number) => String(index),
  (index: number) => (index === 2 ? 'é"' : String(index >> 1).padStart(56, '0')),
);

type Encode = (json: string) => string;
const AS_SENT: Encode = (json) => json;
function withEscapedLetters(field: string): string {
  const text = field.slice('"message":'.length);
  const escaped = text.replace(/\\u....|\\.|[egm]/g, (unit) =>
    unit.length > 1 ? unit : `\\u00${unit.charCodeAt(0).toString(16)}`,
  );
  return `"message":${escaped}`;
}

/** What encoders, relays and damage make of the JSON that CloudWatch Logs sends. */
const OTHER_FORMS: readonly Encode[] = [
  (json) =>
    json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (json) => json.replaceAll('/', '\\/'),
  (json) => json.replace(/"message":"(?:[^"\\]|\\.)*"/g, withEscapedLetters),
  (json) => JSON.stringify(JSON.parse(json), null, 1),
  (json) => json.replace(/"timestamp":(\d+),"message":("(?:[^"\\]|\\.)*")/g, '"message":$2,"timestamp":$1'),
  (json) => json.replaceAll(/\}(?=,\{"id":|\]\}$)/g, ',"extractedFields":{"id":"no change","n":"1"}}'),
  (json) => json.replace('DATA_MESSAGE', 'CONTROL_MESSAGE'),
  (json) => json.replace('"timestamp":2,', '"timestamp":"2",'),
  (json) => json.replace(/"logGroup":"[^"]*",/, ''),
  (json) => `${json.slice(0, -1)},"policyLevel":"ACCOUNT"}`,
];

interface Delivery {
  readonly messages: readonly string[];
  readonly wrap: (text: string) => string;
  readonly id: (index: number) => string;
}

function jsonOf({ messages: texts, wrap, id }: Delivery): string {
  return JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/ecs/orders-migrate',
    logStream: 'migrate/app/0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['migrate-watch'],
    logEvents: texts.map((text, index) => ({ id: id(index), timestamp: index, message: wrap(text) })),
  });
}

const packed = (bytes: string | Buffer) => ({
  awslogs: { data: gzipSync(bytes, { level: 1 }).toString('base64') },
});

/** All that `ingest` uses of a delivery. */
function understood(decoded: DecodedBatch) {
  if (decoded.kind === 'control') return undefined;
  const { batch, skipped, replaced } = decoded;
  const migrateLines = extractMigrateLines(batch);
  if (migrateLines.length === 0 && skipped.length === 0 && replaced === 0) return undefined;
  const events = batch.events.map(({ id, timestamp, message: text }) => [id, timestamp, text]);
  return { migrateLines, id: factIdOf(batch), skipped, replaced, events };
}

function outcome(decode: () => DecodedBatch | undefined) {
  try {
    const decoded = decode();
    return decoded && understood(decoded);
  } catch (error) {
    return String(error);
  }
}

/** The fast path, and what is done without it; `undefined` if it finds nothing. */
function searched(bytes: Buffer): DecodedBatch | undefined {
  const found = searchBatch(bytes);
  if (found === 'foreign') return undefined;
  return found ? { kind: 'batch', batch: found, skipped: [], replaced: 0 } : decodeUnpacked(bytes);
}

function expectSame(json: string | Buffer): void {
  const bytes = Buffer.from(json as string);
  const expected = outcome(() => decodeUnpacked(bytes));
  expect(outcome(() => searched(bytes))).toEqual(expected);
  const delivery = packed(bytes);
  expect(outcome(() => searchDelivery(delivery, false)?.())).toEqual(expected);
}

const delivery = fc.record({ messages, wrap: wrapped, id: ids });

describe('a delivery is understood as by decoding all of it', () => {
  test('as CloudWatch Logs sends it', () => {
    let searched = 0;
    fc.assert(
      fc.property(delivery, (one) => {
        const json = jsonOf(one);
        if (searchBatch(Buffer.from(json)) !== undefined) searched++;
        expectSame(json);
      }),
      { seed: 20261130, numRuns: 700 },
    );
    expect(searched).toBeGreaterThan(250);
  });

  test('in other forms', () => {
    fc.assert(
      fc.property(delivery, fc.constantFrom(...OTHER_FORMS), (one, encode) =>
        expectSame(encode(jsonOf(one))),
      ),
      { seed: 20261201, numRuns: 700 },
    );
  });

  test('cut short, or with bytes that are not UTF-8', () => {
    const short = fc.record({ messages: fc.array(message, { maxLength: 4 }), wrap: wrapped, id: ids });
    fc.assert(
      fc.property(short, fc.nat(), fc.boolean(), (one, at, isCut) => {
        const bytes = Buffer.from(jsonOf(one));
        const index = at % bytes.length;
        const damaged = isCut
          ? bytes.subarray(0, index)
          : Buffer.concat([bytes.subarray(0, index), Buffer.from([0xc3]), bytes.subarray(index)]);
        expectSame(damaged);
      }),
      { seed: 20261202, numRuns: 700 },
    );
  });
});

describe('decoding as a whole is left to', () => {
  const texts = Array.from({ length: 100 }, (_, index) => `order ${index} accepted`);
  const json = (messages: readonly string[], encode = AS_SENT) =>
    Buffer.from(
      encode(jsonOf({ messages, wrap: (text) => text, id: (index) => String(index).padStart(56, '3') })),
    );

  test.each([
    ['another key order', json(texts, OTHER_FORMS[4])],
    ['white space', json(texts, OTHER_FORMS[3])],
    ['CloudWatch Logs’ own test', json(texts, OTHER_FORMS[6])],
    ['escaped letters', json(texts, OTHER_FORMS[2])],
    ['bytes that are not UTF-8', Buffer.concat([json(texts), Buffer.from([0xc3])])],
    ['a piece of a cut record', json([...texts, `{"log":"${'x'.repeat(16_376)}`])],
    [
      'many lines of golang-migrate’s',
      json(texts.map((text, index) => (index % 3 === 0 ? 'no change' : text))),
    ],
  ])('%s', (_, bytes) => {
    expect(searchBatch(bytes)).toBeUndefined();
  });

  test.each([
    ['other software', texts, 'foreign'],
    ['JSON within JSON with escaped letters', [...texts, '{"a":"\\u003cmigrate\\u003e"}'], [100]],
    ['a coloured line', [...texts, '\u001b[31mno change\u001b[0m'], [100]],
    [
      'one short run among other lines',
      [...Array(30).fill('no change'), ...texts],
      Array.from({ length: 30 }, (_, i) => i),
    ],
    ['a text that only looks so in JSON', [...texts, 'a\no change'], 'foreign'],
  ])('not %s', (_, messages, expected) => {
    const found = searchBatch(json(messages));
    expect(typeof found === 'object' ? found.candidates : found).toEqual(expected);
  });
});

test('a payload that is cut where its text looks like its end cannot be read', () => {
  const messages = ['order accepted', '{"a":[{"b":1}]} and more'];
  const json = jsonOf({ messages, wrap: (text) => text, id: String });
  const cut = Buffer.from(json.slice(0, json.indexOf(' and more')));
  expect(() => searched(cut)).toThrow('not JSON');
});

test('a log event that nobody asked for is not parsed; one that is asked for and damaged is an error without its text', () => {
  const damaged = jsonOf({
    messages: ['no change', 'secret', ...Array(9).fill('order accepted')],
    wrap: (text) => text,
    id: String,
  }).replace('"secret"', '"secret",,');
  const decoded = searched(Buffer.from(damaged))!;
  if (decoded.kind !== 'batch') throw new Error('not a batch');
  expect(extractMigrateLines(decoded.batch)).toHaveLength(1);
  expect(() => decoded.batch.events[1]!.message).toThrow('a log event in awslogs.data cannot be read');
});

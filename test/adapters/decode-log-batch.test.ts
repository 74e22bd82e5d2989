import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeLogBatch, MAX_UNPACKED_BYTES } from '../../lambda/adapters/input/decode-log-batch.ts';
import { LogBatchError } from '../../lambda/adapters/input/log-batch-error.ts';

const event = { id: '1', timestamp: 1704067200000, message: 'no change' };
const payload = {
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/ecs/api',
  logStream: 'api/migrate/0123456789abcdef0123456789abcdef',
  subscriptionFilters: ['migrate-watch'],
  logEvents: [event],
};

const delivery = (data: unknown) => ({ awslogs: { data } });
const packed = (value: unknown) => gzipSync(typeof value === 'string' ? value : JSON.stringify(value));
const decode = (value: unknown) => decodeLogBatch(delivery(packed(value).toString('base64')));
const withEvents = (...logEvents: unknown[]) => decode({ ...payload, logEvents });

function faultOf(run: () => unknown): LogBatchError {
  try {
    run();
  } catch (error) {
    if (error instanceof LogBatchError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('log events come with their ids and times', () => {
  expect(decode(payload)).toEqual({
    kind: 'batch',
    batch: {
      logGroup: '/ecs/api',
      logStream: 'api/migrate/0123456789abcdef0123456789abcdef',
      events: [event],
    },
    skipped: [],
    replaced: 0,
  });
});

test('unknown fields are let be', () => {
  const extra = {
    ...payload,
    policyLevel: 'ACCOUNT',
    logEvents: [{ ...event, extractedFields: { a: 'b' } }],
  };
  expect(decode(extra)).toMatchObject(decode(payload));
});

test('a control message is not a batch, even with other fields', () => {
  expect(decode({ messageType: 'CONTROL_MESSAGE', logEvents: 'any' })).toEqual({ kind: 'control' });
});

test('a batch may be empty', () => {
  expect(withEvents()).toMatchObject({ kind: 'batch', batch: { events: [] }, skipped: [] });
});

describe('what is broken is told apart, and is permanent', () => {
  const good = packed(payload);
  const data = good.toString('base64');
  const badSum = Buffer.from(good);
  badSum[good.length - 8]! ^= 1;
  const badLength = Buffer.from(good);
  badLength[good.length - 1]! ^= 1;
  const damaged = Buffer.from(good);
  damaged.fill(0xff, 10, 30);
  const bomb = gzipSync(Buffer.alloc(MAX_UNPACKED_BYTES + 1, 32), { level: 1 });

  test.each<[string, unknown, string, RegExp]>([
    ['no event', undefined, 'missing-data', /^awslogs\.data is missing/],
    ['no awslogs', {}, 'missing-data', /missing/],
    ['no data', { awslogs: {} }, 'missing-data', /missing/],
    ['empty data', delivery(''), 'missing-data', /missing/],
    ['a number', delivery(7), 'wrong-type', /^awslogs\.data is a number; expected a string$/],
    ['not base64', delivery('%%%not base64%%%'), 'bad-base64', /not base64/],
    [
      'base64 with a stray character',
      delivery(`${data.slice(0, 9)}*${data.slice(9, -20)}`),
      'bad-base64',
      /not base64/,
    ],
    ['base64 of an impossible length', delivery('H4sIA'), 'bad-base64', /not base64/],
    ['not gzip', delivery(Buffer.from('{"a":1}').toString('base64')), 'not-gzip', /7 bytes.*not gzip/],
    [
      'cut',
      delivery(good.subarray(0, good.length - 20).toString('base64')),
      'truncated-gzip',
      /ends in the middle/,
    ],
    [
      'cut in its checksum',
      delivery(good.subarray(0, -3).toString('base64')),
      'truncated-gzip',
      /ends in the middle/,
    ],
    [
      'cut in its header',
      delivery(good.subarray(0, 5).toString('base64')),
      'truncated-gzip',
      /ends in the middle/,
    ],
    ['wrong checksum', delivery(badSum.toString('base64')), 'bad-checksum', /checksum/],
    ['wrong length', delivery(badLength.toString('base64')), 'bad-checksum', /checksum/],
    ['damaged inside', delivery(damaged.toString('base64')), 'corrupt-gzip', /damaged/],
    ['a bomb', delivery(bomb.toString('base64')), 'too-large', /more than 67108864 bytes/],
    ['not JSON', delivery(packed('{"messageType": s3cret').toString('base64')), 'not-json', /not JSON$/],
    [
      'a list',
      delivery(packed([]).toString('base64')),
      'wrong-type',
      /^the payload is an array; expected an object$/,
    ],
    ['null', delivery(packed('null').toString('base64')), 'wrong-type', /^the payload is null/],
    ['no messageType', delivery(packed({}).toString('base64')), 'missing-field', /^messageType is missing$/],
    [
      'another messageType',
      delivery(packed({ messageType: 'X' }).toString('base64')),
      'unknown-message-type',
      /"X"/,
    ],
    [
      'no logGroup',
      delivery(packed({ ...payload, logGroup: undefined }).toString('base64')),
      'missing-field',
      /^logGroup/,
    ],
    [
      'logStream of another type',
      delivery(packed({ ...payload, logStream: 3 }).toString('base64')),
      'wrong-type',
      /^logStream is a number; expected a string$/,
    ],
    [
      'no logEvents',
      delivery(packed({ ...payload, logEvents: undefined }).toString('base64')),
      'missing-field',
      /^logEvents/,
    ],
    [
      'logEvents of another type',
      delivery(packed({ ...payload, logEvents: {} }).toString('base64')),
      'wrong-type',
      /^logEvents is an object; expected an array$/,
    ],
    [
      'its only log event',
      delivery(packed({ ...payload, logEvents: [7] }).toString('base64')),
      'wrong-type',
      /^logEvents\[0\] is a number; expected an object$/,
    ],
    [
      'all its log events',
      delivery(packed({ ...payload, logEvents: [7, 8] }).toString('base64')),
      'wrong-type',
      /no log event can be read/,
    ],
  ])('%s', (_name, broken, reason, message) => {
    const fault = faultOf(() => decodeLogBatch(broken));
    expect(fault).toMatchObject({ name: 'LogBatchError', reason });
    expect(fault.message).toMatch(message);
  });

  test('the cause is kept, but not one that quotes the payload', () => {
    expect(faultOf(() => decodeLogBatch(delivery(badSum.toString('base64')))).cause).toBeInstanceOf(Error);
    const fault = faultOf(() => decode('{"messageType": s3cret'));
    expect(`${fault.message} ${String(fault.cause)}`).not.toContain('s3c');
  });
});

test.each([
  [
    'of another type',
    { ...event, timestamp: '1704067200000' },
    'logEvents[1].timestamp is a string; expected a number',
  ],
  ['without a message', { ...event, message: undefined }, 'logEvents[1].message is missing'],
  ['without an id', { ...event, id: '' }, 'logEvents[1].id is empty'],
  ['that is null', null, 'logEvents[1] is null; expected an object'],
])('one log event %s is skipped, not its batch', (_name, bad, why) => {
  const decoded = withEvents(event, bad, { ...event, id: '3' });
  expect(decoded).toMatchObject({
    batch: { events: [{ id: '1' }, { id: '3' }] },
    skipped: [{ index: 1, why }],
  });
});

test.each([
  ['short', 0],
  ['long', 10_000],
  ['large', 600_000],
])('characters beyond ASCII stay the same in a %s payload, escaped or not', (_name, length) => {
  const text = 'Übergröße – 日本 🚀 \u0085 \u001b[31mé';
  const plain = JSON.stringify({ ...payload, logEvents: [{ ...event, message: text }, event] });
  const escaped = plain.replace('–', '\\u2013').replace('日', '\\u65E5').replace('é', '\\u00e9');
  for (const json of [plain, escaped]) {
    const decoded = decode(`${json}${' '.repeat(length)}`);
    expect(decoded.kind === 'batch' && decoded.batch.events[0]!.message).toBe(text);
  }
});

test('bytes that are not UTF-8 are replaced and counted; an original U+FFFD is not', () => {
  const text = JSON.stringify({ ...payload, logEvents: [{ ...event, message: '<\ufffd>' }] });
  const bytes = Buffer.from(text);
  bytes[bytes.indexOf('<')] = 0xff;
  bytes[bytes.indexOf('>')] = 0xfe;
  const decoded = decodeLogBatch(delivery(gzipSync(bytes).toString('base64')));
  expect(decoded).toMatchObject({ batch: { events: [{ message: '\ufffd\ufffd\ufffd' }] }, replaced: 2 });
  expect(decode(text)).toMatchObject({ replaced: 0 });
});

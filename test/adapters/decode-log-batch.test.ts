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
      owner: '111122223333',
      logGroup: '/ecs/api',
      logStream: 'api/migrate/0123456789abcdef0123456789abcdef',
      events: [event],
    },
    skipped: [],
    replaced: 0,
  });
});

test('unknown fields are ignored', () => {
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

describe('each kind of broken payload has its own permanent error', () => {
  const good = packed(payload);
  const data = good.toString('base64');
  const badSum = Buffer.from(good);
  badSum[good.length - 8]! ^= 1;
  const badLength = Buffer.from(good);
  badLength[good.length - 1]! ^= 1;
  const damaged = Buffer.from(good);
  damaged.fill(0xff, 10, 30);
  const bomb = gzipSync(Buffer.alloc(MAX_UNPACKED_BYTES + 1, 32), { level: 1 });

  test.each<{
    readonly name: string;
    readonly broken: unknown;
    readonly reason: string;
    readonly message: RegExp;
  }>([
    { name: 'no event', broken: undefined, reason: 'missing-data', message: /^awslogs\.data is missing/ },
    { name: 'no awslogs', broken: {}, reason: 'missing-data', message: /missing/ },
    { name: 'no data', broken: { awslogs: {} }, reason: 'missing-data', message: /missing/ },
    { name: 'empty data', broken: delivery(''), reason: 'missing-data', message: /missing/ },
    {
      name: 'a number',
      broken: delivery(7),
      reason: 'wrong-type',
      message: /^awslogs\.data is a number; expected a string$/,
    },
    { name: 'not base64', broken: delivery('%%%not base64%%%'), reason: 'bad-base64', message: /not base64/ },
    {
      name: 'base64 with a stray character',
      broken: delivery(`${data.slice(0, 9)}*${data.slice(9, -20)}`),
      reason: 'bad-base64',
      message: /not base64/,
    },
    {
      name: 'base64 of an impossible length',
      broken: delivery('H4sIA'),
      reason: 'bad-base64',
      message: /not base64/,
    },
    {
      name: 'not gzip',
      broken: delivery(Buffer.from('{"a":1}').toString('base64')),
      reason: 'not-gzip',
      message: /7 bytes.*not gzip/,
    },
    {
      name: 'cut',
      broken: delivery(good.subarray(0, good.length - 20).toString('base64')),
      reason: 'truncated-gzip',
      message: /ends in the middle/,
    },
    {
      name: 'cut in its checksum',
      broken: delivery(good.subarray(0, -3).toString('base64')),
      reason: 'truncated-gzip',
      message: /ends in the middle/,
    },
    {
      name: 'cut in its header',
      broken: delivery(good.subarray(0, 5).toString('base64')),
      reason: 'truncated-gzip',
      message: /ends in the middle/,
    },
    {
      name: 'wrong checksum',
      broken: delivery(badSum.toString('base64')),
      reason: 'bad-checksum',
      message: /checksum/,
    },
    {
      name: 'wrong length',
      broken: delivery(badLength.toString('base64')),
      reason: 'bad-checksum',
      message: /checksum/,
    },
    {
      name: 'damaged inside',
      broken: delivery(damaged.toString('base64')),
      reason: 'corrupt-gzip',
      message: /damaged/,
    },
    {
      name: 'a bomb',
      broken: delivery(bomb.toString('base64')),
      reason: 'too-large',
      message: /more than 67108864 bytes/,
    },
    {
      name: 'not JSON',
      broken: delivery(packed('{"messageType": s3cret').toString('base64')),
      reason: 'not-json',
      message: /not JSON$/,
    },
    {
      name: 'a list',
      broken: delivery(packed([]).toString('base64')),
      reason: 'wrong-type',
      message: /^the payload is an array; expected an object$/,
    },
    {
      name: 'null',
      broken: delivery(packed('null').toString('base64')),
      reason: 'wrong-type',
      message: /^the payload is null/,
    },
    {
      name: 'no messageType',
      broken: delivery(packed({}).toString('base64')),
      reason: 'missing-field',
      message: /^messageType is missing$/,
    },
    {
      name: 'another messageType',
      broken: delivery(packed({ messageType: 'X' }).toString('base64')),
      reason: 'unknown-message-type',
      message: /"X"/,
    },
    {
      name: 'no logGroup',
      broken: delivery(packed({ ...payload, logGroup: undefined }).toString('base64')),
      reason: 'missing-field',
      message: /^logGroup/,
    },
    {
      name: 'logStream of another type',
      broken: delivery(packed({ ...payload, logStream: 3 }).toString('base64')),
      reason: 'wrong-type',
      message: /^logStream is a number; expected a string$/,
    },
    {
      name: 'no logEvents',
      broken: delivery(packed({ ...payload, logEvents: undefined }).toString('base64')),
      reason: 'missing-field',
      message: /^logEvents/,
    },
    {
      name: 'logEvents of another type',
      broken: delivery(packed({ ...payload, logEvents: {} }).toString('base64')),
      reason: 'wrong-type',
      message: /^logEvents is an object; expected an array$/,
    },
    {
      name: 'its only log event',
      broken: delivery(packed({ ...payload, logEvents: [7] }).toString('base64')),
      reason: 'wrong-type',
      message: /^logEvents\[0\] is a number; expected an object$/,
    },
    {
      name: 'all its log events',
      broken: delivery(packed({ ...payload, logEvents: [7, 8] }).toString('base64')),
      reason: 'wrong-type',
      message: /no log event can be read/,
    },
  ])('$name', ({ broken, reason, message }) => {
    const fault = faultOf(() => decodeLogBatch(broken));
    expect(fault).toMatchObject({ name: 'LogBatchError', reason });
    expect(fault.message).toMatch(message);
  });

  test('the cause is kept, unless it quotes the payload', () => {
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

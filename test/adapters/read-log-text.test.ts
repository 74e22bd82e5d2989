import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLogFile, readLogStream } from '../../lambda/adapters/input/read-log-file.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';

const NEW_YEAR = Date.UTC(2024, 0, 1);
const TASK = '0123456789abcdef0123456789abcdef';
const read = (text: string) => readLogText(Buffer.from(text));

describe('lines', () => {
  test('have padded line numbers as ids, and no time when the text has none', () => {
    expect(read('1/u init (3ms)\r\n\nno change\n')).toEqual([
      {
        logGroup: '',
        logStream: '',
        events: [
          { id: '000000001', timestamp: null, message: '1/u init (3ms)' },
          { id: '000000002', timestamp: null, message: '' },
          { id: '000000003', timestamp: null, message: 'no change' },
        ],
      },
    ]);
  });

  test('have the time of their envelope, in ascending order', () => {
    const [batch] = read(
      [
        'make migrate',
        '2024-01-01T00:00:01Z 1/u a (1ms)',
        'no envelope',
        '2024-01-01T00:00:00Z 2/u b (1ms)',
        '2024-01-01T00:00:02Z 3/u c (1ms)',
      ].join('\n'),
    );
    const second = NEW_YEAR + 1000;
    expect(batch!.events.map(({ timestamp }) => timestamp)).toEqual([
      null,
      second,
      second,
      second,
      NEW_YEAR + 2000,
    ]);
  });

  test('of one container are one log, together with the plain lines among them', () => {
    expect(read('make up\nmigrate-1  | 1/u a (1ms)\nmigrate-1 exited with code 0\n')).toMatchObject([
      { logStream: '', events: [{ message: 'make up' }, { message: 'migrate-1  | 1/u a (1ms)' }, {}] },
    ]);
  });

  test('of several containers are a batch each, line numbers kept', () => {
    const text = [
      'make up',
      'db-1       | ready',
      'migrate-1  | 1/u a (1ms)',
      'db-1       | checkpoint',
      'migrate-1 exited with code 0',
    ];
    expect(
      read(text.join('\n')).map(({ logStream, events }) => [
        logStream,
        ...events.map(({ id }) => Number(id)),
      ]),
    ).toEqual([
      ['', 1],
      ['db-1', 2, 4],
      ['migrate-1', 3, 5],
    ]);
  });

  test('of `aws logs tail` belong to the stream named before them', () => {
    const text = [
      `2024-01-01T00:00:00+00:00 api/migrate/${TASK} error: migration failed in line 0: CREATE`,
      ' (details: pq: x)',
      `2024-01-01T00:00:01+00:00 api/web/${TASK} ready`,
    ];
    expect(read(text.join('\n'))).toMatchObject([
      {
        logStream: `api/migrate/${TASK}`,
        events: [{ timestamp: NEW_YEAR }, { timestamp: NEW_YEAR, message: ' (details: pq: x)' }],
      },
      { logStream: `api/web/${TASK}`, events: [{ timestamp: NEW_YEAR + 1000 }] },
    ]);
  });

  test('of FireLens are one log, because their task ARN distinguishes them', () => {
    const record = (log: string, task: string) =>
      JSON.stringify({ log, container_name: 'migrate', ecs_task_arn: task });
    expect(read(`${record('a', 'x/1')}\n${record('b', 'x/2')}`)).toMatchObject([{ events: [{}, {}] }]);
  });

  test('of a printed record are one event', () => {
    expect(read('a\n{\n  "msg": "no change"\n}\nb\n')[0]!.events).toMatchObject([
      { id: '000000001', message: 'a' },
      { id: '000000002', message: '{\n  "msg": "no change"\n}' },
      { id: '000000005', message: 'b' },
    ]);
    expect(read('{\nno end')[0]!.events).toHaveLength(2);
  });

  test('that cross the chunks of a large file are complete', () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index} ${'é'.repeat(50)}`);
    const [batch] = read(`${lines.join('\n')}\n`);
    expect(batch!.events.map(({ message }) => message)).toEqual(lines);
  });
});

describe('encodings', () => {
  const events = [{ message: 'no change' }, { message: 'µ' }];
  const text = 'no change\nµ\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each([
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 little endian', utf16],
    ['UTF-16 big endian', Buffer.from(utf16).swap16()],
    ['gzip', gzipSync(text)],
    ['gzip of two parts', Buffer.concat([gzipSync('no change\n'), gzipSync('µ\n')])],
  ])('%s', (_name, bytes) => {
    expect(readLogText(bytes)).toMatchObject([{ events }]);
  });

  test('a stray NUL or a broken character is not binary data', () => {
    const line = 'INFO this line is long enough to be a log of an application that writes text\n';
    expect(readLogText(Buffer.concat([Buffer.from(line.repeat(3)), Buffer.from([0, 0xff])]))).toHaveLength(1);
  });
});

describe('exports', () => {
  const payload = (logStream: string, id: string) => ({
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: '/ecs/api',
    logStream,
    subscriptionFilters: ['f'],
    logEvents: [{ id, timestamp: NEW_YEAR, message: 'text with } and "quotes" \\' }],
  });
  const event = { id: 'a', timestamp: NEW_YEAR, message: 'text with } and "quotes" \\' };
  const base64 = gzipSync(JSON.stringify(payload('s', 'a'))).toString('base64');
  const control = { messageType: 'CONTROL_MESSAGE', logGroup: '', logStream: '', logEvents: [] };

  test.each([
    ['a subscription payload', JSON.stringify(payload('s', 'a'))],
    ['a payload as Lambda gets it', JSON.stringify({ awslogs: { data: base64 } }, null, 2)],
    ['its base64', `${base64}\n`],
    ['a control message before it', JSON.stringify(control) + JSON.stringify(payload('s', 'a'))],
  ])('%s', (_name, text) => {
    expect(read(text)).toEqual([
      { owner: '111122223333', logGroup: '/ecs/api', logStream: 's', events: [event] },
    ]);
  });

  test('payloads of two accounts are two batches, although their log groups and streams have the same names', () => {
    const text = [payload('s', 'a'), { ...payload('s', 'b'), owner: '444455556666' }]
      .map((one) => JSON.stringify(one))
      .join('');
    expect(read(text)).toMatchObject([
      { owner: '111122223333', events: [{ id: 'a' }] },
      { owner: '444455556666', events: [{ id: 'b' }] },
    ]);
  });

  test('payloads as Firehose joins them, by stream', () => {
    const text = [payload('s', 'a'), payload('t', 'b'), payload('s', 'c')]
      .map((one) => JSON.stringify(one))
      .join('');
    expect(read(text)).toMatchObject([
      { logStream: 's', events: [{ id: 'a' }, { id: 'c' }] },
      { logStream: 't', events: [{ id: 'b' }] },
    ]);
  });

  test('aws logs get-log-events', () => {
    const events = [
      { timestamp: NEW_YEAR, message: 'a', ingestionTime: 1 },
      { timestamp: NEW_YEAR + 1, message: 'b', ingestionTime: 1 },
    ];
    expect(read(JSON.stringify({ events, nextForwardToken: 'f/1' }, null, 4))).toEqual([
      {
        logGroup: '',
        logStream: '',
        events: [
          { id: '000000001', timestamp: NEW_YEAR, message: 'a' },
          { id: '000000002', timestamp: NEW_YEAR + 1, message: 'b' },
        ],
      },
    ]);
    expect(read(JSON.stringify(events))).toMatchObject([{ events: [{ message: 'a' }, { message: 'b' }] }]);
  });

  test('aws logs filter-log-events, by stream', () => {
    const events = ['s', 't', 's'].map((logStreamName, index) => ({
      logStreamName,
      timestamp: NEW_YEAR + index,
      message: `${index}`,
      eventId: '3',
    }));
    expect(read(JSON.stringify({ events, searchedLogStreams: [] }))).toMatchObject([
      { logStream: 's', events: [{ message: '0' }, { message: '2' }] },
      { logStream: 't', events: [{ message: '1' }] },
    ]);
  });

  test('Logs Insights, which answers newest first', () => {
    const result = (time: string, text: string) => [
      { field: '@timestamp', value: time },
      { field: '@message', value: text },
      { field: '@logStream', value: 's' },
      { field: '@log', value: '111122223333:/ecs/api' },
    ];
    const results = [result('2024-01-01 00:00:01.000', 'b'), result('2024-01-01 00:00:00.000', 'a')];
    expect(read(JSON.stringify({ results, status: 'Complete' }))).toMatchObject([
      {
        logGroup: '/ecs/api',
        logStream: 's',
        events: [{ message: 'a', timestamp: NEW_YEAR }, { message: 'b' }],
      },
    ]);
  });

  test('the console’s JSON, newest first', () => {
    const exported = [
      { '@timestamp': '2024-01-01 00:00:01.000', '@message': 'b', '@logStream': 's', '@log': '1:/ecs/api' },
      { '@timestamp': '2024-01-01 00:00:00.000', '@message': 'a', '@logStream': 's' },
    ];
    expect(read(JSON.stringify(exported, null, 2))).toMatchObject([
      { logStream: 's', events: [{ message: 'a', timestamp: NEW_YEAR }] },
      { logStream: 's', events: [{ message: 'b' }] },
    ]);
  });

  test('the console’s CSV', () => {
    const csv = `timestamp,message\r\n${NEW_YEAR},"error: ""x"", in line 0:\n CREATE"\r\n${NEW_YEAR + 1},no change\r\n`;
    expect(read(csv)[0]!.events).toEqual([
      { id: '000000001', timestamp: NEW_YEAR, message: 'error: "x", in line 0:\n CREATE' },
      { id: '000000002', timestamp: NEW_YEAR + 1, message: 'no change' },
    ]);
    expect(
      read('@timestamp,@message\n2024-01-01 00:00:01.000,b\n2024-01-01 00:00:00.000,a,\n'),
    ).toMatchObject([{ events: [{ message: 'a', timestamp: NEW_YEAR }, { message: 'b' }] }]);
  });

  test.each([
    ['a logger’s JSON lines', '{"level":"info","msg":"a"}\n{"level":"info","msg":"b"}\n'],
    ['JSON that is cut', '{"events":[{"timestamp":1,"message":"a"}\nno change'],
    ['JSON of another kind', '{"events":"a"}\nno change'],
    ['CodeBuild', '[Container] 2024/01/02 15:04:05 Running command migrate up\nno change'],
  ])('%s: lines of their own', (_name, text) => {
    expect(read(text)[0]!.events).toHaveLength(2);
  });
});

describe('input that is not a log', () => {
  test.each([
    { name: 'nothing', bytes: Buffer.alloc(0), reason: 'empty', message: /^empty; nothing to read$/ },
    { name: 'blanks', bytes: Buffer.from(' \n\n'), reason: 'empty', message: /^empty/ },
    {
      name: 'a program',
      bytes: Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(4000)]),
      reason: 'binary',
      message: /^binary data/,
    },
    {
      name: 'bytes that are not text',
      bytes: Buffer.from(Array.from({ length: 999 }, (_, at) => 128 + ((at * 7) % 128))),
      reason: 'binary',
      message: /^binary/,
    },
    {
      name: 'a program in gzip',
      bytes: gzipSync(Buffer.alloc(4000)),
      reason: 'binary',
      message: /^binary data/,
    },
    {
      name: 'damaged gzip',
      bytes: gzipSync('no change').subarray(0, 15),
      reason: 'bad-payload',
      message: /^damaged gzip data$/,
    },
    {
      name: 'a damaged payload',
      bytes: Buffer.from('H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTgUAgOKGDQ8AAAA'),
      reason: 'bad-payload',
      message: /payload that cannot be read: /,
    },
    {
      name: 'an unknown payload',
      bytes: Buffer.from('{"messageType":"X"}'),
      reason: 'bad-payload',
      message: /messageType is "X"/,
    },
  ])('$name', ({ bytes, reason, message }) => {
    expect(() => readLogText(bytes)).toThrow(expect.objectContaining({ name: 'ReadLogError', reason }));
    expect(() => readLogText(bytes)).toThrow(message);
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-log-'));
    writeFileSync(join(folder, 'run.log'), 'no change\n');
    writeFileSync(join(folder, 'empty.log'), '');
    writeFileSync(join(folder, 'large.log'), '');
    truncateSync(join(folder, 'large.log'), 600 * 1024 * 1024);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are read', async () => {
    expect(await readLogFile(join(folder, 'run.log'))).toMatchObject([
      { events: [{ message: 'no change' }] },
    ]);
  });

  test.each([
    ['missing.log', 'missing', /missing\.log: no such file$/],
    ['run.log/x', 'missing', /no such file$/],
    ['.', 'directory', /: is a directory; expected a log file$/],
    ['empty.log', 'empty', /empty\.log: empty; nothing to read$/],
    ['large.log', 'too-large', /large\.log: larger than 512 MiB; /],
    ['a\0b', 'unreadable', /cannot be read: ERR_INVALID_ARG_VALUE$/],
  ])('%s has an error of one line', async (name, reason, message) => {
    const failure = expect(readLogFile(join(folder, name))).rejects;
    await failure.toMatchObject({ name: 'ReadLogError', reason, message: expect.stringMatching(message) });
  });

  test('a stream is read to its end', async () => {
    expect(await readLogStream(Readable.from([Buffer.from('no ch'), 'ange\n']), 'stdin')).toMatchObject([
      { events: [{ message: 'no change' }] },
    ]);
    await expect(readLogStream(Readable.from([]), 'stdin')).rejects.toThrow('stdin: empty; nothing to read');
  });

  test.each([
    ['EACCES', 'stdin: cannot be read: permission denied'],
    ['ENOENT', 'stdin: no such file'],
    ['EWHAT', 'stdin: cannot be read: EWHAT'],
  ])('that the system refuses: %s', async (code, message) => {
    const refused = new Readable({
      read: () => refused.destroy(Object.assign(new Error('refused'), { code })),
    });
    await expect(readLogStream(refused, 'stdin')).rejects.toMatchObject({ message });
  });
});

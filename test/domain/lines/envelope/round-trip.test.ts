import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectEnvelope } from '../../../../lambda/domain/lines/envelope/envelope.ts';
import { linesOf } from '../../../../lambda/domain/lines/envelope/lines.ts';

const TASK = '0123456789abcdef0123456789abcdef';
const RUNS = { seed: 20_240_102, numRuns: 150 };

/** As Go's strconv.Quote writes it, for the characters that the arbitrary makes. */
const quote = (text: string) => JSON.stringify(text);

const own = fc.constantFrom(
  '1/u create_users (3.5ms)',
  '2024/01/02 15:04:05 Start buffering 20240102150405/d drop (old) users',
  '2024/01/02 15:04:05 Finished 7/u <empty> (read 0s, ran 15.3µs)',
  'error: migration failed in line 0: CREATE TABEL "x" (',
  "  name text DEFAULT 'a\\b' -- é, 日本, 😀",
  ' (details: pq: syntax error at or near "TABEL")',
  'error: Dirty database version 3. Fix and force version.',
  'no change',
);
const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

/** Lines that have no envelope of their own, no blank at the end and no field that a console logger could have put there. */
const line = fc
  .oneof(own, anything)
  .filter((text) => text === text.trimEnd() && !/[={}\t]|\\[nr]$/.test(text))
  .filter((text) => detectEnvelope([text]).unwrap(text)[0]!.text === text && !/^\S+\.go:\d/.test(text))
  .filter((text) => !/^(?:stdout |stderr |app\[|- |\[?[A-Z]{3,7}\]? |\d\d[OE]|\S+\[\d)/.test(text));

const onePerLine: Readonly<Record<string, (text: string) => string>> = {
  'docker json-file': (log) =>
    JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: '2024-01-01T00:00:00Z' }),
  FireLens: (log) =>
    JSON.stringify({ source: 'stderr', log, container_name: 'migrate', ecs_task_arn: `a/${TASK}` }),
  'Fluent Bit': (log) =>
    JSON.stringify({ date: 1704067200.5, log, kubernetes: { container_name: 'migrate' } }),
  Vector: (message) => JSON.stringify({ container_name: 'migrate', message, source_type: 'docker_logs' }),
  Filebeat: (message) => JSON.stringify({ agent: { type: 'filebeat' }, log: { offset: 1 }, message }),
  'OpenTelemetry Collector': (body) => JSON.stringify({ body, resource: { 'k8s.pod.name': 'api-5d' } }),
  compose: (text) => `migrate-1  | ${text}`,
  CRI: (text) => `2024-01-01T00:00:00.123456789Z stdout F ${text}`,
  'GitHub Actions': (text) => `2024-01-01T00:00:00.1234567Z ${text}`,
  'gh run view': (text) => `deploy\tRun make migrate\t2024-01-01T00:00:00.1234567Z ${text}`,
  'kubectl --prefix': (text) => `[pod/api-5d8f6-x7k2p/migrate] ${text}`,
  'aws logs tail': (text) => `2024-01-01T00:00:00.123000+00:00 api/migrate/${TASK} ${text}`,
  'aws logs tail --format short': (text) => `2024-01-01T00:00:00 ${text}`,
  awslogs: (text) => `/ecs/api api/migrate/${TASK} ${text}`,
  syslog: (text) => `Jan  2 15:04:05 host docker/migrate[12]: ${text}`,
  'RFC 5424': (text) => `<30>1 2024-01-01T00:00:00Z host migrate 12 - - ${text}`,
  'compose in GitHub Actions': (text) => `2024-01-01T00:00:00.1234567Z migrate-1  | ${text}`,
  zap: (msg) => JSON.stringify({ level: 'info', ts: 1704067200.5, msg: `${msg}\n` }),
  zerolog: (message) => JSON.stringify({ level: 'info', message }),
  'slog text': (msg) => `time=2024-01-01T00:00:00Z level=INFO msg=${quote(msg)}`,
  'logrus text': (msg) => `time="2024-01-01T00:00:00Z" level=info msg=${quote(`${msg}\n`)}`,
  'logrus terminal': (text) => `\x1b[36mINFO\x1b[0m[0003] ${text.padEnd(44)} `,
  'zap console': (text) => `2024-01-01T00:00:00.000Z\tINFO\tdb/m.go:31\t${text}`,
  glog: (text) => `I0102 15:04:05.000000       1 migrate.go:42] ${text}`,
  'zap in FireLens': (msg) =>
    JSON.stringify({ log: JSON.stringify({ level: 'info', msg }), container_name: 'migrate' }),
  'slog in Vector': (msg) =>
    JSON.stringify({ message: JSON.stringify({ level: 'INFO', msg }), source_type: 'docker_logs' }),
  'logrus in docker': (msg) =>
    JSON.stringify({
      log: `level=info msg=${quote(`${msg}\n`)}\n`,
      stream: 'stderr',
      time: '2024-01-01T00:00:00Z',
    }),
};

describe('any line put into an envelope comes out as it was', () => {
  test.each(Object.entries(onePerLine))('%s', (_name, wrap) => {
    fc.assert(
      fc.property(line, (text) => {
        const wrapped = wrap(text);
        expect(
          detectEnvelope([wrapped])
            .unwrap(wrapped)
            .map((found) => found.text),
        ).toEqual([text]);
      }),
      RUNS,
    );
  });
});

test('lines of one message come out of a logger’s record one by one', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      const text = lines.join('\n');
      const records = [JSON.stringify({ level: 'error', msg: text }), `level=error msg=${quote(text)}`];
      for (const record of records) {
        const event = { id: '7', timestamp: 5, message: record };
        expect(linesOf(event, detectEnvelope([record]))).toMatchObject(
          lines.map((found, index) => ({ id: index === 0 ? '7' : `7.000${index}`, at: 5, text: found })),
        );
      }
    }),
    RUNS,
  );
});

test('any text at all is unwrapped without an error, the same alone as in company', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '"',
    '\\',
    '\\n',
    '\n',
    '\r',
    '\t',
    ' ',
    '=',
    'msg=',
    '"msg":',
    '"log":',
    'level=info ',
    '|',
    '[',
    ']',
    '2024-01-01T00:00:00Z',
    ' INFO ',
    ' stderr F ',
    '\x1b[',
    '\x1b]',
    'm.go:1: ',
    '(details: ',
    ' in line 0: ',
    '\ufffd',
  );
  const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [first, second] = [one.join(''), other.join('')];
      const alone = detectEnvelope([]);
      expect(alone.unwrap(first).length).toBeGreaterThan(0);
      for (const found of alone.unwrap(first)) expect(found.text).not.toMatch(/[\n\r\0\x1b]/);
      const envelope = detectEnvelope([first, second]);
      if (envelope.name === 'lines') expect(envelope.unwrap(first)).toEqual(alone.unwrap(first));
    }),
    { ...RUNS, numRuns: 2_000 },
  );
});

test('ids of a long event’s lines sort in line order', () => {
  const [line] = detectEnvelope([]).unwrap('x');
  const many = { name: 'many lines', unwrap: () => Array(12_000).fill(line) };
  const ids = linesOf({ id: '1', timestamp: null, message: 'x' }, many).map((found) => found.id);
  expect(ids).toEqual([...ids].sort());
  expect([ids[0], ids[1], ids[9_999], ids[10_000]]).toEqual(['1', '1.0001', '1.9999', '1.a00010000']);
});

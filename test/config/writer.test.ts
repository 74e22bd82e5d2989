import { expect, test } from 'vitest';
import { ConfigError } from '../../lambda/config/read-env.ts';
import { readIngestConfig, readWriterConfig } from '../../lambda/config/writer.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';

const env = {
  MONITOR: '111122223333/eu-west-1/watch',
  TABLE_NAME: 'table',
  EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:events',
};
const source = {
  target: { environment: 'production', database: 'orders' },
  container: 'migrate',
  dedicated: true,
};

test('what is left out has its default', () => {
  expect(readWriterConfig(env)).toEqual({
    monitor: {
      account: '111122223333',
      region: 'eu-west-1',
      name: 'watch',
      table: expect.stringMatching(/^[0-9a-f]{6}$/),
    },
    tableName: 'table',
    eventsTopicArn: env.EVENTS_TOPIC_ARN,
    sources: [],
    retention: { fact: 45, run: 400, incident: 400 },
    deadlines: DEADLINES,
    deadlinesByEnvironment: {},
  });
});

test('sources and deadlines are JSON', () => {
  const config = readWriterConfig({
    ...env,
    SOURCES: JSON.stringify([source]),
    DEADLINES: JSON.stringify({ silentWarningMs: 1_000 }),
    RETENTION: JSON.stringify({ run: 90 }),
    DEADLINES_BY_ENVIRONMENT: JSON.stringify({ staging: { silentWarningMs: 2_000 } }),
  });
  expect(config.sources).toEqual([source]);
  expect(config.deadlines).toEqual({ ...DEADLINES, silentWarningMs: 1_000, written: ['silentWarningMs'] });
  expect(config.retention).toEqual({ fact: 45, run: 90, incident: 400 });
  expect(config.deadlinesByEnvironment).toEqual({ staging: { silentWarningMs: 2_000 } });
});

test('all problems are reported together, each with its place and what is allowed', () => {
  const problemsOf = (bad: Record<string, string>) => {
    try {
      return readWriterConfig(bad);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as ConfigError).problems;
    }
  };
  expect(
    problemsOf({
      TABLE_NAME: '',
      SOURCES: JSON.stringify([
        { ...source, engine: 'oracle', nth: 0, colour: 'red', target: { environment: 1 } },
      ]),
      DEADLINES: '{',
    }),
  ).toEqual([
    'TABLE_NAME is not set',
    'MONITOR is not set',
    expect.stringMatching(/^SOURCES\.0\.target\.environment: expected string/),
    expect.stringMatching(/^SOURCES\.0\.target\.database: expected string/),
    'SOURCES.0.nth: expected at least 1',
    'SOURCES.0.engine: expected one of postgres, cockroach, mysql, sqlite, other',
    'SOURCES.0: unknown colour',
    expect.stringMatching(/^DEADLINES is not JSON: /),
    'EVENTS_TOPIC_ARN is not set',
  ]);
  expect(problemsOf({ ...env, DEADLINES: '{"silentWarningMs":0.5}' })).toEqual([
    expect.stringMatching(/^DEADLINES\.silentWarningMs: expected int/),
  ]);
  expect(problemsOf({ ...env, DEADLINES_BY_ENVIRONMENT: '{"staging":{"silent":1}}' })).toEqual([
    'DEADLINES_BY_ENVIRONMENT.staging: unknown silent',
  ]);
  expect(problemsOf({ ...env, RETENTION: '{"fact":30}' })).toEqual(['RETENTION.fact: expected at least 31']);
});

test.each(['', 'watch', '111122223333/eu-west-1', '1111/eu-west-1/watch', '111122223333/eu-west-1/a/b'])(
  'the monitor %j is refused',
  (MONITOR) => {
    const problem =
      MONITOR === '' ? 'MONITOR is not set' : `MONITOR is '${MONITOR}'; expected <account>/<Region>/<name>`;
    expect(() => readWriterConfig({ ...env, MONITOR })).toThrow(problem);
  },
);

test('a monitor with another table has another identity, and the same name', () => {
  const { monitor } = readWriterConfig(env);
  const redeployed = readWriterConfig({ ...env, TABLE_NAME: 'table2' }).monitor;
  expect({ ...redeployed, table: monitor.table }).toEqual(monitor);
  expect(redeployed.table).not.toBe(monitor.table);
});

test('error patterns are JSON too, and are read by the one who looks for them', () => {
  const read = (patterns: unknown) =>
    readIngestConfig({ ...env, ERROR_PATTERNS: JSON.stringify(patterns) }).errorPatterns;
  expect(readIngestConfig(env)).toEqual({ ...readWriterConfig(env), errorPatterns: [] });
  expect(read([{ name: 'disk-full', regex: '^No space \\p{L}+' }])).toEqual([
    { name: 'disk-full', regex: /^No space \p{L}+/u },
  ]);
  expect(() => read([{ name: 'a', regex: '(' }])).toThrow('ERROR_PATTERNS.a: expected a regular expression');
  expect(() => read([{ name: 'a', regex: '(' }, { name: 'b' }])).toThrow('ERROR_PATTERNS.1.regex');
});

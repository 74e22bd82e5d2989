import { goQuote } from '../domain/lines/redact/hostile.ts';

const TASK_ARN = 'arn:aws:ecs:eu-west-1:111122223333:task/main/0123456789abcdef0123456789abcdef';
const STAMP = '2026/03/05 02:13:09';
const NORMAL = ['1/u create_users (3.5ms)', '2/u create_orders (7.25ms)'];
const VERBOSE = [
  'Start buffering 1/u create_users',
  'Read and execute 1/u create_users',
  'Finished 1/u create_users (read 3.5ms, ran 7.25ms)',
  'Start buffering 2/u create_orders',
  'Read and execute 2/u create_orders',
];

/** Messages of log events that a run whose error is `error` leaves, when it prints or is printed this way. */
export type Envelope = (error: string) => readonly string[];

/** awslogs drops blank lines; the blank before the details stays. */
const physical = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
const plain = (error: string) => [...NORMAL, ...physical(`error: ${error}`)];
const verbose = (error: string) => [
  ...VERBOSE.map((line) => `${STAMP} ${line}`),
  ...physical(`${STAMP} error: ${error}`),
];
const library = (error: string, line: (message: string, error?: string) => string) => [
  ...VERBOSE.map((message) => line(`${message}\n`)),
  line('database migration failed', error),
];

export const ENVELOPES: Record<string, Envelope> = {
  plain,
  verbose,
  'zap, JSON': (error) =>
    library(error, (msg, err) =>
      JSON.stringify({
        level: err ? 'error' : 'info',
        ts: 1772676789.12,
        caller: 'db/migrate.go:42',
        msg,
        ...(err && { error: err }),
      }),
    ),
  'zap, console': (error) =>
    library(error, (msg, err) =>
      [
        `2026-03-05T02:13:09.120Z\t${err ? 'ERROR' : 'INFO'}\tdb/migrate.go:42\t${msg.trimEnd()}`,
        ...(err ? [JSON.stringify({ error: err })] : []),
      ].join('\t'),
    ),
  'logrus, text': (error) =>
    library(
      error,
      (msg, err) =>
        `time="2026-03-05T02:13:09Z" level=${err ? 'fatal' : 'info'} msg=${goQuote(msg.trimEnd())}${err ? ` error=${goNewlines(err)}` : ''}`,
    ),
  'logrus, JSON, one message': (error) =>
    library(error, (msg, err) =>
      JSON.stringify({
        level: err ? 'error' : 'info',
        time: '2026-03-05T02:13:09Z',
        msg: err ? `migrate: ${err}` : msg,
      }),
    ),
  'zerolog with other fields': (error) =>
    library(error, (message, err) =>
      JSON.stringify({
        level: err ? 'error' : 'info',
        ...(err && { error: err }),
        dsn: 'postgres://app@db/orders',
        time: '2026-03-05T02:13:09Z',
        message,
      }),
    ),
  'log.Fatalf of the library': (error) => [
    ...VERBOSE.map((line) => `${STAMP} ${line}`),
    ...physical(`${STAMP} main.go:42: migrate up: ${error}`),
  ],
  panic: (error) =>
    [
      ...NORMAL,
      ...physical(`panic: ${error}`),
      '',
      'goroutine 1 [running]:',
      'github.com/golang-migrate/migrate/v4.Must(...)',
      '\t/src/main.go:42 +0x1d',
    ].filter((line) => line !== ''),
  FireLens: (error) =>
    verbose(error).map((log) =>
      JSON.stringify({
        source: 'stderr',
        log,
        container_id: '0123456789ab',
        container_name: 'migrate',
        ecs_cluster: 'main',
        ecs_task_arn: TASK_ARN,
        ecs_task_definition: 'orders:7',
      }),
    ),
  CodeBuild: (error) =>
    [
      '[Container] 2026/03/05 02:13:08.100000 Running command migrate -path db -database "$DATABASE_URL" up',
      ...plain(error),
      '',
      '[Container] 2026/03/05 02:13:10.100000 Command did not exit successfully migrate -path db -database "$DATABASE_URL" up exit status 1',
      '[Container] 2026/03/05 02:13:10.200000 Phase complete: BUILD State: FAILED',
    ].filter((line) => line !== ''),
  compose: (error) => [...plain(error).map((line) => `migrate-1  | ${line}`), 'migrate-1 exited with code 1'],
  'docker, json-file': (error) =>
    plain(error).map((line) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-03-05T02:13:09.1Z' }),
    ),
  'Kubernetes, CRI': (error) => plain(error).map((line) => `2026-03-05T02:13:09.123456789Z stderr F ${line}`),
  'GitHub Actions': (error) => plain(error).map((line) => `2026-03-05T02:13:09.1234567Z ${line}`),
};

/** Go's `%q`, line breaks and all. */
function goNewlines(text: string): string {
  return goQuote(text.replaceAll('\n', '\u0001')).replaceAll('\\x01', '\\n');
}

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type PutLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { Cloud } from '../../bin/cli/demo/cloud.ts';
import { deliveriesOf } from '../../bin/cli/demo/deliveries.ts';
import type { Scene } from '../../bin/cli/demo/scene.ts';
import { WEEK_SETTINGS } from '../../bin/cli/demo/week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { tee } from '../../bin/cli/tee.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { byHandLogGroup } from '../../lambda/contract/log-groups.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { cloudFormationWith, monitorStack, reaching, TABLE_NAME } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const HOUR = 60 * 60_000;
/** A Monday, midnight UTC. */
const STARTS = Date.UTC(2026, 2, 2);
const NOW = STARTS + 12 * HOUR;
const ORDERS = { environment: 'production', database: 'orders' };
const BY_HAND = byHandLogGroup('migrate-watch');
const SECRET = 'hunter2-is-no-password';
const OF_ORDERS = ['--environment', 'production', '--database', 'orders'];

let folder: string;
let dynamoDb: LocalDynamoDb;
let logs: AwsClientStub<CloudWatchLogsClient>;
let monitor: LocalMonitor;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-tee-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  dynamoDb = await startDynamoDb(TABLE_NAME);
  for (const [name, value] of Object.entries(await reaching(dynamoDb))) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  cloudFormationWith([stack()]);
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada' });
  const clock = () => Date.now();
  monitor = new LocalMonitor(
    deployed(WEEK_SETTINGS),
    {
      facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(dynamoDb.client, TABLE_NAME),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
    },
    NOW,
  );
  logs = mockClient(CloudWatchLogsClient);
  logs.on(CreateLogStreamCommand).resolves({});
  logs.on(PutLogEventsCommand).callsFake(delivered);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await dynamoDb.close();
  rmSync(folder, { recursive: true });
});

/** Log events that AWS took, in order. */
const taken: { stream: string; message: string }[] = [];
beforeEach(() => {
  taken.length = 0;
});

/** CloudWatch Logs passes events on to the subscribed `ingest`. */
async function delivered({ logGroupName, logStreamName, logEvents = [] }: PutLogEventsCommandInput) {
  const events = logEvents.map(({ timestamp, message }) => ({
    id: eventId(timestamp!, taken.push({ stream: logStreamName!, message: message! })),
    timestamp: timestamp!,
    message: message!,
  }));
  monitor.now = Math.max(Date.now(), ...events.map(({ timestamp }) => timestamp));
  await monitor.ingest(subscriptionPayload({ logGroup: logGroupName!, logStream: logStreamName!, events }));
  return {};
}

function stack(
  outputs: Readonly<Record<string, string>> = { ByHandLogGroup: BY_HAND },
  name = 'migrate-watch',
) {
  const made = monitorStack(name);
  const more = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { ...made, Outputs: [...made.Outputs!, ...more] };
}

/** A program `migrate` that prints `text` on standard error and ends with `end`, a line of shell. Returns its path. */
function migrate(text: string, end = 'exit 0', name = 'migrate'): string {
  const path = join(folder, name);
  const output = join(folder, `${name}.output`);
  writeFileSync(output, text);
  writeFileSync(path, `#!/bin/sh\ncat '${output}' >&2\n${end}\n`);
  chmodSync(path, 0o755);
  return path;
}

const DATABASE = `postgres://app:${SECRET}@db/app`;
const words = (path: string, ...command: readonly string[]) => [
  path,
  '-path',
  'db',
  '-database',
  DATABASE,
  ...command,
];
const ran = (path: string, ...command: readonly string[]) =>
  runCli(['tee', ...OF_ORDERS, '--', ...words(path, ...command)]);

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, `../fixtures/migrate/${name}.log`), 'utf8');
const APPLIED = `\
2026/03/02 13:00:00 Start buffering 3/u add_email
2026/03/02 13:00:00 Read and execute 3/u add_email
2026/03/02 13:00:00 Finished 3/u add_email (read 1ms, ran 2ms)
2026/03/02 13:00:00 Finished after 4ms
2026/03/02 13:00:00 Closing source and database
`;
const FAILED = `\
2026/03/02 13:00:00 Start buffering 3/u add_email
2026/03/02 13:00:00 Read and execute 3/u add_email
error: migration failed: relation "userz" does not exist (column 13) in line 0: UPDATE userz SET password = '${SECRET}'; (details: pq: relation "userz" does not exist)
`;

/** A failed run in a watched task. */
async function happened(): Promise<void> {
  const scene: Scene = { kind: 'task', at: 'Mon 11:00', log: 'dirty-then-forced-verbose.1', target: ORDERS };
  const { deliveries, streams } = deliveriesOf([scene], STARTS);
  const observer = { transition: () => {}, page: () => {} };
  const cloud = new Cloud(
    { ...dynamoDb, tableName: TABLE_NAME },
    { deployed: deployed(WEEK_SETTINGS), streams, startsAt: STARTS, observer },
  );
  for (const delivery of deliveries) await cloud.deliver(delivery);
}

const lastLines = (stderr: string) => stderr.trimEnd().split('\n\n').at(-1)!.split('\n');
const keptFile = () => readdirSync(folder).find((file) => file.endsWith('.jsonl'));

test('a repair by hand is recorded, and ends the incident', async () => {
  await happened();
  const force = await ran(migrate(''), 'force', '2');
  expect(force).toMatchObject({ exitCode: 0, stdout: '' });
  expect(force.stderr).toContain('✔ SUCCEEDED');
  expect(lastLines(force.stderr)).toEqual([
    expect.stringMatching(/^Recorded: migrate-watch show [0-9a-f]{8}$/),
    'production/orders/migration/1: still open',
  ]);
  const up = await ran(migrate(APPLIED), '-verbose', 'up');
  expect(up).toMatchObject({ exitCode: 0, stdout: '' });
  expect(up.stderr.startsWith(APPLIED)).toBe(true);
  expect(lastLines(up.stderr)).toEqual([
    expect.stringMatching(/^Recorded: migrate-watch show [0-9a-f]{8}$/),
    'production/orders/migration/1: ended',
  ]);
  const streams = new Set(taken.map(({ stream }) => stream));
  expect([...streams]).toEqual(
    Array(2).fill(expect.stringMatching(/^production\/orders\/ada-20260302T120000Z-[0-9a-f]{8}$/)),
  );
  const shown = await runCli(['show', up.stderr.match(/show ([0-9a-f]{8})/)![1]!]);
  expect(shown.stdout).toContain('production/orders, run ');
  expect((await runCli(['incidents', '--open'])).stdout).toContain('No incident is open');
});

test('the output goes where it went, unchanged, and secrets in it stay here', async () => {
  const bytes = 'out \\001\\377 no end of line';
  const path = migrate(FAILED, `printf '${bytes}'; exit 1`);
  const { exitCode, stdout, stderr } = await ran(path, 'up');
  expect(exitCode).toBe(1);
  expect(stdout).toBe('out \u0001\ufffd no end of line');
  expect(stderr.startsWith(FAILED)).toBe(true);
  expect(stderr).toContain('✗ FAILED  database DIRTY at version 3');
  expect(JSON.stringify(taken)).not.toContain(SECRET);
  expect(taken.map(({ message }) => message)).toEqual([
    `migrate-watch: command=${path} -path db -database 'postgres://app:‹password #1, 16–31 chars›@db/app' up`,
    '2026/03/02 13:00:00 Start buffering 3/u add_email',
    '2026/03/02 13:00:00 Read and execute 3/u add_email',
    expect.stringContaining('(details: pq: relation "userz" does not exist)'),
    'migrate-watch: exit=1',
  ]);
});

test.each<[string, string, number]>([
  ['its own exit code', 'exit 3', 3],
  ['a signal', 'kill -KILL $$', 137],
  ['a signal that ends it', 'kill -TERM $$', 143],
  ['0', 'exit 0', 0],
])('the exit code is that of the command: %s', async (_name, end, exitCode) => {
  expect((await ran(migrate(APPLIED, end), 'up')).exitCode).toBe(exitCode);
  expect(taken.at(-1)!.message).toBe(`migrate-watch: exit=${exitCode}`);
});

test('a program that is not there, or not a program, is refused as by a shell', async () => {
  const missing = await ran(join(folder, 'migrate'), 'up');
  expect(missing).toMatchObject({ exitCode: 127, stdout: '' });
  expect(missing.stderr).toContain('migrate: not found\n');
  expect(missing.stderr).toContain('✗ FAILED');
  const path = migrate(APPLIED);
  chmodSync(path, 0o644);
  expect((await ran(path, 'up')).exitCode).toBe(126);
});

test('an interrupt goes to the command, and its end is explained', async () => {
  const path = migrate(
    APPLIED,
    "trap 'echo Stopping after this running migration ... >&2; exit 0' INT; while :; do sleep 0.05; done",
  );
  const running = ran(path, '-verbose', 'up');
  await vi.waitFor(() => expect(process.listenerCount('SIGINT')).toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.emit('SIGINT', 'SIGINT');
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('✔ SUCCEEDED');
});

describe('a pipe', () => {
  const piped = (text: string) => runCli(['tee', ...OF_ORDERS], text);

  test.each<[string, string, number]>([
    ['a run that succeeded', APPLIED, 0],
    ['a run that failed', FAILED, 1],
    ['a run in whose middle the text ends', APPLIED.split('\n').slice(0, 2).join('\n'), 1],
    ['a refused run', fixture('dirty-then-forced-verbose.2'), 1],
    ['no run', 'hello\n', 0],
    ['nothing', '', 0],
  ])('%s', async (_name, text, exitCode) => {
    const result = await piped(text);
    expect(result).toMatchObject({ exitCode, stdout: text });
    expect(taken.at(-1)?.message).toBe('migrate-watch: exit=?');
  });
});

describe('without AWS', () => {
  const denied = (action: string) =>
    Object.assign(
      new Error(`User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ${action}`),
      {
        name: 'AccessDeniedException',
        $metadata: {},
      },
    );
  const failing = (name: string, message = name) =>
    Object.assign(new Error(message), { name, $metadata: {} });

  const FAULTS: readonly (readonly [string, () => unknown, string])[] = [
    [
      'no stack',
      () => cloudFormationWith([]),
      'no monitor is deployed in eu-west-1; give --region, or deploy one',
    ],
    [
      'two stacks',
      () => cloudFormationWith([stack({}, 'a'), stack({}, 'b')]),
      '2 monitors are deployed in eu-west-1: a, b; choose one with --stack',
    ],
    [
      'an earlier release',
      () => cloudFormationWith([stack({})]),
      'stack migrate-watch has no output ByHandLogGroup; deploy this version',
    ],
    [
      'no right to find the stack',
      () =>
        mockClient(CloudFormationClient)
          .on(DescribeStacksCommand)
          .rejects(denied('cloudformation:DescribeStacks')),
      'these credentials may not do cloudformation:DescribeStacks; name the stack with --stack, or allow it',
    ],
    [
      'no right to begin a log stream',
      () => logs.on(CreateLogStreamCommand).rejects(denied('logs:CreateLogStream')),
      "these credentials may not do logs:CreateLogStream of stack migrate-watch; the stack's output OperatorPolicyArn is a policy that allows it",
    ],
    [
      'no right to write',
      () => logs.on(PutLogEventsCommand).rejects(denied('logs:PutLogEvents')),
      "these credentials may not do logs:PutLogEvents of stack migrate-watch; the stack's output OperatorPolicyArn is a policy that allows it",
    ],
    [
      'throttling',
      () => logs.on(PutLogEventsCommand).rejects(failing('ThrottlingException', 'Rate exceeded')),
      'AWS is throttling requests (ThrottlingException); try again in a minute',
    ],
    [
      'no credentials',
      () =>
        mockClient(CloudFormationClient)
          .on(DescribeStacksCommand)
          .rejects(failing('CredentialsProviderError')),
      'no AWS credentials; sign in, or set AWS_PROFILE',
    ],
    [
      'a log group that was deleted',
      () =>
        logs
          .on(CreateLogStreamCommand)
          .rejects(failing('ResourceNotFoundException', 'The specified log group does not exist.')),
      'the log group of runs by hand of stack migrate-watch does not exist; was it deleted?',
    ],
  ];

  test.each(FAULTS)('%s: the run is shown and kept, and sent later', async (_name, arrange, sentence) => {
    arrange();
    const { exitCode, stderr } = await ran(migrate(FAILED, 'exit 1'), 'up');
    expect(exitCode).toBe(1);
    expect(stderr.startsWith(FAILED)).toBe(true);
    expect(stderr).toContain('✗ FAILED');
    const [said, kept, command] = lastLines(stderr);
    expect(said).toMatch(/^(?:The|A part of the) run was not sent to the monitor: /);
    expect(said).toContain(`${sentence}.`);
    expect(kept).toBe('It is kept, masked. Send it later:');
    const file = command!.replace('migrate-watch tee --send ', '');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
    expect(taken).toEqual([]);

    cloudFormationWith([stack()]);
    logs.on(CreateLogStreamCommand).resolves({});
    logs.on(PutLogEventsCommand).callsFake(delivered);
    const sent = await runCli(['tee', '--send', file]);
    expect(sent).toEqual({
      exitCode: 0,
      stdout: `Sent to stack migrate-watch as a run by hand of production/orders; the file is ${file}.sent now.\n`,
      stderr: '',
    });
    expect(taken.at(-1)!.message).toBe('migrate-watch: exit=1');
    expect((await runCli(['incidents', '--open'])).stdout).toContain('production/orders/migration/1');
    expect((await runCli(['tee', '--send', file])).stderr).toBe(`${file} cannot be read: ENOENT\n`);
  });

  test('what was sent before a fault is not sent again', async () => {
    logs.on(PutLogEventsCommand).callsFakeOnce(delivered).rejects(failing('ThrottlingException'));
    const { stderr } = await ran(migrate(APPLIED, 'sleep 1.5; exit 0'), 'up');
    expect(lastLines(stderr)[0]).toContain('A part of the run was not sent to the monitor');
    const before = taken.length;
    expect(before).toBeGreaterThan(0);
    logs.on(PutLogEventsCommand).callsFake(delivered);
    logs.on(CreateLogStreamCommand).rejects(new Error('not wanted'));
    await runCli(['tee', '--send', join(folder, keptFile()!)]);
    expect(taken.slice(before).map(({ message }) => message)).toEqual(['migrate-watch: exit=0']);
  });

  test('a file whose run was sent already is refused', async () => {
    cloudFormationWith([]);
    await ran(migrate(APPLIED), 'up');
    cloudFormationWith([stack()]);
    const { ResourceAlreadyExistsException } = await import('@aws-sdk/client-cloudwatch-logs');
    logs
      .on(CreateLogStreamCommand)
      .rejects(new ResourceAlreadyExistsException({ message: 'exists', $metadata: {} }));
    const again = await runCli(['tee', '--send', join(folder, keptFile()!)]);
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toMatch(/^this run was sent already: production\/orders\//);
    expect(keptFile()).toBeDefined();
  });

  test.each([
    ['not there', undefined, /cannot be read: ENOENT$/],
    ['another file', '{"name":"x"}\n', /is not a run that migrate-watch tee has kept$/],
    ['of another place', header('a/b/../c'), /is not a run that migrate-watch tee has kept$/],
    ['of a task', header('/ecs/x'), /is not a run that migrate-watch tee has kept$/],
    [
      'with a broken line',
      `${header('production/orders/ada-1')}{"timestamp":1,"mess`,
      /line 2: expected a log event/,
    ],
    [
      'with a line of something else',
      `${header('production/orders/ada-1')}{"timestamp":1,"message":"x"}\n{"a":1}\n`,
      /line 3: expected/,
    ],
  ])('--send of a file that is %s: exit 2 and one sentence', async (_name, text, sentence) => {
    const file = join(folder, 'some.jsonl');
    if (text !== undefined) writeFileSync(file, text);
    const { exitCode, stdout, stderr } = await runCli(['tee', '--send', file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(logs.calls()).toEqual([]);
  });
});

function header(logStream: string): string {
  return `${JSON.stringify({ migrateWatch: 'run by hand', v: 1, logStream, begun: false })}\n`;
}

describe('names', () => {
  test.each<[string, readonly string[], string]>([
    ['no environment', ['--database', 'orders'], 'tee needs --environment'],
    ['no database', ['--environment', 'production'], 'tee needs --database'],
    [
      'a slash',
      ['--environment', 'production/x', '--database', 'orders'],
      '--environment is production/x; expected',
    ],
    ['a terminal sequence', ['--environment', 'p', '--database', 'o\u001b[2J'], '--database is o'],
    [
      'an environment of the monitor',
      ['--environment', 'canary', '--database', 'x'],
      "the environment canary is the monitor's own",
    ],
  ])('%s: exit 2, and nothing runs', async (_name, options, sentence) => {
    const ranFile = join(folder, 'ran');
    const path = migrate('', `touch '${ranFile}'`);
    const { exitCode, stdout, stderr } = await runCli(['tee', ...options, '--', path, 'up']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('\u001b');
    expect(readdirSync(folder)).not.toContain('ran');
  });

  test('that the settings do not declare: recorded as unmatched, and said', async () => {
    const path = migrate(APPLIED);
    const { exitCode, stderr } = await runCli([
      'tee',
      '--environment',
      'production',
      '--database',
      'orderz',
      '--',
      path,
      '-path',
      'db',
      'up',
    ]);
    expect(exitCode).toBe(0);
    expect(lastLines(stderr)[0]).toMatch(
      /^Recorded as unmatched, because the settings of the monitor declare no production\/orderz: /,
    );
  });

  test('of people cannot leave their place in the name of the log stream', async () => {
    mockClient(STSClient)
      .on(GetCallerIdentityCommand)
      .resolves({
        Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/é:*/../staging 🙂'.replace('/../', '\u002f'),
      });
    await ran(migrate(APPLIED), 'up');
    expect(taken[0]!.stream).toMatch(/^production\/orders\/[\w.@-]+$/);
  });
});

test('a run that is not recorded in 15 seconds is said to be sent', async () => {
  logs.on(PutLogEventsCommand).resolves({});
  let now = NOW;
  const time = {
    clock: () => now,
    pause: async (ms: number) => {
      now += ms;
    },
  };
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await tee(words(migrate(APPLIED), 'up'), { ...ORDERS }, time);
  expect(written.join('')).toMatch(
    /Sent to the monitor, not recorded yet\. Look again with: migrate-watch show [0-9a-f]{8}\n$/,
  );
});

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { Cloud } from '../../bin/cli/demo/cloud.ts';
import { deliveriesOf } from '../../bin/cli/demo/deliveries.ts';
import { WEEK_SETTINGS } from '../../bin/cli/demo/week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { cloudFormationWith, monitorStack, reaching, TABLE_NAME } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

/*
 * Bad input of the commands on a deployed monitor: what is typed, what is wrong around it, the exit code, the first line that is printed,
 * and what has changed in the table. 100,000 runs are in large-tables.test.ts, a pipe that closes in deployed-monitor.test.ts.
 */

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const HOUR = 60 * 60_000;
/** A Monday, midnight UTC. */
const STARTS = Date.UTC(2026, 2, 2);
const NOW = STARTS + 12 * HOUR;
const OLD_TABLE = 'older';
const INCIDENT = 'target#production#orders ';

let dynamoDb: LocalDynamoDb;
let monitor: LocalMonitor;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
  for (const [name, value] of Object.entries(await reaching(dynamoDb))) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const { deliveries, streams } = deliveriesOf(
    [
      {
        kind: 'task',
        at: 'Mon 11:00',
        log: 'dirty-then-forced-verbose.1',
        target: { environment: 'production', database: 'orders' },
      },
    ],
    STARTS,
  );
  const settings = deployed(WEEK_SETTINGS);
  const cloud = new Cloud(
    { ...dynamoDb, tableName: TABLE_NAME },
    { deployed: settings, streams, startsAt: STARTS, observer: { transition: () => {}, page: () => {} } },
  );
  for (const delivery of deliveries) await cloud.deliver(delivery);
  await dynamoDb.client.send(
    new CreateTableCommand({
      TableName: OLD_TABLE,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const clock = () => Date.now();
  monitor = new LocalMonitor(
    settings,
    {
      facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(dynamoDb.client, TABLE_NAME),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
    },
    NOW,
  );
});
afterAll(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await dynamoDb.close();
});

beforeEach(() => {
  cloudFormationWith([monitorStack('migrate-watch')]);
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada' });
  mockClient(SNSClient)
    .on(PublishCommand)
    .callsFake(async ({ Message = '' }: { Message?: string }) => {
      monitor.now = Date.now();
      await monitor.page(snsNotification(Message, Date.now()));
      return { MessageId: 'm' };
    });
});

/** Every item of the table by its key, as text. */
async function items(): Promise<ReadonlyMap<string, string>> {
  const { Items = [] } = await dynamoDb.client.send(new ScanCommand({ TableName: TABLE_NAME }));
  return new Map(Items.map((item) => [`${item['pk']?.S} ${item['sk']?.S}`, JSON.stringify(item)]));
}

/** Keys of the items that are new or different. */
function changedIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...after].filter(([key, text]) => before.get(key) !== text).map(([key]) => key);
}

const failing = (name: string, message = name) => Object.assign(new Error(message), { name, $metadata: {} });
const denied = (action: string) =>
  failing(
    'AccessDeniedException',
    `User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ${action}`,
  );
const stackFails = (error: Error) =>
  mockClient(CloudFormationClient).on(DescribeStacksCommand).rejects(error);
const publishFails = (error: Error) => mockClient(SNSClient).on(PublishCommand).rejects(error);
const nothing = () => {};

interface Row {
  readonly name: string;
  readonly arrange: () => unknown;
  readonly typed: readonly string[];
  readonly columns?: number;
  readonly exitCode: number;
  /** Of standard output, or of standard error if there is no other. */
  readonly firstLine: string | RegExp;
  /** Beginnings of the keys of the items that change. Default: none. */
  readonly changes?: readonly string[];
}

const ACTIONS: readonly (readonly string[])[] = [
  ['ack', 'orders'],
  ['note', 'orders', 'x'],
  ['snooze', 'orders', '--for', '1h', '--reason', 'x'],
  ['wake', 'orders'],
  ['resolve', 'orders', '--by-hand', 'x'],
  ['resend', 'orders'],
  ['mute', '--environment', 'production', '--for', '1h', '--reason', 'x', '--yes-production'],
];
const READS: readonly (readonly string[])[] = [
  ['status'],
  ['runs'],
  ['show', 'orders'],
  ['incidents'],
  ['export'],
];

/** The same fault for each of several commands. */
const each = (commands: readonly (readonly string[])[], row: Omit<Row, 'typed'>): readonly Row[] =>
  commands.map((typed) => ({ ...row, typed, name: `${row.name}: ${typed.join(' ')}` }));

const FOREIGN = '444455556666/eu-west-1/other.abcdef/migrate-watch/production/orders/migration/1';
const SCRIPTS = 'データベース قاعدة بيانات база फ़ाइल 👩‍👩‍👧 e\u0301';
const HOSTILE = '=cmd|calc!A0\u001b]0;owned\u0007\u202Etxt.exe<script>@here`rm -rf`';

const ROWS: readonly Row[] = [
  ...each([...READS, ...ACTIONS], {
    name: 'no stack',
    arrange: () => cloudFormationWith([]),
    exitCode: 2,
    firstLine: 'no monitor is deployed in eu-west-1; give --region, or deploy one',
  }),
  ...each([...READS, ...ACTIONS], {
    name: 'two stacks',
    arrange: () => cloudFormationWith([monitorStack('b'), monitorStack('a')]),
    exitCode: 2,
    firstLine: '2 monitors are deployed in eu-west-1: a, b; choose one with --stack',
  }),
  ...each([...READS, ...ACTIONS], {
    name: 'no right to find the stack',
    arrange: () => stackFails(denied('cloudformation:DescribeStacks')),
    exitCode: 2,
    firstLine:
      'these credentials may not do cloudformation:DescribeStacks; name the stack with --stack, or allow it',
  }),
  ...each(
    ACTIONS.filter(([word]) => word !== 'wake'),
    {
      name: 'no right to publish',
      arrange: () => publishFails(denied('sns:Publish')),
      exitCode: 2,
      firstLine:
        "these credentials may not do sns:Publish of stack migrate-watch; the stack's output OperatorPolicyArn is a policy that allows it",
    },
  ),
  ...each([...READS, ...ACTIONS], {
    name: 'throttling',
    arrange: () => stackFails(failing('Throttling', 'Rate exceeded')),
    exitCode: 2,
    firstLine: 'AWS is throttling requests (Throttling); try again in a minute',
  }),
  ...each([...READS, ['mute', '--environment', 'x', '--for', '1h', '--reason', 'x']], {
    name: 'a table of an older version',
    arrange: () => cloudFormationWith([monitorStack('migrate-watch', OLD_TABLE)]),
    exitCode: 2,
    firstLine: /./,
  }),
  {
    name: 'a week without a run',
    arrange: nothing,
    typed: ['runs', '--since', '30m'],
    exitCode: 0,
    firstLine: /^No run began after /,
  },
  ...each(
    [
      ['ack', FOREIGN],
      ['note', FOREIGN, 'x'],
      ['resolve', FOREIGN, '--by-hand', 'x'],
      ['show', FOREIGN],
    ],
    {
      name: 'the key of another monitor',
      arrange: nothing,
      exitCode: 2,
      firstLine:
        /is an incident of the monitor 444455556666\/eu-west-1\/other\.abcdef; this monitor is 111122223333\/eu-west-1\/migrate-watch/,
    },
  ),
  ...each(
    [
      ['ack', 'orderz'],
      ['ack', 'production/orders/migration/99'],
      ['ack', 'production/orders/slow/1'],
      ['resolve', '../../orders', '--by-hand', 'x'],
      ['note', HOSTILE, 'x'],
      ['ack', SCRIPTS],
    ],
    { name: 'no such incident', arrange: nothing, exitCode: 2, firstLine: /^[^\u0000-\u001f\u202e]+$/ },
  ),
  {
    name: 'an environment that nobody knows',
    arrange: nothing,
    typed: ['mute', '--environment', HOSTILE, '--for', '1h', '--reason', 'x'],
    exitCode: 2,
    firstLine: /^nothing is known about [^\u0000-\u001f\u202e]+; environments: production/,
  },
  {
    name: 'a critical environment, without the flag',
    arrange: nothing,
    typed: ['mute', '--environment', 'production', '--for', '1h', '--reason', 'x'],
    exitCode: 1,
    firstLine: /^production is critical/,
  },
  ...each(
    [
      ['ack', 'orders', '--for', '25h'],
      ['ack', 'orders', '--for', '0m'],
      ['snooze', 'orders', '--for', '8d', '--reason', 'x'],
      ['snooze', 'orders', '--for', '1h'],
      ['resolve', 'orders', '--by-hand', 'x', '--version', '1; rm'],
      ['resolve', 'orders'],
      ['note', 'orders'],
    ],
    { name: 'a value out of its range', arrange: nothing, exitCode: 2, firstLine: /^error: / },
  ),
  ...each(
    [
      ['note', 'orders', ' \t '],
      ['note', 'orders', 'x'.repeat(2_001)],
    ],
    {
      name: 'a text that cannot be kept',
      arrange: nothing,
      exitCode: 2,
      firstLine: /^the text (?:is empty|has 2001 characters)/,
    },
  ),
  {
    name: 'a note in every script',
    arrange: nothing,
    typed: ['note', 'orders', SCRIPTS],
    exitCode: 0,
    firstLine: 'production/orders/migration/1: the note is stored with the incident',
    changes: [INCIDENT],
  },
  {
    name: 'a hostile note',
    arrange: nothing,
    typed: ['note', 'orders', HOSTILE],
    exitCode: 0,
    firstLine: 'production/orders/migration/1: the note is stored with the incident',
    changes: [INCIDENT],
  },
];

test.each(ROWS)('$name', async ({ arrange, typed, columns, exitCode, firstLine, changes = [] }) => {
  const before = await items();
  arrange();
  const result = await runCli(typed, undefined, columns);
  const printed = result.stdout || result.stderr;
  expect(result).toMatchObject({ exitCode });
  const [first = ''] = printed.split('\n');
  if (typeof firstLine === 'string') expect(first).toBe(firstLine);
  else expect(first).toMatch(firstLine);
  expect(changedIn(before, await items())).toEqual(changes.map((key) => expect.stringContaining(key)));
});

describe('what was kept of such texts', () => {
  test.each([undefined, 40])('is shown without control characters, in %s columns', async (columns) => {
    const { stdout } = await runCli(['show', 'orders'], undefined, columns);
    expect(stdout).toContain('データベース');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('does not calculate in a spreadsheet', async () => {
    const { stdout } = await runCli(['export', 'incidents', '--format', 'csv']);
    expect(stdout).not.toMatch(/(?:^|,)"?[=+@-]\D/m);
  });
});

test('two people at once: both words are kept, and each is told', async () => {
  const [one, other] = await Promise.all([
    runCli(['note', 'orders', 'I look at the lock']),
    import('../../bin/cli/monitor/act.ts').then(({ act }) =>
      act({ do: 'note', key: 'orders', text: 'I ask the owner' }, {}),
    ),
  ]);
  expect([one.exitCode, other]).toEqual([0, 0]);
  const { stdout } = await runCli(['show', 'orders']);
  expect(stdout).toContain('I look at the lock');
  expect(stdout).toContain('I ask the owner');
});

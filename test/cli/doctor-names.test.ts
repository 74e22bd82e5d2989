import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListExportsCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { keyAttributes } from '../../lambda/adapters/aws/dynamodb-item.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { listed } from '../../lambda/adapters/aws/listed.ts';
import { PROGRESS_KEY, stateKey } from '../../lambda/adapters/aws/table-keys.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { FAILS } from '../cases/story.ts';
import { ACCOUNT, cloudFormationWith, monitorStack, reaching, TABLE_NAME } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

const START = Date.UTC(2027, 0, 31, 12);
const DAY = 24 * 60 * 60_000;
const CLEAN = ['no change'];

let dynamoDb: LocalDynamoDb;
let monitor: LocalMonitor;
beforeEach(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  for (const [name, value] of Object.entries(await reaching(dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack(TABLE_NAME)])
    .on(ListStackResourcesCommand)
    .resolves({ StackResourceSummaries: [] })
    .on(ListExportsCommand)
    .resolves({ Exports: [] });
  mockClient(STSClient).on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT });
  // Doctor's other questions are not what these tests are about.
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: {} });
  for (const Client of [CloudWatchClient, CloudWatchLogsClient, LambdaClient, SNSClient, SQSClient])
    mockClient(Client as never)
      .onAnyCommand()
      .rejects(denied);
});
afterEach(async () => {
  await dynamoDb.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const source = (name: string) => {
  const [environment, database] = name.split('/');
  return `  - { logGroup: /ecs/${database}, environment: ${environment}, database: ${database} }\n`;
};
const settings = (...names: readonly string[]) => `sources:\n${names.map(source).join('')}`;

/** Deploys settings; the monitor then sees runs in these log groups, one after the other. */
async function watched(
  text: string,
  ...runs: readonly (readonly [group: string, lines: readonly string[]])[]
) {
  const clock = () => monitor.now;
  const { client } = dynamoDb;
  monitor ??= new LocalMonitor(
    deployed(text),
    {
      facts: new DynamoDbFactStore(client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(client, TABLE_NAME),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
    },
    START,
  );
  monitor.deploy(deployed(text));
  for (const [logGroup, lines] of runs) {
    monitor.now += 60_000;
    const events = lines.map((message, index) => ({
      id: eventId(monitor.now, index),
      timestamp: monitor.now + index,
      message,
    }));
    const task = monitor.now.toString(16).padStart(32, '0');
    await monitor.ingest(subscriptionPayload({ logGroup, logStream: `migrate/migrate/${task}`, events }));
    monitor.now += 10 * 60_000;
    await monitor.sweep();
  }
}
beforeEach(() => {
  monitor = undefined as never;
});

interface Said {
  readonly kind: string;
  readonly place?: string;
  readonly message: string;
  readonly fix?: string;
}

/** What doctor says about names, before a deploy of these settings, `later` ms after the last run. */
async function names(text: string, later = 0) {
  vi.setSystemTime(monitor.now + later);
  const file = join(mkdtempSync(join(tmpdir(), 'doctor-names-')), 'watch.yaml');
  writeFileSync(file, text);
  const { stdout } = await runCli(['doctor', '--settings', file, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: Said[] };
  return findings
    .filter(({ message }) =>
      /no longer watched|carried over|is stored under|names could|former names/.test(message),
    )
    .map(({ place, ...each }) => ({ ...each, ...(place && { place: place.slice(file.length + 1) }) }));
}

const BEFORE = settings('production/orders', 'production/users');

describe('before a deploy', () => {
  test('an environment without `was`: open incidents first, then history, with the fix', async () => {
    await watched(BEFORE, ['/ecs/users', CLEAN], ['/ecs/orders', FAILS]);
    const fix =
      'if production has a new name, give that name was: production under environments; if it is gone, nothing needs to be done';
    const why = 'because the settings do not name the environment production';
    expect(await names(settings('prod/orders', 'prod/users'))).toEqual([
      {
        kind: 'warning',
        message: `deploying ends incident production/orders/migration/1 as no longer watched, ${why}`,
        fix,
      },
      {
        kind: 'warning',
        message: `production/orders and production/users have a known state; their history is not carried over, ${why}`,
        fix,
      },
    ]);
  });

  test('a database without `was`, with the line of the mapping that takes it', async () => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    const after = `${settings('production/shop', 'production/users')}databases: { shop: {}, users: {} }\n`;
    expect(await names(after)).toEqual([
      {
        kind: 'warning',
        place: '4:1',
        message:
          'production/orders has a known state; its history is not carried over, because the settings do not name the database orders',
        fix: 'if orders has a new name, give that name was: orders under databases; if it is gone, nothing needs to be done',
      },
    ]);
  });

  test('a database that only one environment loses', async () => {
    await watched(settings('production/orders', 'staging/users'), ['/ecs/users', FAILS]);
    const said = await names(settings('production/users', 'staging/orders'));
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining('deploying ends incident staging/users/migration/1 as no longer watched'),
      expect.stringContaining('staging/users has a known state; its history is not carried over'),
    ]);
    expect(said[0]?.fix).toContain('if staging/users is still migrated, keep a source for it');
  });

  test('a database that the settings named is not an announced one, although its entrypoint announces files', async () => {
    await watched(BEFORE, ['/ecs/orders', ['migrate-watch: files=1,2,3', ...FAILS]]);
    const said = await names(settings('production/shop', 'production/users'));
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining('deploying ends incident production/orders/migration/1'),
      expect.stringContaining('production/orders has a known state'),
    ]);
  });

  test('many databases are counted', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    await watched(
      settings(...all.map((name) => `production/${name}`)),
      ...all.map((name) => [`/ecs/${name}`, CLEAN] as const),
    );
    const said = await names(settings(...all.map((name) => `prod/${name}`)));
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining('production/a, production/b, production/c and 2 more have a known state'),
    ]);
  });

  test.each([
    ['the same names', BEFORE],
    [
      'names that `was` carries',
      `environments: { prod: { was: production } }\n${settings('prod/shop', 'prod/users')}databases: { shop: { was: orders }, users: {} }\n`,
    ],
  ])('%s: nothing is said', async (_what, after) => {
    await watched(BEFORE, ['/ecs/users', CLEAN], ['/ecs/orders', FAILS]);
    expect(await names(after)).toEqual([]);
  });

  test('a database that is announced counts as named while its log group is watched, and not after that', async () => {
    const group = (name: string, database: string) =>
      `sources: [{ logGroup: ${name}, environment: production, rules: [{ container: legacy, database: ${database} }] }]\n`;
    const before = group('/ecs/shared', 'orders');
    await watched(before, ['/ecs/shared', ['migrate-watch: database=billing', ...FAILS]]);
    expect(await names(before)).toEqual([]);
    expect(await names(group('/ecs/shared', 'users'))).toEqual([]);
    expect(await names(group('/ecs/other', 'orders'))).toMatchObject([
      { message: expect.stringContaining('deploying ends incident production/billing/migration/1') },
      { message: expect.stringContaining('production/billing has a known state') },
    ]);
    // Only a deploy knows which log group an export is.
    expect(
      await names(group('/ecs/other', 'orders').replace('logGroup: /ecs/other', 'logGroupExport: Shared')),
    ).toEqual([]);
  });

  test('the names of the monitor are left out', async () => {
    await watched(BEFORE, ['/ecs/elsewhere', FAILS]);
    await monitor.canary(monitor.now);
    expect((await runCli(['status', '--stack', TABLE_NAME])).stdout).toContain('unmatched/unmatched');
    expect(await names(BEFORE)).toEqual([]);
    expect(await names(settings('prod/orders'))).toEqual([]);
  });

  test.each([
    [45, 399, 1],
    [45, 400, 0],
    [800, 799, 1],
    [800, 800, 0],
  ])('with retention.incidentDays %d, history of %d days', async (incidentDays, days, warnings) => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    const later = START + 60_000 + days * DAY - monitor.now;
    const after = `${settings('production/users')}retention: { incidentDays: ${incidentDays} }\n`;
    expect(await names(after, later)).toHaveLength(warnings);
  });

  test.each([
    [-1, 1],
    [0, 0],
  ])('history counts while it is younger than 400 days: %d ms from it', async (from, warnings) => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    const startedAt = START + 60_000;
    const later = startedAt + 400 * DAY + from - monitor.now;
    expect(await names(settings('production/users'), later)).toHaveLength(warnings);
  });
});

describe('when `was` can be dropped', () => {
  const WAS = `environments: { prod: { was: [production, live] } }\n${settings('prod/orders', 'prod/users')}`;
  const drops = (former: string, place: string) => ({
    kind: 'note',
    place,
    message: `nothing younger than 400 days is stored under ${former}, a former name of prod, and no incident is open under it`,
    fix: `drop ${former} from environments.prod.was; it is not needed any more`,
  });

  test('at once for a name that nothing is stored under, and after 400 days for the other', async () => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    await watched(WAS, ['/ecs/orders', CLEAN]);
    expect(await names(WAS)).toEqual([drops('live', '1:43')]);
    expect(await names(WAS, 401 * DAY)).toEqual([drops('production', '1:31'), drops('live', '1:43')]);
  });

  test('not while an incident is open under it, however old it is', async () => {
    await watched(BEFORE, ['/ecs/orders', FAILS]);
    expect(await names(WAS, 500 * DAY)).toEqual([drops('live', '1:43')]);
  });

  test('not while an earlier release has stored it and no list has it', async () => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    const { partition, sort } = stateKey({ environment: 'production', database: 'orders' });
    await dynamoDb.client.send(
      new UpdateItemCommand({
        TableName: TABLE_NAME,
        Key: { pk: { S: partition }, sk: { S: sort } },
        UpdateExpression: 'REMOVE #list, listedAt, summary',
        ExpressionAttributeNames: { '#list': 'list' },
      }),
    );
    expect(await names(WAS)).toEqual([drops('live', '1:43')]);
  });

  test('a database with an expected run is read once', async () => {
    const expected = `${WAS}expectedRuns: [{ name: nightly, schedule: 'cron(0 3 * * *)', environment: prod, database: orders }]\n`;
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    expect(await names(expected)).toEqual([drops('live', '1:43')]);
  });

  test('not before the sweep has listed everything after an upgrade', async () => {
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    await dynamoDb.client.send(
      new PutItemCommand({
        TableName: TABLE_NAME,
        Item: { ...keyAttributes(PROGRESS_KEY), ...listed('state', 0, { left: 3 }) },
      }),
    );
    expect(await names(WAS)).toMatchObject([
      {
        kind: 'note',
        message: expect.stringContaining('older entries of 3 databases are still being indexed'),
      },
    ]);
  });

  test('a former name of a database', async () => {
    const was = `${settings('production/shop')}databases: { shop: { was: orders } }\n`;
    await watched(BEFORE, ['/ecs/orders', CLEAN]);
    expect(await names(was)).toEqual([]);
    expect(await names(was, 401 * DAY)).toMatchObject([{ kind: 'note', place: '3:27' }]);
  });
});

test('it only queries the table, and reads by key what is unnamed', async () => {
  await watched(BEFORE, ['/ecs/orders', CLEAN]);
  const calls = async (text: string) => {
    dynamoDb.calls.clear();
    await names(text);
    return Object.fromEntries(dynamoDb.calls);
  };
  // The states, and what is open.
  expect(await calls(BEFORE)).toEqual({ Query: 2 });
  expect(await calls(settings('production/users'))).toEqual({ Query: 2, BatchGetItem: 1 });
});

test('a missing right is named, and the other questions are asked', async () => {
  await watched(BEFORE, ['/ecs/orders', CLEAN]);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1');
  const said = await names(BEFORE);
  expect(said).toEqual([]);
  const file = join(mkdtempSync(join(tmpdir(), 'doctor-names-')), 'watch.yaml');
  writeFileSync(file, BEFORE);
  const { stdout, exitCode } = await runCli(['doctor', '--settings', file]);
  expect(stdout).toContain(
    'names that the settings no longer have could not be checked: AWS cannot be reached',
  );
  expect(exitCode).toBe(3);
});

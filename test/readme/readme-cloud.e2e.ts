import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { ACCOUNT, REGION } from '../../scripts/emulator/environment.ts';
import { type Emulator, startEmulator } from '../../scripts/emulator/start.ts';
import { AwsApi } from '../e2e/cloud/aws-api.ts';
import { until } from '../e2e/cloud/until.ts';
import { shellBlocks } from './shell-blocks.ts';
import { openTemplateProxy, type TemplateProxy } from './template-proxy.ts';
import { typed } from './typed.ts';

const STACK = 'migrate-watch';
const LOG_GROUP = '/ecs/orders-migrate';
const FAILING = 'test/fixtures/migrate/pg-syntax-error-verbose.log';
const blocks = shellBlocks(readFileSync('README.md', 'utf8'));

let emulator: Emulator;
let proxy: TemplateProxy;
let clone: string;
let client: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** An account with nothing in it but the log group that `migrate` writes to, and a clone with its dependencies installed. */
beforeAll(async () => {
  emulator = await startEmulator();
  proxy = await openTemplateProxy(emulator.endpoint);
  client = {
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  clone = join(emulator.folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '.', clone]);
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  execFileSync('npm', ['run', '--silent', 'prepare'], { cwd: clone }); // `npm ci` does this at a user's
  await new CloudWatchLogsClient(client).send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
});
afterAll(async () => {
  await proxy?.close();
  await emulator?.stop();
});

test.each(blocks.filter(({ section }) => section === 'Deploy'))(
  'README.md line $line deploys: $script',
  async ({ script, notRun }) => {
    expect(notRun).toBeNull();
    await type(script);
  },
);

test('what the emulator does not take was left out, and nothing else', () => {
  const types = new Set(Object.values(proxy.leftOut()));
  expect([...types].sort()).toEqual(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']);
});

test('a run that fails is recorded as an incident, and its page is published', async () => {
  const resources = await new AwsApi(emulator.endpoint).stackResources(STACK);
  const named = (beginning: string) => [...resources].find(([id]) => id.startsWith(beginning))![1];
  const queue = await pagesOf(named('MonitorPagingcritical'));
  const logs = new CloudWatchLogsClient(client);
  const stream = {
    logGroupName: LOG_GROUP,
    logStreamName: 'orders/migrate/0123456789abcdef0123456789abcdef',
  };
  await logs.send(new CreateLogStreamCommand(stream));
  const lines = readFileSync(FAILING, 'utf8').trim().split('\n');
  const logEvents = lines.map((message, index) => ({ timestamp: Date.now() + index, message }));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));

  const page = await until('the page', () => queue());
  expect(page).toContain('[production] orders: ');
  expect(page).toContain('FAILED');
  const store = new DynamoDbIncidentStore(new DynamoDBClient(client), named('MonitorTable'), Date.now);
  const { incidents } = await store.readTarget({ environment: 'production', database: 'orders' });
  expect(incidents).toMatchObject([{ kind: 'migration', ended: null }]);
});

test.each(blocks.filter(({ section }) => section === 'Uninstall'))(
  'README.md line $line uninstalls: $script',
  async ({ script, notRun }) => {
    expect(notRun).toBeNull();
    await type(script);
  },
);

test('nothing of it is left, and the watched log group is', async () => {
  const cloudWatch = new CloudWatchClient(client);
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  const { DashboardEntries } = await cloudWatch.send(new ListDashboardsCommand({}));
  const { logGroups } = await new CloudWatchLogsClient(client).send(new DescribeLogGroupsCommand({}));
  const { TableNames } = await new DynamoDBClient(client).send(new ListTablesCommand({}));
  const { Topics } = await new SNSClient(client).send(new ListTopicsCommand({}));
  expect({
    alarms: MetricAlarms?.map(({ AlarmName }) => AlarmName),
    dashboards: DashboardEntries?.map(({ DashboardName }) => DashboardName) ?? [],
    logGroups: logGroups?.map(({ logGroupName }) => logGroupName),
    tables: TableNames,
    topics: Topics?.map(({ TopicArn }) => TopicArn) ?? [],
  }).toEqual({ alarms: [], dashboards: [], logGroups: [LOG_GROUP], tables: [], topics: [] });
});

/** Types a block into a shell in the clone; only where AWS is and who asks differs from a reader's. */
async function type(script: string): Promise<void> {
  const { status, output } = await typed(script, clone, {
    ...emulator.environment,
    AWS_ENDPOINT_URL: proxy.url,
    // In a terminal both look for new versions of themselves.
    CDK_DISABLE_VERSION_CHECK: '1',
    NO_UPDATE_NOTIFIER: '1',
  });
  expect(status, `${script}\n…${output.slice(-3_000)}`).toBe(0);
}

/** Subscribes a queue to the topic; the first message that came, if any did. */
async function pagesOf(TopicArn: string): Promise<() => Promise<string | undefined>> {
  const api = new AwsApi(emulator.endpoint);
  const { QueueUrl } = await api.call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName: 'reader' });
  const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:reader`;
  await new SNSClient(client).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return async () => {
    const received = await api.call<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', { QueueUrl });
    return received.Messages?.[0]?.Body;
  };
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetAlarmMuteRuleCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  ResourceNotFoundException as NoSuchMuteRule,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MONITOR_DESCRIPTION } from '../../lambda/contract/stack-description.ts';
import { runCli } from './run-cli.ts';

const NOW = Date.UTC(2027, 0, 31, 12);
const MINUTE = 60_000;
const [cloudFormation, cloudWatch, logs, kms, lambda, secrets, sns, sqs, sts] = [
  mockClient(CloudFormationClient),
  mockClient(CloudWatchClient),
  mockClient(CloudWatchLogsClient),
  mockClient(KMSClient),
  mockClient(LambdaClient),
  mockClient(SecretsManagerClient),
  mockClient(SNSClient),
  mockClient(SQSClient),
  mockClient(STSClient),
];
const metadata = { $metadata: {}, message: 'no' };

const SOURCES = 'sources:\n  - { logGroup: /ecs/orders-migrate, database: orders }\n';
const MAIL = 'routes: { critical: [oncall@example.com] }\n';
const SLACK = 'channels: { team: { slack: { secret: slack-url } } }\nroutes: { critical: [team] }\n';

/** An account in which nothing is deployed, and the log group of `SOURCES` is there. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  for (const mock of [cloudFormation, cloudWatch, logs, kms, lambda, secrets, sns, sqs, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  const missing = Object.assign(new Error('Stack with id migrate-watch does not exist'), metadata.$metadata);
  cloudFormation.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    if (StackName !== undefined) throw missing;
    return { Stacks: [] };
  });
  logGroup({});
  logs.on(DescribeSubscriptionFiltersCommand).resolves({ subscriptionFilters: [] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function logGroup(group: object): void {
  logs.on(DescribeLogGroupsCommand).resolves({
    logGroups: [{ logGroupName: '/ecs/orders-migrate', retentionInDays: 90, ...group }],
  });
}

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:health';

interface Deploy {
  readonly status?: string;
  /** Age of the stack. */
  readonly days?: number;
  /** Types of resources by their physical ids. */
  readonly resources?: Readonly<Record<string, string>>;
}

/** Dimensions of the series of the subscription filters; none before the first delivery. */
function deliveries(...series: readonly (readonly string[])[]): void {
  const Metrics = series.map((names) => ({
    MetricName: 'ForwardedLogEvents',
    Dimensions: names.map((Name) => ({ Name, Value: 'x' })),
  }));
  cloudWatch.on(ListMetricsCommand).resolves({ Metrics });
}

/** The same account after a deploy that went well. */
function deployed({ status = 'CREATE_COMPLETE', days = 30, resources = {} }: Deploy = {}): void {
  const outputs = {
    IngestFunction: 'watch-ingest',
    CriticalTopicArn: TOPIC.replace('health', 'critical'),
    WarningTopicArn: TOPIC.replace('health', 'warning'),
    HealthTopicArn: TOPIC,
    DeadLettersingest: 'https://sqs.eu-central-1.amazonaws.com/111122223333/letters',
  };
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const stack = {
    StackName: 'migrate-watch',
    Description: MONITOR_DESCRIPTION,
    StackStatus: status as 'CREATE_COMPLETE',
    CreationTime: new Date(NOW - days * 24 * 60 * MINUTE),
    Outputs,
  };
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack] });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: Object.entries(resources).map(([PhysicalResourceId, ResourceType]) => ({
      LogicalResourceId: PhysicalResourceId,
      PhysicalResourceId,
      ResourceType,
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: new Date(NOW),
    })),
  });
  deliveries(['LogGroupName', 'DestinationType', 'FilterName']);
  logs.on(DescribeSubscriptionFiltersCommand).resolves({
    subscriptionFilters: [
      { destinationArn: 'arn:aws:lambda:eu-central-1:111122223333:function:watch-ingest' },
    ],
  });
  subscription('arn:aws:sns:eu-central-1:111122223333:critical:5f2c');
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  alarms({});
  canarySeen(10);
}

function subscription(SubscriptionArn: string): void {
  sns.on(ListSubscriptionsByTopicCommand).resolves({
    Subscriptions: [{ Protocol: 'email', Endpoint: 'oncall@example.com', SubscriptionArn }],
  });
}

function alarms(canary: object, StateValue: StateValue = 'OK'): void {
  const alarm = { AlarmActions: [TOPIC], StateValue };
  cloudWatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [
      { ...alarm, AlarmName: 'migrate-watch-monitor-sweep' },
      {
        ...alarm,
        AlarmName: 'migrate-watch-end-to-end-canary-not-seen',
        MetricName: 'CanarySeen',
        ...canary,
      },
    ],
  });
}

function canarySeen(...minutesAgo: readonly number[]): void {
  const Datapoints = minutesAgo.map((minutes) => ({ Timestamp: new Date(NOW - minutes * MINUTE) }));
  cloudWatch.on(GetMetricStatisticsCommand).resolves({ Datapoints });
}

let file: string;

async function doctor(settings: string, ...words: string[]) {
  file = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'watch.yaml');
  writeFileSync(file, settings);
  const { stdout, ...result } = await runCli(['doctor', '--settings', file, ...words], undefined, 100);
  return { ...result, stdout, text: stdout.replaceAll(/\n {9}(?! )/g, ' ') };
}

describe('before a deploy', () => {
  test('names the account, and says that the stack is not there', async () => {
    const { exitCode, stdout } = await doctor(SOURCES + MAIL);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Account 111122223333, eu-central-1, stack migrate-watch, settings ${file}\n`);
    expect(stdout).toContain('note     stack migrate-watch is not deployed in eu-central-1');
    expect(stdout).toContain('ok       log group /ecs/orders-migrate is there.\n');
  });

  test.each([
    {
      what: 'a log group that is not there',
      account: () => logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] }),
      says: '2:17: log group /ecs/orders-migrate does not exist in eu-central-1, so the deploy fails.',
    },
    {
      what: 'a log group whose name only begins so',
      account: () => logGroup({ logGroupName: '/ecs/orders-migrate-old' }),
      says: 'log group /ecs/orders-migrate does not exist',
    },
    {
      what: 'a log group that the settings create, and that is there',
      settings: SOURCES.replace('database', 'create: true, database'),
      account: () => undefined,
      says: 'exists already, and the settings create it, so the deploy fails. To do: take create: true away.',
    },
    {
      what: 'a log group of another class',
      account: () => logGroup({ logGroupClass: 'INFREQUENT_ACCESS' }),
      says: 'is of class INFREQUENT_ACCESS, and subscription filters and reading log events again need the class STANDARD.',
    },
    {
      what: 'a log group with two subscription filters',
      account: () =>
        logs.on(DescribeSubscriptionFiltersCommand).resolves({
          subscriptionFilters: [{ filterName: 'datadog' }, { filterName: 'splunk' }],
        }),
      says: 'has 2 subscription filters already (datadog and splunk), and AWS allows 2.',
    },
    {
      what: 'an export that is not there',
      settings: 'sources:\n  - { logGroupExport: OrdersLogs, database: orders }\n',
      account: () => cloudFormation.on(ListExportsCommand).resolves({ Exports: [{ Name: 'Orders' }] }),
      says: '2:23: there is no CloudFormation export OrdersLogs in eu-central-1',
    },
    {
      what: 'a secret that is not there',
      settings: SOURCES + SLACK,
      account: () => secrets.on(DescribeSecretCommand).rejects(new ResourceNotFoundException(metadata)),
      says: '3:38: secret slack-url of channel team does not exist in eu-central-1, so its pages cannot be sent.',
    },
    {
      what: 'a secret that is going to be deleted',
      settings: SOURCES + SLACK,
      account: () => secrets.on(DescribeSecretCommand).resolves({ DeletedDate: new Date(NOW) }),
      says: "  aws secretsmanager restore-secret --secret-id 'slack-url'",
    },
    {
      what: 'a key that is disabled',
      settings: `${SOURCES}encryption: { keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1' }\n`,
      account: () =>
        kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: '1', KeyState: 'Disabled' } }),
      says: 'cannot be used: its state is Disabled.',
    },
    {
      what: 'a key that is not there',
      settings: `${SOURCES}encryption: { keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1' }\n`,
      account: () => kms.on(DescribeKeyCommand).rejects(new NotFoundException(metadata)),
      says: '3:23: key arn:aws:kms:eu-central-1:111122223333:key/1 does not exist.',
    },
  ])('finds $what', async ({ settings = SOURCES, account, says }) => {
    account();
    const { exitCode, text } = await doctor(settings + (settings.includes('routes') ? '' : MAIL));
    expect(text).toContain('problem  ');
    expect(text).toContain(says);
    expect(exitCode).toBe(1);
  });

  test('a log group that the deploy creates need not be there', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
    const { exitCode, text } = await doctor(SOURCES.replace('database', 'create: true, database') + MAIL);
    expect(text).toContain(
      'ok       log group /ecs/orders-migrate does not exist yet, and the deploy creates it.',
    );
    expect(exitCode).toBe(0);
  });

  test.each([
    { settings: SLACK, says: 'may not use. To do: set channels.team.slack.kmsKey to the ARN of that key.' },
    {
      settings: SLACK.replace(
        'slack-url',
        'slack-url, kmsKey: "arn:aws:kms:eu-central-1:111122223333:key/1"',
      ),
      says: 'ok       secret slack-url of channel team is there.',
    },
    {
      settings: SLACK.replace(
        'slack-url',
        'slack-url, kmsKey: "arn:aws:kms:eu-central-1:111122223333:key/2"',
      ),
      says: 'is encrypted with the key arn:aws:kms:eu-central-1:111122223333:key/1, which its deliverer may not use.',
    },
  ])('compares the key of a secret with kmsKey: $says', async ({ settings, says }) => {
    secrets.on(DescribeSecretCommand).resolves({ KmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/1' });
    const { exitCode, text } = await doctor(SOURCES + settings);
    expect(text).toContain(says);
    expect(exitCode).toBe(says.startsWith('ok') ? 0 : 1);
  });

  test('names other monitors, because one of them may be this one under a former name', async () => {
    const missing = new Error('Stack with id migrate-watch does not exist');
    const stacks = [
      { StackName: 'old', Description: MONITOR_DESCRIPTION, StackStatus: 'UPDATE_COMPLETE' as const },
      { StackName: 'gone', Description: MONITOR_DESCRIPTION, StackStatus: 'DELETE_COMPLETE' as const },
      { StackName: 'shop', Description: 'A shop', StackStatus: 'UPDATE_COMPLETE' as const },
    ].map((stack) => ({ ...stack, CreationTime: new Date(NOW) }));
    cloudFormation.on(DescribeStacksCommand).callsFake(({ StackName }) => {
      if (StackName !== undefined) throw missing;
      return { Stacks: stacks };
    });
    const { text } = await doctor(SOURCES + MAIL);
    expect(text).toContain(
      'warning  another monitor is deployed in eu-central-1: old; a deploy under the name migrate-watch makes one more.',
    );
    deployed();
    cloudFormation.on(DescribeStacksCommand).callsFake(({ StackName }) => ({
      Stacks: StackName === undefined ? stacks : [{ ...stacks[0], StackName: 'migrate-watch' }],
    }));
    const { text: after } = await doctor(SOURCES + MAIL);
    expect(after).toContain('note     another monitor is deployed in eu-central-1: old.');
  });
});

describe('after a deploy', () => {
  test('finds nothing when all is well', async () => {
    deployed();
    const { exitCode, stdout } = await doctor(SOURCES + MAIL);
    expect(stdout.match(/^(ok|note|warning|problem|unknown) .*/gm)).toEqual([
      // The only question is whether e-mail is enough. Its place is on the same line only if the path is short.
      expect.stringMatching(/^warning {2}/),
      'ok       stack migrate-watch is deployed (CREATE_COMPLETE).',
      'ok       log group /ecs/orders-migrate is there.',
      'ok       oncall@example.com has confirmed its mails of critical, warning, health.',
      'ok       no message waits in 1 dead-letter queue.',
      'ok       none of 2 alarms about the monitor itself is raised.',
      'ok       the last test run of the canary arrived 10 min ago.',
    ]);
    expect(exitCode).toBe(0);
  });

  test.each([
    {
      what: 'a deploy that failed, by the resource that failed first',
      account: () => {
        deployed({ status: 'UPDATE_ROLLBACK_COMPLETE' });
        const event = (LogicalResourceId: string, ResourceStatusReason: string) => ({
          StackId: '1',
          EventId: '1',
          StackName: 'migrate-watch',
          Timestamp: new Date(NOW),
          ResourceType: 'AWS::SNS::Subscription',
          ResourceStatus: 'CREATE_FAILED' as const,
          LogicalResourceId,
          ResourceStatusReason,
        });
        cloudFormation.on(DescribeStackEventsCommand).resolves({
          StackEvents: [
            event('Later', 'Resource creation cancelled'),
            event('Second', 'Also refused'),
            event('First', 'Invalid parameter: Endpoint'),
            { ...event('migrate-watch', 'User Initiated'), ResourceStatus: 'UPDATE_IN_PROGRESS' },
            event('Former', 'Refused a week ago'),
          ],
        });
      },
      says: 'failed (UPDATE_ROLLBACK_COMPLETE): First (AWS::SNS::Subscription): Invalid parameter: Endpoint.',
    },
    {
      what: 'an address that has not confirmed',
      account: () => {
        deployed();
        subscription('PendingConfirmation');
      },
      says: 'watch.yaml:3:22: oncall@example.com gets no mail of critical, warning, health until the subscription is confirmed.',
    },
    {
      what: 'a subscription that is gone',
      account: () => {
        deployed();
        sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
      },
      says: 'the subscription is gone, and CloudFormation does not bring it back.',
    },
    {
      what: 'a log group that is not subscribed to any more',
      account: () => {
        deployed();
        logs.on(DescribeSubscriptionFiltersCommand).resolves({ subscriptionFilters: [] });
      },
      says: 'has no subscription filter of this stack, so its runs are not seen. To do: deploy again.',
    },
    {
      what: 'dead letters',
      account: () => {
        deployed();
        sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '1' } });
      },
      says: '1 message waits in the dead-letter queue letters.',
    },
    {
      what: 'a raised alarm, with its first step',
      account: () => {
        deployed();
        alarms({
          StateValue: 'ALARM',
          AlarmDescription: 'end-to-end: no test run arrived.\nFirst step: Look at ingest.\nRunbook: …',
        });
      },
      says: 'canary-not-seen is raised: end-to-end: no test run arrived. To do: Look at ingest.',
    },
    {
      what: 'a canary that is late: two test runs of 15 min are missing',
      account: () => {
        deployed();
        canarySeen(50, 31);
      },
      says: 'problem  the last test run of the canary arrived 31 min ago.',
    },
    {
      what: 'a canary that never arrived',
      account: () => {
        deployed();
        canarySeen();
      },
      says: 'no test run of the canary arrived within a day.',
    },
  ])('finds $what', async ({ account, says }) => {
    account();
    const { exitCode, text } = await doctor(SOURCES + MAIL);
    expect(text).toContain(says);
    expect(exitCode).toBe(1);
  });
});

describe('in the week after a first deploy', () => {
  const HOUR = 1 / 24;
  const CHECKED = SOURCES + MAIL;

  test('walks the checklist: what AWS can be asked, then what a person looks at once', async () => {
    deployed({ days: 6 });
    const { exitCode, text } = await doctor(CHECKED);
    expect(text).toContain('ok       the schedule of the sweep is at work: 1 minute of the last 15');
    expect(text).toContain('ok       2 of 2 alarms have data.');
    expect(text).toContain(
      'ok       CloudWatch Logs counts the deliveries of the subscription filters migrate-watch',
    );
    expect(text).toContain('note     look at this once: the runbook that every page links to.');
    expect(text).toContain('note     look at this once: e-mail subscriptions a day later.');
    expect(text).not.toContain('maintenance window');
    expect(exitCode).toBe(0);
  });

  test('is silent after a week, unless it is asked for', async () => {
    deployed({ days: 7 });
    expect((await doctor(CHECKED)).text).not.toContain('look at this once');
    expect((await doctor(CHECKED, '--first-deploy')).text).toContain('look at this once');
  });

  test('lists what the settings need: windows, expected runs, PagerDuty on health, rules on a bus', async () => {
    deployed({ days: 1 });
    secrets.on(DescribeSecretCommand).resolves({});
    mockClient(EventBridgeClient).on(DescribeEventBusCommand).resolves({});
    const { text } = await doctor(
      `${SOURCES}channels: { oncall: { pagerduty: { secret: a, healthSecret: b } }, automation: { eventbridge: {} } }
routes: { critical: [oncall, automation], health: [oncall] }
maintenance: [{ name: night, schedule: 'cron(0 3 * * SUN)', duration: 1h }]
expectedRuns: [{ name: nightly, schedule: 'cron(0 3 * * *)', database: orders }]\n`,
    );
    expect(text).toContain('look at this once: the first maintenance window.');
    expect(text).toContain('look at this once: the schedules of expected runs.');
    expect(text).toContain('look at this once: the subscription of oncall to health.');
    expect(text).toContain('look at this once: the rules on the event bus of automation.');
    expect(text).toContain('ok       event bus default of channel automation is there.');
    expect(text).not.toContain('e-mail subscriptions');
  });

  const silent = () => cloudWatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
  const noData = () => alarms({ StateValue: 'INSUFFICIENT_DATA' }, 'INSUFFICIENT_DATA');
  test.each([
    {
      what: 'a sweep without metrics',
      account: silent,
      says: 'the sweep sent no metric in the last 15 minutes',
    },
    {
      what: 'alarms without any data',
      account: noData,
      says: '0 of 2 alarms have data, an hour after the first deploy',
    },
    {
      what: 'series of deliveries with other dimensions',
      account: () => deliveries(['LogGroupName', 'Destination', 'FilterName']),
      says: 'CloudWatch Logs counts the deliveries of the subscription filters migrate-watch by Destination, FilterName, LogGroupName; the alarms log-delivery read DestinationType, FilterName, LogGroupName, and never rise',
    },
    {
      what: 'a mute rule that is not there',
      account: () => cloudWatch.on(GetAlarmMuteRuleCommand).rejects(new NoSuchMuteRule(metadata)),
      says: 'mute rule night does not exist, so its window mutes no alarm',
    },
  ])('finds $what', async ({ account, says }) => {
    deployed({
      days: HOUR,
      resources: { 'arn:aws:cloudwatch:eu:1:alarm-mute-rule:night': 'AWS::CloudWatch::AlarmMuteRule' },
    });
    cloudWatch.on(GetAlarmMuteRuleCommand).resolves({ Status: 'SCHEDULED' });
    account();
    const { exitCode, text } = await doctor(CHECKED);
    expect(text).toContain(`problem  ${says}`);
    expect(exitCode).toBe(1);
  });

  test('warns of a mute rule that is over, and counts those that are in place', async () => {
    const resources = { night: 'AWS::CloudWatch::AlarmMuteRule', once: 'AWS::CloudWatch::AlarmMuteRule' };
    deployed({ days: 1, resources });
    cloudWatch.on(GetAlarmMuteRuleCommand).resolves({ Status: 'SCHEDULED' });
    expect((await doctor(CHECKED)).text).toContain('ok       2 mute rules of maintenance windows in place.');
    cloudWatch.on(GetAlarmMuteRuleCommand, { AlarmMuteRuleName: 'once' }).resolves({ Status: 'EXPIRED' });
    expect((await doctor(CHECKED)).text).toContain('warning  mute rule once is over');
  });

  test('asks the other questions when AWS refuses one', async () => {
    deployed({ days: 1 });
    cloudWatch
      .on(ListMetricsCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} }));
    const { exitCode, text } = await doctor(CHECKED);
    expect(text).toContain('unknown  the metrics of log deliveries could not be checked');
    expect(text).toContain('ok       2 of 2 alarms have data.');
    expect(text).toContain('look at this once');
    expect(exitCode).toBe(3);
  });

  test('asks again later in the first hour, instead of finding problems', async () => {
    deployed({ days: HOUR - 1e-6 });
    noData();
    deliveries();
    cloudWatch
      .on(GetMetricStatisticsCommand)
      .resolves({ Datapoints: [] })
      .on(GetMetricStatisticsCommand, { Namespace: undefined as never })
      .resolves({ Datapoints: [{ Timestamp: new Date(NOW) }] });
    const { text } = await doctor(CHECKED);
    expect(text).toContain('note     the sweep has sent no metric yet.');
    expect(text).toContain('note     0 of 2 alarms have data.');
    expect(text).toContain('note     CloudWatch Logs has counted no delivery yet.');
    deployed({ days: 1 });
    deliveries();
    expect((await doctor(CHECKED)).text).toContain('warning  CloudWatch Logs has counted no delivery');
  });
});

describe('a channel that was removed from the settings, or got another name', () => {
  const ARN = 'arn:aws:sqs:eu-central-1:111122223333:';
  const account = (waiting: number, dead: number, channel = 'former') => {
    deployed({ resources: { mapping: 'AWS::Lambda::EventSourceMapping' } });
    lambda
      .on(GetEventSourceMappingCommand)
      .resolves({ FunctionArn: 'deliver', EventSourceArn: `${ARN}pages` })
      .on(GetFunctionConfigurationCommand)
      .resolves({ Environment: { Variables: { CHANNEL_NAME: channel } } });
    sqs
      .on(GetQueueUrlCommand)
      .callsFake(({ QueueName }) => ({ QueueUrl: `https://sqs/${QueueName}` }))
      .on(GetQueueAttributesCommand)
      .resolves({ Attributes: { ApproximateNumberOfMessages: '0' } })
      .on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs/pages' })
      .resolves({
        Attributes: {
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: String(waiting),
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}dead` }),
        },
      })
      .on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs/dead' })
      .resolves({ Attributes: { ApproximateNumberOfMessages: String(dead) } });
    secrets.on(DescribeSecretCommand).resolves({});
  };

  test.each([
    [2, 0, '2 pages'],
    [0, 1, '1 page'],
    [1, 2, '3 pages'],
  ])(
    'is a problem while pages wait: %s in its queue, %s in its dead letters',
    async (waiting, dead, pages) => {
      account(waiting, dead);
      const { exitCode, text } = await doctor(SOURCES + SLACK);
      expect(text).toContain(
        `problem  channel former is deployed and not in the settings, so the next deploy deletes it, with ${pages} that it has not delivered.`,
      );
      expect(text.includes('migrate-watch redrive --queue https://sqs/dead')).toBe(dead > 0);
      expect(exitCode).toBe(1);
    },
  );

  test('is a note when nothing waits', async () => {
    account(0, 0);
    const { exitCode, text } = await doctor(SOURCES + SLACK);
    expect(text).toContain('note     channel former is deployed and not in the settings');
    expect(exitCode).toBe(0);
  });

  test('is not found among the channels that go on', async () => {
    account(3, 3, 'team');
    expect((await doctor(SOURCES + SLACK)).text).not.toContain('not in the settings');
  });
});

describe('when AWS does not answer', () => {
  test('a missing right is named, the other questions are asked, and the exit code is 3', async () => {
    const denied = Object.assign(
      new Error(
        'User: arn:aws:iam::111122223333:user/x is not authorized to perform: logs:DescribeLogGroups',
      ),
      { name: 'AccessDeniedException', $metadata: {} },
    );
    logs.on(DescribeLogGroupsCommand).rejects(denied);
    secrets.on(DescribeSecretCommand).resolves({});
    const { exitCode, text } = await doctor(SOURCES + SLACK);
    expect(text).toContain(
      'unknown  the log groups could not be checked: AWS refused: AccessDeniedException',
    );
    expect(text).toContain('To do: allow logs:DescribeLogGroups to these credentials.');
    expect(text).toContain('ok       secret slack-url of channel team is there.');
    expect(text).toContain(', 1 not checked.');
    expect(exitCode).toBe(3);
  });

  test('without credentials nothing is checked', async () => {
    sts
      .on(GetCallerIdentityCommand)
      .rejects(Object.assign(new Error('x'), { name: 'CredentialsProviderError' }));
    expect(await doctor(SOURCES + MAIL)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'no AWS credentials; sign in, or set AWS_PROFILE\n',
    });
  });

  test('with settings that have problems AWS is not asked', async () => {
    const { exitCode, stderr } = await doctor('sources: []\n');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:1:10: sources is an empty list`);
    expect(sts.calls()).toEqual([]);
  });
});

test('prints all findings as one JSON object', async () => {
  deployed();
  const { stdout } = await doctor(SOURCES + MAIL, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    account: '111122223333',
    region: 'eu-central-1',
    stack: 'migrate-watch',
    settings: file,
    findings: expect.arrayContaining([{ kind: 'ok', message: 'log group /ecs/orders-migrate is there' }]),
  });
});

test('asks only with operations that read', async () => {
  deployed();
  secrets.on(DescribeSecretCommand).resolves({});
  await doctor(`${SOURCES}${SLACK}`);
  const asked = [cloudFormation, cloudWatch, logs, kms, lambda, secrets, sns, sqs, sts].flatMap((mock) =>
    mock.calls().map(({ args: [command] }) => command.constructor.name),
  );
  expect(asked.length).toBeGreaterThan(6);
  expect(asked.filter((name) => !/^(?:Describe|List|Get[A-Z])/.test(name))).toEqual([]);
});

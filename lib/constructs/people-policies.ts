import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DEPLOY_EVENT } from '../../lambda/contract/deploy-event.ts';
import { PARTITIONS, type Partition, TABLE } from '../../lambda/contract/table.ts';
import { testAlarmName } from '../../lambda/contract/test-alarm.ts';
import { acknowledgeWildcards } from './functions/acknowledge-wildcards.ts';
import { knownName } from './functions/log-group-name.ts';
import { longest } from './nested/longest.ts';

export interface PeoplePoliciesProps {
  readonly table: ITable;
  readonly events: ITopic;
  /** Topics that people are subscribed to. */
  readonly topics: readonly ITopic[];
  /** Encrypts {@link events}. */
  readonly key: IKey;
  /** The monitor's name, which the name of its alarm for tests begins with. */
  readonly name: string;
  /** Log group of runs by hand, and the databases that they may be of. */
  readonly byHand: { readonly log: ILogGroup; readonly targets: readonly Target[] };
}

interface Target {
  readonly environment: string;
  readonly database: string;
}

/** What the commands read by key or by partition. */
const READ: readonly Partition[] = ['origin', 'target', 'expected', 'delivery', 'index', 'test', 'review'];

/**
 * Policies for people, which an administrator attaches to their roles.
 *
 * A reader may do what commands such as `migrate-watch status` do. An operator may also send messages to `page`, such as that an
 * incident is acknowledged, or that a test page is wanted, and put runs by hand into their log group. Neither may write to the table.
 */
export class PeoplePolicies extends Construct {
  readonly reader: ManagedPolicy;
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, props: PeoplePoliciesProps) {
    super(scope, id);
    const { table } = props;
    const reads = readStatements(this, table);
    this.reader = new ManagedPolicy(this, 'Reader', {
      description: 'migrate-watch: read what the monitor knows',
      statements: reads,
    });
    this.operator = new ManagedPolicy(this, 'Operator', {
      description: 'migrate-watch: read what the monitor knows, and send it messages about incidents',
      statements: [
        ...readStatements(this, table),
        ...sendStatements(this, props),
        ...testStatements(this, props),
        ...byHandStatements(this, props.byHand),
      ],
    });
    acknowledgeWildcards(this.operator, streamsByHand(this, props.byHand), {
      reason: 'The asterisk matches the log streams of runs by hand of one database; each run has its own.',
    });
    for (const policy of [this.reader, this.operator])
      acknowledgeWildcards(policy, ['*'], {
        reason: 'GetMetricData supports neither resources nor a condition on the namespace.',
      });
  }
}

function readStatements(scope: Construct, { tableArn, encryptionKey }: ITable): PolicyStatement[] {
  const { openIndex, recentIndex } = TABLE;
  return [
    new PolicyStatement({
      sid: 'FindTheMonitor',
      actions: ['cloudformation:DescribeStacks'],
      resources: [Stack.of(scope).stackId],
    }),
    new PolicyStatement({
      sid: 'ReadLists',
      actions: ['dynamodb:Query'],
      resources: [openIndex, recentIndex].map(({ name }) => `${tableArn}/index/${name}`),
    }),
    new PolicyStatement({
      sid: 'ReadItems',
      actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      resources: [tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': READ.map((name) => `${PARTITIONS[name]}*`) },
        // ForAllValues is also true when there is no key at all.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    // CloudWatch cannot limit this right to a namespace or a metric.
    new PolicyStatement({
      sid: 'SeeTheHeartbeat',
      actions: ['cloudwatch:GetMetricData'],
      resources: ['*'],
    }),
    ...(encryptionKey
      ? [useOfKey(scope, encryptionKey, 'dynamodb', ['kms:Decrypt', 'kms:DescribeKey'])]
      : []),
  ];
}

function sendStatements(scope: Construct, { events, key }: PeoplePoliciesProps): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'SendMessages', actions: ['sns:Publish'], resources: [events.topicArn] }),
    new PolicyStatement({
      sid: 'SayThatARunIsExpected',
      actions: ['events:PutEvents'],
      resources: [
        Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
      ],
      conditions: {
        // A request may have several entries.
        'ForAllValues:StringEquals': {
          'events:source': [DEPLOY_EVENT.source],
          'events:detail-type': [DEPLOY_EVENT.detailType],
        },
        // ForAllValues is also true when there is no value at all.
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    }),
    useOfKey(scope, key, 'sns', ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

/** What `migrate-watch test-page` needs beside the right to send. */
function testStatements(scope: Construct, { topics, name }: PeoplePoliciesProps): PolicyStatement[] {
  const alarm = { service: 'cloudwatch', resource: 'alarm', resourceName: testAlarmName(name) };
  return [
    new PolicyStatement({
      sid: 'SeeWhoIsSubscribed',
      actions: ['sns:ListSubscriptionsByTopic'],
      resources: topics.map(({ topicArn }) => topicArn),
    }),
    new PolicyStatement({
      sid: 'RaiseTheAlarmForTests',
      actions: ['cloudwatch:SetAlarmState'],
      resources: [Stack.of(scope).formatArn({ ...alarm, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    }),
  ];
}

/** Characters of the operator's policy that the streams of runs by hand may take; IAM allows 6,144 in all. */
const ROOM_FOR_STREAMS = 2_500;

/**
 * What `migrate-watch tee` needs. Only the right to write can be limited to some log streams of a group, not the right to create them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
function byHandStatements(scope: Construct, byHand: PeoplePoliciesProps['byHand']): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'BeginRunsByHand',
      actions: ['logs:CreateLogStream'],
      resources: [byHand.log.logGroupArn],
    }),
    new PolicyStatement({
      sid: 'WriteRunsByHand',
      actions: ['logs:PutLogEvents'],
      resources: streamsByHand(scope, byHand),
    }),
  ];
}

/** The log streams of each database; if they do not fit into the policy, those of each environment, else all. */
function streamsByHand(scope: Construct, { log, targets }: PeoplePoliciesProps['byHand']): string[] {
  const streams = (beginnings: readonly string[]) =>
    [...new Set(beginnings)].map((beginning) =>
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${knownName(log)}:log-stream:${beginning}*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
  const fits = (arns: string[]) =>
    arns.reduce((length, each) => length + longest(scope, each), 0) <= ROOM_FOR_STREAMS;
  const ofDatabases = streams(targets.map(({ environment, database }) => `${environment}/${database}/`));
  const ofEnvironments = streams(targets.map(({ environment }) => `${environment}/`));
  return [ofDatabases, ofEnvironments].find(fits) ?? streams(['']);
}

/** The service asks KMS in the name of the caller; the caller may not use the key otherwise. */
function useOfKey(
  scope: Construct,
  { keyArn }: IKey,
  service: 'dynamodb' | 'sns',
  actions: string[],
): PolicyStatement {
  const { region, urlSuffix } = Stack.of(scope);
  return new PolicyStatement({
    sid: service === 'sns' ? 'UseTheKeyOfTheTopic' : 'UseTheKeyOfTheTable',
    actions,
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
  });
}

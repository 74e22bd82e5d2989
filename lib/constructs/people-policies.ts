import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { PARTITIONS, type Partition, TABLE } from '../../lambda/contract/table.ts';
import { testAlarmName } from '../../lambda/contract/test-alarm.ts';
import { acknowledgeWildcards } from './functions/acknowledge-wildcards.ts';

export interface PeoplePoliciesProps {
  readonly table: ITable;
  readonly events: ITopic;
  /** Topics that people are subscribed to. */
  readonly topics: readonly ITopic[];
  /** Encrypts {@link events}. */
  readonly key: IKey;
  /** The monitor's name, which the name of its alarm for tests begins with. */
  readonly name: string;
}

/** What the commands read by key or by partition. */
const READ: readonly Partition[] = ['origin', 'target', 'delivery', 'index', 'test'];

/**
 * Policies for people, which an administrator attaches to their roles.
 *
 * A reader may do what commands such as `migrate-watch status` do. An operator may also send messages to `page`, such as that an
 * incident is acknowledged, or that a test page is wanted. Neither may write to the table.
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
      ],
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

import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { arnOf } from '../../bin/cli/aws-events/place.ts';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { DynamoDbTestStore } from '../../lambda/adapters/aws/dynamodb-test-store.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { deliver } from '../../lambda/pipeline/deliver.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { ACCOUNT, cloudFormationWith, monitorStack, TABLE_NAME } from './deployed-week.ts';

export const ADA = 'arn:aws:iam::111122223333:user/ada';
const TOPICS = ['Events', 'Critical', 'Warning', 'Info', 'Health'];

/** What a receiver does with a page. `later`: its function has not run yet. */
export type Receiver = () => 'takes' | 'later' | Error;

/** A deployed monitor in this process: its functions, its deliverers and a DynamoDB are real; SNS, alarms and receivers are doubles. */
export class TestPageWorld {
  /** By the name of the channel. A channel that is not here takes every page. */
  readonly receivers = new Map<string, Receiver>();
  /** `oncall opened`: what receivers took, in order. */
  readonly taken: string[] = [];
  readonly sns = mockClient(SNSClient);
  readonly cloudWatch = mockClient(CloudWatchClient);
  readonly sts = mockClient(STSClient);
  readonly monitor: LocalMonitor;
  /** Does the function `page` run? */
  isAlive = true;
  readonly #dynamoDb: LocalDynamoDb;
  readonly #channels: readonly {
    readonly name: string;
    readonly topics: readonly string[];
    /** Severities with a level that names it. */
    readonly levels: readonly string[];
  }[];

  static async start(settingsText: string, now: number): Promise<TestPageWorld> {
    return new TestPageWorld(await startDynamoDb(TABLE_NAME), settingsText, now);
  }

  private constructor(dynamoDb: LocalDynamoDb, settingsText: string, now: number) {
    this.#dynamoDb = dynamoDb;
    const { client } = dynamoDb;
    const clock = () => this.monitor.now;
    const configured = deployed(settingsText);
    this.#channels = configured.settings.channels
      .filter(({ kind }) => kind !== 'email')
      .map(({ name, routes }) => ({
        name,
        topics: routes,
        levels: Object.entries(configured.settings.escalation).flatMap(([severity, { levels }]) =>
          levels.some(({ to }) => to.includes(name)) ? [severity] : [],
        ),
      }));
    this.monitor = new LocalMonitor(
      configured,
      {
        facts: new DynamoDbFactStore(client, TABLE_NAME, clock),
        incidents: new DynamoDbIncidentStore(client, TABLE_NAME, clock),
        tests: new DynamoDbTestStore(client, TABLE_NAME, clock),
        mutes: new DynamoDbMuteStore(client, TABLE_NAME),
        logReader: { readWindow: () => Promise.reject(new Error('nothing to read')) },
        topics: {
          publishPage: (topic, page) => this.#deliver(topic, page),
          publishChange: () => Promise.reject(new Error('no change')),
          publishAsk: () => Promise.reject(new Error('no ask')),
        },
      },
      now,
    );
    const stack = monitorStack(TABLE_NAME);
    const outputs = TOPICS.map((name) => ({
      OutputKey: `${name}TopicArn`,
      OutputValue: arnOf('sns', name.toLowerCase()),
    }));
    cloudFormationWith([{ ...stack, Outputs: [...stack.Outputs!, ...outputs] }])
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [] });
    this.sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT, Arn: ADA });
    this.cloudWatch.on(SetAlarmStateCommand).resolves({});
    this.sns.on(PublishCommand).callsFake(async ({ TopicArn, Message }) => {
      if (TopicArn !== arnOf('sns', 'events')) throw new Error(`published to ${TopicArn}`);
      if (this.isAlive) await this.redeliver(Message);
      return {};
    });
    this.subscribed({});
  }

  /** SNS delivers a message of the topic `events` again. */
  redeliver(message: string): Promise<void> {
    return this.monitor.page(snsNotification(message, this.monitor.now));
  }

  /** The e-mail subscriptions of every topic: addresses, and their ARNs. */
  subscribed(arns: Readonly<Record<string, string>>): void {
    const Subscriptions = Object.entries(arns).map(([Endpoint, SubscriptionArn]) => ({
      Protocol: 'email',
      Endpoint,
      SubscriptionArn,
    }));
    this.sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions });
  }

  /** Messages that the command published, oldest first. */
  get published() {
    return this.sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => JSON.parse(input.Message!));
  }

  /** States that the command gave to alarms, oldest first. */
  get alarmStates(): readonly string[] {
    return this.cloudWatch
      .commandCalls(SetAlarmStateCommand)
      .map(({ args: [{ input }] }) => `${input.AlarmName} ${input.StateValue}`);
  }

  get client() {
    return this.#dynamoDb.client;
  }

  async stop(): Promise<void> {
    await this.#dynamoDb.close();
  }

  /** Each channel of the topic gets the page, as its queue brings it. */
  async #deliver(topic: string, page: PageMessage): Promise<void> {
    const store = new DynamoDbDeliveryStore(this.client, TABLE_NAME, () => this.monitor.now);
    // The filter policies of levels let test pages for their channel alone through.
    const gets = this.#channels.filter(
      ({ topics, levels, name }) =>
        topics.includes(topic) || (levels.includes(topic) && page.test?.only === name),
    );
    for (const { name } of gets) {
      const receiver = this.receivers.get(name) ?? (() => 'takes' as const);
      if (receiver() === 'later') continue;
      const send = async () => {
        const answer = receiver();
        if (answer instanceof Error) throw answer;
        this.taken.push(`${name} ${page.kind}`);
        return 'taken' as const;
      };
      const delivered = deliver(
        { notice: page, message: `message of ${page.id}` },
        {
          deliveries: store,
          name,
          channel: { send },
          metrics: { put: async () => {} },
          log: { write: () => {} },
          clock: () => this.monitor.now,
          random: () => 0,
          pause: async () => {},
        },
      );
      // SQS keeps what a deliverer throws back, and tries again later.
      await delivered.catch(() => {});
    }
  }
}

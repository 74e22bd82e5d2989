import { Annotations, SecretValue, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type CfnSubscription,
  type ITopic,
  Subscription,
  SubscriptionFilter,
  SubscriptionProtocol,
} from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { CHANNEL_KINDS } from '../../../lambda/contract/channel-kinds.ts';
import { PAGERDUTY_EVENTS_URL } from '../../../lambda/contract/deliverer.ts';
import {
  levelKind,
  NOTICE_KIND_ATTRIBUTE,
  type NoticeKind,
  reviewKind,
  testKind,
} from '../../../lambda/contract/notice-kind.ts';
import { own } from '../../../lambda/contract/own.ts';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../../../lambda/contract/severity.ts';
import { acknowledgeWildcards } from '../functions/acknowledge-wildcards.ts';
import { DeadLetters } from '../functions/dead-letters.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { type Channel, type DirectChannel, isDirectChannel, type PagerDutyChannel } from './channel.ts';
import type { Deliverer } from './deliverer.ts';
import { MonitorTopic } from './monitor-topic.ts';
import type { Place } from './places.ts';

export interface PagingProps {
  /** Encrypts the topics; CloudWatch may use it. */
  readonly key: IKey;
  /**
   * Existing topics to use instead of new ones. Their policies are not changed: `health` must allow
   * cloudwatch.amazonaws.com to publish.
   *
   * @default all are made
   */
  readonly topics?: Partial<Record<PeopleTopic, ITopic>>;
}

/**
 * The topics. Writers and alarms publish to `events`, and only `page` reads it. Only `page` publishes to `critical`,
 * `warning` and `info`. Alarms publish to `health` directly, without any function in between.
 */
export class Paging extends Construct {
  readonly events: ITopic;
  readonly people: Readonly<Record<PeopleTopic, ITopic>>;
  /** Dead-letter queues of subscriptions, by their names in alarms. */
  readonly deadLetters: Readonly<Record<string, DeadLetters>>;
  readonly #deadLetters: Record<string, DeadLetters> = {};

  constructor(scope: Construct, id: string, { key, topics = {} }: PagingProps) {
    super(scope, id);
    this.deadLetters = this.#deadLetters;
    this.events = new MonitorTopic(this, 'events', {
      displayName: 'migrate-watch events',
      key,
      fromAlarms: true,
    });
    const topic = (name: PeopleTopic) =>
      topics[name] ??
      new MonitorTopic(this, name, {
        displayName: `migrate-watch ${name}`,
        key,
        fromAlarms: name === 'health',
      });
    this.people = {
      critical: topic('critical'),
      warning: topic('warning'),
      info: topic('info'),
      health: topic('health'),
    };
    for (const [name, given] of Object.entries(topics)) {
      if (name === 'health' || given.masterKey !== undefined) continue;
      Annotations.of(this).addWarningV2(
        `migrate-watch:topicKey:${name}`,
        `The key of the ${name} topic is not known here. If the topic is encrypted, import it with Topic.fromTopicAttributes and ` +
          'keyArn, or its pages are refused',
      );
    }
    if (topics.health) {
      Annotations.of(this).addWarningV2(
        'migrate-watch:healthTopicPolicy',
        'The policy of the health topic is not changed from here. It must allow cloudwatch.amazonaws.com ' +
          'sns:Publish, and its key kms:Decrypt and kms:GenerateDataKey*, or no alarm reaches it',
      );
    }
  }

  /** Lets a writer publish to `events`. */
  allowEvents(writer: MonitorFunction): void {
    this.publishTo([this.events], writer);
  }

  /** Makes `page` the reader of `events` and lets it publish to the three severities. */
  readBy(page: MonitorFunction): void {
    this.events.addSubscription(new LambdaSubscription(page, { deadLetterQueue: this.queueFor('page') }));
    this.publishTo(
      SEVERITIES.map((severity) => this.people[severity]),
      page,
    );
  }

  /** Lets `review` publish to these topics. */
  allowReviews(topics: readonly Severity[], review: MonitorFunction): void {
    if (topics.length === 0) return;
    this.publishTo(
      topics.map((topic) => this.people[topic]),
      review,
    );
  }

  /**
   * Subscribes the channel to the topics of its `places`: the queue of its `deliverer`, or, for e-mail and for `health`, the address
   * itself.
   *
   * Messages that SNS cannot deliver go to a dead-letter queue: the deliverer's, or one for all addresses of a protocol.
   */
  reach(channel: Channel, deliverer: Deliverer | undefined, places: readonly Place[]): void {
    if (deliverer !== undefined && isAsked(channel) && places.some(({ topic }) => topic !== 'health'))
      this.allowEvents(deliverer);
    for (const place of places) {
      if (place.topic !== 'health' && deliverer !== undefined) {
        subscribeQueue(place, this.people[place.topic], channel, deliverer);
        continue;
      }
      if (!isDirectChannel(channel)) throw new Error(`channel '${channel.name}' has no deliverer`);
      this.subscribeAddress(place, channel);
    }
  }

  /**
   * SNS knows a subscription by topic, protocol and endpoint, and refuses a second one with other attributes. So its id
   * is made of topic and address, not of the channel's name, and all attributes follow from both: the same address
   * in two channels is one subscription, and a renamed channel keeps it.
   */
  private subscribeAddress(place: Place, channel: DirectChannel): void {
    const { topic } = place;
    const id = `${topic}-${addressId(channel)}`;
    if (this.node.tryFindChild(id)) return;
    const subscription = new Subscription(this, id, {
      topic: this.people[topic],
      ...addressOf(channel),
      deadLetterQueue: this.queueFor(channel.kind),
      ...(topic !== 'health' && {
        filterPolicy: filterOf(addressOf(channel).endpoint, channel.kind, place, ['page']),
      }),
    });
    if (topic === 'health') {
      const resource = subscription.node.defaultChild as CfnSubscription;
      resource.filterPolicy = NOT_THE_FIRST_OK;
      resource.filterPolicyScope = 'MessageBody';
    }
  }

  private queueFor(subscriber: 'page' | DirectChannel['kind']): DeadLetters {
    const name = `${subscriber}-subscription`;
    const known = own(this.#deadLetters, name);
    if (known !== undefined) return known;
    const queue = new DeadLetters(this, `${name}-dead-letters`);
    this.#deadLetters[name] = queue;
    return queue;
  }

  private publishTo(topics: readonly ITopic[], fn: MonitorFunction): void {
    fn.allow(
      ['sns:Publish'],
      topics.map(({ topicArn }) => topicArn),
    );
    const keys = new Set(topics.flatMap(({ masterKey }) => masterKey ?? []));
    if (keys.size === 0) return;
    for (const key of keys) key.grant(fn, 'kms:Decrypt', 'kms:GenerateDataKey*');
    acknowledgeWildcards(fn.role!, ['kms:GenerateDataKey*'], {
      reason: 'SNS requires these actions of a publisher to an encrypted topic; they are granted on one key.',
    });
  }
}

/**
 * CloudWatch calls OK actions when a new alarm gets its first state too. A first deploy would send one message for each alarm. CDK's
 * own filters have no `$or`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html#or-operator
 */
const NOT_THE_FIRST_OK = {
  $or: [
    { NewStateValue: ['ALARM'] },
    { OldStateValue: ['ALARM'] },
    // Not a message of an alarm.
    { NewStateValue: [{ exists: false }] },
  ],
};

const ask: NoticeKind = 'ask';
const ALL_BUT_ASKS = { [NOTICE_KIND_ATTRIBUTE]: SubscriptionFilter.stringFilter({ denylist: [ask] }) };

/**
 * Notices of these kinds, for the route if the channel is on it, and for its levels; and test pages and reviews for this channel alone. Changes are
 * not for levels; asks are for both.
 */
function filterOf(
  receiver: string,
  kind: Channel['kind'],
  { isOnRoute, levels }: Place,
  kinds: readonly ('page' | 'handled' | 'change' | 'ask')[],
) {
  const forLevels = kinds.filter((kind) => kind === 'page' || kind === 'handled');
  const allowlist: readonly NoticeKind[] = [
    ...kinds.filter((kind) => isOnRoute || kind === 'ask'),
    ...levels.flatMap((level) => forLevels.map((kind) => levelKind(kind, level))),
    testKind(receiver),
    ...(CHANNEL_KINDS[kind].takesReviews ? [reviewKind(receiver)] : []),
  ];
  return { [NOTICE_KIND_ATTRIBUTE]: SubscriptionFilter.stringFilter({ allowlist: [...allowlist] }) };
}

/**
 * The kinds that a channel with a deliverer gets; `undefined`: all, asks only if it can ask its receiver. Changes are useful in tools that show them beside later failures; for
 * people they would be noise.
 */
function kindsOf(channel: Channel, { isOnRoute, hasLevels }: Place) {
  if (!CHANNEL_KINDS[channel.kind].takesChanges) return ['page', 'handled'] as const;
  if (isOnRoute && !hasLevels) return undefined;
  return ['page', 'handled', 'change', ...(isAsked(channel) ? (['ask'] as const) : [])] as const;
}

/**
 * Subscribes the deliverer's queue, in the queue's stack. CDK's own `SqsSubscription` makes that stack depend on the
 * topic's, which a nested stack cannot.
 *
 * Delivery is not raw, because the envelope holds the id that the topic gave the message. By this id a channel recognises a page
 * from the dead-letter queue as a page that it began to send.
 */
function subscribeQueue(
  place: Place,
  topic: ITopic,
  channel: Channel,
  { queue, deadLetters }: Deliverer,
): void {
  const { policyDependable } = queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  const kinds = kindsOf(channel, place);
  const subscription = new Subscription(queue, place.topic, {
    topic,
    protocol: SubscriptionProtocol.SQS,
    endpoint: queue.queueArn,
    deadLetterQueue: deadLetters,
    ...((kinds || !isAsked(channel)) && {
      filterPolicy: kinds ? filterOf(channel.name, channel.kind, place, kinds) : ALL_BUT_ASKS,
    }),
  });
  if (policyDependable) subscription.node.addDependency(policyDependable);
}

/** Can the channel ask its receiver what people did there? */
function isAsked(channel: Channel): boolean {
  return channel.kind === 'pagerduty' && channel.apiSecret !== undefined;
}

/** Tells addresses apart; the same for the same address, whatever its channel is called. */
function addressId(channel: DirectChannel): string {
  switch (channel.kind) {
    case 'email':
      return channel.address;
    case 'pagerduty': {
      const { secret, region = 'us' } = channel;
      const name = secret.secretFullArn ?? secret.secretName;
      return `${region}-${Token.isUnresolved(name) ? secret.node.path : name}`.replaceAll('/', ':');
    }
    default:
      return channel satisfies never;
  }
}

/** The endpoint that SNS itself delivers to. */
function addressOf(channel: DirectChannel): {
  readonly protocol: SubscriptionProtocol;
  readonly endpoint: string;
} {
  switch (channel.kind) {
    case 'email':
      return { protocol: SubscriptionProtocol.EMAIL, endpoint: channel.address };
    case 'pagerduty':
      return { protocol: SubscriptionProtocol.HTTPS, endpoint: pagerDutyEndpoint(channel) };
    default:
      return channel satisfies never;
  }
}

/**
 * PagerDuty's endpoint for CloudWatch alarm messages, which confirms the subscription by itself. CloudFormation fills
 * in the key, and takes it out of JSON, so that a line break at the end of the secret does not get into the URL.
 */
function pagerDutyEndpoint({ healthSecret, region = 'us' }: PagerDutyChannel): string {
  if (healthSecret === undefined) throw new Error('the channel has no healthSecret');
  const key = SecretValue.secretsManager(healthSecret.secretFullArn ?? healthSecret.secretName, {
    jsonField: 'integrationKey',
  });
  return `${PAGERDUTY_EVENTS_URL[region]}/integration/${key.unsafeUnwrap()}/enqueue`;
}

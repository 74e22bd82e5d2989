import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  CHANNEL_KIND_NAMES,
  type ChannelKind,
  type DeliveredKind,
  type DirectKind,
  directTitles,
  HEALTH_SECRET_HOLDS,
  isDelivered,
  isDirect,
} from '../../../lambda/contract/channel-kinds.ts';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';

/** Fields of every channel. */
interface ChannelBase {
  /** Letters, digits and . _ @ + -. The delivery log is kept under this name, so a new name starts an empty one. */
  readonly name: string;
  /** Topics that the channel gets. Only e-mail and PagerDuty can get `health`, because its delivery must not depend on our functions. */
  readonly topics: readonly PeopleTopic[];
}

/** E-mail by SNS. */
export interface EmailChannel extends ChannelBase {
  readonly kind: 'email';
  /** SNS first asks the address to confirm. */
  readonly address: string;
}

/** PagerDuty through its Events API v2. */
export interface PagerDutyChannel extends ChannelBase {
  readonly kind: 'pagerduty';
  /** Holds the routing key. */
  readonly secret: ISecret;
  /**
   * Holds `{"integrationKey": "…"}` with the key of a PagerDuty integration of the type Amazon CloudWatch. Needed for the topic
   * `health`, which SNS itself posts to PagerDuty.
   *
   * @default the channel cannot take `health`
   */
  readonly healthSecret?: ISecret;
  /**
   * Holds a read-only key of PagerDuty's REST API. With it, PagerDuty is asked who acknowledged or resolved an open incident there.
   *
   * @default PagerDuty is not asked
   */
  readonly apiSecret?: ISecret;
  /**
   * PagerDuty's service region.
   *
   * @default us
   */
  readonly region?: 'us' | 'eu';
}

/** Slack through an incoming webhook. */
export interface SlackChannel extends ChannelBase {
  readonly kind: 'slack';
  /** Holds the URL of the webhook. */
  readonly secret: ISecret;
}

/** Any HTTPS endpoint. */
export interface WebhookChannel extends ChannelBase {
  readonly kind: 'webhook';
  /** URL that each page is posted to as JSON. */
  readonly url: string;
  /** Holds the key that requests are signed with. */
  readonly secret: ISecret;
}

/** An EventBridge bus. Rules on it start what people attach to them. */
export interface EventBridgeChannel extends ChannelBase {
  readonly kind: 'eventbridge';
  /**
   * A bus of the monitor's Region. The policy of a bus of another account must allow `events:PutEvents` to the monitor's account.
   *
   * @default the bus `default` of the account
   */
  readonly eventBus?: Pick<IEventBus, 'eventBusArn'>;
}

interface ByKind {
  readonly email: EmailChannel;
  readonly pagerduty: PagerDutyChannel;
  readonly slack: SlackChannel;
  readonly webhook: WebhookChannel;
  readonly eventbridge: EventBridgeChannel;
}

/** One way to reach people. */
export type Channel = ByKind[ChannelKind];
/** A channel that one of our functions delivers to. */
export type DeliveredChannel = ByKind[DeliveredKind];
/** A channel that SNS delivers to directly. */
export type DirectChannel = ByKind[DirectKind];

export function isDeliveredChannel(channel: Channel): channel is DeliveredChannel {
  return isDelivered(channel.kind);
}

export function isDirectChannel(channel: Channel): channel is DirectChannel {
  return isDirect(channel.kind);
}

/** Problems of the channels, one sentence each. */
export function channelProblems(channels: readonly Channel[]): string[] {
  return channels.flatMap((channel, index) => {
    const { name } = channel;
    const of = `channel '${name}'`;
    // An address may be the name of a channel. The names of other channels are in the names of their log groups.
    const [allowed, characters] =
      channel.kind === 'email'
        ? [/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}$/, '. _ @ + -']
        : [/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, '. _ -'];
    return [
      ...(allowed.test(name)
        ? []
        : [`${of} has a name that cannot be used; expected letters, digits and ${characters}`]),
      ...(channels.findIndex((other) => other.name === name) === index ? [] : [`${of} is given twice`]),
      ...kindFaults(channel).map((fault) => `${of} ${fault}`),
    ];
  });
}

function kindFaults(channel: Channel): string[] {
  const { kind, topics } = channel;
  switch (kind) {
    case 'email':
    case 'slack':
    case 'eventbridge':
      return healthFaults(kind, topics);
    case 'pagerduty':
      return topics.includes('health') && channel.healthSecret === undefined
        ? [`cannot take health without healthSecret; expected a secret that holds ${HEALTH_SECRET_HOLDS}`]
        : [];
    case 'webhook':
      return [...healthFaults(kind, topics), ...webhookFaults(channel.url)];
    default:
      return [`is of the kind '${kind satisfies never}'; expected one of ${CHANNEL_KIND_NAMES.join(', ')}`];
  }
}

function healthFaults(kind: ChannelKind, topics: readonly PeopleTopic[]): string[] {
  return topics.includes('health') && !isDirect(kind)
    ? [`cannot take health: only ${directTitles('and')} are reached without a function of the monitor`]
    : [];
}

/** The URL is readable in the template and in a variable. The message does not repeat its credentials. */
function webhookFaults(url: string): string[] {
  if (!url.startsWith('https://')) return [`posts to '${url}'; expected an https URL`];
  return /^https:\/\/[^/?#]*@/.test(url)
    ? [
        'posts to a URL that holds credentials; expected a URL without them: requests are signed with the key in `secret`',
      ]
    : [];
}

import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  CHANNEL_KIND_NAMES,
  type ChannelKind,
  type DeliveredKind,
  type DirectKind,
  directTitles,
  isDelivered,
  isDirect,
} from '../../lambda/contract/channel-kinds.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';

/** What every channel has. */
interface ChannelBase {
  /** Letters, digits and . _ @ + -; what it was sent is kept under it, so a new name begins again. */
  readonly name: string;
  /** What it hears of. `health` takes e-mail and PagerDuty only, because no function of ours may stand in the way. */
  readonly topics: readonly PeopleTopic[];
}

/** E-mail by SNS. */
export interface EmailChannel extends ChannelBase {
  readonly kind: 'email';
  /** SNS first asks it to confirm. */
  readonly address: string;
}

/** PagerDuty by its Events API v2. */
export interface PagerDutyChannel extends ChannelBase {
  readonly kind: 'pagerduty';
  /** Holds the routing key. For `health`, which SNS posts itself, it must hold nothing else, not even as JSON. */
  readonly secret: ISecret;
  /**
   * PagerDuty's service region.
   *
   * @default us
   */
  readonly region?: 'us' | 'eu';
}

/** Slack by an incoming webhook. */
export interface SlackChannel extends ChannelBase {
  readonly kind: 'slack';
  /** Holds the URL of the webhook. */
  readonly secret: ISecret;
}

/** Any HTTPS endpoint. */
export interface WebhookChannel extends ChannelBase {
  readonly kind: 'webhook';
  /** Where each page is posted as JSON. */
  readonly url: string;
  /** Holds the key that requests are signed with. */
  readonly secret: ISecret;
}

interface ByKind {
  readonly email: EmailChannel;
  readonly pagerduty: PagerDutyChannel;
  readonly slack: SlackChannel;
  readonly webhook: WebhookChannel;
}

/** One way to reach people. */
export type Channel = ByKind[ChannelKind];
/** A channel that a function of ours brings pages to. */
export type DeliveredChannel = ByKind[DeliveredKind];
/** A channel that SNS can reach by itself. */
export type DirectChannel = ByKind[DirectKind];

export function isDeliveredChannel(channel: Channel): channel is DeliveredChannel {
  return isDelivered(channel.kind);
}

export function isDirectChannel(channel: Channel): channel is DirectChannel {
  return isDirect(channel.kind);
}

/** One sentence for each thing that is wrong. */
export function channelProblems(channels: readonly Channel[]): string[] {
  return channels.flatMap((channel, index) => {
    const { name } = channel;
    const of = `channel '${name}'`;
    return [
      ...(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}$/.test(name)
        ? []
        : [`${of} has a name that cannot be used; expected letters, digits and . _ @ + -`]),
      ...(channels.findIndex((other) => other.name === name) === index ? [] : [`${of} is there twice`]),
      ...kindFaults(channel).map((fault) => `${of} ${fault}`),
    ];
  });
}

function kindFaults(channel: Channel): string[] {
  const { kind, topics } = channel;
  switch (kind) {
    case 'email':
    case 'pagerduty':
    case 'slack':
      return healthFaults(kind, topics);
    case 'webhook':
      return [...healthFaults(kind, topics), ...webhookFaults(channel.url)];
    default:
      return [`is of the kind '${kind satisfies never}'; expected one of ${CHANNEL_KIND_NAMES.join(', ')}`];
  }
}

function healthFaults(kind: ChannelKind, topics: readonly PeopleTopic[]): string[] {
  return topics.includes('health') && !isDirect(kind)
    ? [`cannot hear of health: only ${directTitles('and')} are reached with no function of ours in the way`]
    : [];
}

/** A URL stands in the template and in a variable for all to read; credentials in it are not said again here. */
function webhookFaults(url: string): string[] {
  if (!url.startsWith('https://')) return [`posts to '${url}'; expected an https URL`];
  return /^https:\/\/[^/?#]*@/.test(url)
    ? ['posts to a URL that holds credentials; expected none: requests are signed with the key in `secret`']
    : [];
}

import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Severity } from '../../lambda/contract/severity.ts';

/** Topics that people hear from: pages by severity, and what the monitor says of itself. */
export type PeopleTopic = Severity | 'health';

/** One way to reach people: exactly one of `email`, `pagerduty`, `slack` and `webhook`. */
export interface Channel {
  /** Letters, digits and . _ @ + -; what it was sent is kept under it, so a new name starts anew. */
  readonly name: string;
  /** What it hears of. `health` takes e-mail and PagerDuty only, because no function of ours may stand in the way. */
  readonly topics: readonly PeopleTopic[];
  /**
   * Address for e-mail by SNS, which first asks it to confirm.
   *
   * @default none
   */
  readonly email?: string;
  /**
   * @default none
   */
  readonly pagerduty?: PagerDutyChannel;
  /**
   * @default none
   */
  readonly slack?: SlackChannel;
  /**
   * @default none
   */
  readonly webhook?: WebhookChannel;
}

/** PagerDuty by its Events API v2. */
export interface PagerDutyChannel {
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
export interface SlackChannel {
  /** Holds the URL of the webhook. */
  readonly secret: ISecret;
}

/** Any HTTPS endpoint. */
export interface WebhookChannel {
  /** Where each page is posted as JSON. */
  readonly url: string;
  /** Holds the key that requests are signed with. */
  readonly secret: ISecret;
}

const KINDS = ['email', 'pagerduty', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof KINDS)[number];

/** The one kind that the channel is. */
export function kindOf(channel: Channel): ChannelKind {
  return KINDS.find((kind) => channel[kind] !== undefined)!;
}

/** One sentence for each thing that is wrong. */
export function channelProblems(channels: readonly Channel[]): string[] {
  return channels.flatMap((channel, index) => {
    const { name, topics, webhook } = channel;
    const kinds = KINDS.filter((kind) => channel[kind] !== undefined);
    const of = `channel '${name}'`;
    return [
      ...(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}$/.test(name)
        ? []
        : [`${of} has a name that cannot be used; expected letters, digits and . _ @ + -`]),
      ...(channels.findIndex((other) => other.name === name) === index ? [] : [`${of} is there twice`]),
      ...(kinds.length === 1
        ? []
        : [`${of} is ${kinds.join(' and ') || 'of no kind'}; expected exactly one of ${KINDS.join(', ')}`]),
      ...(topics.includes('health') && (channel.slack || channel.webhook)
        ? [
            `${of} cannot hear of health: only e-mail and PagerDuty are reached with no function of ours in the way`,
          ]
        : []),
      ...(webhook === undefined ? [] : webhookFaults(webhook.url).map((fault) => `${of} ${fault}`)),
    ];
  });
}

/** A URL stands in the template and in a variable for all to read; credentials in it are not said again here. */
function webhookFaults(url: string): string[] {
  if (!url.startsWith('https://')) return [`posts to '${url}'; expected an https URL`];
  return /^https:\/\/[^/?#]*@/.test(url)
    ? ['posts to a URL that holds credentials; expected none: requests are signed with the key in `secret`']
    : [];
}

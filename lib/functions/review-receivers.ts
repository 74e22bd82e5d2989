import { CHANNEL_KINDS, type ChannelKind } from '../../lambda/contract/channel-kinds.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../../lambda/contract/severity.ts';

/** A channel, as far as it matters here. */
interface AnyChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  /** Of e-mail. */
  readonly address?: string;
  readonly topics: readonly PeopleTopic[];
}

/**
 * Who gets reviews, by the topic that they are reached through: names of channels, and the addresses of e-mail channels. Each gets a
 * review through the first of its topics only; the same address in two channels gets one.
 *
 * @param to names of the channels that get reviews; `undefined`: those that people read, e-mail and Slack
 */
export function reviewReceivers(
  channels: readonly AnyChannel[],
  to: readonly string[] | undefined,
): Readonly<Partial<Record<Severity, readonly string[]>>> {
  const topicOf = new Map<string, Severity>();
  for (const channel of channels.filter((each) => takesReview(each, to))) {
    const { name, address = name, topics } = channel;
    const topic = SEVERITIES.find((severity) => topics.includes(severity));
    if (topic !== undefined && !topicOf.has(address)) topicOf.set(address, topic);
  }
  const byTopic = SEVERITIES.map((severity) => {
    const receivers = [...topicOf].flatMap(([receiver, topic]) => (topic === severity ? [receiver] : []));
    return [severity, receivers] as const;
  });
  return Object.fromEntries(byTopic.filter(([, receivers]) => receivers.length > 0));
}

function takesReview({ name, kind }: AnyChannel, to: readonly string[] | undefined): boolean {
  const { takesReviews, takesChanges } = CHANNEL_KINDS[kind];
  // A kind that takes changes leads to programs.
  return takesReviews && (to === undefined ? !takesChanges : to.includes(name));
}

import { PEOPLE_TOPICS, type PeopleTopic } from '../../lambda/contract/people-topics.ts';

/** A channel, as far as it matters here. */
interface AnyChannel {
  readonly kind: string;
  readonly address?: string;
  readonly topics: readonly PeopleTopic[];
}

/** E-mail addresses by the topic that they subscribe to, each once: the same address in two channels is one subscription. */
export function mailAddresses(
  channels: readonly AnyChannel[],
): Readonly<Partial<Record<PeopleTopic, readonly string[]>>> {
  const byTopic = PEOPLE_TOPICS.map((topic) => {
    const addresses = channels.flatMap(({ kind, address, topics }) =>
      kind === 'email' && address !== undefined && topics.includes(topic) ? [address] : [],
    );
    return [topic, [...new Set(addresses)]] as const;
  });
  return Object.fromEntries(byTopic.filter(([, addresses]) => addresses.length > 0));
}

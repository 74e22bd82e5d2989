import type { Escalation } from '../../lambda/contract/escalation.ts';
import { PEOPLE_TOPICS, type PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { levelsOf } from './told-levels.ts';

/** A channel, as far as it matters here. */
interface AnyChannel {
  readonly name: string;
  readonly kind: string;
  readonly address?: string;
  readonly topics: readonly PeopleTopic[];
}

/** E-mail addresses by the topic that they subscribe to, for a route or an escalation level, each once: the same address in two channels is one subscription. */
export function mailAddresses(
  channels: readonly AnyChannel[],
  escalation: Escalation,
): Readonly<Partial<Record<PeopleTopic, readonly string[]>>> {
  const isTold = (name: string, topic: PeopleTopic) =>
    topic !== 'health' && levelsOf([name], escalation).has(topic);
  const byTopic = PEOPLE_TOPICS.map((topic) => {
    const addresses = channels.flatMap(({ name, kind, address, topics }) =>
      kind === 'email' && address !== undefined && (topics.includes(topic) || isTold(name, topic))
        ? [address]
        : [],
    );
    return [topic, [...new Set(addresses)]] as const;
  });
  return Object.fromEntries(byTopic.filter(([, addresses]) => addresses.length > 0));
}

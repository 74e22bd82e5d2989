import type { Escalation } from '../../../lambda/contract/escalation.ts';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { levelsOf } from '../../functions/told-levels.ts';
import type { Channel } from './channel.ts';

/** Why a channel is subscribed to a topic. */
export interface Place {
  readonly topic: PeopleTopic;
  /** Does the topic's route lead to it? */
  readonly isOnRoute: boolean;
  /** Escalation levels of the topic's severity that notify it. */
  readonly levels: readonly number[];
  /** Does the topic also have notices for levels, of whatever channel? */
  readonly hasLevels: boolean;
}

/**
 * The topics that a channel gets, and why. Channels with the same e-mail address share a subscription, so they have the same places.
 *
 * @param told the levels with the channels that they notify
 */
export function placesOf(channel: Channel, all: readonly Channel[], told: Escalation): readonly Place[] {
  const same =
    channel.kind === 'email'
      ? all.filter((each) => each.kind === 'email' && each.address === channel.address)
      : [channel];
  const names = same.map(({ name }) => name);
  const levels = levelsOf(names, told);
  const own = new Set([...channel.topics, ...levelsOf([channel.name], told).keys()]);
  return [...SEVERITIES, 'health' as const].flatMap((topic) =>
    own.has(topic)
      ? {
          topic,
          isOnRoute: same.some(({ topics }) => topics.includes(topic)),
          levels: (topic === 'health' ? undefined : levels.get(topic)) ?? [],
          hasLevels: topic !== 'health' && told[topic] !== undefined,
        }
      : [],
  );
}

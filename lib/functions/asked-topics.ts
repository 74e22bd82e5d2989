import type { Escalation } from '../../lambda/contract/escalation.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../../lambda/contract/severity.ts';
import { levelsOf } from './told-levels.ts';

/** A channel, as far as it matters here. */
interface AnyChannel {
  readonly name: string;
  readonly topics: readonly PeopleTopic[];
  /** Of PagerDuty: with it, the channel can be asked. */
  readonly apiSecret?: unknown;
}

/** Severities whose topic has a channel, of its route or of an escalation level, that can be asked what people did at its receiver. */
export function askedTopics(channels: readonly AnyChannel[], escalation: Escalation): readonly Severity[] {
  const asked = channels.filter(({ apiSecret }) => apiSecret !== undefined && apiSecret !== null);
  return SEVERITIES.filter((severity) =>
    asked.some(({ name, topics }) => topics.includes(severity) || levelsOf([name], escalation).has(severity)),
  );
}

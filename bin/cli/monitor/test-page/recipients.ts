import { CHANNEL_KINDS } from '../../../../lambda/contract/channel-kinds.ts';
import type { PeopleTopic } from '../../../../lambda/contract/people-topics.ts';
import { levelsOf, levelsOfSettings } from '../../../../lib/functions/told-levels.ts';
import { didYouMean } from '../../../../lib/settings/closest.ts';
import { oneOf, quote } from '../../../../lib/settings/problem.ts';
import type { ChannelSettings, Settings } from '../../../../lib/settings/settings.ts';
import { MonitorFault } from '../fault.ts';
import type { StoredTest } from '../table-reader.ts';
import { typedText } from '../typed-text.ts';

/** A receiver of a topic. */
export interface Receiver {
  /** Its name in the settings. */
  readonly name: string;
  /** What tests and deliveries know it by: an e-mail address, or its name. */
  readonly id: string;
  readonly isMail: boolean;
  /** `PagerDuty`, `e-mail`. */
  readonly title: string;
  /** Escalation levels of the topic that notify it. Empty if the route leads to it: a test page of the topic reaches it then. */
  readonly levels: readonly number[];
  /** Does a function deliver to it, whose record holds its answer? Nothing answers for the others. */
  readonly answers: boolean;
}

/** Whom a test page is for. */
export interface Recipients {
  readonly topic: PeopleTopic;
  /** {@link Receiver.id} of the only one; `null`: all of the topic. */
  readonly only: string | null;
  readonly receivers: readonly Receiver[];
}

/** The receivers of a topic, as the settings route them. */
export function receiversOf({ channels }: Settings, topic: PeopleTopic): readonly Receiver[] {
  return channels
    .filter(({ routes }) => routes.includes(topic))
    .map((channel) => receiverOf(channel, topic, []));
}

/** The receivers of a topic that only its escalation levels notify. A test page reaches one of them if it is sent to that one alone. */
export function levelReceiversOf(settings: Settings, topic: PeopleTopic): readonly Receiver[] {
  if (topic === 'health') return [];
  const { channels } = settings;
  const notified = levelsOfSettings(settings);
  return channels.flatMap((channel) => {
    const levels = levelsOf([channel.name], notified).get(topic) ?? [];
    return levels.length === 0 || channel.routes.includes(topic) ? [] : receiverOf(channel, topic, levels);
  });
}

function receiverOf(channel: ChannelSettings, topic: PeopleTopic, levels: readonly number[]): Receiver {
  const { name, kind } = channel;
  const isMail = kind === 'email';
  return {
    name,
    id: isMail ? channel.address : name,
    isMail,
    title: CHANNEL_KINDS[kind].title,
    levels,
    answers: topic !== 'health' && CHANNEL_KINDS[kind].via === 'function',
  };
}

/**
 * Whom the command line means.
 *
 * @throws MonitorFault with what is possible, if it means nobody
 */
export function recipientsOf(
  settings: Settings,
  { severity, channel: name }: { readonly severity?: PeopleTopic; readonly channel?: string },
): Recipients {
  const names = settings.channels.map((each) => each.name);
  const channel = settings.channels.find((each) => each.name === name);
  if (name !== undefined && channel === undefined)
    throw new MonitorFault(
      `there is no channel ${quote(typedText(name))}; expected ${oneOf(names)}${didYouMean(name, names)}`,
    );
  const firstLevel = channel && levelsOf([channel.name], settings.escalation).keys().next().value;
  const topic = severity ?? channel?.routes[0] ?? firstLevel ?? 'critical';
  const receivers = [
    ...receiversOf(settings, topic),
    ...(channel === undefined ? [] : levelReceiversOf(settings, topic)),
  ];
  if (receivers.length === 0) throw new MonitorFault(`no channel is on the route ${topic}`);
  if (channel === undefined) return { topic, only: null, receivers };
  const own = receivers.filter((each) => each.name === channel.name);
  if (own.length === 0)
    throw new MonitorFault(
      `channel ${quote(channel.name)} is not on the route ${topic}${topic !== 'health' && settings.escalation[topic] ? ', nor on a level of it' : ''}; expected ${oneOf(receivers.map((each) => each.name))}`,
    );
  return { topic, only: own[0]!.id, receivers: own };
}

/** `oncall (PagerDuty)`; an address that is its own name is not repeated. */
export function receiverWords({ name, id, title }: Receiver): string {
  return id === name ? `${name} (${title})` : `${name} (${title} to ${id})`;
}

/** Was this test page sent to the receiver? */
export function wasSentTo({ id, levels }: Receiver, { test }: StoredTest): boolean {
  return test.only === null ? levels.length === 0 : test.only === id;
}

/** The newest of the tests that was sent to the receiver. `tests` begins with the newest. */
export async function lastTest(
  receiver: Receiver,
  tests: AsyncIterable<StoredTest>,
): Promise<StoredTest | undefined> {
  for await (const stored of tests) if (wasSentTo(receiver, stored)) return stored;
  return undefined;
}

import { PEOPLE_TOPICS, type PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { levelsOf } from '../../../lib/functions/told-levels.ts';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import { type MailState, readMailStates } from '../mail-state.ts';
import { peopleTopicArn } from '../stack-outputs.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

/** Has each e-mail address confirmed its subscriptions, and are they still there? */
export const checkSubscriptions: AccountCheck = async (context) => {
  const mails = context.settings.channels.filter((channel) => channel.kind === 'email');
  if (context.stack === undefined || mails.length === 0) return [];
  const topics = [...new Set(mails.flatMap((mail) => topicsOf(mail, context)))];
  const read = await Promise.all(
    topics.map(async (topic) => [topic, await statesOf(topic, context)] as const),
  );
  const states = new Map(read);
  return mails.map((mail) => check(mail, states, context));
};

function check(
  channel: Mail,
  states: ReadonlyMap<PeopleTopic, (address: string) => MailState>,
  context: CheckContext,
): Finding {
  const { name, address } = channel;
  const { document } = context;
  const topics = topicsOf(channel, context);
  const place = placeOf(document.problem(pathOf(name, document.value), ''));
  const inState = (state: MailState) => topics.filter((topic) => states.get(topic)?.(address) === state);
  const [gone, pending] = [inState('gone'), inState('pending')];
  if (gone.length > 0) {
    const message = `${address} gets no mail of ${gone.join(', ')}: the subscription is gone, and CloudFormation does not bring it back`;
    const fix = `take ${name} out of ${topics.length > channel.routes.length ? 'the routes and levels' : 'the routes'}, deploy, put it back, and deploy again`;
    return { kind: 'problem', place, message, fix };
  }
  if (pending.length > 0) {
    const message = `${address} gets no mail of ${pending.join(', ')} until the subscription is confirmed`;
    const fix = `confirm it with the link in AWS's mail, "AWS Notification - Subscription Confirmation"`;
    return { kind: 'problem', place, message, fix };
  }
  return { kind: 'ok', message: `${address} has confirmed its mails of ${topics.join(', ')}` };
}

type Mail = Extract<ChannelSettings, { kind: 'email' }>;

/** The topics that an address subscribes to: of its routes, and of the escalation levels that name it. */
function topicsOf({ name, routes }: Mail, { settings }: CheckContext): readonly PeopleTopic[] {
  const levels = levelsOf([name], settings.escalation);
  return PEOPLE_TOPICS.filter((topic) => routes.includes(topic) || (topic !== 'health' && levels.has(topic)));
}

async function statesOf(
  topic: PeopleTopic,
  { stack, account }: CheckContext,
): Promise<(address: string) => MailState> {
  const topicArn = stack && peopleTopicArn(stack.outputs, topic);
  return topicArn === undefined ? () => 'gone' : readMailStates(account.sns, topicArn);
}

/** Path of a channel in the settings, of an address in the first route that names it, or of the escalation. */
function pathOf(name: string, settings: unknown): readonly (string | number)[] {
  const { channels, routes = {}, escalation } = settings as RawSettings;
  if (channels !== undefined && Object.hasOwn(channels, name)) return ['channels', name];
  const [topic, names = []] = Object.entries(routes).find(([, list]) => list.includes(name)) ?? [];
  if (topic !== undefined) return ['routes', topic, names.indexOf(name)];
  return escalation === undefined ? [] : ['escalation'];
}

interface RawSettings {
  readonly channels?: Readonly<Record<string, unknown>>;
  readonly routes?: Readonly<Record<string, readonly string[]>>;
  readonly escalation?: unknown;
}

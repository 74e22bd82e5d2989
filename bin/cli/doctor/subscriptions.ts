import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import { type MailState, readMailStates } from '../mail-state.ts';
import { peopleTopicArn } from '../stack-outputs.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

/** Has each e-mail address confirmed its subscriptions, and are they still there? */
export const checkSubscriptions: AccountCheck = async (context) => {
  const mails = context.settings.channels.filter((channel) => channel.kind === 'email');
  if (context.stack === undefined || mails.length === 0) return [];
  const topics = [...new Set(mails.flatMap(({ routes }) => routes))];
  const read = await Promise.all(
    topics.map(async (topic) => [topic, await statesOf(topic, context)] as const),
  );
  const states = new Map(read);
  return mails.map((mail) => check(mail, states, context));
};

function check(
  { name, routes, address }: Extract<ChannelSettings, { kind: 'email' }>,
  states: ReadonlyMap<PeopleTopic, (address: string) => MailState>,
  { document }: CheckContext,
): Finding {
  const place = placeOf(document.problem(pathOf(name, document.value), ''));
  const inState = (state: MailState) => routes.filter((topic) => states.get(topic)?.(address) === state);
  const [gone, pending] = [inState('gone'), inState('pending')];
  if (gone.length > 0) {
    const message = `${address} gets no mail of ${gone.join(', ')}: the subscription is gone, and CloudFormation does not bring it back`;
    const fix = `take ${name} out of the routes, deploy, put it back, and deploy again`;
    return { kind: 'problem', place, message, fix };
  }
  if (pending.length > 0) {
    const message = `${address} gets no mail of ${pending.join(', ')} until the subscription is confirmed`;
    const fix = `confirm it with the link in AWS's mail, "AWS Notification - Subscription Confirmation"`;
    return { kind: 'problem', place, message, fix };
  }
  return { kind: 'ok', message: `${address} has confirmed its mails of ${routes.join(', ')}` };
}

async function statesOf(
  topic: PeopleTopic,
  { stack, account }: CheckContext,
): Promise<(address: string) => MailState> {
  const topicArn = stack && peopleTopicArn(stack.outputs, topic);
  return topicArn === undefined ? () => 'gone' : readMailStates(account.sns, topicArn);
}

/** Path of a channel in the settings, or of an address in the first route that names it. */
function pathOf(name: string, settings: unknown): readonly (string | number)[] {
  const { channels, routes = {} } = settings as RawSettings;
  if (channels !== undefined && Object.hasOwn(channels, name)) return ['channels', name];
  const [topic, names = []] = Object.entries(routes).find(([, list]) => list.includes(name)) ?? [];
  return topic === undefined ? [] : ['routes', topic, names.indexOf(name)];
}

interface RawSettings {
  readonly channels?: Readonly<Record<string, unknown>>;
  readonly routes?: Readonly<Record<string, readonly string[]>>;
}

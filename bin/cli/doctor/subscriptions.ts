import { paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

/** SNS's word in place of an ARN until somebody has clicked the link of the mail. */
const PENDING = 'PendingConfirmation';

/** Has each e-mail address confirmed its subscriptions, and are they still there? */
export const checkSubscriptions: AccountCheck = async (context) => {
  const mails = context.settings.channels.filter((channel) => channel.kind === 'email');
  if (context.stack === undefined || mails.length === 0) return [];
  const topics = [...new Set(mails.flatMap(({ routes }) => routes))];
  const read = await Promise.all(
    topics.map(async (topic) => [topic, await subscriptionsOf(topic, context)] as const),
  );
  const subscriptions = new Map(read);
  return mails.map((mail) => check(mail, subscriptions, context));
};

function check(
  { name, routes, address }: Extract<ChannelSettings, { kind: 'email' }>,
  subscriptions: ReadonlyMap<PeopleTopic, readonly Subscription[]>,
  { document }: CheckContext,
): Finding {
  const place = placeOf(document.problem(pathOf(name, document.value), ''));
  const arnOf = (topic: PeopleTopic) =>
    subscriptions.get(topic)?.find(({ Protocol, Endpoint }) => Protocol === 'email' && Endpoint === address)
      ?.SubscriptionArn;
  const gone = routes.filter((topic) => arnOf(topic) === undefined);
  const pending = routes.filter((topic) => arnOf(topic) === PENDING);
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

async function subscriptionsOf(
  topic: PeopleTopic,
  { stack, account }: CheckContext,
): Promise<readonly Subscription[]> {
  const TopicArn = stack?.outputs.get(`${topic[0]!.toUpperCase()}${topic.slice(1)}TopicArn`);
  if (TopicArn === undefined) return [];
  const found: Subscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: account.sns },
    { TopicArn },
  ))
    found.push(...Subscriptions);
  return found;
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

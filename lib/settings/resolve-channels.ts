import { own } from '../../lambda/contract/own.ts';
import { EMAIL } from './schema/routes.ts';
import type { SettingsInput } from './schema/settings.ts';
import type { ChannelSettings, Route } from './settings.ts';

type ChannelInput = NonNullable<SettingsInput['channels']>[string];

/** Declared channels, then the addresses that routes name; those in no route too. */
export function resolveChannels(input: SettingsInput): readonly ChannelSettings[] {
  const routes = completeRoutes(input);
  const declared = Object.keys(input.channels ?? {});
  const names = new Set([...declared, ...Object.values(routes).flat()]);
  return [...names].map((name) => ({
    name,
    routes: (Object.keys(routes) as Route[]).filter((route) => routes[route].includes(name)),
    ...kindOf(own(input.channels, name) ?? { email: name }),
  }));
}

function completeRoutes({ routes = {}, channels = {} }: SettingsInput): Record<Route, readonly string[]> {
  const { critical = [], warning = critical, info = [] } = routes;
  const health = routes.health ?? critical.filter((name) => isReachedBySns(name, own(channels, name)));
  return { critical, warning, info, health };
}

/** Can SNS reach it with no function of ours in the way? */
export function isReachedBySns(
  name: string,
  channel: { readonly [Kind in keyof ChannelInput]?: unknown } | undefined,
): boolean {
  if (channel === undefined) return EMAIL.test(name);
  return channel.email !== undefined || channel.pagerduty !== undefined;
}

type Kind = ChannelSettings extends infer Each
  ? Each extends ChannelSettings
    ? Omit<Each, 'name' | 'routes'>
    : never
  : never;

function kindOf({ email, pagerduty, slack, webhook }: ChannelInput): Kind {
  if (email !== undefined) return { kind: 'email', address: email };
  if (pagerduty) return { kind: 'pagerduty', secret: pagerduty.secret, region: pagerduty.region ?? 'us' };
  if (slack) return { kind: 'slack', secret: slack.secret };
  return { kind: 'webhook', url: webhook!.url, secret: webhook!.secret };
}

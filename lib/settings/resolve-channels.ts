import { type ChannelKind, isDirect } from '../../lambda/contract/channel-kinds.ts';
import type { Escalation } from '../../lambda/contract/escalation.ts';
import { own } from '../../lambda/contract/own.ts';
import { PEOPLE_TOPICS, type PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { completeChannel, kindsOf } from './channels/channel-shapes.ts';
import { EMAIL } from './channels/email.ts';
import { fieldsOf } from './check.ts';
import { durationMs } from './duration.ts';
import type { SettingsInput } from './schema/settings.ts';
import type { ChannelSettings } from './settings.ts';

/** Declared channels, also those without a route, then the addresses that routes and escalation levels name. */
export function resolveChannels(input: SettingsInput): readonly ChannelSettings[] {
  const routes = completeRoutes(input);
  const declared = Object.keys(input.channels ?? {});
  const levels = Object.values(resolveEscalation(input)).flatMap((rule) =>
    rule.levels.flatMap(({ to }) => to),
  );
  const names = new Set([...declared, ...Object.values(routes).flat(), ...levels]);
  return [...names].flatMap((name) => {
    const channel = completeChannel(own(input.channels, name) ?? { email: name });
    if (channel === undefined) return [];
    return { name, routes: PEOPLE_TOPICS.filter((route) => routes[route].includes(name)), ...channel };
  });
}

export function resolveEscalation({ escalation = {} }: SettingsInput): Escalation {
  return Object.fromEntries(
    fieldsOf(escalation).map(([severity, { levels, repeat = 0 }]) => [
      severity,
      { levels: levels.map(({ after, to }) => ({ afterMs: durationMs(after)!, to })), repeat },
    ]),
  );
}

function completeRoutes({
  routes = {},
  channels = {},
}: SettingsInput): Record<PeopleTopic, readonly string[]> {
  const { critical = [], warning = critical, info = [] } = routes;
  const health = routes.health ?? critical.filter((name) => isReachedBySns(name, own(channels, name)));
  return { critical, warning, info, health };
}

/** Whether SNS can reach the channel without one of our functions. PagerDuty has a key of its own for that. */
export function isReachedBySns(name: string, channel: ChannelParts | undefined): boolean {
  if (channel === undefined) return EMAIL.test(name);
  if (channel.pagerduty !== undefined) return channel.pagerduty.healthSecret !== undefined;
  return kindsOf(channel).some(isDirect);
}

type ChannelParts = {
  readonly [Kind in Exclude<ChannelKind, 'pagerduty'>]?: unknown;
} & { readonly pagerduty?: { readonly healthSecret?: string | undefined } | undefined };

import type { DeliveredKind } from '../contract/channel-kinds.ts';
import { PAGERDUTY_EVENTS_URL } from '../contract/deliverer.ts';
import { CHANNEL_ENV, DELIVER_ENV, ENV } from '../contract/env.ts';
import { own } from '../contract/own.ts';

/** What a deliverer of any kind is configured with. */
export interface DeliverConfig {
  readonly tableName: string;
  readonly channelName: string;
  /** Name or ARN. */
  readonly secret: string;
  readonly allowLoopbackHttp: boolean;
}

/** What a deliverer of one kind is configured with beside that. */
interface OptionsByKind {
  readonly pagerduty: {
    /** Host of the Events API, without a path. */
    readonly eventsUrl: string;
    /** `undefined`: alerts have no link to it. */
    readonly dashboardUrl: string | undefined;
  };
  readonly slack: object;
  readonly webhook: { readonly url: string };
}

interface Variables {
  /** A problem when it is not set. */
  required(name: string): string;
  /** `undefined` when it is not set, or empty. */
  optional(name: string): string | undefined;
}

const OPTIONS: { readonly [Kind in DeliveredKind]: (variables: Variables) => OptionsByKind[Kind] } = {
  pagerduty: ({ optional }) => ({
    eventsUrl: optional(CHANNEL_ENV.pagerduty.eventsUrl) ?? PAGERDUTY_EVENTS_URL.us,
    dashboardUrl: optional(CHANNEL_ENV.pagerduty.dashboardUrl),
  }),
  slack: () => ({}),
  webhook: ({ required }) => ({ url: required(CHANNEL_ENV.webhook.url) }),
};

/**
 * Reads {@link DELIVER_ENV}, and of {@link CHANNEL_ENV} what `kind` needs.
 *
 * @throws when anything is missing, with all problems at once.
 */
export function readDeliverConfig<Kind extends DeliveredKind>(
  env: Readonly<Record<string, string | undefined>>,
  kind: Kind,
): DeliverConfig & OptionsByKind[Kind] {
  const problems: string[] = [];
  const optional = (name: string) => own(env, name) || undefined;
  const required = (name: string) => {
    const value = optional(name);
    if (value === undefined) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const config = {
    tableName: required(ENV.tableName),
    channelName: required(DELIVER_ENV.channelName),
    secret: required(DELIVER_ENV.secret),
    allowLoopbackHttp: optional(DELIVER_ENV.allowLoopbackHttp) === 'true',
    ...OPTIONS[kind]({ required, optional }),
  };
  if (problems.length > 0)
    throw new Error(`wrong configuration of a deliverer:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return config;
}

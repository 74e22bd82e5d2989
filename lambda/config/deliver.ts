import type { DeliveredKind } from '../contract/channel-kinds.ts';
import { PAGERDUTY_API_URL, PAGERDUTY_EVENTS_URL } from '../contract/deliverer.ts';
import { CHANNEL_ENV, DELIVER_ENV, ENV } from '../contract/env.ts';
import type { MonitorPlace } from '../contract/monitor.ts';
import { type Environment, type EnvReader, readEnv } from './read-env.ts';

/** What a deliverer of any kind is configured with. */
export interface DeliverConfig {
  readonly monitor: MonitorPlace;
  readonly tableName: string;
  readonly channelName: string;
}

/** What a deliverer to an HTTPS receiver is configured with beside that. */
export interface HttpsConfig {
  /** Name or ARN. */
  readonly secret: string;
  readonly allowLoopbackHttp: boolean;
}

/** What a deliverer asks its receiver with. */
export interface AskingConfig {
  /** Name or ARN. */
  readonly apiSecret: string;
  /** Host of the REST API, without a path. */
  readonly apiUrl: string;
  readonly eventsTopicArn: string;
}

/** What a deliverer of one kind is configured with beside {@link DeliverConfig}. */
interface OptionsByKind {
  readonly pagerduty: HttpsConfig & {
    /** Host of the Events API, without a path. */
    readonly eventsUrl: string;
    /** `undefined`: alerts have no link to it. */
    readonly dashboardUrl: string | undefined;
    /** How PagerDuty is asked what people did there; `undefined`: it is not asked. */
    readonly asking: AskingConfig | undefined;
  };
  readonly slack: HttpsConfig;
  readonly webhook: HttpsConfig & { readonly url: string };
  readonly eventbridge: { readonly busArn: string };
}

const OPTIONS: { readonly [Kind in DeliveredKind]: (reader: EnvReader) => OptionsByKind[Kind] } = {
  pagerduty: ({ optional, required }) => ({
    ...httpsConfig({ optional, required }),
    eventsUrl: optional(CHANNEL_ENV.pagerduty.eventsUrl) ?? PAGERDUTY_EVENTS_URL.us,
    dashboardUrl: optional(CHANNEL_ENV.pagerduty.dashboardUrl),
    asking: askingConfig(optional(CHANNEL_ENV.pagerduty.apiSecret), { optional, required }),
  }),
  slack: httpsConfig,
  webhook: (reader) => ({ ...httpsConfig(reader), url: reader.required(CHANNEL_ENV.webhook.url) }),
  eventbridge: ({ required }) => ({ busArn: required(CHANNEL_ENV.eventbridge.busArn) }),
};

function httpsConfig({ optional, required }: Pick<EnvReader, 'optional' | 'required'>): HttpsConfig {
  return {
    secret: required(DELIVER_ENV.secret),
    allowLoopbackHttp: optional(DELIVER_ENV.allowLoopbackHttp) === 'true',
  };
}

function askingConfig(
  apiSecret: string | undefined,
  { optional, required }: Pick<EnvReader, 'optional' | 'required'>,
): AskingConfig | undefined {
  if (apiSecret === undefined) return undefined;
  return {
    apiSecret,
    apiUrl: optional(CHANNEL_ENV.pagerduty.apiUrl) ?? PAGERDUTY_API_URL.us,
    eventsTopicArn: required(ENV.eventsTopicArn),
  };
}

/**
 * Reads {@link DELIVER_ENV}, and of {@link CHANNEL_ENV} what `kind` needs.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readDeliverConfig<Kind extends DeliveredKind>(
  env: Environment,
  kind: Kind,
): DeliverConfig & OptionsByKind[Kind] {
  return readEnv(`deliver-${kind}`, env, (reader) => ({
    monitor: reader.monitor(),
    tableName: reader.required(ENV.tableName),
    channelName: reader.required(DELIVER_ENV.channelName),
    ...OPTIONS[kind](reader),
  }));
}

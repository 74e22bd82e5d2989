import { PAGERDUTY_EVENTS_URL } from '../contract/deliverer.ts';
import { DELIVER_ENV, ENV } from '../contract/env.ts';
import { own } from '../contract/own.ts';

/** What a deliverer is configured with. */
export interface DeliverConfig {
  readonly tableName: string;
  readonly channelName: string;
  /** Name or ARN. */
  readonly secret: string;
  readonly eventsUrl: string;
  readonly dashboardUrl: string | undefined;
  /** Empty where none is needed. */
  readonly webhookUrl: string;
  readonly allowLoopbackHttp: boolean;
}

/**
 * Reads {@link DELIVER_ENV}; `kind` says what has to be there.
 *
 * @throws when anything is missing, with all problems at once.
 */
export function readDeliverConfig(
  env: Readonly<Record<string, string | undefined>>,
  kind: 'pagerduty' | 'slack' | 'webhook',
): DeliverConfig {
  const problems: string[] = [];
  const required = (name: string) => {
    const value = own(env, name);
    if (!value) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const config = {
    tableName: required(ENV.tableName),
    channelName: required(DELIVER_ENV.channelName),
    secret: required(DELIVER_ENV.secret),
    eventsUrl: env[DELIVER_ENV.eventsUrl] || PAGERDUTY_EVENTS_URL.us,
    dashboardUrl: env[DELIVER_ENV.dashboardUrl] || undefined,
    webhookUrl: kind === 'webhook' ? required(DELIVER_ENV.webhookUrl) : '',
    allowLoopbackHttp: env[DELIVER_ENV.allowLoopbackHttp] === 'true',
  };
  if (problems.length > 0)
    throw new Error(`wrong configuration of a deliverer:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return config;
}

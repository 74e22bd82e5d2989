/** Environment variables of the deliverers, beside `TABLE_NAME`. */
export const DELIVER_ENV = {
  /** The channel's name in the settings: what it was sent is kept under it, so a new name starts anew. */
  channelName: 'CHANNEL_NAME',
  /** Name or ARN of the secret: PagerDuty's routing key, the URL of Slack's webhook, or the key that requests are signed with. */
  secret: 'CHANNEL_SECRET',
  /** PagerDuty only; left out: {@link PAGERDUTY_EVENTS_URL}. Accounts in the EU have a host of their own. */
  eventsUrl: 'PAGERDUTY_EVENTS_URL',
  /** PagerDuty only: where its alerts say that they come from; left out: nowhere. */
  dashboardUrl: 'DASHBOARD_URL',
  /** Signed webhook only: where to post. */
  webhookUrl: 'WEBHOOK_URL',
  /** `true` lets addresses on this machine be plain http, for tests; left out, or anything else: https only. */
  allowLoopbackHttp: 'ALLOW_LOOPBACK_HTTP',
} as const;

/** @see https://support.pagerduty.com/main/docs/service-regions */
export const PAGERDUTY_EVENTS_URL = {
  us: 'https://events.pagerduty.com',
  eu: 'https://events.eu.pagerduty.com',
} as const;

/** How long a secret is kept before it is read again. A rotated one works from then on, or at once when the old one is refused. */
export const SECRET_KEPT_MS = 5 * 60_000;

/** How long a receiver may take to answer. */
export const RECEIVER_TIMEOUT_MS = 10_000;

/**
 * Within this time of its first try an invocation tries again what the receiver did not take. A receiver that is away for
 * longer, or gives no answer, is left to the queue.
 */
export const TRY_AGAIN_WITHIN_MS = 8_000;

/** An invocation of a deliverer: some waits and answers, the last of which may take {@link RECEIVER_TIMEOUT_MS}. */
export const DELIVERER_TIMEOUT_MS = 40_000;

/** For so long a page is tried before it goes to the dead letters. */
export const DELIVERY_KEPT_UP_MS = 6 * 60 * 60_000;

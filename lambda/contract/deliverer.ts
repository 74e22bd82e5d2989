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

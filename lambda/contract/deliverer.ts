/** @see https://support.pagerduty.com/main/docs/service-regions */
export const PAGERDUTY_EVENTS_URL = {
  us: 'https://events.pagerduty.com',
  eu: 'https://events.eu.pagerduty.com',
} as const;

/** Hosts of the REST API. @see https://support.pagerduty.com/main/docs/service-regions */
export const PAGERDUTY_API_URL = {
  us: 'https://api.pagerduty.com',
  eu: 'https://api.eu.pagerduty.com',
} as const;

/** How long a receiver may take to answer what people did there, ms. */
export const ASKED_TIMEOUT_MS = 5_000;

/**
 * Time from the start of an ask, ms, after which nothing more is asked. An answer of the receiver, one call that AWS does not answer, and
 * the metric about it still end before {@link DELIVERER_TIMEOUT_MS}.
 */
export const ASK_LASTS_MS = 10_000;

/** An ask that is older is dropped, because the next ones have been sent, ms. */
export const ASK_VALID_MS = 3 * 60_000;

/** How long a secret is kept before it is read again, ms. A refused secret is read again at once, so a rotation takes effect by then. */
export const SECRET_KEPT_MS = 5 * 60_000;

/** How long a receiver may take to answer, ms. */
export const RECEIVER_TIMEOUT_MS = 10_000;

/**
 * Time from the first try, ms, within which an invocation sends a refused notice again. After that, SQS delivers the message again
 * later.
 */
export const TRY_AGAIN_WITHIN_MS = 8_000;

/** Timeout of a deliverer, ms: several tries with waits, of which the last may take {@link RECEIVER_TIMEOUT_MS}. */
export const DELIVERER_TIMEOUT_MS = 40_000;

/** How long a page is tried before it goes to the dead-letter queue, ms. */
export const DELIVERY_KEPT_UP_MS = 6 * 60 * 60_000;

/** How long one request to AWS may take. */
export interface CallLimits {
  /** Until the connection is made, ms. */
  readonly connectionMs: number;
  /** Until the answer begins, ms, the connection included; and between any two parts of the answer. */
  readonly requestMs: number;
}

/**
 * The limits of all functions' clients. The SDK has none of its own: without them, a request that nothing answers lasts until the
 * function's timeout.
 *
 * AWS answers within tens of milliseconds. The rest is room for a function that has a part of a processor: while it computes or loads
 * code, it reads no answer.
 */
export const CALL_LIMITS: CallLimits = { connectionMs: 2_000, requestMs: 4_000 };

/**
 * Requests that the SDK makes for one call at most: the first, and two more after errors that may pass, such as a timeout.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const CALL_ATTEMPTS = 3;

/** Most time that the SDK waits between the requests of one call, ms: at most 0.1 s, then at most 0.2 s. After a throttled request it waits longer. */
const WAITS_MS = 300;

/** A call that nothing answers ends after this, ms. */
export const LONGEST_CALL_MS = CALL_ATTEMPTS * CALL_LIMITS.requestMs + WAITS_MS;

import { ReasonedError } from '../model/reasoned-error.ts';
/** The receiver did not take it now and may take it later: too many requests, a fault of its own, no connection, no answer. */
export class RetryableDeliveryError extends ReasonedError<'retryable'> {
  override readonly name = 'RetryableDeliveryError';
  /** How long it asked to be left alone; `null`: it did not say. */
  readonly afterMs: number | null;

  constructor(message: string, afterMs: number | null = null) {
    super('retryable', message);
    this.afterMs = afterMs;
  }
}

/**
 * The receiver will not take it however often it is sent: a refusal, a wrong address, a secret that is not there.
 *
 * Not tried again at once. The queue brings it back all the same, for as long as anything else: what is wrong is nearly
 * always the channel, and once a person has mended that the page goes out by itself.
 */
export class PermanentDeliveryError extends ReasonedError<'permanent'> {
  override readonly name = 'PermanentDeliveryError';
  constructor(message: string, cause?: unknown) {
    super('permanent', message, cause);
  }
}

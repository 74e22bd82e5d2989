import { ReasonedError } from '../model/reasoned-error.ts';

/** The receiver did not accept the notice but may accept it later: too many requests, a server error, no connection, no response. */
export class RetryableDeliveryError extends ReasonedError<'retryable'> {
  override readonly name = 'RetryableDeliveryError';
  /** How long the receiver asks to wait, ms; `null` if it does not say. */
  readonly afterMs: number | null;

  constructor(message: string, afterMs: number | null = null) {
    super('retryable', message);
    this.afterMs = afterMs;
  }
}

/**
 * The receiver will not accept the notice, however often it is sent: it was refused, the address is wrong, the secret is missing.
 *
 * It is not sent again at once, but the queue still delivers the message again, as it does for every error. Nearly always the
 * channel's settings are wrong; when a person has repaired them, the next delivery succeeds.
 */
export class PermanentDeliveryError extends ReasonedError<'permanent'> {
  override readonly name = 'PermanentDeliveryError';
  constructor(message: string, cause?: unknown) {
    super('permanent', message, cause);
  }
}

/** A receiver was asked about one incident, and its answer says nothing that can be used. Its answers about others may be good. */
export class OddAnswerError extends ReasonedError<'odd'> {
  override readonly name = 'OddAnswerError';
  constructor(message: string) {
    super('odd', message);
  }
}

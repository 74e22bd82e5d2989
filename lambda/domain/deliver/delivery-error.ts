/** The receiver did not take it now and may take it later: too many requests, a fault of its own, no connection, no answer. */
export class RetryableDeliveryError extends Error {
  override readonly name = 'RetryableDeliveryError';
}

/**
 * The receiver will not take it however often it is sent: a refusal, a wrong address, a secret that is not there.
 *
 * The courier tries it twice more all the same and then leaves it in the failure destination, where a person finds it,
 * mends the channel and has it delivered again.
 */
export class PermanentDeliveryError extends Error {
  override readonly name = 'PermanentDeliveryError';
  readonly permanent = true;
}

/**
 * Base class of migrate-watch's own errors: code distinguishes them by class and `reason`, people by their message.
 *
 * `cause` is left out if it would quote foreign text.
 */
export abstract class ReasonedError<Reason extends string> extends Error {
  /** Written out in each class: a bundle shortens the names of classes. */
  abstract override readonly name: string;
  readonly reason: Reason;

  constructor(reason: Reason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

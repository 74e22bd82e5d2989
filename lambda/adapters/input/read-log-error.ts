/** Why a log cannot be read. */
export type ReadLogFault =
  | 'missing'
  | 'directory'
  | 'unreadable'
  | 'empty'
  | 'binary'
  | 'too-large'
  | 'bad-payload';

/** A log that cannot be read; the message is one line, without the file's name. */
export class ReadLogError extends Error {
  override readonly name = 'ReadLogError';
  readonly reason: ReadLogFault;

  constructor(reason: ReadLogFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

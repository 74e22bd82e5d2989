import { ReasonedError } from '../../domain/model/reasoned-error.ts';
/** Why a log cannot be read. */
export type ReadLogFault =
  | 'missing'
  | 'directory'
  | 'unreadable'
  | 'empty'
  | 'binary'
  | 'too-large'
  | 'bad-payload';

/** A log cannot be read. The message is one line, without the file's name. */
export class ReadLogError extends ReasonedError<ReadLogFault> {
  override readonly name = 'ReadLogError';
}

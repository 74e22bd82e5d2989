import { ReasonedError } from '../../domain/model/reasoned-error.ts';
/** Why a payload cannot be read. */
export type LogBatchFault =
  | 'missing-data'
  | 'bad-base64'
  | 'not-gzip'
  | 'truncated-gzip'
  | 'bad-checksum'
  | 'corrupt-gzip'
  | 'too-large'
  | 'not-json'
  | 'wrong-type'
  | 'missing-field'
  | 'unknown-message-type';

/** A subscription payload that cannot be read. The same bytes never will be, so a retry helps nobody. */
export class LogBatchError extends ReasonedError<LogBatchFault> {
  override readonly name = 'LogBatchError';
}

/** A field that is not there. */
export function missing(path: string): LogBatchError {
  return new LogBatchError('missing-field', `${path} is missing`);
}

/** A field of another type; its value is not said. */
export function wrongType(path: string, value: unknown, expected: string): LogBatchError {
  return new LogBatchError('wrong-type', `${path} is ${typeName(value)}; expected ${expected}`);
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

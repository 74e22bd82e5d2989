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

/** A subscription payload cannot be read. A retry would not help, because the bytes are the same. */
export class LogBatchError extends ReasonedError<LogBatchFault> {
  override readonly name = 'LogBatchError';
}

/** The error for a missing field. */
export function missing(path: string): LogBatchError {
  return new LogBatchError('missing-field', `${path} is missing`);
}

/** The error for a field of a wrong type. It does not contain the value. */
export function wrongType(path: string, value: unknown, expected: string): LogBatchError {
  return new LogBatchError('wrong-type', `${path} is ${typeName(value)}; expected ${expected}`);
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

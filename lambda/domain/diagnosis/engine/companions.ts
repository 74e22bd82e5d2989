import type { MigrateError } from '../../model/event.ts';
import { lostConnection } from './driver.ts';

const ABORTED = /transaction is aborted|failed transaction/;
const GONE =
  /connection is already closed|bad connection|invalid connection|conn closed|\bEOF\b|broken pipe|connection reset/;

/** Was the transaction of the failed statement still open, because the file had begun it? */
export function leftAborted({ also }: MigrateError): boolean {
  return also?.some((text) => ABORTED.test(text)) === true;
}

/** What the errors that came with the first one tell of it. */
export function withCompanionError(error: MigrateError): readonly string[] {
  if (leftAborted(error))
    return [
      'The transaction of the failed statement was still open and aborted: the server says so of the next statement. What it held open was rolled back.',
    ];
  if (GONE.test(error.also?.join('\n') ?? '') && lostConnection(error) === null)
    return ['The connection was gone right after it: the server frees the lock with the session.'];
  return [];
}

import type { MigrateError } from '../../model/event.ts';
import { lostConnection } from './driver.ts';

const ABORTED = /transaction is aborted|failed transaction/;
const GONE =
  /connection is already closed|bad connection|invalid connection|conn closed|\bEOF\b|broken pipe|connection reset/;

/** Was the failed statement's transaction still open afterwards, because the file itself had begun it? */
export function leftAborted({ also }: MigrateError): boolean {
  return also?.some((text) => ABORTED.test(text)) === true;
}

/** What the errors that came with the first one say about it. */
export function withCompanionError(error: MigrateError): readonly string[] {
  if (leftAborted(error))
    return [
      'The transaction of the failed statement was still open, in the aborted state: the error of the next statement says so. What it had not committed was rolled back.',
    ];
  if (GONE.test(error.also?.join('\n') ?? '') && lostConnection(error) === null)
    return [
      'The connection was lost right after that error; the server releases the lock when the session ends.',
    ];
  return [];
}

import type { ErrorClass } from '../../model/error-class.ts';

/** golang-migrate's wording, and its statements, for taking the lock. Releasing it has others. */
const LOCKING =
  /try lock failed|failed to (?:fetch|set|release) migration lock|lock could not be acquired|\bpg_advisory_lock\b|\bGET_LOCK\b|sp_getapplock/;

/** Is the text about taking the lock? Most texts fail the cheap test, and an error holds a whole migration file. */
export function isAboutLocking(text: string): boolean {
  return (text.includes('lock') || text.includes('LOCK')) && LOCKING.test(text);
}

/** The session is gone, so nothing is known about the lock. */
const LOST =
  /bad connection|invalid connection|connection (?:refused|reset|is (?:already )?closed)|reset by peer|broken pipe|\bEOF\b|i\/o timeout|conn closed|closed the connection|terminating connection/;

/** The server ended the wait for another session that holds the lock, or another one has just inserted the row that is the lock. */
const WAITED_IN_VAIN =
  /lock timeout|lock_timeout|lock wait timeout|could not obtain lock|55P03|40P01|deadlock|canceling statement due to|57014|(?:lock|request) (?:request )?(?:timed out|was cancel)|error -[123]:|max_(?:execution|statement)_time|interrupted|already locked|duplicate key value|restart transaction|could not serialize|40001/i;

/**
 * Class of an error of the lock: `lock` when the wait for it ended, `connection` when the session was lost, else `bookkeeping`,
 * because then the server rejected the statement and no session holds the lock.
 *
 * `try lock failed` can be any of the three; only the driver's words tell. Without them the most frequent, `lock`, is assumed.
 */
export function classOfLocking(message: string, details: string | null): ErrorClass {
  const words = details === null || details === '<nil>' ? message : details;
  if (LOST.test(words)) return 'connection';
  if (WAITED_IN_VAIN.test(words) || foundRow(message, words)) return 'lock';
  return details === null && !SAYS_MORE.test(message) ? 'lock' : 'bookkeeping';
}

/**
 * Did the driver find another one's row? With `x-force-lock` it then inserts its own before it has read the answer to the end, which
 * always fails.
 */
function foundRow(message: string, words: string): boolean {
  return message.includes('set migration lock') && words.includes('unexpected Parse response');
}

/** A number or words after `try lock failed`: other answers of SQL Server. */
const SAYS_MORE = /try lock failed with error|release migration lock/;

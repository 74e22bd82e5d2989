import type { MigrateError } from '../../model/event.ts';

/**
 * Words that only CockroachDB prints: its parser puts the place before `syntax error`, the others put it after.
 *
 * @see https://www.cockroachlabs.com/docs/stable/transaction-retry-error-reference and online-schema-changes
 */
const COCKROACH_WORDS =
  /\bat or near "[^"\n]{0,200}": syntax error|\brestart transaction: |TransactionRetry(?:WithProtoRefresh)?Error|\btransaction committed but schema change aborted|\bresult is ambiguous|(?:pq|ERROR): unimplemented: /;

/** Is it CockroachDB, by the words of the server, whichever driver printed them, or by the name of the lock table? */
export function saidByCockroach({ message, details, statement }: MigrateError): boolean {
  if (COCKROACH_WORDS.test(details ?? message)) return true;
  // The default name of its driver's lock table; YugabyteDB's is `migrate_locks`.
  return ROW_LOCK.test(message) && /^pq: /.test(details ?? '') && /\bschema_lock\b/.test(statement ?? '');
}

/** How golang-migrate's drivers that lock with a row say that a statement of the lock failed. */
export const ROW_LOCK = /failed to (?:fetch|set|release) migration lock/;

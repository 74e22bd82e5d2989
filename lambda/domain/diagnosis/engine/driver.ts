import type { MigrateError } from '../../model/event.ts';
import { ROW_LOCK } from '../knowledge/said-by-cockroach.ts';

/** Which of golang-migrate's drivers printed an error, as far as the form of the error shows. */
export type Driver = 'lib/pq' | 'pgx' | 'mysql' | 'cockroach' | 'sqlite' | 'other';

/**
 * Driver that printed `error`, or `null` when its form fits several drivers.
 *
 * The CockroachDB and YugabyteDB drivers use lib/pq too, but do not copy the server's message before `in line`, so their
 * errors begin with `pq: `; and they lock with a row.
 *
 * @see golang-migrate v4 database/postgres/postgres.go and database/cockroachdb/cockroachdb.go, runStatement and Run
 */
export function driverOf(error: MigrateError): Driver | null {
  return driverOfWords(error) ?? driverBeside(error.also?.join('\n') ?? '');
}

/** The driver by the wording or the statement of an error that came with it. */
function driverBeside(also: string): Driver | null {
  if (/\bSQLSTATE [0-9A-Z]{5}\b/.test(also)) return 'pgx';
  if (/\bpq: |pg_advisory_unlock/.test(also)) return 'lib/pq';
  if (/\bError \d{4}\b|RELEASE_LOCK/.test(also)) return 'mysql';
  return /sp_releaseapplock/.test(also) ? 'other' : null;
}

function driverOfWords(error: MigrateError): Driver | null {
  const { message, details, statement } = error;
  const own = details ?? message;
  if (/^pq: /.test(own)) {
    const isBare = error.class === 'migration-failed' && message.startsWith('pq: ');
    return isBare || ROW_LOCK.test(message) ? 'cockroach' : 'lib/pq';
  }
  if (/\bSQLSTATE [0-9A-Z]{5}\b/.test(own)) return 'pgx';
  if (/^Error \d{4}\b/.test(own)) return 'mysql';
  if (/^(?:mssql: |code: \d|rpc error: |line \d+:\d|\([A-Z]\w+\) )/.test(own)) return 'other';
  const isBare = error.class === 'migration-failed' && details === null && statement !== null;
  return isBare && SQLITE_WORDS.test(message) ? 'sqlite' : null;
}

/** @see https://www.sqlite.org/rescode.html; the driver without cgo puts the error class before the message, and a number after it */
const SQLITE_WORDS =
  /^(?:SQL logic error|constraint failed|database is locked|attempt to write a readonly database|datatype mismatch)\b|near "[^\n]{1,200}": syntax error|no such (?:table|column|function|index|trigger|view|collation sequence|module): |(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed|(?:table|index|view|trigger) \S+ already exists|duplicate column name: |unrecognized token: |incomplete input|cannot (?:start|commit|rollback|VACUUM|ATTACH|DETACH)\b|has \d+ columns but \d+ values/;

/**
 * Why the client got no answer to its statement, or `null` when the server answered.
 *
 * `gave-up`: the client's own time limit (`x-statement-timeout`) passed. pgx and go-sql-driver do not stop the server then. lib/pq
 * does, so the server answers `canceling statement due to user request`, and the result is `null`.
 */
export function lostConnection(error: MigrateError): 'gave-up' | 'broken' | null {
  const own = error.details ?? error.message;
  if (/^(?:pq: (?!unexpected)|ERROR: |FATAL: |Error \d{4})|SQLSTATE/.test(own)) return null;
  if (/context deadline exceeded|context canceled/.test(own)) return 'gave-up';
  return /bad connection|invalid connection|connection is already closed|conn closed|connection reset|broken pipe|\bEOF\b|i\/o timeout|closed the connection|use of closed/.test(
    own,
  )
    ? 'broken'
    : null;
}

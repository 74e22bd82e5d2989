import type { MigrateError } from '../event.ts';
import type { Engine } from '../target.ts';

/** Which of golang-migrate's drivers printed an error, as far as its shape tells. */
export type Driver = 'lib/pq' | 'pgx' | 'mysql' | 'cockroach' | 'sqlite' | 'other';

/**
 * Driver that printed `error`, or `null` when its shape fits several.
 *
 * The CockroachDB and YugabyteDB drivers use lib/pq too but never copy the server's message before `in line`,
 * so their errors show `pq: ` as the first words.
 *
 * @see golang-migrate v4 database/postgres/postgres.go and database/cockroachdb/cockroachdb.go, runStatement and Run
 */
export function driverOf(error: MigrateError): Driver | null {
  return driverOfWords(error) ?? driverBeside(error.also?.join('\n') ?? '');
}

/** Of an error that came with it, the words or the statement tell as much. */
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
    return error.class === 'migration-failed' && message.startsWith('pq: ') ? 'cockroach' : 'lib/pq';
  }
  if (/\bSQLSTATE [0-9A-Z]{5}\b/.test(own)) return 'pgx';
  if (/^Error \d{4}\b/.test(own)) return 'mysql';
  if (/^(?:mssql: |code: \d|rpc error: |line \d+:\d|\([A-Z]\w+\) )/.test(own)) return 'other';
  if (error.class === 'migration-failed' && details === null && statement !== null) return 'sqlite';
  return null;
}

/** Engine behind `driver`; without one, the declared engine. What was printed outranks what was declared. */
export function engineOf(driver: Driver | null, declared: Engine | null): Engine | null {
  switch (driver) {
    case 'lib/pq':
    case 'pgx':
      return 'postgres';
    case 'mysql':
      return 'mysql';
    case 'cockroach':
    case 'sqlite':
    case 'other':
      return 'other';
    case null:
      return declared;
  }
}

/**
 * How the client lost the statement without an answer from the server, or `null` when the server answered.
 *
 * `gave-up`: the client's own time limit (`x-statement-timeout`) passed; pgx and go-sql-driver do not make the server
 * stop. lib/pq does: then the server itself answers `canceling statement due to user request`, which is no loss.
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

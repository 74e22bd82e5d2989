/**
 * The commands that pages print: each is a whole line that `sh` runs unchanged.
 *
 * They take the connection and the folder from three environment variables, because a page never contains a URL: see
 * {@link COMMAND_VARIABLES}. People paste what a page prints, so the only foreign text in a command is a version of digits, an
 * index or table name that is a plain identifier, and log names in single quotes.
 */
export const MIGRATE = 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS"';

/** What a person sets once before typing the commands of a page; printed in the runbook. */
export const COMMAND_VARIABLES = [
  {
    name: 'DATABASE_URL',
    meaning:
      'the value of `-database` that the failed run used. For `psql` it must start with `postgres://` (not `pgx5://`) and carry no `x-…` parameter. It may start with `cockroachdb://`: those commands change the beginning themselves.',
  },
  { name: 'MIGRATIONS', meaning: 'the folder of the migration files, the same commit as in the failed run.' },
  {
    name: 'MYSQL_CNF',
    meaning:
      'for `mysql`, which takes no URL: an option file with `[client]`, `host`, `port`, `user`, `password` and `database`.',
  },
] as const;

/** Prints `12`, `12 (dirty)`, or `error: no migration` for nothing applied and for dirty at -1. */
export const SHOW_VERSION = `${MIGRATE} version`;

/** golang-migrate takes `-1` for an unknown flag unless `--` comes before it. */
export function force(version: string): string {
  return `${MIGRATE} force ${version.startsWith('-') ? '-- ' : ''}${version}`;
}

/** With `-verbose`, so that a second failure shows which migration failed. */
export const UP = `${MIGRATE} -verbose up`;
/** Without `-all`, `down` asks for confirmation. */
export const DOWN_ALL = `${MIGRATE} -verbose down -all`;

export function up(count: number): string {
  return `${UP} ${count}`;
}

export function down(count: number): string {
  return `${MIGRATE} -verbose down ${count}`;
}

/** `version` is digits. */
export function goTo(version: string): string {
  return `${MIGRATE} -verbose goto ${version}`;
}

/** Lists the files of `version` and the two files before them. File names may pad versions with zeros. */
export function filesBefore(version: string): string {
  return `ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*${version}_'`;
}

export const LIST_FILES = 'ls "$MIGRATIONS" | sort -n';

const psql = (sql: string) => `psql "$DATABASE_URL" -c "${sql}"`;
/** psql does not know `cockroachdb://`, and with `postgres://` golang-migrate would use another driver, so the URL is changed only here. */
const cockroach = (sql: string) => `psql "postgres://\${DATABASE_URL#*://}" -c "${sql}"`;
const mysql = (sql: string) => `mysql --defaults-extra-file="$MYSQL_CNF" -e "${sql}"`;

/**
 * Sessions that hold or wait for an advisory lock in this database: those of golang-migrate, working or waiting.
 *
 * `migrate version` itself waits for that lock, so this command comes first whenever a session may still be alive.
 */
export const PG_MIGRATE_SESSIONS = psql(
  "SELECT a.pid, l.granted AS holds_lock, a.state, a.wait_event_type, now() - a.query_start AS running_for, left(a.query, 60) AS query FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
);

/** Ends a session. A person replaces `PID` or `ID` with a number from the list of sessions, so neither runs unchanged. */
export const PG_END_SESSION = psql('SELECT pg_terminate_backend(PID)');
export const MYSQL_END_SESSION = mysql('KILL ID');

/** Sessions that wait for a lock, and the sessions that block them. */
export const PG_BLOCKED = psql(
  'SELECT pid, pg_blocking_pids(pid) AS blocked_by, state, now() - query_start AS waiting_for, left(query, 60) AS query FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
);

/** All sessions in this database, longest transaction first. */
export const PG_SESSIONS = psql(
  'SELECT pid, usename, state, now() - xact_start AS transaction_for, left(query, 60) AS query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY xact_start',
);

export const PG_INVALID_INDEXES = psql(
  'SELECT indexrelid::regclass AS index, indrelid::regclass AS on_table FROM pg_index WHERE NOT indisvalid',
);

export const PG_TABLES = psql('SELECT schemaname, relname FROM pg_stat_user_tables ORDER BY 1, 2');

/** The row itself, because `migrate version` cannot show dirty at -1. */
export const PG_VERSION_ROW = psql('SELECT version, dirty FROM schema_migrations');

/** Partitions whose DETACH … CONCURRENTLY has begun and not finished; from PostgreSQL 14 on. */
export const PG_PENDING_DETACH = psql(
  'SELECT inhrelid::regclass AS partition, inhparent::regclass AS of_table FROM pg_inherits WHERE inhdetachpending',
);

/** A name that is safe to print into a command. */
const PLAIN_NAME = /^[A-Za-z_][\w.]{0,127}$/;

/** Drops `index`; `undefined` unless its name is safe to print into a command. */
export function pgDropIndex(index: string): string | undefined {
  return PLAIN_NAME.test(index) ? psql(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`) : undefined;
}

/** Ends a pending detach; `undefined` unless both names are safe to print into a command. */
export function pgFinalizeDetach(table: string, partition: string): string | undefined {
  return PLAIN_NAME.test(table) && PLAIN_NAME.test(partition)
    ? psql(`ALTER TABLE ${table} DETACH PARTITION ${partition} FINALIZE`)
    : undefined;
}

/** Log names without characters that end single quotes or that a terminal interprets. */
const LOG_NAME = /^[\w.\-/#$[\]@=+,]{1,512}$/;

/** Deletes a log stream; `undefined` unless both names are safe to print into a command. */
export function deleteLogStream(
  logGroup: string,
  logStream: string,
  region: string | undefined,
): string | undefined {
  if (!LOG_NAME.test(logGroup) || !LOG_NAME.test(logStream)) return undefined;
  const where = region !== undefined && /^[a-z0-9-]+$/.test(region) ? ` --region ${region}` : '';
  return `aws logs delete-log-stream${where} --log-group-name='${logGroup}' --log-stream-name='${logStream}'`;
}

export const MYSQL_SESSIONS = mysql(
  'SELECT id, user, command, time, state, LEFT(info, 60) AS query FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
);

export const MYSQL_TABLES = mysql('SHOW TABLES');

/** Tables that cannot roll back a failed statement or transaction; views and InnoDB tables are left out. */
export const MYSQL_NOT_INNODB = mysql("SHOW TABLE STATUS WHERE Engine <> 'InnoDB'");

export const MYSQL_VERSION_ROW = mysql('SELECT version, dirty FROM schema_migrations');

/**
 * What CockroachDB is executing. A schema change is a job, which goes on without its client and is not in the list of queries.
 *
 * @see https://www.cockroachlabs.com/docs/stable/show-statements and show-jobs: finished jobs are listed for 12 hours
 */
export const COCKROACH_QUERIES = cockroach(
  "SELECT query_id, user_name, start, left(query, 60) AS query FROM [SHOW CLUSTER QUERIES] WHERE query NOT LIKE '%SHOW CLUSTER QUERIES%'",
);
export const COCKROACH_OPEN_JOBS = cockroach(
  "SELECT job_id, status, created, left(description, 80) AS description FROM [SHOW JOBS] WHERE job_type LIKE '%SCHEMA CHANGE' AND finished IS NULL",
);
export const COCKROACH_JOBS = cockroach(
  "SELECT job_id, status, created, left(description, 80) AS description, left(error, 120) AS error FROM [SHOW JOBS] WHERE job_type LIKE '%SCHEMA CHANGE' ORDER BY created DESC LIMIT 20",
);

/** A person replaces `QUERY_ID`, `JOB_ID` or `LOCK_ID` with a value from the list, so none of these runs unchanged. */
export const COCKROACH_END_QUERY = cockroach("CANCEL QUERY 'QUERY_ID'");
export const COCKROACH_END_JOB = cockroach('CANCEL JOB JOB_ID');
export const COCKROACH_UNLOCK = cockroach('DELETE FROM schema_lock WHERE lock_id = LOCK_ID');

/** The lock of golang-migrate's driver: a row while a golang-migrate is at work, and after one that was killed. */
export const COCKROACH_LOCKS = cockroach('SELECT lock_id FROM schema_lock');

/** Does CockroachDB commit before each schema change? On by default from v25.1 on. */
export const COCKROACH_AUTOCOMMIT = cockroach('SHOW autocommit_before_ddl');

export const COCKROACH_TABLES = cockroach('SHOW TABLES');

export const COCKROACH_VERSION_ROW = cockroach('SELECT version, dirty FROM schema_migrations');

/** Does this command start golang-migrate? */
export function startsMigrate(command: string): boolean {
  return command.startsWith(MIGRATE);
}

/**
 * The commands that pages print: each one a whole line that `sh` runs as it stands.
 *
 * They take the connection and the folder from three environment variables, because a page never holds a URL:
 * see {@link COMMAND_VARIABLES}. Nothing foreign goes into a command but a version that is digits, an index name
 * that is a plain identifier, and names of logs in single quotes, because people paste what a page prints.
 */
const MIGRATE = 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS"';

/** What a person sets once before typing the commands of a page; printed in the runbook. */
export const COMMAND_VARIABLES = [
  {
    name: 'DATABASE_URL',
    meaning:
      'the value of `-database` that the failed run used. For `psql` it must start with `postgres://` (not `pgx5://`) and carry no `x-…` parameter.',
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

/** golang-migrate takes `-1` for an unknown flag unless `--` stands before it. */
export function force(version: string): string {
  return `${MIGRATE} force ${version.startsWith('-') ? '-- ' : ''}${version}`;
}

/** `-verbose`, so that a second failure says which migration it was in. */
export const UP = `${MIGRATE} -verbose up`;
/** `down` alone asks first. */
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

/** Lists the files around `version`, two above it. File names may pad versions with zeros. */
export function filesBefore(version: string): string {
  return `ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*${version}_'`;
}

export const LIST_FILES = 'ls "$MIGRATIONS" | sort -n';

const psql = (sql: string) => `psql "$DATABASE_URL" -c "${sql}"`;
const mysql = (sql: string) => `mysql --defaults-extra-file="$MYSQL_CNF" -e "${sql}"`;

/**
 * Sessions that hold or await an advisory lock in this database: golang-migrate's, working or waiting.
 *
 * `migrate version` itself waits for that lock, so this is asked first whenever a backend may live.
 */
export const PG_MIGRATE_SESSIONS = psql(
  "SELECT a.pid, l.granted AS holds_lock, a.state, a.wait_event_type, now() - a.query_start AS running_for, left(a.query, 60) AS query FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
);

/** Ends a session; `PID` and `ID` stand for what a list of sessions shows, so neither is a command as it stands. */
export const PG_END_SESSION = psql('SELECT pg_terminate_backend(PID)');
export const MYSQL_END_SESSION = mysql('KILL ID');

/** Sessions that wait for a lock, and who blocks them. */
export const PG_BLOCKED = psql(
  'SELECT pid, pg_blocking_pids(pid) AS blocked_by, state, now() - query_start AS waiting_for, left(query, 60) AS query FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
);

/** Everything that is connected to this database, longest transaction first. */
export const PG_SESSIONS = psql(
  'SELECT pid, usename, state, now() - xact_start AS transaction_for, left(query, 60) AS query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY xact_start',
);

export const PG_INVALID_INDEXES = psql(
  'SELECT indexrelid::regclass AS index, indrelid::regclass AS on_table FROM pg_index WHERE NOT indisvalid',
);

export const PG_TABLES = psql('SELECT schemaname, relname FROM pg_stat_user_tables ORDER BY 1, 2');

/** The row itself: `migrate version` cannot show dirty at -1. */
export const PG_VERSION_ROW = psql('SELECT version, dirty FROM schema_migrations');

/** Partitions that a DETACH … CONCURRENTLY has begun to detach; from PostgreSQL 14 on. */
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

/** Names that hold nothing a shell, or a terminal, reads inside single quotes. */
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

/** Tables that do not take a failed statement, or transaction, back; views and InnoDB tables are left out. */
export const MYSQL_NOT_INNODB = mysql("SHOW TABLE STATUS WHERE Engine <> 'InnoDB'");

export const MYSQL_VERSION_ROW = mysql('SELECT version, dirty FROM schema_migrations');

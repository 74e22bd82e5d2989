import { describe, expect, test } from 'vitest';
import { stepsOf, textOf } from '../../../lambda/domain/diagnosis/advice/branches.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { JudgedRun, VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { DatabaseState } from '../../../lambda/domain/model/verdict.ts';
import { branchWhen, commandsIn, forcedIn, wordsOf } from '../../builders/branches.ts';
import { context, error, failed, migration, run } from './builders.ts';

const ON_PG = { engine: 'postgres' } as const;
const ON_MYSQL = { engine: 'mysql' } as const;
const KILLED = { outcome: 'killed', exitCode: 137, error: error({ class: 'interrupted' }) } as const;
const PLAIN_UP = {
  source: 'cli',
  migrations: [migration('11/u add_name', 'applied')],
  dirtyVersion: null,
} as const;
const RUNNING_12 = [migration('11/u add_name', 'applied'), migration('12/u add_email', 'running')];

const commitFailed = (details: string) =>
  error({ class: 'bookkeeping', message: 'transaction commit failed', details });

/** A run, what is known beside it, the state that it left, and the versions that its branches force, in order. */
interface JudgedExample {
  readonly name: string;
  readonly given: Partial<JudgedRun>;
  /** Left out if nothing else is known. */
  readonly known?: Partial<VerdictContext>;
  readonly state: DatabaseState;
  readonly forced: readonly string[];
}

const MATRIX: readonly JudgedExample[] = [
  // PostgreSQL: one Exec, one transaction.
  {
    name: 'lib/pq, the file in one Exec',
    given: {
      error: failed.pq('CREATE TABLE a (id int); CREATE TABLE a (id int);', 'relation "a" already exists'),
    },
    state: 'rolled-back',
    forced: ['11', '12'],
  },
  {
    name: "lib/pq, one statement from the file's first character",
    given: { error: failed.pq('ALTER TABLE a ADD b int;', 'relation "a" does not exist') },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'lib/pq, one statement that may follow others',
    given: {
      error: { ...failed.pq('ALTER TABLE a ADD b int;', 'relation "a" does not exist'), startsFile: false },
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'the same, but multi-statement is known off',
    given: { error: { ...failed.pq('ALTER TABLE a ADD b int;', 'x'), startsFile: false } },
    known: { multiStatement: false },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'multi-statement on, a later statement',
    given: { error: { ...failed.pq('ALTER TABLE a ADD b int;', 'x'), startsFile: false } },
    known: { multiStatement: true },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'multi-statement on, the first statement',
    given: { error: failed.pq('ALTER TABLE a ADD b int;', 'x') },
    known: { multiStatement: true },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'pgx',
    given: { error: failed.pgx('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero', '22012') },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'explicit BEGIN … COMMIT, the error inside',
    given: {
      error: failed.pq(
        'BEGIN; CREATE TABLE a (id int); CREATE TABLE b (x nope); COMMIT;',
        'type "nope" does not exist',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'a COMMIT before the error',
    given: {
      error: failed.pq(
        'BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (x nope);',
        'type "nope" does not exist',
      ),
    },
    state: 'partly-applied',
    forced: ['11', '12'],
  },
  {
    name: 'a COMMIT, and no telling where the error was',
    given: { error: failed.pq('CREATE TABLE a (id int); COMMIT; SELECT f();', 'division by zero') },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'a ROLLBACK before the error keeps nothing',
    given: {
      error: failed.pq('CREATE TABLE a (id int); ROLLBACK; SELECT nope;', 'column "nope" does not exist'),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'a syntax error is found before the COMMIT runs',
    given: {
      error: failed.pq(
        'CREATE TABLE a (id int); COMMIT; CREATE TABEL b (id int);',
        'syntax error at or near "TABEL"',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: '… unless it is inside a routine',
    given: {
      error: failed.pq(
        'CREATE TABLE a (id int); COMMIT; CREATE FUNCTION f() RETURNS int AS $$ selec $$ LANGUAGE sql;',
        'syntax error at or near "selec"',
      ),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'a masked statement among them',
    given: {
      error: failed.pq(
        'CREATE TABLE a (id int); ‹statement #1, 64+ chars› COMMIT; CREATE TABLE b (x nope);',
        'type "nope" does not exist',
      ),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'masked tokens inside statements',
    given: {
      error: failed.pq(
        "INSERT INTO a VALUES ('‹text #1, 4–7 chars›', ‹number #1›); INSERT INTO b VALUES (1);",
        'relation "b" does not exist',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'no statement in the log',
    given: { error: failed.pq(null, 'deadlock detected') },
    known: { multiStatement: false },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'DO alone may commit by itself',
    given: { error: failed.pq('DO ‹text #1, 64+ chars›;', 'division by zero') },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'DO beside others may not',
    given: { error: failed.pq('CREATE TABLE a (id int); DO ‹text #1, 64+ chars›;', 'division by zero') },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'server-side statement timeout',
    given: {
      error: failed.pq('SELECT pg_sleep(9); SELECT 1;', 'canceling statement due to statement timeout'),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'client-side timeout, lib/pq: the server says it stopped',
    given: { error: failed.pq('SELECT pg_sleep(9); SELECT 1;', 'canceling statement due to user request') },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'client-side timeout, pgx: the server was not told',
    given: { error: failed.lost('timeout: context deadline exceeded') },
    known: ON_PG,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'client-side timeout, MySQL',
    given: { error: failed.lost('context deadline exceeded') },
    known: ON_MYSQL,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'client-side timeout, engine not known',
    given: { error: failed.lost('context deadline exceeded') },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'lost connection',
    given: { error: failed.lost('driver: bad connection') },
    known: ON_PG,
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'the server ended the session',
    given: {
      error: failed.pgx(
        'CREATE TABLE a (id int); SELECT pg_sleep(9);',
        'terminating connection due to administrator command',
        '57P01',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  // CONCURRENTLY
  {
    name: 'CONCURRENTLY on duplicates',
    given: {
      error: failed.pq(
        'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);',
        'could not create unique index "users_email"',
      ),
    },
    state: 'partly-applied',
    forced: ['11', '11'],
  },
  {
    name: 'CONCURRENTLY, lock timeout',
    given: {
      error: failed.pgx(
        'CREATE INDEX CONCURRENTLY users_email ON users (email);',
        'canceling statement due to lock timeout',
        '55P03',
      ),
    },
    state: 'unknown',
    forced: ['11', '11'],
  },
  {
    name: 'CONCURRENTLY refused before it began',
    given: {
      error: failed.pq(
        'CREATE INDEX CONCURRENTLY users_email ON nope (email);',
        'relation "nope" does not exist',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'CONCURRENTLY refused, after other statements perhaps',
    given: {
      error: {
        ...failed.pq(
          'CREATE INDEX CONCURRENTLY users_email ON nope (email);',
          'relation "nope" does not exist',
        ),
        startsFile: false,
      },
    },
    state: 'unknown',
    forced: ['11'],
  },
  {
    name: 'CONCURRENTLY beside another statement is refused',
    given: {
      error: failed.pq(
        'SELECT 1; CREATE INDEX CONCURRENTLY i ON a (b);',
        'CREATE INDEX CONCURRENTLY cannot run inside a transaction block',
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  // MySQL: each statement by itself.
  {
    name: 'MySQL, the only statement',
    given: { error: failed.mysql('ALTER TABLE a ADD b INT;', 1146, "Table 'app.a' doesn't exist") },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'MySQL, the second of two',
    given: {
      error: failed.mysql(
        'CREATE TABLE a (id INT); ALTER TABLE b ADD c INT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    state: 'partly-applied',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, the first of two',
    given: {
      error: failed.mysql(
        'ALTER TABLE b ADD c INT; CREATE TABLE a (id INT);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'MySQL, a syntax error in the second',
    given: {
      error: failed.mysql(
        'CREATE TABLE a (id INT);\nCREATE TABEL b (id INT);\nSELECT 1;',
        1064,
        "You have an error in your SQL syntax; … near 'TABEL b (id INT);\nSELECT 1' at line 1",
      ),
    },
    state: 'partly-applied',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, no telling which one',
    given: {
      error: failed.mysql(
        'CREATE TABLE a (id INT); INSERT INTO c VALUES (1);',
        1205,
        'Lock wait timeout exceeded',
      ),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, only rows in a transaction: their table may not know transactions',
    given: {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, only rows in a transaction of tables that are declared to know them',
    given: {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    known: { transactionalTables: true },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'MySQL, a schema statement commits the transaction',
    given: {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); CREATE TABLE d (id INT); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    state: 'partly-applied',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, rows with autocommit off',
    given: {
      error: failed.mysql(
        'SET autocommit=0; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    known: { transactionalTables: true },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'MySQL, rows without a transaction',
    given: {
      error: failed.mysql(
        'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    state: 'partly-applied',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, a list of tables to drop',
    given: { error: failed.mysql('DROP TABLE a, missing;', 1051, "Unknown table 'app.missing'") },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'MySQL, SET before does not count',
    given: {
      error: failed.mysql('SET NAMES utf8mb4; ALTER TABLE b ADD c INT;', 1146, "Table 'app.b' doesn't exist"),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  // Other engines
  {
    name: 'CockroachDB prints through lib/pq',
    given: {
      error: error({
        class: 'migration-failed',
        message: 'pq: relation "a" already exists',
        statement: 'CREATE TABLE a (id int);',
        startsFile: true,
        details: 'pq: relation "a" already exists',
      }),
    },
    known: ON_PG,
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'SQLite, one statement',
    given: {
      error: error({
        class: 'migration-failed',
        message: 'near "TABEL": syntax error',
        statement: 'CREATE TABEL a (id);',
      }),
    },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'SQLite, several',
    given: {
      error: error({
        class: 'migration-failed',
        message: 'near "TABEL": syntax error',
        statement: 'CREATE TABLE b (id); CREATE TABEL a (id);',
      }),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'SQL Server',
    given: {
      error: error({
        class: 'migration-failed',
        message: 'Invalid object name',
        statement: 'SELECT 1; SELECT 2;',
        details: 'mssql: Invalid object name',
      }),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  // Down
  {
    name: 'a down that rolled back',
    given: {
      command: 'down',
      migrations: [migration('12/d add_email', 'failed')],
      dirtyVersion: null,
      error: failed.pq('DROP TABLE a; DROP TABLE nope;', 'table "nope" does not exist'),
    },
    state: 'rolled-back',
    forced: ['12'],
  },
  {
    name: 'a down of the first migration',
    given: {
      command: 'down',
      migrations: [migration('1/d init', 'failed')],
      dirtyVersion: '-1',
      error: failed.pq('DROP TABLE a; DROP TABLE nope;', 'table "nope" does not exist'),
    },
    state: 'rolled-back',
    forced: ['1'],
  },
  {
    name: 'a down of which part stays',
    given: {
      command: 'down',
      migrations: [migration('12/d add_email', 'failed')],
      dirtyVersion: '-1',
      error: failed.mysql('DROP TABLE a; DROP TABLE b;', 1051, "Unknown table 'app.b'"),
    },
    state: 'partly-applied',
    forced: ['12', '-1'],
  },
  // Plain output
  {
    name: 'plain, something applied before',
    given: { ...PLAIN_UP, error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero') },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'plain, nothing applied, a record of before',
    given: {
      ...PLAIN_UP,
      migrations: [],
      error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '7' },
    state: 'rolled-back',
    forced: ['7'],
  },
  {
    name: 'plain, nothing applied, no record',
    given: {
      ...PLAIN_UP,
      migrations: [],
      error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero'),
    },
    state: 'rolled-back',
    forced: [],
  },
  {
    name: 'plain down, one gone before',
    given: {
      ...PLAIN_UP,
      command: 'down',
      migrations: [migration('13/d x', 'applied')],
      error: failed.pq('DROP TABLE a; SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '13' },
    state: 'rolled-back',
    forced: [],
  },
  // The first up of a run
  {
    name: 'the record gives the version before',
    given: {
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '11' },
    state: 'rolled-back',
    forced: ['11'],
  },
  {
    name: 'no version before is -1',
    given: {
      migrations: [migration('1/u init', 'failed')],
      dirtyVersion: '1',
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '-1' },
    state: 'rolled-back',
    forced: ['-1'],
  },
  {
    name: 'a record that cannot be right is not believed',
    given: {
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '12' },
    state: 'rolled-back',
    forced: [],
  },
  {
    name: '19 digits are compared as text of digits',
    given: {
      migrations: [migration('1755680400123456789/u x', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    known: { versionBefore: '1755680400123456788' },
    state: 'rolled-back',
    forced: ['1755680400123456788'],
  },
  // Bookkeeping
  {
    name: 'the mark could not be set after the migration ran',
    given: {
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied',
        statement: 'TRUNCATE "public"."schema_migrations"',
      }),
    },
    state: 'applied-but-marked-dirty',
    forced: ['12'],
  },
  {
    name: 'a transaction left open, lib/pq',
    given: {
      error: error({
        class: 'bookkeeping',
        message: 'transaction start failed',
        details: 'pq: unexpected transaction status idle in transaction',
      }),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'a transaction left open, MySQL',
    given: {
      error: error({
        class: 'bookkeeping',
        message: 'transaction start failed',
        vendorCode: 1568,
        details:
          "Error 1568: Transaction characteristics can't be changed while a transaction is in progress",
      }),
    },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: "SQLite: the file ended golang-migrate's transaction, by COMMIT or by ROLLBACK",
    given: { error: commitFailed('SQL logic error: cannot commit - no transaction is active (1)') },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: "SQLite: the file's transaction, or the mark's",
    given: { error: commitFailed('database is locked (5) (SQLITE_BUSY)') },
    known: { engine: 'sqlite' },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'SQLite without a transaction around the file: the mark',
    given: { error: commitFailed('database is locked (5) (SQLITE_BUSY)') },
    known: { engine: 'sqlite', noTxWrap: true },
    state: 'applied-but-marked-dirty',
    forced: ['12'],
  },
  {
    name: "PostgreSQL has no transaction around the file but the server's own: the mark",
    given: { error: commitFailed('pq: deadlock detected') },
    state: 'applied-but-marked-dirty',
    forced: ['12'],
  },
  {
    name: 'bookkeeping in plain output, before or after',
    given: {
      ...PLAIN_UP,
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied',
        statement: 'INSERT INTO "public"."schema_migrations" (version, dirty) VALUES ($1, $2)',
      }),
    },
    state: 'unknown',
    forced: ['11'],
  },
  {
    name: 'bookkeeping before any migration',
    given: {
      ...PLAIN_UP,
      migrations: [],
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied for schema public',
        statement: 'CREATE TABLE IF NOT EXISTS "public"."schema_migrations" (…)',
      }),
    },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'only the lock was not released',
    given: {
      ...PLAIN_UP,
      error: error({
        class: 'bookkeeping',
        message: 'driver: bad connection',
        statement: 'SELECT pg_advisory_unlock($1)',
      }),
    },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'drop failed',
    given: {
      command: 'drop',
      migrations: [],
      error: error({
        class: 'bookkeeping',
        message: 'pq: cannot drop',
        statement: 'DROP TABLE IF EXISTS "a" CASCADE',
      }),
    },
    state: 'unknown',
    forced: [],
  },
  // Refused or failed before anything ran
  {
    name: 'dirty-blocked',
    given: { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    known: { versionBefore: '11' },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'dirty-blocked at -1',
    given: {
      outcome: 'blocked',
      migrations: [],
      dirtyVersion: '-1',
      error: error({ class: 'dirty-blocked' }),
    },
    known: { versionBefore: '1' },
    state: 'unknown',
    forced: ['1', '-1'],
  },
  {
    name: 'dirty-blocked at the version of the record: the record cannot be what was before',
    given: { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    known: { versionBefore: '12' },
    state: 'unknown',
    forced: ['12'],
  },
  {
    name: 'dirty-blocked below the record: only a down can have led there',
    given: { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    known: { versionBefore: '13' },
    state: 'unknown',
    forced: ['13', '12'],
  },
  {
    name: 'dirty-blocked, and the version is not in the line: it is not compared with a record',
    given: {
      outcome: 'blocked',
      migrations: [],
      dirtyVersion: null,
      error: error({ class: 'dirty-blocked' }),
    },
    known: { versionBefore: '11' },
    state: 'unknown',
    forced: [],
  },
  {
    name: 'lock',
    given: {
      migrations: [],
      dirtyVersion: null,
      error: error({
        class: 'lock',
        message: 'try lock failed',
        details: 'pq: canceling statement due to lock timeout',
      }),
    },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'source',
    given: {
      migrations: [],
      dirtyVersion: null,
      error: error({ class: 'source', message: 'no migration found for version 13' }),
    },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'source, with a migration begun',
    given: { error: error({ class: 'source', message: 'file does not exist' }) },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'connection',
    given: { migrations: [], dirtyVersion: null, error: error({ class: 'connection' }) },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'config',
    given: { migrations: [], dirtyVersion: null, error: error({ class: 'config' }) },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'usage',
    given: { migrations: [], dirtyVersion: null, exitCode: 2, error: error({ class: 'usage' }) },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'short-limit',
    given: { ...PLAIN_UP, error: error({ class: 'short-limit', message: 'limit 2 short' }) },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'no-version',
    given: { command: 'version', migrations: [], dirtyVersion: null, error: error({ class: 'no-version' }) },
    known: ON_PG,
    state: 'not-applied',
    forced: [],
  },
  // Ended from outside
  {
    name: 'killed on PostgreSQL while executing',
    given: { ...KILLED, migrations: RUNNING_12 },
    known: ON_PG,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'killed on MySQL while executing',
    given: { ...KILLED, migrations: RUNNING_12 },
    known: ON_MYSQL,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'killed, engine not known',
    given: { ...KILLED, migrations: RUNNING_12 },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'killed, another engine',
    given: { ...KILLED, migrations: RUNNING_12 },
    known: { engine: 'other' },
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'killed on PostgreSQL, plain output',
    given: { ...KILLED, ...PLAIN_UP },
    known: ON_PG,
    state: 'still-running',
    forced: ['11'],
  },
  {
    name: 'killed between migrations, verbose',
    given: {
      ...KILLED,
      migrations: [migration('11/u add_name', 'applied'), migration('12/u add_email', 'queued')],
      dirtyVersion: null,
    },
    known: ON_PG,
    state: 'not-applied',
    forced: ['11'],
  },
  {
    name: 'killed by lack of memory',
    given: {
      ...KILLED,
      migrations: RUNNING_12,
      stopReason: 'OutOfMemoryError: Container killed due to memory usage',
    },
    known: ON_PG,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'killed in a down',
    given: {
      ...KILLED,
      command: 'down',
      migrations: [migration('12/d add_email', 'running')],
      dirtyVersion: '11',
    },
    known: ON_PG,
    state: 'still-running',
    forced: ['12', '11'],
  },
  {
    name: 'killed in drop',
    given: { ...KILLED, command: 'drop', migrations: [] },
    known: ON_PG,
    state: 'unknown',
    forced: [],
  },
  {
    name: 'panic while executing',
    given: { exitCode: 2, migrations: RUNNING_12, error: error({ class: 'panic' }) },
    known: ON_PG,
    state: 'still-running',
    forced: ['11', '12'],
  },
  {
    name: 'ended, nothing says how',
    given: {
      outcome: 'unknown',
      exitCode: null,
      migrations: RUNNING_12,
      error: error({ class: 'interrupted' }),
    },
    known: ON_PG,
    state: 'unknown',
    forced: ['11', '12'],
  },
  {
    name: 'exit code 1 without an error line',
    given: { ...PLAIN_UP, command: 'down', migrations: [] },
    known: ON_PG,
    state: 'unknown',
    forced: [],
  },
  {
    name: 'stopped early',
    given: {
      outcome: 'stopped-early',
      exitCode: 0,
      migrations: [migration('11/u add_name', 'applied'), migration('12/u add_email', 'queued')],
      dirtyVersion: null,
      error: error({ class: 'interrupted' }),
    },
    state: 'not-applied',
    forced: [],
  },
  {
    name: 'stopped early, the last one without its end',
    given: {
      outcome: 'stopped-early',
      exitCode: 0,
      migrations: RUNNING_12,
      error: error({ class: 'interrupted' }),
    },
    known: ON_PG,
    state: 'unknown',
    forced: ['11', '12'],
  },
];

describe('the state of the database, and what to force', () => {
  test.each(MATRIX)('$name', ({ given, known, state, forced }) => {
    const verdict = judge(run(given), context(known))!;
    expect(verdict.state).toBe(state);
    expect(forcedIn(verdict.next)).toEqual(forced);
  });

  test.each(['running', 'succeeded', 'no-change'] as const)('a run that is %s has no verdict', (outcome) => {
    expect(judge(run({ outcome }), context())).toBeNull();
  });
});

describe('what a page prints', () => {
  test.each(MATRIX)(
    '$name: commands or whole sentences, something to do and something not to',
    ({ given, known }) => {
      const { next, doNot, evidence } = judge(run(given), context(known))!;
      for (const step of stepsOf(next)) {
        if ('command' in step)
          expect(step.command).toMatch(/^(?:migrate|psql|mysql|ls) (?!.*(?:[\n\r‹›]|force V\b))/);
        else expect(step.do).toMatch(/^[A-Z][^\n]*\.$/);
      }
      for (const { when } of next) if (when !== null) expect(when).toMatch(/^If [^\n]*[^.:]$/);
      for (const sentence of [...doNot, ...evidence])
        expect(sentence).toMatch(/^(?:[A-Z]|\d|`|golang-migrate)[^\n]*\.$/);
      expect(next.length).toBeGreaterThan(0);
      expect(doNot.length).toBeGreaterThan(0);
      expect(evidence.length).toBeGreaterThan(0);
    },
  );

  test('looks before it forces, and looks at the sessions before `version`, which waits for their lock', () => {
    const { next } = judge(run({ ...KILLED, migrations: RUNNING_12 }), context(ON_PG))!;
    const kinds = commandsIn(next).map(
      (command) =>
        /^(psql|ls)|(version|force|up)\b(?! a)/.exec(
          command.replace(/-verbose /, '').replace(/^migrate .*" /, ''),
        )?.[0],
    );
    expect(kinds).toEqual(['psql', 'version', 'psql', 'force', 'up', 'force', 'up']);
    expect(commandsIn(next)[0]).toContain('pg_locks');
  });

  test('writes version -1 behind `--`, or golang-migrate takes it for a flag', () => {
    const failedFirst = run({
      migrations: [migration('1/u init', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    });
    expect(commandsIn(judge(failedFirst, context({ versionBefore: '-1' }))!.next)).toContain(
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force -- -1',
    );
  });

  test('gives the look-up and how to read it if the version before is not known', () => {
    const failedFirst = run({
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    });
    const { next, evidence } = judge(failedFirst, context())!;
    expect(commandsIn(next)).toContain(`ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*12_'`);
    expect(wordsOf(next).join('\n')).toContain('listed just before 12 is the one to force');
    expect(evidence.join('\n')).toContain('do not show which version the database was at before');
  });

  test('forces a stored version above the dirty one only after a down, and gives the look-up for an up', () => {
    const blocked = run({ outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) });
    const { next } = judge(blocked, context({ versionBefore: '13' }))!;
    expect(commandsIn([branchWhen(next, 'a down of 13 failed and nothing of it is done')])[0]).toMatch(
      / force 13$/,
    );
    expect(commandsIn([branchWhen(next, 'the up of 12 failed and nothing of it is there')])[0]).toBe(
      `ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*12_'`,
    );
  });

  test('undoes or finishes an earlier change, and never tells people to drop it unseen', () => {
    const attempt = failed.mysql(
      'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nALTER TABLE users ADD COLUMN phone VARCHAR(20);\n',
      1060,
      "Duplicate column name 'email'",
    );
    const { state, next, evidence, doNot } = judge(run({ error: attempt }), context())!;
    expect(state).toBe('rolled-back');
    expect(commandsIn([branchWhen(next, 'you undo by hand what is there')])).toEqual([
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 11',
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up',
    ]);
    expect(commandsIn([branchWhen(next, 'you do the rest of the file by hand')])).toEqual([
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 12',
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" -verbose up',
    ]);
    expect(evidence.join('\n')).toContain('by an earlier attempt, by hand, or by a statement before it');
    expect(doNot).toContain('Do not drop what is there before you know who created it: it may hold data.');
  });

  test('does not wait for the server after a run that ended by itself', () => {
    const { next, doNot, evidence } = judge(
      run({ ...PLAIN_UP, command: 'up', migrations: [] }),
      context(ON_PG),
    )!;
    const said = [...wordsOf(next), ...doNot, ...evidence].join('\n');
    expect(said).not.toMatch(/still executing|end that session|pg_locks|client is gone/);
    expect(commandsIn(next)[0]).toMatch(/ version$/);
  });

  test.each([
    {
      name: 'PostgreSQL',
      engine: ON_PG,
      command: 'psql "$DATABASE_URL" -c "SELECT pg_terminate_backend(PID)"',
      number: 'PID',
    },
    {
      name: 'MySQL',
      engine: ON_MYSQL,
      command: 'mysql --defaults-extra-file="$MYSQL_CNF" -e "KILL ID"',
      number: 'ID',
    },
  ])('says how to end a session by its number in the list: $name', ({ engine, command, number }) => {
    const killed = judge(run({ ...KILLED, migrations: RUNNING_12 }), context(engine))!;
    const steps = stepsOf(killed.next);
    const list = steps.findIndex((step) => 'command' in step);
    const end = steps.findIndex((step) => 'do' in step && step.do.includes(`\`${command}\``));
    expect(end).toBeGreaterThan(list);
    expect(textOf(steps[end]!)).toContain(`, with the ${number} from that list.`);
    const lock = run({ migrations: [], dirtyVersion: null, error: error({ class: 'lock' }) });
    expect(wordsOf(judge(lock, context(engine))!.next).join('\n')).toContain(command);
  });

  test('does not say for certain what the server does without its client', () => {
    for (const engine of ['postgres', 'mysql', null] as const) {
      const { evidence } = judge(run({ ...KILLED, migrations: RUNNING_12 }), context({ engine }))!;
      expect(evidence.join('\n')).toMatch(/usually/);
      expect(evidence.join('\n')).not.toMatch(/commits it|(?<!usually )does not notice/);
    }
  });

  test.each([
    ['drop failed', { command: 'drop', error: error({ class: 'bookkeeping' }) }],
    ['killed in drop', { ...KILLED, command: 'drop' }],
  ])('names no file to compare with if the engine is not known: %s', (_name, given) => {
    const { next } = judge(run({ migrations: [], dirtyVersion: null, ...given }), context())!;
    expect(wordsOf(next)).toContain('List the tables of the database.');
    expect(wordsOf(next).join('\n')).not.toContain('the file of');
  });

  test('looks up dirty at -1 in the row, because `version` hides it', () => {
    const failedDown = run({
      command: 'down',
      migrations: [migration('1/d init', 'failed')],
      dirtyVersion: '-1',
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    });
    expect(commandsIn(judge(failedDown, context())!.next)).toContain(
      'psql "$DATABASE_URL" -c "SELECT version, dirty FROM schema_migrations"',
    );
  });

  test('never puts a hostile index name into a command', () => {
    const statement = 'CREATE UNIQUE INDEX CONCURRENTLY "x$(rm -rf /)" ON a (b);';
    const { next } = judge(
      run({ error: failed.pq(statement, 'could not create unique index "x"') }),
      context(),
    )!;
    expect(commandsIn(next).join('\n')).not.toContain('rm -rf');
  });

  test('drops only the index that this file makes', () => {
    const statement = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS app.users_email ON app.users (email);';
    const { next } = judge(
      run({ error: failed.pq(statement, 'could not create unique index "users_email"') }),
      context(),
    )!;
    const drop = 'psql "$DATABASE_URL" -c "DROP INDEX CONCURRENTLY IF EXISTS app.users_email"';
    expect(commandsIn([branchWhen(next, 'app.users_email is in that list')])[0]).toBe(drop);
    expect(commandsIn([branchWhen(next, 'app.users_email is not in that list')])).not.toContain(drop);
  });

  test('says for plain output what -verbose would have shown', () => {
    const plain = judge(
      run({ ...PLAIN_UP, error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero') }),
      context(),
    )!;
    expect(plain.evidence.join('\n')).toContain('-verbose');
    const verbose = judge(run({ error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero') }), context())!;
    expect(verbose.evidence.join('\n')).not.toContain('-verbose');
  });

  test('says first which variables its commands use, and only those', () => {
    const { next } = judge(run({ ...KILLED, migrations: RUNNING_12 }), context(ON_PG))!;
    expect(wordsOf(next)[0]).toBe(
      'First, in a shell that reaches the database, set DATABASE_URL and MIGRATIONS (docs/runbook.md says how).',
    );
    const noVersion = run({ migrations: [], dirtyVersion: null, error: error({ class: 'no-version' }) });
    expect(wordsOf(judge(noVersion, context(ON_PG))!.next)[0]).toMatch(/ set DATABASE_URL \(/);
    const elsewhere = run({ source: 'library', outcome: 'failed', error: error({ class: 'short-limit' }) });
    const sentences = wordsOf(judge(elsewhere, context())!.next).filter((step) => step.startsWith('First, '));
    expect(sentences).toHaveLength(1);
  });

  test('says what mysql and psql need, behind the variables and before all commands', () => {
    const { next } = judge(
      run({
        error: failed.mysql(
          'CREATE TABLE a (id INT); ALTER TABLE b ADD c INT;',
          1146,
          "Table 'app.b' doesn't exist",
        ),
      }),
      context(),
    )!;
    expect(wordsOf(next)[1]).toContain('MYSQL_CNF');
    const pgx = judge(
      run({ error: failed.pgx('CREATE INDEX CONCURRENTLY i ON a (b);', 'deadlock detected', '40P01') }),
      context(),
    )!;
    expect(wordsOf(pgx.next)[1]).toContain('postgres://');
  });
});

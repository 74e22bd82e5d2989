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

/** What happened, what is known beside it, the state that follows, and the versions that `next` forces, in order. */
const MATRIX: readonly (readonly [
  string,
  Partial<JudgedRun>,
  Partial<VerdictContext>,
  DatabaseState,
  readonly string[],
])[] = [
  // PostgreSQL: one Exec, one transaction.
  [
    'lib/pq, the file in one Exec',
    { error: failed.pq('CREATE TABLE a (id int); CREATE TABLE a (id int);', 'relation "a" already exists') },
    {},
    'rolled-back',
    ['11', '12'],
  ],
  [
    "lib/pq, one statement from the file's first character",
    { error: failed.pq('ALTER TABLE a ADD b int;', 'relation "a" does not exist') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'lib/pq, one statement that may follow others',
    { error: { ...failed.pq('ALTER TABLE a ADD b int;', 'relation "a" does not exist'), startsFile: false } },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'the same, but multi-statement is known off',
    { error: { ...failed.pq('ALTER TABLE a ADD b int;', 'x'), startsFile: false } },
    { multiStatement: false },
    'rolled-back',
    ['11'],
  ],
  [
    'multi-statement on, a later statement',
    { error: { ...failed.pq('ALTER TABLE a ADD b int;', 'x'), startsFile: false } },
    { multiStatement: true },
    'unknown',
    ['11', '12'],
  ],
  [
    'multi-statement on, the first statement',
    { error: failed.pq('ALTER TABLE a ADD b int;', 'x') },
    { multiStatement: true },
    'rolled-back',
    ['11'],
  ],
  [
    'pgx',
    { error: failed.pgx('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero', '22012') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'explicit BEGIN … COMMIT, the error inside',
    {
      error: failed.pq(
        'BEGIN; CREATE TABLE a (id int); CREATE TABLE b (x nope); COMMIT;',
        'type "nope" does not exist',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'a COMMIT before the error',
    {
      error: failed.pq(
        'BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (x nope);',
        'type "nope" does not exist',
      ),
    },
    {},
    'partly-applied',
    ['11', '12'],
  ],
  [
    'a COMMIT, and no telling where the error was',
    { error: failed.pq('CREATE TABLE a (id int); COMMIT; SELECT f();', 'division by zero') },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'a ROLLBACK before the error keeps nothing',
    { error: failed.pq('CREATE TABLE a (id int); ROLLBACK; SELECT nope;', 'column "nope" does not exist') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'a syntax error is found before the COMMIT runs',
    {
      error: failed.pq(
        'CREATE TABLE a (id int); COMMIT; CREATE TABEL b (id int);',
        'syntax error at or near "TABEL"',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    '… unless it is inside a routine',
    {
      error: failed.pq(
        'CREATE TABLE a (id int); COMMIT; CREATE FUNCTION f() RETURNS int AS $$ selec $$ LANGUAGE sql;',
        'syntax error at or near "selec"',
      ),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'a masked statement among them',
    {
      error: failed.pq(
        'CREATE TABLE a (id int); ‹statement #1, 64+ chars› COMMIT; CREATE TABLE b (x nope);',
        'type "nope" does not exist',
      ),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'masked tokens inside statements',
    {
      error: failed.pq(
        "INSERT INTO a VALUES ('‹text #1, 4–7 chars›', ‹number #1›); INSERT INTO b VALUES (1);",
        'relation "b" does not exist',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'no statement in the log',
    { error: failed.pq(null, 'deadlock detected') },
    { multiStatement: false },
    'unknown',
    ['11', '12'],
  ],
  [
    'DO alone may commit by itself',
    { error: failed.pq('DO ‹text #1, 64+ chars›;', 'division by zero') },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'DO beside others may not',
    { error: failed.pq('CREATE TABLE a (id int); DO ‹text #1, 64+ chars›;', 'division by zero') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'server-side statement timeout',
    { error: failed.pq('SELECT pg_sleep(9); SELECT 1;', 'canceling statement due to statement timeout') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'client-side timeout, lib/pq: the server says it stopped',
    { error: failed.pq('SELECT pg_sleep(9); SELECT 1;', 'canceling statement due to user request') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'client-side timeout, pgx: the server was not told',
    { error: failed.lost('timeout: context deadline exceeded') },
    ON_PG,
    'still-running',
    ['11', '12'],
  ],
  [
    'client-side timeout, MySQL',
    { error: failed.lost('context deadline exceeded') },
    ON_MYSQL,
    'still-running',
    ['11', '12'],
  ],
  [
    'client-side timeout, engine not known',
    { error: failed.lost('context deadline exceeded') },
    {},
    'unknown',
    ['11', '12'],
  ],
  ['lost connection', { error: failed.lost('driver: bad connection') }, ON_PG, 'unknown', ['11', '12']],
  [
    'the server ended the session',
    {
      error: failed.pgx(
        'CREATE TABLE a (id int); SELECT pg_sleep(9);',
        'terminating connection due to administrator command',
        '57P01',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  // CONCURRENTLY
  [
    'CONCURRENTLY on duplicates',
    {
      error: failed.pq(
        'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);',
        'could not create unique index "users_email"',
      ),
    },
    {},
    'partly-applied',
    ['11', '11'],
  ],
  [
    'CONCURRENTLY, lock timeout',
    {
      error: failed.pgx(
        'CREATE INDEX CONCURRENTLY users_email ON users (email);',
        'canceling statement due to lock timeout',
        '55P03',
      ),
    },
    {},
    'unknown',
    ['11', '11'],
  ],
  [
    'CONCURRENTLY refused before it began',
    {
      error: failed.pq(
        'CREATE INDEX CONCURRENTLY users_email ON nope (email);',
        'relation "nope" does not exist',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'CONCURRENTLY refused, after other statements perhaps',
    {
      error: {
        ...failed.pq(
          'CREATE INDEX CONCURRENTLY users_email ON nope (email);',
          'relation "nope" does not exist',
        ),
        startsFile: false,
      },
    },
    {},
    'unknown',
    ['11'],
  ],
  [
    'CONCURRENTLY beside another statement is refused',
    {
      error: failed.pq(
        'SELECT 1; CREATE INDEX CONCURRENTLY i ON a (b);',
        'CREATE INDEX CONCURRENTLY cannot run inside a transaction block',
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  // MySQL: each statement by itself.
  [
    'MySQL, the only statement',
    { error: failed.mysql('ALTER TABLE a ADD b INT;', 1146, "Table 'app.a' doesn't exist") },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'MySQL, the second of two',
    {
      error: failed.mysql(
        'CREATE TABLE a (id INT); ALTER TABLE b ADD c INT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    {},
    'partly-applied',
    ['11', '12'],
  ],
  [
    'MySQL, the first of two',
    {
      error: failed.mysql(
        'ALTER TABLE b ADD c INT; CREATE TABLE a (id INT);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'MySQL, a syntax error in the second',
    {
      error: failed.mysql(
        'CREATE TABLE a (id INT);\nCREATE TABEL b (id INT);\nSELECT 1;',
        1064,
        "You have an error in your SQL syntax; … near 'TABEL b (id INT);\nSELECT 1' at line 1",
      ),
    },
    {},
    'partly-applied',
    ['11', '12'],
  ],
  [
    'MySQL, no telling which one',
    {
      error: failed.mysql(
        'CREATE TABLE a (id INT); INSERT INTO c VALUES (1);',
        1205,
        'Lock wait timeout exceeded',
      ),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'MySQL, only rows in a transaction: their table may not know transactions',
    {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'MySQL, only rows in a transaction of tables that are declared to know them',
    {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT;',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    { transactionalTables: true },
    'rolled-back',
    ['11'],
  ],
  [
    'MySQL, a schema statement commits the transaction',
    {
      error: failed.mysql(
        'START TRANSACTION; INSERT INTO a VALUES (1); CREATE TABLE d (id INT); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    {},
    'partly-applied',
    ['11', '12'],
  ],
  [
    'MySQL, rows with autocommit off',
    {
      error: failed.mysql(
        'SET autocommit=0; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    { transactionalTables: true },
    'rolled-back',
    ['11'],
  ],
  [
    'MySQL, rows without a transaction',
    {
      error: failed.mysql(
        'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
        1146,
        "Table 'app.b' doesn't exist",
      ),
    },
    {},
    'partly-applied',
    ['11', '12'],
  ],
  [
    'MySQL, a list of tables to drop',
    { error: failed.mysql('DROP TABLE a, missing;', 1051, "Unknown table 'app.missing'") },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'MySQL, SET before does not count',
    {
      error: failed.mysql('SET NAMES utf8mb4; ALTER TABLE b ADD c INT;', 1146, "Table 'app.b' doesn't exist"),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  // Other engines
  [
    'CockroachDB prints through lib/pq',
    {
      error: error({
        class: 'migration-failed',
        message: 'pq: relation "a" already exists',
        statement: 'CREATE TABLE a (id int);',
        startsFile: true,
        details: 'pq: relation "a" already exists',
      }),
    },
    ON_PG,
    'unknown',
    ['11', '12'],
  ],
  [
    'SQLite, one statement',
    {
      error: error({
        class: 'migration-failed',
        message: 'near "TABEL": syntax error',
        statement: 'CREATE TABEL a (id);',
      }),
    },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'SQLite, several',
    {
      error: error({
        class: 'migration-failed',
        message: 'near "TABEL": syntax error',
        statement: 'CREATE TABLE b (id); CREATE TABEL a (id);',
      }),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'SQL Server',
    {
      error: error({
        class: 'migration-failed',
        message: 'Invalid object name',
        statement: 'SELECT 1; SELECT 2;',
        details: 'mssql: Invalid object name',
      }),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  // Down
  [
    'a down that rolled back',
    {
      command: 'down',
      migrations: [migration('12/d add_email', 'failed')],
      dirtyVersion: null,
      error: failed.pq('DROP TABLE a; DROP TABLE nope;', 'table "nope" does not exist'),
    },
    {},
    'rolled-back',
    ['12'],
  ],
  [
    'a down of the first migration',
    {
      command: 'down',
      migrations: [migration('1/d init', 'failed')],
      dirtyVersion: '-1',
      error: failed.pq('DROP TABLE a; DROP TABLE nope;', 'table "nope" does not exist'),
    },
    {},
    'rolled-back',
    ['1'],
  ],
  [
    'a down of which part stays',
    {
      command: 'down',
      migrations: [migration('12/d add_email', 'failed')],
      dirtyVersion: '-1',
      error: failed.mysql('DROP TABLE a; DROP TABLE b;', 1051, "Unknown table 'app.b'"),
    },
    {},
    'partly-applied',
    ['12', '-1'],
  ],
  // Plain output
  [
    'plain, something applied before',
    { ...PLAIN_UP, error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero') },
    {},
    'rolled-back',
    ['11'],
  ],
  [
    'plain, nothing applied, a record of before',
    {
      ...PLAIN_UP,
      migrations: [],
      error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '7' },
    'rolled-back',
    ['7'],
  ],
  [
    'plain, nothing applied, no record',
    {
      ...PLAIN_UP,
      migrations: [],
      error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero'),
    },
    {},
    'rolled-back',
    [],
  ],
  [
    'plain down, one gone before',
    {
      ...PLAIN_UP,
      command: 'down',
      migrations: [migration('13/d x', 'applied')],
      error: failed.pq('DROP TABLE a; SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '13' },
    'rolled-back',
    [],
  ],
  // The first up of a run
  [
    'the record gives the version before',
    {
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '11' },
    'rolled-back',
    ['11'],
  ],
  [
    'no version before is -1',
    {
      migrations: [migration('1/u init', 'failed')],
      dirtyVersion: '1',
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '-1' },
    'rolled-back',
    ['-1'],
  ],
  [
    'a record that cannot be right is not believed',
    {
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '12' },
    'rolled-back',
    [],
  ],
  [
    '19 digits are compared as text of digits',
    {
      migrations: [migration('1755680400123456789/u x', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    },
    { versionBefore: '1755680400123456788' },
    'rolled-back',
    ['1755680400123456788'],
  ],
  // Bookkeeping
  [
    'the mark could not be set after the migration ran',
    {
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied',
        statement: 'TRUNCATE "public"."schema_migrations"',
      }),
    },
    {},
    'applied-but-marked-dirty',
    ['12'],
  ],
  [
    'a transaction left open, lib/pq',
    {
      error: error({
        class: 'bookkeeping',
        message: 'transaction start failed',
        details: 'pq: unexpected transaction status idle in transaction',
      }),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'a transaction left open, MySQL',
    {
      error: error({
        class: 'bookkeeping',
        message: 'transaction start failed',
        vendorCode: 1568,
        details:
          "Error 1568: Transaction characteristics can't be changed while a transaction is in progress",
      }),
    },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    "SQLite: the file ended golang-migrate's transaction, by COMMIT or by ROLLBACK",
    { error: commitFailed('SQL logic error: cannot commit - no transaction is active (1)') },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    "SQLite: the file's transaction, or the mark's",
    { error: commitFailed('database is locked (5) (SQLITE_BUSY)') },
    { engine: 'sqlite' },
    'unknown',
    ['11', '12'],
  ],
  [
    'SQLite without a transaction around the file: the mark',
    { error: commitFailed('database is locked (5) (SQLITE_BUSY)') },
    { engine: 'sqlite', noTxWrap: true },
    'applied-but-marked-dirty',
    ['12'],
  ],
  [
    "PostgreSQL has no transaction around the file but the server's own: the mark",
    { error: commitFailed('pq: deadlock detected') },
    {},
    'applied-but-marked-dirty',
    ['12'],
  ],
  [
    'bookkeeping in plain output, before or after',
    {
      ...PLAIN_UP,
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied',
        statement: 'INSERT INTO "public"."schema_migrations" (version, dirty) VALUES ($1, $2)',
      }),
    },
    {},
    'unknown',
    ['11'],
  ],
  [
    'bookkeeping before any migration',
    {
      ...PLAIN_UP,
      migrations: [],
      error: error({
        class: 'bookkeeping',
        message: 'pq: permission denied for schema public',
        statement: 'CREATE TABLE IF NOT EXISTS "public"."schema_migrations" (…)',
      }),
    },
    {},
    'not-applied',
    [],
  ],
  [
    'only the lock was not released',
    {
      ...PLAIN_UP,
      error: error({
        class: 'bookkeeping',
        message: 'driver: bad connection',
        statement: 'SELECT pg_advisory_unlock($1)',
      }),
    },
    {},
    'not-applied',
    [],
  ],
  [
    'drop failed',
    {
      command: 'drop',
      migrations: [],
      error: error({
        class: 'bookkeeping',
        message: 'pq: cannot drop',
        statement: 'DROP TABLE IF EXISTS "a" CASCADE',
      }),
    },
    {},
    'unknown',
    [],
  ],
  // Refused or failed before anything ran
  [
    'dirty-blocked',
    { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    { versionBefore: '11' },
    'unknown',
    ['11', '12'],
  ],
  [
    'dirty-blocked at -1',
    { outcome: 'blocked', migrations: [], dirtyVersion: '-1', error: error({ class: 'dirty-blocked' }) },
    { versionBefore: '1' },
    'unknown',
    ['1', '-1'],
  ],
  [
    'dirty-blocked at the version of the record: the record cannot be what was before',
    { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    { versionBefore: '12' },
    'unknown',
    ['12'],
  ],
  [
    'dirty-blocked below the record: only a down can have led there',
    { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
    { versionBefore: '13' },
    'unknown',
    ['13', '12'],
  ],
  [
    'dirty-blocked, and the version is not in the line: it is not compared with a record',
    { outcome: 'blocked', migrations: [], dirtyVersion: null, error: error({ class: 'dirty-blocked' }) },
    { versionBefore: '11' },
    'unknown',
    [],
  ],
  [
    'lock',
    {
      migrations: [],
      dirtyVersion: null,
      error: error({
        class: 'lock',
        message: 'try lock failed',
        details: 'pq: canceling statement due to lock timeout',
      }),
    },
    {},
    'not-applied',
    [],
  ],
  [
    'source',
    {
      migrations: [],
      dirtyVersion: null,
      error: error({ class: 'source', message: 'no migration found for version 13' }),
    },
    {},
    'not-applied',
    [],
  ],
  [
    'source, with a migration begun',
    { error: error({ class: 'source', message: 'file does not exist' }) },
    {},
    'unknown',
    ['11', '12'],
  ],
  [
    'connection',
    { migrations: [], dirtyVersion: null, error: error({ class: 'connection' }) },
    {},
    'not-applied',
    [],
  ],
  [
    'config',
    { migrations: [], dirtyVersion: null, error: error({ class: 'config' }) },
    {},
    'not-applied',
    [],
  ],
  [
    'usage',
    { migrations: [], dirtyVersion: null, exitCode: 2, error: error({ class: 'usage' }) },
    {},
    'not-applied',
    [],
  ],
  [
    'short-limit',
    { ...PLAIN_UP, error: error({ class: 'short-limit', message: 'limit 2 short' }) },
    {},
    'not-applied',
    [],
  ],
  [
    'no-version',
    { command: 'version', migrations: [], dirtyVersion: null, error: error({ class: 'no-version' }) },
    ON_PG,
    'not-applied',
    [],
  ],
  // Ended from outside
  [
    'killed on PostgreSQL while executing',
    { ...KILLED, migrations: RUNNING_12 },
    ON_PG,
    'still-running',
    ['11', '12'],
  ],
  [
    'killed on MySQL while executing',
    { ...KILLED, migrations: RUNNING_12 },
    ON_MYSQL,
    'still-running',
    ['11', '12'],
  ],
  ['killed, engine not known', { ...KILLED, migrations: RUNNING_12 }, {}, 'unknown', ['11', '12']],
  [
    'killed, another engine',
    { ...KILLED, migrations: RUNNING_12 },
    { engine: 'other' },
    'unknown',
    ['11', '12'],
  ],
  ['killed on PostgreSQL, plain output', { ...KILLED, ...PLAIN_UP }, ON_PG, 'still-running', ['11']],
  [
    'killed between migrations, verbose',
    {
      ...KILLED,
      migrations: [migration('11/u add_name', 'applied'), migration('12/u add_email', 'queued')],
      dirtyVersion: null,
    },
    ON_PG,
    'not-applied',
    ['11'],
  ],
  [
    'killed by lack of memory',
    {
      ...KILLED,
      migrations: RUNNING_12,
      stopReason: 'OutOfMemoryError: Container killed due to memory usage',
    },
    ON_PG,
    'still-running',
    ['11', '12'],
  ],
  [
    'killed in a down',
    { ...KILLED, command: 'down', migrations: [migration('12/d add_email', 'running')], dirtyVersion: '11' },
    ON_PG,
    'still-running',
    ['12', '11'],
  ],
  ['killed in drop', { ...KILLED, command: 'drop', migrations: [] }, ON_PG, 'unknown', []],
  [
    'panic while executing',
    { exitCode: 2, migrations: RUNNING_12, error: error({ class: 'panic' }) },
    ON_PG,
    'still-running',
    ['11', '12'],
  ],
  [
    'ended, nothing says how',
    { outcome: 'unknown', exitCode: null, migrations: RUNNING_12, error: error({ class: 'interrupted' }) },
    ON_PG,
    'unknown',
    ['11', '12'],
  ],
  [
    'exit code 1 without an error line',
    { ...PLAIN_UP, command: 'down', migrations: [] },
    ON_PG,
    'unknown',
    [],
  ],
  [
    'stopped early',
    {
      outcome: 'stopped-early',
      exitCode: 0,
      migrations: [migration('11/u add_name', 'applied'), migration('12/u add_email', 'queued')],
      dirtyVersion: null,
      error: error({ class: 'interrupted' }),
    },
    {},
    'not-applied',
    [],
  ],
  [
    'stopped early, the last one without its end',
    { outcome: 'stopped-early', exitCode: 0, migrations: RUNNING_12, error: error({ class: 'interrupted' }) },
    ON_PG,
    'unknown',
    ['11', '12'],
  ],
];

describe('the state of the database, and what to force', () => {
  test.each(MATRIX)('%s', (_name, given, known, state, forced) => {
    const verdict = judge(run(given), context(known))!;
    expect(verdict.state).toBe(state);
    expect(forcedIn(verdict.next)).toEqual(forced);
  });

  test.each(['running', 'succeeded', 'no-change'] as const)('a run that is %s has none', (outcome) => {
    expect(judge(run({ outcome }), context())).toBeNull();
  });
});

describe('what a page prints', () => {
  test.each(MATRIX)(
    '%s: commands or whole sentences, something to do and something not to',
    (_name, given, known) => {
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

  test('looks before it forces, and at the sessions before `version`, which waits for their lock', () => {
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

  test('without a version before: the look-up, and how to read it', () => {
    const failedFirst = run({
      migrations: [migration('12/u add_email', 'failed')],
      error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero'),
    });
    const { next, evidence } = judge(failedFirst, context())!;
    expect(commandsIn(next)).toContain(`ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*12_'`);
    expect(wordsOf(next).join('\n')).toContain('listed just before 12 is the one to force');
    expect(evidence.join('\n')).toContain('do not show which version the database was at before');
  });

  test('a record above the dirty version is the one to force only after a down; the look-up is for an up', () => {
    const blocked = run({ outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) });
    const { next } = judge(blocked, context({ versionBefore: '13' }))!;
    expect(commandsIn([branchWhen(next, 'a down of 13 failed and nothing of it is done')])[0]).toMatch(
      / force 13$/,
    );
    expect(commandsIn([branchWhen(next, 'the up of 12 failed and nothing of it is there')])[0]).toBe(
      `ls "$MIGRATIONS" | sort -n | grep -B 2 '^0*12_'`,
    );
  });

  test('what was done before is undone, or finished and forced; nobody is told to drop it unseen', () => {
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

  test('a run that ended by itself has nothing running on the server, and is not told to wait for it', () => {
    const { next, doNot, evidence } = judge(
      run({ ...PLAIN_UP, command: 'up', migrations: [] }),
      context(ON_PG),
    )!;
    const said = [...wordsOf(next), ...doNot, ...evidence].join('\n');
    expect(said).not.toMatch(/still executing|end that session|pg_locks|client is gone/);
    expect(commandsIn(next)[0]).toMatch(/ version$/);
  });

  test.each([
    ['PostgreSQL', ON_PG, 'psql "$DATABASE_URL" -c "SELECT pg_terminate_backend(PID)"', 'PID'],
    ['MySQL', ON_MYSQL, 'mysql --defaults-extra-file="$MYSQL_CNF" -e "KILL ID"', 'ID'],
  ])('%s: says how to end a session, by its number in the list', (_name, engine, command, number) => {
    const killed = judge(run({ ...KILLED, migrations: RUNNING_12 }), context(engine))!;
    const steps = stepsOf(killed.next);
    const list = steps.findIndex((step) => 'command' in step);
    const end = steps.findIndex((step) => 'do' in step && step.do.includes(`\`${command}\``));
    expect(end).toBeGreaterThan(list);
    expect(textOf(steps[end]!)).toContain(`, with the ${number} from that list.`);
    const lock = run({ migrations: [], dirtyVersion: null, error: error({ class: 'lock' }) });
    expect(wordsOf(judge(lock, context(engine))!.next).join('\n')).toContain(command);
  });

  test('what the server does without its client is not said for certain', () => {
    for (const engine of ['postgres', 'mysql', null] as const) {
      const { evidence } = judge(run({ ...KILLED, migrations: RUNNING_12 }), context({ engine }))!;
      expect(evidence.join('\n')).toMatch(/usually/);
      expect(evidence.join('\n')).not.toMatch(/commits it|(?<!usually )does not notice/);
    }
  });

  test.each([
    ['drop failed', { command: 'drop', error: error({ class: 'bookkeeping' }) }],
    ['killed in drop', { ...KILLED, command: 'drop' }],
  ])('%s, engine not known: there is no file to compare with', (_name, given) => {
    const { next } = judge(run({ migrations: [], dirtyVersion: null, ...given }), context())!;
    expect(wordsOf(next)).toContain('List the tables of the database.');
    expect(wordsOf(next).join('\n')).not.toContain('the file of');
  });

  test('dirty at -1 is looked up in the row, which `version` hides', () => {
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

  test('a hostile index name does not get into a command', () => {
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

  test('plain output says what -verbose would have told', () => {
    const plain = judge(
      run({ ...PLAIN_UP, error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero') }),
      context(),
    )!;
    expect(plain.evidence.join('\n')).toContain('-verbose');
    const verbose = judge(run({ error: failed.pq('SELECT 1; SELECT 1/0;', 'division by zero') }), context())!;
    expect(verbose.evidence.join('\n')).not.toContain('-verbose');
  });

  test('says first what its commands take, and only that', () => {
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

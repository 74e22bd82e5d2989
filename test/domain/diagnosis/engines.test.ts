import { describe, expect, test } from 'vitest';
import { ENGINES } from '../../../lambda/contract/engine.ts';
import type { Driver } from '../../../lambda/domain/diagnosis/engine/driver.ts';
import { engineOf, profileOf } from '../../../lambda/domain/diagnosis/engine/profiles.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { MigrateError } from '../../../lambda/domain/model/event.ts';
import type { VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { DatabaseState } from '../../../lambda/domain/model/verdict.ts';
import { context, error, failed, run } from './builders.ts';

const onPostgres = (sql: string, message: string, given: object = {}) =>
  judge(run({ error: { ...failed.pq(sql, message), ...given } }), context())!.state;

describe('PostgreSQL: routines, and a COMMIT of the file', () => {
  test.each<{
    readonly name: string;
    readonly sql: string;
    readonly message: string;
    readonly state: DatabaseState;
  }>([
    {
      name: 'a DO among others cannot commit',
      sql: 'DO ‹text #1›; CREATE TABLE a (id int); SELECT 1/0;',
      message: 'division by zero',
      state: 'rolled-back',
    },
    {
      name: 'nor can a procedure',
      sql: 'CREATE TABLE a (id int); CALL p();',
      message: 'division by zero',
      state: 'rolled-back',
    },
    { name: 'a lone one can', sql: 'CALL p();', message: 'division by zero', state: 'unknown' },
    {
      name: 'masked text may hold a COMMIT',
      sql: 'CREATE TABLE a (id int); ‹statement #1›; SELECT 1/0;',
      message: 'division by zero',
      state: 'unknown',
    },
    {
      name: 'setval is not taken back',
      sql: "SELECT setval('‹text #1›', 5); SELECT 1/0;",
      message: 'division by zero',
      state: 'unknown',
    },
    {
      name: 'a constraint that one statement makes',
      sql: 'CREATE TABLE a (id int); COMMIT; ALTER TABLE b ADD CONSTRAINT b_uq UNIQUE (x); INSERT INTO c VALUES (1);',
      message: 'could not create unique index "b_uq"',
      state: 'partly-applied',
    },
    {
      name: 'a function made before may hold the name',
      sql: 'CREATE FUNCTION f() RETURNS int AS ‹text #1› LANGUAGE sql; COMMIT; SELECT 1; CREATE TABLE b (x nope);',
      message: 'type "nope" does not exist',
      state: 'unknown',
    },
    {
      name: 'a syntax error is found before anything runs, whatever routines there are',
      sql: 'CREATE FUNCTION f() RETURNS int AS ‹text #1› LANGUAGE sql; COMMIT; CREATE TABEL b (id int);',
      message: 'syntax error at or near "TABEL"',
      state: 'rolled-back',
    },
    {
      name: 'a reader of values finds its syntax error when the statement comes',
      sql: "CREATE TABLE a (id int); COMMIT; SELECT jsonb_path_exists('{}', '‹text #1›');",
      message: 'syntax error at or near " " of jsonpath input',
      state: 'unknown',
    },
    {
      name: 'a COPY that is refused writes no file',
      sql: "CREATE TABLE a (id int); COPY a TO '‹text #1›';",
      message: 'must be superuser or have privileges of the pg_write_server_files role to COPY to a file',
      state: 'rolled-back',
    },
    {
      name: 'nor does it take back what setval did before',
      sql: "SELECT setval('‹text #1›', 5); COPY a TO '‹text #2›';",
      message: 'permission denied to COPY to a file',
      state: 'unknown',
    },
    {
      name: 'statements after the failed one were not executed',
      sql: "CREATE TABLE a (x nope); COPY b TO '‹text #1›';",
      message: 'type "nope" does not exist',
      state: 'rolled-back',
    },
    {
      name: 'PREPARE TRANSACTION keeps what is open',
      sql: "BEGIN; CREATE TABLE a (id int); PREPARE TRANSACTION '‹text #1›'; SELECT 1/0;",
      message: 'division by zero',
      state: 'unknown',
    },
  ])('$name', ({ sql, message, state }) => {
    expect(onPostgres(sql, message)).toBe(state);
  });

  const ABORTED = 'pq: current transaction is aborted, commands ignored until end of transaction block';
  test.each<[string, string, DatabaseState]>([
    ['the first', 'BEGIN; SELECT 1/0; COMMIT; CREATE TABLE a (id int); SELECT 1/0;', 'rolled-back'],
    [
      'the second',
      'CREATE TABLE a (id int); COMMIT; SELECT 1/0; BEGIN; CREATE TABLE b (id int); COMMIT;',
      'partly-applied',
    ],
    [
      'one that follows by itself',
      'BEGIN; CREATE TABLE a (id int); COMMIT AND CHAIN; SELECT 1/0;',
      'unknown',
    ],
  ])('a transaction of the file, aborted, was open when it failed: %s', (_name, sql, state) => {
    expect(onPostgres(sql, 'division by zero', { also: [ABORTED] })).toBe(state);
  });

  const ROUTINE = "SELECT bump('‹text #1›');";
  test.each<{
    readonly name: string;
    readonly sql: string;
    readonly line: number | null;
    readonly state: DatabaseState;
  }>([
    {
      name: 'in a statement',
      sql: `CREATE TABLE a (id int);\nCOMMIT;\nSELEC 1;\n${ROUTINE}`,
      line: 3,
      state: 'rolled-back',
    },
    {
      name: 'nowhere: a routine may have read it',
      sql: `CREATE TABLE a (id int);\nCOMMIT;\nSELEC 1;\n${ROUTINE}`,
      line: null,
      state: 'unknown',
    },
    {
      name: 'in a body',
      sql: 'CREATE TABLE a (id int);\nCOMMIT;\nDO $$ SELEC 1 $$;',
      line: 3,
      state: 'unknown',
    },
  ])('a syntax error with a place $name', ({ sql, line, state }) => {
    expect(onPostgres(sql, 'syntax error at or near "SELEC"', { line })).toBe(state);
  });

  const TWO = 'CREATE TABLE a (x nope);\nCOMMIT;\nCREATE TABLE b (x nope);';
  test.each([
    {
      name: 'the line that the server points at: blank lines may be lost, so nothing after it',
      sql: TWO,
      line: 1,
      state: 'rolled-back',
    },
    {
      name: 'and nothing before it when none is lost',
      sql: TWO.replace('COMMIT;\n', 'CREATE TABLE c (id int);\nCOMMIT;\n\n'),
      line: 5,
      state: 'partly-applied',
    },
    { name: 'without that, both can have failed', sql: TWO, line: 3, state: 'unknown' },
  ] as const)('$name', ({ sql, line, state }) => {
    expect(onPostgres(sql, 'type "nope" does not exist', { line })).toBe(state);
  });
});

describe('SQLite', () => {
  const states = (
    statement: string,
    said: string | readonly string[],
    known: Partial<VerdictContext> = {},
  ) => {
    const [message = '', ...also] = [said].flat();
    const given = {
      class: 'migration-failed',
      message,
      statement,
      ...(also.length > 0 && { also }),
    } as const;
    return judge(run({ error: error(given) }), context(known))!;
  };
  const NESTED = 'SQL logic error: cannot start a transaction within a transaction (1)';
  const MISSING = 'SQL logic error: no such table: gone (1)';
  const GONE = 'SQL logic error: cannot rollback - no transaction is active (1)';

  test.each<{
    readonly name: string;
    readonly sql: string;
    readonly message: string | readonly string[];
    readonly known: Partial<VerdictContext>;
    readonly state: DatabaseState;
  }>([
    {
      name: 'several statements: x-no-tx-wrap decides',
      sql: 'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      message: MISSING,
      known: {},
      state: 'unknown',
    },
    {
      name: 'declared off: the driver took all back',
      sql: 'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      message: MISSING,
      known: { noTxWrap: false },
      state: 'rolled-back',
    },
    {
      name: 'declared on: each statement is committed',
      sql: 'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      message: MISSING,
      known: { noTxWrap: true },
      state: 'partly-applied',
    },
    {
      name: 'the first one: either way nothing',
      sql: 'INSERT INTO gone VALUES (1); CREATE TABLE a (id);',
      message: MISSING,
      known: {},
      state: 'rolled-back',
    },
    {
      name: "a BEGIN that is refused proves the driver's transaction",
      sql: 'CREATE TABLE a (id); BEGIN; CREATE TABLE b (id); COMMIT;',
      message: NESTED,
      known: {},
      state: 'rolled-back',
    },
    {
      name: 'so does a VACUUM that is refused',
      sql: 'CREATE TABLE a (id); VACUUM;',
      message: 'SQL logic error: cannot VACUUM from within a transaction (1)',
      known: {},
      state: 'rolled-back',
    },
    {
      name: 'a BEGIN inside one of the file proves nothing',
      sql: 'CREATE TABLE a (id); BEGIN; BEGIN;',
      message: NESTED,
      known: {},
      state: 'unknown',
    },
    {
      name: "a COMMIT ends the driver's transaction",
      sql: 'CREATE TABLE a (id); COMMIT; INSERT INTO gone VALUES (1);',
      message: [MISSING, GONE],
      known: {},
      state: 'partly-applied',
    },
    {
      name: 'SQLite itself rolled back, and the file has no COMMIT',
      sql: 'INSERT INTO a VALUES (2); INSERT OR ROLLBACK INTO a VALUES (1);',
      message: ['constraint failed: UNIQUE constraint failed: a.id (1555)', GONE],
      known: {},
      state: 'rolled-back',
    },
    {
      name: 'a COMMIT without a transaction',
      sql: 'CREATE TABLE a (id); COMMIT; CREATE TABLE b (id);',
      message: 'SQL logic error: cannot commit - no transaction is active (1)',
      known: { noTxWrap: true },
      state: 'partly-applied',
    },
    {
      name: 'OR FAIL keeps rows',
      sql: 'INSERT OR FAIL INTO a VALUES (1), (1);',
      message: 'constraint failed: UNIQUE constraint failed: a.id (1555)',
      known: { noTxWrap: true },
      state: 'unknown',
    },
    {
      name: 'a transaction of the file, not committed',
      sql: 'BEGIN; CREATE TABLE a (id); INSERT INTO gone VALUES (1); COMMIT;',
      message: MISSING,
      known: { noTxWrap: true },
      state: 'rolled-back',
    },
    {
      name: 'a savepoint may be a transaction',
      sql: 'SAVEPOINT a; CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      message: MISSING,
      known: { noTxWrap: true },
      state: 'unknown',
    },
  ])('$name', ({ sql, message, known, state }) => {
    expect(states(sql, message, known).state).toBe(state);
  });

  test('is named only if its words or the settings show it', () => {
    const bare = 'something went wrong';
    expect(states('SELECT 1;', bare).evidence.join()).not.toContain('SQLite');
    expect(states('SELECT 1;', bare, { engine: 'sqlite' }).evidence.join()).toContain('SQLite');
    expect(states('SELECT 1;', MISSING).evidence.join()).toContain('SQLite');
    expect(states('SELECT 1;', MISSING, { engine: 'other' }).evidence.join()).not.toContain('SQLite');
  });
});

/** As the drivers of CockroachDB and YugabyteDB print it: the server's words only in the details. */
const bare = (words: string) =>
  error({ class: 'migration-failed', message: `pq: ${words}`, statement: 'SELECT 1' });

/** One error as each driver prints it. */
const SAID: Readonly<Record<Driver, MigrateError>> = {
  'lib/pq': failed.pq('SELECT 1', 'division by zero'),
  pgx: failed.pgx('SELECT 1', 'division by zero', '22012'),
  mysql: failed.mysql('SELECT 1', 1064, 'wrong'),
  sqlite: error({ class: 'migration-failed', message: 'SQL logic error: x (1)', statement: 'SELECT 1' }),
  cockroach: bare('division by zero'),
  other: error({ class: 'migration-failed', message: 'mssql: wrong', statement: 'SELECT 1' }),
};

describe('the engine that a run is judged by', () => {
  test.each(ENGINES)(
    '%s is reached from its declaration, with and without an error of its drivers',
    (engine) => {
      const { drivers } = profileOf(engine);
      expect(drivers.length).toBeGreaterThan(0);
      const errors = [null, ...drivers.map((driver) => SAID[driver])];
      expect(errors.map((said) => engineOf(said, engine))).toEqual(errors.map(() => engine));
    },
  );

  test('is the engine whose driver printed the error, whatever was declared', () => {
    expect([
      engineOf(SAID.mysql, 'postgres'),
      engineOf(SAID['lib/pq'], 'other'),
      engineOf(SAID.cockroach, 'postgres'),
    ]).toEqual(['mysql', 'postgres', 'other']);
    expect([engineOf(SAID.pgx, null), engineOf(null, null)]).toEqual(['postgres', null]);
  });

  test('is CockroachDB by its own words, whichever driver printed them and whatever was declared', () => {
    const words = 'restart transaction: TransactionRetryWithProtoRefreshError: WriteTooOldError';
    const errors = [failed.pq('SELECT 1', words), failed.pgx('SELECT 1', words, '40001'), bare(words)];
    expect(errors.flatMap((said) => [engineOf(said, null), engineOf(said, 'postgres')])).toEqual(
      Array(6).fill('cockroach'),
    );
    expect(engineOf(failed.mysql('SELECT 1', 1064, words), null)).toBe('mysql');
  });
});

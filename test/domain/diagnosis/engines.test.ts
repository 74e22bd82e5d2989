import { describe, expect, test } from 'vitest';
import { ENGINES } from '../../../lambda/contract/engine.ts';
import { engineOf, profileOf } from '../../../lambda/domain/diagnosis/engine/profiles.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { DatabaseState } from '../../../lambda/domain/model/verdict.ts';
import { context, error, failed, run } from './builders.ts';

const onPostgres = (sql: string, message: string, given: object = {}) =>
  judge(run({ error: { ...failed.pq(sql, message), ...given } }), context())!.state;

describe('PostgreSQL: routines, and a COMMIT of the file', () => {
  test.each<readonly [string, string, string, DatabaseState]>([
    [
      'a DO among others cannot commit',
      'DO ‹text #1›; CREATE TABLE a (id int); SELECT 1/0;',
      'division by zero',
      'rolled-back',
    ],
    ['nor can a procedure', 'CREATE TABLE a (id int); CALL p();', 'division by zero', 'rolled-back'],
    ['a lone one can', 'CALL p();', 'division by zero', 'unknown'],
    [
      'masked text may hold a COMMIT',
      'CREATE TABLE a (id int); ‹statement #1›; SELECT 1/0;',
      'division by zero',
      'unknown',
    ],
    ['setval is not taken back', "SELECT setval('‹text #1›', 5); SELECT 1/0;", 'division by zero', 'unknown'],
    [
      'a constraint that one statement makes',
      'CREATE TABLE a (id int); COMMIT; ALTER TABLE b ADD CONSTRAINT b_uq UNIQUE (x); INSERT INTO c VALUES (1);',
      'could not create unique index "b_uq"',
      'partly-applied',
    ],
    [
      'a function made before may hold the name',
      'CREATE FUNCTION f() RETURNS int AS ‹text #1› LANGUAGE sql; COMMIT; SELECT 1; CREATE TABLE b (x nope);',
      'type "nope" does not exist',
      'unknown',
    ],
    [
      'a syntax error is found before anything runs, whatever routines there are',
      'CREATE FUNCTION f() RETURNS int AS ‹text #1› LANGUAGE sql; COMMIT; CREATE TABEL b (id int);',
      'syntax error at or near "TABEL"',
      'rolled-back',
    ],
    [
      'a reader of values finds its syntax error when the statement comes',
      "CREATE TABLE a (id int); COMMIT; SELECT jsonb_path_exists('{}', '‹text #1›');",
      'syntax error at or near " " of jsonpath input',
      'unknown',
    ],
    [
      'a COPY that is refused writes no file',
      "CREATE TABLE a (id int); COPY a TO '‹text #1›';",
      'must be superuser or have privileges of the pg_write_server_files role to COPY to a file',
      'rolled-back',
    ],
    [
      'nor does it take back what setval did before',
      "SELECT setval('‹text #1›', 5); COPY a TO '‹text #2›';",
      'permission denied to COPY to a file',
      'unknown',
    ],
    [
      'statements after the failed one were not executed',
      "CREATE TABLE a (x nope); COPY b TO '‹text #1›';",
      'type "nope" does not exist',
      'rolled-back',
    ],
    [
      'PREPARE TRANSACTION keeps what is open',
      "BEGIN; CREATE TABLE a (id int); PREPARE TRANSACTION '‹text #1›'; SELECT 1/0;",
      'division by zero',
      'unknown',
    ],
  ])('%s', (_name, sql, message, state) => {
    expect(onPostgres(sql, message)).toBe(state);
  });

  const ABORTED = 'pq: current transaction is aborted, commands ignored until end of transaction block';
  test.each<readonly [string, string, DatabaseState]>([
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
  test.each<readonly [string, string, number | null, DatabaseState]>([
    ['in a statement', `CREATE TABLE a (id int);\nCOMMIT;\nSELEC 1;\n${ROUTINE}`, 3, 'rolled-back'],
    [
      'nowhere: a routine may have read it',
      `CREATE TABLE a (id int);\nCOMMIT;\nSELEC 1;\n${ROUTINE}`,
      null,
      'unknown',
    ],
    ['in a body', 'CREATE TABLE a (id int);\nCOMMIT;\nDO $$ SELEC 1 $$;', 3, 'unknown'],
  ])('a syntax error with a place %s', (_name, sql, line, state) => {
    expect(onPostgres(sql, 'syntax error at or near "SELEC"', { line })).toBe(state);
  });

  const TWO = 'CREATE TABLE a (x nope);\nCOMMIT;\nCREATE TABLE b (x nope);';
  test.each([
    [
      'the line that the server points at: blank lines may be lost, so nothing after it',
      TWO,
      1,
      'rolled-back',
    ],
    [
      'and nothing before it when none is lost',
      TWO.replace('COMMIT;\n', 'CREATE TABLE c (id int);\nCOMMIT;\n\n'),
      5,
      'partly-applied',
    ],
    ['without that, both can have failed', TWO, 3, 'unknown'],
  ] as const)('%s', (_name, sql, line, state) => {
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

  test.each<readonly [string, string, string | readonly string[], Partial<VerdictContext>, DatabaseState]>([
    [
      'several statements: x-no-tx-wrap decides',
      'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      MISSING,
      {},
      'unknown',
    ],
    [
      'declared off: the driver took all back',
      'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      MISSING,
      { noTxWrap: false },
      'rolled-back',
    ],
    [
      'declared on: each statement is committed',
      'CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      MISSING,
      { noTxWrap: true },
      'partly-applied',
    ],
    [
      'the first one: either way nothing',
      'INSERT INTO gone VALUES (1); CREATE TABLE a (id);',
      MISSING,
      {},
      'rolled-back',
    ],
    [
      "a BEGIN that is refused proves the driver's transaction",
      'CREATE TABLE a (id); BEGIN; CREATE TABLE b (id); COMMIT;',
      NESTED,
      {},
      'rolled-back',
    ],
    [
      'so does a VACUUM that is refused',
      'CREATE TABLE a (id); VACUUM;',
      'SQL logic error: cannot VACUUM from within a transaction (1)',
      {},
      'rolled-back',
    ],
    [
      'a BEGIN inside one of the file proves nothing',
      'CREATE TABLE a (id); BEGIN; BEGIN;',
      NESTED,
      {},
      'unknown',
    ],
    [
      "a COMMIT ends the driver's transaction",
      'CREATE TABLE a (id); COMMIT; INSERT INTO gone VALUES (1);',
      [MISSING, GONE],
      {},
      'partly-applied',
    ],
    [
      'SQLite itself rolled back, and the file has no COMMIT',
      'INSERT INTO a VALUES (2); INSERT OR ROLLBACK INTO a VALUES (1);',
      ['constraint failed: UNIQUE constraint failed: a.id (1555)', GONE],
      {},
      'rolled-back',
    ],
    [
      'a COMMIT without a transaction',
      'CREATE TABLE a (id); COMMIT; CREATE TABLE b (id);',
      'SQL logic error: cannot commit - no transaction is active (1)',
      { noTxWrap: true },
      'partly-applied',
    ],
    [
      'OR FAIL keeps rows',
      'INSERT OR FAIL INTO a VALUES (1), (1);',
      'constraint failed: UNIQUE constraint failed: a.id (1555)',
      { noTxWrap: true },
      'unknown',
    ],
    [
      'a transaction of the file, not committed',
      'BEGIN; CREATE TABLE a (id); INSERT INTO gone VALUES (1); COMMIT;',
      MISSING,
      { noTxWrap: true },
      'rolled-back',
    ],
    [
      'a savepoint may be a transaction',
      'SAVEPOINT a; CREATE TABLE a (id); INSERT INTO gone VALUES (1);',
      MISSING,
      { noTxWrap: true },
      'unknown',
    ],
  ])('%s', (_name, sql, message, known, state) => {
    expect(states(sql, message, known).state).toBe(state);
  });

  test('is only said where its words or the settings show it', () => {
    const bare = 'something went wrong';
    expect(states('SELECT 1;', bare).evidence.join()).not.toContain('SQLite');
    expect(states('SELECT 1;', bare, { engine: 'sqlite' }).evidence.join()).toContain('SQLite');
    expect(states('SELECT 1;', MISSING).evidence.join()).toContain('SQLite');
    expect(states('SELECT 1;', MISSING, { engine: 'other' }).evidence.join()).not.toContain('SQLite');
  });
});

describe('the engine that a run is judged by', () => {
  test.each(ENGINES)(
    '%s is reached from its declaration, with and without an error of its drivers',
    (engine) => {
      const { drivers } = profileOf(engine);
      expect(drivers.length).toBeGreaterThan(0);
      expect([null, ...drivers].map((driver) => engineOf(driver, engine))).toEqual(
        [null, ...drivers].map(() => engine),
      );
    },
  );

  test('is the one whose driver printed the error, whatever was declared', () => {
    expect([
      engineOf('mysql', 'postgres'),
      engineOf('lib/pq', 'other'),
      engineOf('cockroach', 'postgres'),
    ]).toEqual(['mysql', 'postgres', 'other']);
    expect([engineOf('pgx', null), engineOf(null, null)]).toEqual(['postgres', null]);
  });
});

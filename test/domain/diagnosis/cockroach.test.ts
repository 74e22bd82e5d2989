import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../lambda/adapters/input/read-log-text.ts';
import { textOf } from '../../../lambda/domain/diagnosis/advice/branches.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import { lookUpKnowledge } from '../../../lambda/domain/diagnosis/knowledge/look-up-knowledge.ts';
import type { JudgedRun } from '../../../lambda/domain/model/judged-run.ts';
import type { DatabaseState, Verdict } from '../../../lambda/domain/model/verdict.ts';
import { explainText } from '../../../lambda/pipeline/explain-text.ts';
import { context, error, failed, migration, run } from './builders.ts';

const ON_COCKROACH = context({ engine: 'cockroach' });

/** As golang-migrate's driver for CockroachDB prints a failed file: whole, with the server's words as details. */
const said = (sql: string, words: string) =>
  error({ class: 'migration-failed', message: `pq: ${words}`, statement: sql });

const on = (given: Partial<JudgedRun>) => judge(run(given), ON_COCKROACH)!;
const failing = (sql: string, words: string) => on({ error: said(sql, words) });

/** The texts of the steps that always come first. */
const firstSteps = ({ next }: Verdict) =>
  next
    .filter(({ when }) => when === null)
    .flatMap(({ steps }) => steps)
    .map(textOf);
const all = ({ next }: Verdict) =>
  next
    .flatMap(({ steps }) => steps)
    .map(textOf)
    .join('\n');

const RETRY =
  'restart transaction: TransactionRetryWithProtoRefreshError: WriteTooOldError: write for key /Table/104 at timestamp';
const DUPLICATE = 'duplicate key value violates unique constraint "users_email_key"';
const CANCELED = 'query execution canceled due to statement timeout';

describe('what stays of a file that failed', () => {
  test.each<readonly [string, string, string, DatabaseState]>([
    ['one statement with rows', 'UPDATE a SET b = 1;', 'division by zero', 'rolled-back'],
    [
      'rows alone, several statements',
      'INSERT INTO a VALUES (1); UPSERT INTO b VALUES (1);',
      DUPLICATE,
      'rolled-back',
    ],
    ['a collision with another transaction', 'UPDATE a SET b = 1;', RETRY, 'rolled-back'],
    [
      'a name that is taken, in the first statement',
      'CREATE TABLE a (id INT); CREATE TABLE b (id INT);',
      'relation "app.public.a" already exists',
      'rolled-back',
    ],
    [
      'and after another schema change, which may be committed',
      'CREATE TABLE b (id INT); CREATE TABLE a (id INT);',
      'relation "app.public.a" already exists',
      'unknown',
    ],
    [
      'a schema change and then wrong rows: one transaction either way',
      'CREATE TABLE a (id INT); INSERT INTO a (x) VALUES (1);',
      'column "x" does not exist',
      'rolled-back',
    ],
    [
      'rows before a schema change may be committed',
      'INSERT INTO b VALUES (1); ALTER TABLE a ADD COLUMN x INT;',
      'relation "a" does not exist',
      'unknown',
    ],
    [
      'a COMMIT of the file',
      'INSERT INTO b VALUES (1); COMMIT; SELECT 1/0;',
      'relation "gone" does not exist',
      'unknown',
    ],
    [
      'a COMMIT before the only statement with that name',
      'INSERT INTO b VALUES (1); COMMIT; INSERT INTO gone VALUES (1);',
      'relation "gone" does not exist',
      'partly-applied',
    ],
    [
      'a syntax error, found before anything runs',
      'CREATE TABLE b (id INT); COMMIT; CREATE TABEL a (id INT);',
      'at or near "tabel": syntax error',
      'rolled-back',
    ],
    [
      'but not one in a routine',
      'CREATE TABLE b (id INT); COMMIT; DO $$ SELEC 1 $$;',
      'at or near "selec": syntax error',
      'unknown',
    ],
    [
      'a schema change alone that does not fit the data',
      'CREATE UNIQUE INDEX users_email_key ON users (email);',
      DUPLICATE,
      'rolled-back',
    ],
    [
      'the same after another statement, which its job does not undo',
      'UPDATE users SET a = 1; CREATE UNIQUE INDEX users_email_key ON users (email);',
      DUPLICATE,
      'unknown',
    ],
    [
      'a schema change alone whose client gave up waiting: its job may go on',
      'CREATE INDEX i ON users (email);',
      CANCELED,
      'unknown',
    ],
    [
      'an answer that the server itself did not get',
      'UPDATE a SET b = 1;',
      'result is ambiguous: error=rpc error',
      'unknown',
    ],
    ['CALL alone may commit', 'CALL p();', 'division by zero', 'unknown'],
    [
      'a cluster setting is not undone',
      "SET CLUSTER SETTING x = '‹text #1›'; INSERT INTO a VALUES (1);",
      'relation "a" does not exist',
      'unknown',
    ],
  ])('%s', (_name, sql, words, state) => {
    expect(failing(sql, words).state).toBe(state);
  });

  const ABORTED = 'transaction committed but schema change aborted with error: (23505): duplicate key value';
  test.each<readonly [string, string, DatabaseState]>([
    [
      'rows of another table stay',
      'BEGIN; INSERT INTO b VALUES (1); ALTER TABLE a ADD CONSTRAINT u UNIQUE (x); COMMIT;',
      'partly-applied',
    ],
    [
      'rows of a table that the file creates may be gone with it',
      'BEGIN; CREATE TABLE b (id INT); INSERT INTO b VALUES (1); COMMIT;',
      'unknown',
    ],
    [
      'schema changes may be there or not',
      'BEGIN; ALTER TABLE a ADD COLUMN y INT; ALTER TABLE a ADD CONSTRAINT u UNIQUE (x); COMMIT;',
      'unknown',
    ],
  ])('after a COMMIT whose schema change failed, %s', (_name, sql, state) => {
    const verdict = failing(sql, ABORTED);
    expect(verdict.state).toBe(state);
    expect(verdict.evidence.join()).toContain('committed the transaction');
    expect(firstSteps(verdict).join()).toContain('SHOW JOBS');
  });

  test('what depends on a setting is looked up', () => {
    const verdict = failing(
      'CREATE TABLE b (id INT); CREATE TABLE a (id INT);',
      'relation "a" already exists',
    );
    expect(firstSteps(verdict).join('\n')).toContain('SHOW autocommit_before_ddl');
  });

  test('nothing of it is CONCURRENTLY, which CockroachDB reads over', () => {
    const verdict = failing('CREATE INDEX CONCURRENTLY i ON a (x);', 'relation "a" does not exist');
    expect(verdict.state).toBe('rolled-back');
    expect(all(verdict)).not.toContain('pg_index');
  });

  test('with a driver of PostgreSQL, multi-statement mode may have committed what came before', () => {
    const { startsFile: _, ...cut } = failed.pq('INSERT INTO a VALUES (1)', 'relation "a" does not exist');
    expect(judge(run({ error: cut }), ON_COCKROACH)!.state).toBe('unknown');
    expect(judge(run({ error: cut }), context({ engine: 'cockroach', multiStatement: false }))!.state).toBe(
      'rolled-back',
    );
  });
});

describe("the lock, which is a row in golang-migrate's table", () => {
  const UNLOCK = 'DELETE FROM schema_lock WHERE lock_id = LOCK_ID';
  const isMigrate = (text: string) => text.startsWith('migrate ');
  const EXECUTING = [migration('12/u add_email', 'running')];

  test.each<readonly [string, Partial<JudgedRun>]>([
    ['was killed', { outcome: 'killed', exitCode: 137, error: null, migrations: EXECUTING }],
    [
      'was killed between two files',
      { outcome: 'killed', exitCode: 137, error: null, migrations: [migration('12/u add_email', 'applied')] },
    ],
    [
      'ended, and nothing says how',
      { outcome: 'unknown', exitCode: null, error: null, migrations: EXECUTING },
    ],
    ['crashed', { error: error({ class: 'panic', message: 'boom' }), exitCode: 2, migrations: EXECUTING }],
    [
      'was killed in a drop',
      { outcome: 'killed', command: 'drop', exitCode: 137, error: null, migrations: [] },
    ],
    ['lost its connection', { error: failed.lost('driver: bad connection') }],
    [
      'could not delete it',
      {
        error: {
          ...said('SELECT 1/0;', 'division by zero'),
          also: ['failed to release migration lock in line 0'],
        },
      },
    ],
  ])('of a run that %s is deleted before anything else asks for it', (_name, given) => {
    const steps = firstSteps(on(given));
    const at = steps.findIndex((text) => text.includes(UNLOCK));
    expect(at).toBeGreaterThan(0);
    expect(steps.slice(0, at).filter(isMigrate)).toEqual([]);
    expect(steps.slice(0, at).join()).toContain('SELECT lock_id FROM schema_lock');
  });

  test.each<readonly [string, Partial<JudgedRun>]>([
    ['failed by its own SQL', { error: said('SELECT 1/0;', 'division by zero') }],
    [
      'was interrupted and finished its migration',
      {
        outcome: 'stopped-early',
        exitCode: 0,
        error: error({ class: 'interrupted' }),
        migrations: [migration('12/u add_email', 'applied')],
      },
    ],
    [
      'found the database dirty',
      { outcome: 'blocked', error: error({ class: 'dirty-blocked' }), migrations: [] },
    ],
    ['ended with code 1, its error line lost', { exitCode: 1, error: null, migrations: [] }],
  ])('of a run that %s is gone already', (_name, given) => {
    expect(all(on(given))).not.toContain('schema_lock');
  });

  test('is not a row with other engines', () => {
    const killed = run({ outcome: 'killed', exitCode: 137, error: null, migrations: EXECUTING });
    for (const engine of ['postgres', 'mysql', 'sqlite', 'other', null] as const)
      expect(all(judge(killed, context({ engine }))!)).not.toContain('schema_lock');
  });

  const HELD = error({ class: 'lock', message: "failed to open database: can't acquire lock" });
  test('held: whether another golang-migrate is at work decides, and no branch goes further than the job', () => {
    const { state, next } = on({ error: HELD, migrations: [], dirtyVersion: null });
    expect(state).toBe('not-applied');
    const [first, ...others] = next;
    expect(first!.steps.map(textOf).filter(isMigrate)).toEqual([]);
    const texts = others.map(({ when, steps }) => [when, steps.map(textOf).join('\n')] as const);
    expect(texts.map(([when]) => when)).toEqual([
      'If another golang-migrate is at work',
      'If none is at work, and the row is still there',
      'If none is at work, and the row is gone',
    ]);
    expect(texts.map(([, text]) => text.includes(UNLOCK))).toEqual([false, true, false]);
    expect(texts[1]![1]).toContain('dirty, stop here');
    for (const [, text] of texts) {
      expect(text).not.toMatch(/ force (?:--|\d)/);
      expect(text).toContain('-verbose up');
    }
  });

  test('deletes all that it names and nothing else', () => {
    const commands = [...all(on({ error: HELD, migrations: [] })).matchAll(/DELETE FROM [^"]*/g)].map(
      ([text]) => text,
    );
    expect([...new Set(commands)]).toEqual([UNLOCK]);
  });
});

describe('as golang-migrate prints it', () => {
  const only = (text: string) => explainText(readLogText(Buffer.from(text)))[0]!;
  const LOCKING = 'INSERT INTO schema_lock (lock_id) VALUES ($1)';

  test.each([
    ['two at once', 'pq: duplicate key value violates unique constraint "schema_lock_pkey"'],
    ['x-force-lock, while the row is there', "pq: unexpected Parse response 'C'"],
  ])('a lock that is held: %s', (_name, details) => {
    const { error: read, verdict } = only(
      `error: failed to open database: failed to set migration lock in line 0: ${LOCKING} (details: ${details})\ndriver: bad connection\n`,
    );
    expect(read?.class).toBe('lock');
    expect(all(verdict!)).toContain('x-force-lock does not help');
    expect(all(verdict!)).not.toContain('pg_terminate_backend');
  });

  test('a right on the lock table that is missing', () => {
    const { error: read, verdict } = only(
      'error: failed to open database: failed to fetch migration lock in line 0: SELECT * FROM schema_lock WHERE lock_id = $1 (details: pq: user app does not have SELECT privilege on relation schema_lock: permission denied)\n',
    );
    expect(read?.class).toBe('bookkeeping');
    expect(all(verdict!)).toContain('GRANT SELECT, INSERT, DELETE ON schema_lock');
  });

  test('its own words show the engine, and what is known about them', () => {
    const { error: read, verdict } = only(
      `2026/11/30 21:02:33 Read and execute 2/u add\n2026/11/30 21:02:33 error: migration failed in line 0: UPDATE a SET b = 1;\n (details: pq: ${RETRY})\n`,
    );
    expect(verdict?.state).toBe('rolled-back');
    expect(lookUpKnowledge(read!)[0]).toMatchObject({ kind: 'cockroach', code: '40001' });
    expect(lookUpKnowledge(failed.pq('SELECT 1', 'could not serialize access'))[0]).toMatchObject({
      kind: 'sqlstate',
      code: '40001',
    });
  });
});

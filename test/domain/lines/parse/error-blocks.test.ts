import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

function runsIn(text: string): readonly Run[] {
  return explainText(readLogText(Buffer.from(text)));
}

/** What a test looks at of each run. */
function shown(text: string) {
  return runsIn(text).map(({ outcome, error, migrations }) => ({
    outcome,
    message: error?.message ?? null,
    statement: error?.statement ?? null,
    details: error?.details ?? null,
    migrations: migrations.map(({ version }) => version),
  }));
}

/** One run that failed, with the details and the message given. */
function failed(details: string | null, message = details?.replace(/^pq: /, '') ?? null) {
  return expect.objectContaining({ outcome: 'failed', message, details });
}

const UNLOCK = 'SELECT pg_advisory_unlock($1)';

describe('the end of an error', () => {
  test.each([
    [
      'a comment of the file holds what ends blocks',
      'error: migration failed: relation "a" does not exist in line 0: ALTER TABLE a ADD x int;\n-- as told (details: none)\nSELECT 1;\n (details: pq: relation "a" does not exist)',
      'pq: relation "a" does not exist',
    ],
    [
      'the message of the server holds it, and a comment what golang-migrate prints',
      "error: migration failed: see (details: none) in line 0: DO $$ BEGIN RAISE EXCEPTION 'see (details: none)'; END $$;\n/*\n8/u later (1.2ms)\nno change\n2026/01/01 00:00:00 Start buffering 9/u x\n*/\n (details: pq: see (details: none))",
      'pq: see (details: none)',
    ],
    [
      'a literal of the file holds a whole error',
      'error: migration failed: syntax error at or near "x" in line 1: INSERT INTO docs VALUES (\'\nerror: migration failed in line 0: SELECT 1 (details: pq: boom)\n7/u b (1ms)\n\') x;\n (details: pq: syntax error at or near "x")',
      'pq: syntax error at or near "x"',
    ],
    [
      'pgx says the severity and the code beside the message',
      'error: migration failed: relation "a" does not exist (column 0) in line 1: ALTER TABLE a ADD x int; -- (details: pq: x)\n (details: ERROR: relation "a" does not exist (SQLSTATE 42P01))',
      'ERROR: relation "a" does not exist (SQLSTATE 42P01)',
    ],
    [
      'a driver that does not repeat the message is known by its words',
      "error: migration failed in line 0: CREATE TABLE a (b int); -- (details: none)\nDROP TABLE c;\n (details: Error 1051 (42S02): Unknown table 'app.c')",
      "Error 1051 (42S02): Unknown table 'app.c'",
    ],
    [
      'MySQL quotes a closing parenthesis and a line break of the statement',
      "error: migration failed in line 0: CREATE TABLE a (\n  b TEXT\n  c TEXT)\n); (details: Error 1064: the right syntax to use near 'c TEXT)\n)' at line 3)",
      "Error 1064: the right syntax to use near 'c TEXT)\n)' at line 3",
    ],
  ])('%s', (_name, text, details) => {
    const runs = shown(`1/u a (9.8ms)\n${text}\n`);
    expect(runs).toEqual([expect.objectContaining({ outcome: 'failed', details, migrations: ['1'] })]);
  });

  test('two failures in a row stay two, with and without the tail of the first', () => {
    const [one, other] = ['a', 'b'].map(
      (name) =>
        [
          `error: migration failed: relation "${name}" does not exist in line 0: ALTER TABLE ${name} ADD x int;\n`,
          ` (details: pq: relation "${name}" does not exist)\n`,
        ] as const,
    );
    const second = failed('pq: relation "b" does not exist', 'relation "b" does not exist');
    expect(shown(one![0] + one![1] + other![0] + other![1])).toEqual([
      failed('pq: relation "a" does not exist'),
      second,
    ]);
    expect(shown(`${one![0]}3/u c (1ms)\n${other![0]}${other![1]}`)).toEqual([
      failed(null, 'relation "a" does not exist'),
      second,
    ]);
  });

  test('the same failure twice, the first without its tail, stays two', () => {
    const head = 'error: migration failed: deadlock detected in line 0: ALTER TABLE a ADD x int;\n';
    const runs = shown(
      `${head}2026/05/05 13:32:20 Start buffering 3/u c\n${head} (details: pq: deadlock detected)\n`,
    );
    expect(runs.map(({ details }) => details)).toEqual([null, 'pq: deadlock detected']);
  });

  test('a comment of an SQLite file holds what golang-migrate prints', () => {
    const file = 'CREATE TABEL x (\n/*\n8/u later (1.2ms)\nno change\n*/\nid int);\n';
    expect(shown(`1/u a (1ms)\nerror: near "TABEL": syntax error in line 0: ${file}2/u b (1ms)\n`)).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        migrations: ['1'],
        statement: expect.stringContaining('id int);'),
      }),
      expect.objectContaining({ outcome: 'succeeded', migrations: ['2'] }),
    ]);
  });
});

describe('an error that is longer than most', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => `INSERT INTO u VALUES (${i}, 'n');`);

  test.each([1, 5, 15, 40])('a quote that nobody closed, in a file of %i KB', (kilobytes) => {
    const rest = `x;\n${rows(kilobytes * 30).join('\n')}`;
    const said = `unterminated quoted string at or near "'${rest}"`;
    const text = `error: migration failed: ${said} (column 23) in line 1: INSERT INTO u VALUES ('${rest}\n (details: pq: ${said})\n`;
    expect(shown(text)).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        message: expect.stringMatching(/^unterminated quoted string at or near "‹text #\d, 64\+ chars›"$/),
        details: expect.stringMatching(
          /^pq: unterminated quoted string at or near "‹text #\d, 64\+ chars›"$/,
        ),
      }),
    ]);
  });

  test.each([40, 400])(
    'words of the server over %i lines: details keep whole lines, 4 KB at most',
    (lines) => {
      const said = Array.from(
        { length: lines },
        (_, i) => `user ${i} has no name, and somebody must give it one`,
      ).join('\n');
      const text = `error: migration failed: ${said} in line 0: DO $$ BEGIN PERFORM check(); END $$;\n (details: pq: ${said})\n`;
      const [run] = runsIn(text);
      const details = run?.error?.details ?? '';
      expect(run?.error?.class).toBe('migration-failed');
      expect(run?.error?.statement).toMatch(/^DO /);
      expect(Buffer.byteLength(details)).toBeLessThanOrEqual(4_096);
      expect(details.split('\n').slice(0, 20)).toEqual(`pq: ${said}`.split('\n').slice(0, 20));
      if (lines === 400) expect(details.endsWith('give it one\n…')).toBe(true);
    },
  );
});

describe('a list of errors', () => {
  const list = (...errors: readonly string[]) =>
    `error: ${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error}\n`).join('')}\n\n`;
  const STATEMENT = 'BEGIN;\n/*\n * not a bullet\n */\nDROP INDEX a;\nCOMMIT;\n';

  test.each([
    ['as v4.5.0 to v4.19.0 print it', (text: string) => text],
    ['behind a stamp', (text: string) => `2026/05/05 13:52:21 ${text}`],
    ['in the words of a caller', (text: string) => text.replace('error: ', 'could not migrate: ')],
    [
      'as JSON',
      (text: string) => JSON.stringify({ level: 'error', msg: 'could not migrate', error: text.slice(7) }),
    ],
    [
      'by zap',
      (text: string) =>
        `2026-05-05T13:52:21.000Z\tERROR\tmain.go:12\tmigrate\t${JSON.stringify({ error: text.slice(7) })}`,
    ],
    [
      'as logfmt',
      (text: string) => `level=error msg="could not migrate" error=${JSON.stringify(text.slice(7))}`,
    ],
    ['escaped twice', (text: string) => `error: ${JSON.stringify(text.slice(7)).slice(1, -1)}`],
    ['without blanks at the ends of lines', (text: string) => text.replace(/^\s+/gm, '')],
    [
      'as v4.19.1 and later print it',
      (text: string) =>
        text
          .replace(/\d errors occurred:\n\t\* /, '')
          .replace(/\n\t\* /g, '\n')
          .trimEnd(),
    ],
    [
      'as versions up to v4.4 print it',
      (text: string) =>
        text
          .replace(/\d errors occurred:\n\t\* /, '')
          .replace(/\n\t\* /g, ' and ')
          .trimEnd(),
    ],
  ])('%s', (_name, wrap) => {
    const said = 'could not create unique index "b"';
    const text = list(
      `migration failed: ${said}, Key (a, b)=(erc, 0001/000) is duplicated. in line 0: ${STATEMENT} (details: pq: ${said})`,
      `pq: current transaction is aborted, commands ignored until end of transaction block in line 0: ${UNLOCK}`,
    );
    const [run, ...others] = runsIn(wrap(text));
    expect(others).toEqual([]);
    expect(run?.error).toMatchObject({
      class: 'migration-failed',
      message: expect.stringContaining(said),
      details: `pq: ${said}`,
      also: [expect.stringContaining('current transaction is aborted')],
    });
    expect(run?.error?.statement).toContain('DROP INDEX a;');
  });

  test('each has details of its own', () => {
    const text = list(
      'migration failed in line 0: UPDATE t SET a = 1; (details: Error 1205: Lock wait timeout exceeded; try restarting transaction)',
      'failed to release migration lock in line 0: DELETE FROM "schema_lock" WHERE lock_id = $1 (details: pq: bad)',
    );
    const [run] = runsIn(text);
    expect(run?.error).toMatchObject({ vendorCode: 1205, statement: 'UPDATE t SET a = 1;' });
    expect(run?.error?.also).toEqual([expect.stringContaining('failed to release migration lock')]);
  });

  test('in a list with `no change`, the failure is the release of the lock', () => {
    const [run] = runsIn(
      list('no change', `pq: unnamed prepared statement does not exist in line 0: ${UNLOCK}`),
    );
    expect(run?.error).toMatchObject({
      class: 'bookkeeping',
      message: 'pq: unnamed prepared statement does not exist',
      also: ['no change'],
    });
  });
});

test.each([
  ['near "TABEL": syntax error in line 0: CREATE TABEL x', 'near "TABEL": syntax error'],
  [
    'constraint failed: UNIQUE constraint failed: u.id (1555) in line 0: INSERT',
    'constraint failed: UNIQUE constraint failed: u.id (1555)',
  ],
  [
    "Invalid object name 'x'. (proc name p) in line 2: EXEC p (details: mssql: Invalid object name 'x'.)",
    "Invalid object name 'x'. (proc name p)",
  ],
  [
    'failed to execute command:[{createIndexes users}] in line 0:  (details: (Conflict) exists)',
    'failed to execute command:[{createIndexes users}]',
  ],
])('a caller’s words before the error are not part of the message: %s', (text, message) => {
  const [run] = runsIn(JSON.stringify({ level: 'error', msg: 'could not migrate', error: text }));
  expect(run?.error?.message).toBe(message);
});

test('a failed rollback is listed with the failure, before the statement', () => {
  const text =
    '2 errors occurred:\n\t* pq: permission denied for table schema_migrations\n\t* driver: bad connection\n\n in line 0: TRUNCATE "public"."schema_migrations"';
  for (const printed of [`error: ${text}`, JSON.stringify({ level: 'error', msg: 'migrate', error: text })]) {
    expect(runsIn(printed)).toMatchObject([{ outcome: 'failed', error: { class: 'bookkeeping' } }]);
  }
});

test('an error that a logger says twice is read once', () => {
  const error =
    'migration failed in line 0: SELECT * FROM t (details: code: 86, message: HTTP status code: 401)';
  const record = { level: 'ERROR', msg: `migrate: ${error}`, err: `error: ${error}` };
  expect(runsIn(JSON.stringify(record))).toMatchObject([
    { error: { statement: 'SELECT * FROM t', details: 'code: 86, message: HTTP status code: 401' } },
  ]);
});

test('a message shorter than what is compared, with its statement and details on one line, keeps both', () => {
  const text =
    'error: migration failed: division by zero in line 0: SELECT 1/0; (details: pq: division by zero)\n';
  expect(shown(text)).toMatchObject([
    { message: 'division by zero', statement: 'SELECT 1/0;', details: 'pq: division by zero' },
  ]);
});

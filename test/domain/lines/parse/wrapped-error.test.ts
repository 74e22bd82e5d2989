import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

const runsOf = (text: string) => explainText(readLogText(Buffer.from(`${text}\n`)));

const FAILED =
  'migration failed: relation "userz" does not exist in line 0: ALTER TABLE userz ADD email text; (details: pq: relation "userz" does not exist)';
const TOLD = {
  outcome: 'failed',
  source: 'library',
  error: {
    class: 'migration-failed',
    message: 'relation "userz" does not exist',
    statement: 'ALTER TABLE userz ADD email text;',
  },
};

describe('golang-migrate’s error behind words of a program’s own', () => {
  test.each([
    'run statement: ',
    'could not run statement: ',
    'tenant 7: exec: statement: ',
    'error while processing: ',
    'while processing query: ',
    'in query: ',
    'retry 3 of 3 with value: ',
    'up: migrate: db: ',
    '[erro]  connect to postgres failed: ',
    '        ',
    '             - up: ',
    '             - up: run statement: ',
    ' └─ run statement: ',
    ' ├─ ',
    '↳ caused by: ',
    '│  run statement: ',
    '\t* ',
    '\t* run statement: ',
    ' * run statement: ',
    'level=error msg="boot failed" error=run statement: ',
  ])('%s', (words) => {
    expect(runsOf(words + FAILED)).toMatchObject([TOLD]);
  });

  test('a statement of several lines', () => {
    const error = FAILED.replace('text; ', 'text;\nALTER TABLE userz ADD phone text;\n ');
    const statement = 'ALTER TABLE userz ADD email text;\nALTER TABLE userz ADD phone text;';
    expect(runsOf(`run statement: ${error}`)).toMatchObject([
      { ...TOLD, error: { ...TOLD.error, statement } },
    ]);
  });
});

describe('a caller that says `migration failed` too', () => {
  const POSTGRES = {
    class: 'migration-failed',
    message: 'relation "userz" does not exist',
    details: 'pq: relation "userz" does not exist',
  };
  const MYSQL_FAILED =
    "migration failed in line 0: ALTER TABLE a ADD b int; (details: Error 1060 (42S21): Duplicate column name 'b')";
  const MYSQL = {
    class: 'migration-failed',
    message: "Error 1060 (42S21): Duplicate column name 'b'",
    vendorCode: 1060,
    statement: 'ALTER TABLE a ADD b int;',
  };

  test.each([
    ['before the error', (error: string) => `2026/03/05 10:00:00 migration failed: ${error}`],
    ['twice', (error: string) => `db: migration failed: orders: migration failed: ${error}`],
    [
      'as the message of slog',
      (error: string) =>
        `time=2026-03-05T10:00:00Z level=ERROR msg="migration failed" err=${JSON.stringify(error)}`,
    ],
    [
      'as the message of a JSON record',
      (error: string) => JSON.stringify({ level: 'ERROR', msg: 'migration failed', error }),
    ],
    ['with a colon', (error: string) => JSON.stringify({ level: 'ERROR', msg: 'migration failed:', error })],
    [
      'as hclog prints it',
      (error: string) =>
        `2026-03-05T10:00:00.000Z [ERROR] app.db: migration failed: error=${JSON.stringify(error)}`,
    ],
  ])('%s', (_name, wrap) => {
    expect(runsOf(wrap(FAILED))).toMatchObject([{ error: POSTGRES }]);
    expect(runsOf(wrap(MYSQL_FAILED))).toMatchObject([{ error: MYSQL }]);
  });

  test('a function of the database that raises these words has them in its message', () => {
    const raised =
      'error: migration failed: migration failed: no tenant (column 0) in line 0: SELECT f(); (details: pq: migration failed: no tenant)';
    expect(runsOf(raised)).toMatchObject([
      { error: { statement: 'SELECT f();', details: 'pq: migration failed: no tenant' } },
    ]);
  });
});

test.each([
  ['CLI', 'error: failed to init driver with path db/sql: open db/sql: permission denied'],
  [
    'library',
    '2026/03/05 10:00:00 failed to init driver with path migrations: open migrations: file does not exist',
  ],
  ['panic', 'panic: boot: failed to init driver with path sql: duplicate migration file: 1_a.up.sql'],
])('migration files that iofs cannot read, %s', (_name, line) => {
  expect(runsOf(line)).toMatchObject([
    { outcome: 'failed', error: { class: 'source' }, verdict: { state: 'not-applied' } },
  ]);
});

test('Snowflake’s message of several lines is found again behind its codes', () => {
  const said = "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'alterr'.";
  const text = `error: migration failed: ${said} in line 0: alterr table t add x int; (details: 001003 (42000): ${said})`;
  expect(runsOf(text)).toMatchObject([
    { source: 'cli', error: { sqlState: '42000', vendorCode: 1003, statement: 'alterr table t add x int;' } },
  ]);
});

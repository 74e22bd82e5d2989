import type { Scenario } from '../scenario.ts';
import { longFile, shopThen, USERS } from './migrations.ts';

const BOTH = { output: 'both' } as const;
const CHANGED = { output: 'both', versions: ['v4.15.2', 'v4.19.1'] } as const;

/** A failing third migration on SQLite. */
function failing(name: string, note: string, up: string, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    note,
    engine: 'sqlite',
    migrations: shopThen(`3_${name.replace(/^sqlite-/, '').replaceAll('-', '_')}`, up),
    steps: [{ run: 'up' }],
    ...more,
  };
}

/** Failures on SQLite: no "migration failed", no "(details:". */
export const SQLITE_FAILURES: readonly Scenario[] = [
  failing('sqlite-syntax-error', 'One line.', 'ALTER TABEL users ADD COLUMN email TEXT;\n', CHANGED),
  failing(
    'sqlite-syntax-error-long-file',
    'A typo in line 23 of 40, which the message does not tell.',
    longFile(40, 23).replace('NOT NUL,', 'NOT NUL NUL,'),
    BOTH,
  ),
  failing('sqlite-missing-table', 'no such table.', 'INSERT INTO userz VALUES (1);\n'),
  failing('sqlite-duplicate-table', 'already exists.', 'CREATE TABLE users (id BIGINT);\n', BOTH),
  failing(
    'sqlite-duplicate-column',
    'duplicate column name; the statement before it is rolled back with it.',
    'CREATE TABLE notes (id BIGINT);\nALTER TABLE users ADD COLUMN name TEXT;\n',
  ),
  failing(
    'sqlite-unique-violation',
    '1555 for a primary key.',
    "INSERT INTO users VALUES (1, 'Ana'), (1, 'Jo');\n",
    CHANGED,
  ),
  failing('sqlite-not-null-violation', '1299.', 'INSERT INTO users (id) VALUES (1);\n', BOTH),
  failing(
    'sqlite-check-violation',
    '275.',
    'CREATE TABLE notes (n INT CHECK (n > 0));\nINSERT INTO notes VALUES (-1);\n',
  ),
  failing(
    'sqlite-foreign-key-violation',
    '787, with foreign keys switched on in the URL.',
    'INSERT INTO orders VALUES (1, 4711, 19.90);\n',
    {
      steps: [{ run: 'up', params: '_pragma=foreign_keys(1)' }],
    },
  ),
  failing(
    'sqlite-begin-in-file',
    'The file has its own BEGIN, inside the transaction that the driver opened.',
    'BEGIN;\nCREATE TABLE notes (id BIGINT);\nCOMMIT;\n',
    BOTH,
  ),
  failing('sqlite-unknown-function', 'PostgreSQL words on SQLite.', 'SELECT now();\n'),
  failing(
    'sqlite-add-constraint',
    'ALTER TABLE … ADD CONSTRAINT is no SQLite.',
    'ALTER TABLE users ADD CONSTRAINT name_key UNIQUE (name);\n',
  ),
  {
    name: 'sqlite-no-transaction-partly-applied',
    note: 'x-no-tx-wrap=true: what came before the failure stays.',
    engine: 'sqlite',
    output: 'both',
    migrations: shopThen('3_notes', 'CREATE TABLE notes (id BIGINT);\nINSERT INTO notez VALUES (1);\n'),
    steps: [{ run: 'up', params: 'x-no-tx-wrap=true' }],
  },
  {
    name: 'sqlite-dirty-then-forced',
    note: 'A failure, the refused re-run, force, the corrected file.',
    engine: 'sqlite',
    output: 'both',
    migrations: shopThen('3_add_email', 'ALTER TABLE userz ADD COLUMN email TEXT;\n'),
    steps: [
      { run: 'up' },
      { run: 'up' },
      { run: 'force 2' },
      { run: 'up', files: { '3_add_email.up.sql': 'ALTER TABLE users ADD COLUMN email TEXT;\n' } },
    ],
  },
  {
    name: 'sqlite-file-locked',
    note: 'Another process writes to the file. The driver of v4.15.2 does not fail here but waits without end.',
    engine: 'sqlite',
    output: 'both',
    migrations: { ...USERS, '2_more.up.sql': 'CREATE TABLE more (id BIGINT);\n' },
    steps: [
      { run: 'up 1', preparation: true },
      { run: 'up', hold: 'BEGIN EXCLUSIVE' },
    ],
  },
  {
    name: 'sqlite-not-a-database',
    note: 'The file is something else.',
    engine: 'sqlite',
    migrations: USERS,
    steps: [{ run: 'up', path: '.', database: 'sqlite://{migrations}/1_create_users.up.sql' }],
  },
];

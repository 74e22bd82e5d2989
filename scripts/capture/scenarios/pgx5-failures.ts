import type { Scenario } from '../scenario.ts';
import { longFile, shopThen, USERS } from './migrations.ts';

const CHANGED = { versions: ['v4.17.1', 'v4.19.1', 'v4.20.1'], output: 'both' } as const;

/** A failing third migration on PostgreSQL through pgx5. */
function failing(name: string, note: string, up: string, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    note,
    engine: 'pgx5',
    migrations: shopThen(`3_${name.replace(/^pgx5-/, '').replaceAll('-', '_')}`, up),
    steps: [{ run: 'up' }],
    ...more,
  };
}

/**
 * The same failures as pgx5 words them: always with a SQLSTATE, and with "column 0, line 1" for an unknown position.
 */
export const PGX5_FAILURES: readonly Scenario[] = [
  failing(
    'pgx5-syntax-error',
    '42601 with a position.',
    'ALTER TABEL users ADD COLUMN email TEXT;\n',
    CHANGED,
  ),
  failing('pgx5-syntax-error-long-file', '42601 in line 23 of 40.', longFile(40, 23)),
  failing(
    'pgx5-missing-relation',
    '42P01 without a position: column 0 in line 1 means unknown.',
    'SELECT 1;\nALTER TABLE userz ADD COLUMN email TEXT;\n',
    CHANGED,
  ),
  failing(
    'pgx5-unique-violation',
    '23505 with DETAIL.',
    "INSERT INTO users VALUES (1, 'Ana');\nINSERT INTO users VALUES (1, 'Jo');\n",
    { output: 'both' },
  ),
  failing(
    'pgx5-not-null-violation',
    '23502 with the row.',
    'INSERT INTO users (id, name) VALUES (1, NULL);\n',
  ),
  failing(
    'pgx5-raise-exception',
    'P0001 with line ends in the message.',
    "DO $$ BEGIN RAISE EXCEPTION E'first line\\nsecond line'; END $$;\n",
  ),
  failing(
    'pgx5-concurrently-with-other-statement',
    '25001.',
    'ALTER TABLE users ADD COLUMN email TEXT;\nCREATE INDEX CONCURRENTLY users_email ON users (email);\n',
  ),
  failing(
    'pgx5-explicit-begin-fails-inside',
    'The session stays in an aborted transaction: unlocking fails too.',
    'BEGIN;\nCREATE TABLE notes (id BIGINT PRIMARY KEY);\nALTER TABLE notez ADD COLUMN body TEXT;\nCOMMIT;\n',
    { output: 'both' },
  ),
  failing(
    'pgx5-begin-without-commit',
    'The bookkeeping after it runs inside the open transaction and commits it: success, other than with lib/pq.',
    'BEGIN;\nCREATE TABLE notes (id BIGINT PRIMARY KEY);\n',
    { output: 'both' },
  ),
  {
    name: 'pgx5-multi-statement-partly-applied',
    note: 'x-multi-statement=true: the first statement stays, the error quotes only the failing one.',
    engine: 'pgx5',
    output: 'both',
    migrations: shopThen(
      '3_notes',
      'CREATE TABLE notes (id BIGINT PRIMARY KEY);\nALTER TABEL notes ADD COLUMN body TEXT;\nSELECT 1;\n',
    ),
    steps: [{ run: 'up', params: 'x-multi-statement=true' }],
  },
  {
    name: 'pgx5-multi-statement-semicolon-in-body',
    note: 'x-multi-statement=true cuts a function body at its first semicolon.',
    engine: 'pgx5',
    migrations: shopThen(
      '3_function',
      'CREATE FUNCTION one() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND\n$$ LANGUAGE plpgsql;\n',
    ),
    steps: [{ run: 'up', params: 'x-multi-statement=true' }],
  },
  {
    name: 'pgx5-permission-denied-schema',
    note: '42501 before any migration.',
    engine: 'pgx5',
    versions: ['v4.19.1', 'v4.20.1'],
    migrations: USERS,
    steps: [{ run: 'up', sql: 'ALTER DATABASE app OWNER TO postgres' }],
  },
  {
    name: 'pgx5-rails-owns-schema-migrations',
    note: "schema_migrations is Ruby on Rails' table.",
    engine: 'pgx5',
    migrations: USERS,
    steps: [
      {
        run: 'up',
        sql: 'CREATE TABLE schema_migrations (version VARCHAR PRIMARY KEY); GRANT ALL ON schema_migrations TO migrate',
      },
    ],
  },
  {
    name: 'pgx5-down-fails',
    note: 'A failing down: dirty at the version before.',
    engine: 'pgx5',
    migrations: {
      ...shopThen('3_add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
      '3_add_email.down.sql': 'ALTER TABLE users DROP COLUMN emial;\n',
    },
    steps: [{ run: 'up', preparation: true }, { run: 'down 1' }],
  },
];

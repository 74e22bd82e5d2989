import { type Scenario, VERSIONS, type When } from '../scenario.ts';
import { shopThen, USERS } from './migrations.ts';

const SLEEPS: When = {
  sql: "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'",
};

const SLOW_SECOND = { ...USERS, '2_backfill.up.sql': 'SELECT pg_sleep(2);\n' };

/** Runs that wait: for the migration lock, for a table, or for a time limit. */
export const LOCKS: readonly Scenario[] = [
  {
    name: 'two-migrators',
    note: 'The second starts while the first executes: it prints nothing, waits for the lock, then finds nothing to do.',
    engine: 'postgres',
    versions: ['v4.15.2', 'v4.19.1'],
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [{ run: 'up', overlapWhen: SLEEPS }, { run: 'up' }],
  },
  {
    name: 'two-migrators-first-fails',
    note: 'The second waits for the lock, then is refused: the first left the database dirty.',
    engine: 'postgres',
    output: 'both',
    migrations: { ...USERS, '2_backfill.up.sql': 'SELECT pg_sleep(1.5);\nSELECT broken;\n' },
    steps: [{ run: 'up', overlapWhen: SLEEPS }, { run: 'up' }],
  },
  {
    name: 'lock-timeout-flag-has-no-effect',
    note: '-lock-timeout 1 on the second: it waits all the same, in the constructor, where the flag does not reach.',
    engine: 'postgres',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [
      { run: 'up', preparation: true, overlapWhen: SLEEPS },
      { run: 'up', flags: ['-lock-timeout', '1'] },
    ],
  },
  {
    name: 'lock-timeout-on-advisory-lock',
    note: "55P03: the server's lock_timeout ends the wait for the migration lock.",
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [
      { run: 'up', preparation: true, overlapWhen: SLEEPS },
      { run: 'up', params: 'lock_timeout=300' },
    ],
  },
  {
    name: 'lock-timeout-on-table',
    note: '55P03: another session holds the table.',
    engine: 'postgres',
    output: 'both',
    migrations: shopThen('3_add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
    steps: [
      { run: 'up 2', preparation: true },
      { run: 'up', params: 'lock_timeout=300', hold: 'BEGIN; LOCK TABLE users IN ACCESS SHARE MODE' },
    ],
  },
  {
    name: 'lock-timeout-set-in-file',
    note: '55P03, with SET lock_timeout in the migration itself.',
    engine: 'postgres',
    migrations: shopThen(
      '3_add_email',
      "SET lock_timeout = '200ms';\nALTER TABLE users ADD COLUMN email TEXT;\n",
    ),
    steps: [
      { run: 'up 2', preparation: true },
      { run: 'up', hold: 'BEGIN; LOCK TABLE users IN ACCESS SHARE MODE' },
    ],
  },
  {
    name: 'lock-nowait',
    note: '55P03 from SELECT … FOR UPDATE NOWAIT.',
    engine: 'postgres',
    migrations: shopThen(
      '3_add_email',
      'SELECT id FROM users FOR UPDATE NOWAIT;\nALTER TABLE users ADD COLUMN email TEXT;\n',
    ),
    steps: [
      { run: 'up 2', preparation: true },
      {
        run: 'up',
        sql: "INSERT INTO users VALUES (1, 'Ana')",
        hold: 'BEGIN; SELECT id FROM users FOR UPDATE',
      },
    ],
  },
  {
    name: 'statement-timeout-server',
    note: "57014: the server's statement_timeout.",
    engine: 'postgres',
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'CREATE TABLE names AS SELECT name FROM users;\nSELECT pg_sleep(30);\n',
    ),
    steps: [{ run: 'up', params: 'statement_timeout=400' }],
  },
  {
    name: 'statement-timeout-client',
    note: 'x-statement-timeout: the client cancels, and the session is gone for unlocking: two errors.',
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'CREATE TABLE names AS SELECT name FROM users;\nSELECT pg_sleep(30);\n',
    ),
    steps: [{ run: 'up', params: 'x-statement-timeout=400' }],
  },
  {
    name: 'deadlock-with-concurrent-index',
    note: '40P01: CREATE INDEX CONCURRENTLY waits for the other migrator, which waits for the lock. The index stays, INVALID; the other is then refused.',
    engine: 'postgres',
    output: 'both',
    migrations: {
      ...USERS,
      '2_backfill.up.sql': 'SELECT pg_sleep(1.5);\n',
      '3_index.up.sql': 'CREATE INDEX CONCURRENTLY users_name ON users (name);\n',
    },
    steps: [{ run: 'up', overlapWhen: SLEEPS }, { run: 'up' }],
  },
  {
    name: 'pgx5-lock-timeout-on-advisory-lock',
    note: '55P03 through pgx5.',
    engine: 'pgx5',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [
      { run: 'up', preparation: true, overlapWhen: SLEEPS },
      { run: 'up', params: 'lock_timeout=300' },
    ],
  },
  {
    name: 'pgx5-statement-timeout-client',
    note: 'x-statement-timeout through pgx5: the connection is cut, and migrate is gone before its cancel request is sure to arrive: the statement may commit all the same.',
    engine: 'pgx5',
    versions: ['v4.17.1', 'v4.19.1', 'v4.20.1'],
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'CREATE TABLE names AS SELECT name FROM users;\nSELECT pg_sleep(2);\n',
    ),
    steps: [{ run: 'up', params: 'x-statement-timeout=400' }],
  },
];

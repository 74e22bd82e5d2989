import type { Scenario, When } from '../scenario.ts';
import { shopThen, USERS } from './migrations.ts';

const SLEEPS: When = {
  sql: "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'",
};

const SLOW_SECOND = { ...USERS, '2_backfill.up.sql': 'SELECT pg_sleep(2);\n' };

/**
 * golang-migrate's driver for CockroachDB, on PostgreSQL, which answers it in the same protocol: how the driver prints, and how it locks.
 * What the server says is PostgreSQL's.
 */
export const COCKROACHDB_DRIVER: readonly Scenario[] = [
  {
    name: 'cockroachdb-statement-fails',
    note: "The server's words come with `pq: ` before them, after the whole file; line 0 whatever the place.",
    engine: 'cockroachdb',
    output: 'both',
    migrations: shopThen('3_again', 'CREATE TABLE notes (id INT);\nCREATE TABLE users (id INT);\n'),
    steps: [{ run: 'up' }, { run: 'up' }],
  },
  {
    name: 'cockroachdb-lock-row-left-by-a-kill',
    note: 'SIGKILL leaves the row of the lock: `version`, `force` and `up` are refused, also with x-force-lock, until it is deleted.',
    engine: 'cockroachdb',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [
      { run: 'up', disturb: [{ when: SLEEPS, signal: 'SIGKILL' }] },
      { run: 'version' },
      { run: 'force 1' },
      { run: 'up' },
      { run: 'version', params: 'x-force-lock=true' },
      { run: 'version', sql: 'DELETE FROM schema_lock' },
    ],
  },
  {
    name: 'cockroachdb-two-migrators',
    note: 'The second starts while the first executes. It does not wait: it fails at once.',
    engine: 'cockroachdb',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [{ run: 'up', overlapWhen: SLEEPS }, { run: 'up' }],
  },
  {
    name: 'cockroachdb-no-right-on-the-lock',
    note: 'The user may not read the table of the lock.',
    engine: 'cockroachdb',
    output: 'both',
    migrations: USERS,
    steps: [
      { run: 'up', preparation: true },
      {
        run: 'up',
        sql: 'REVOKE ALL ON schema_lock FROM migrate; ALTER TABLE schema_lock OWNER TO CURRENT_USER',
      },
    ],
  },
];

import type { Disturbance, Scenario, Step, When } from '../scenario.ts';
import { USERS } from './migrations.ts';

/** Migration 2 of 4 takes long enough to be interrupted while it executes. */
const SLOW_SECOND = {
  ...USERS,
  '2_backfill_names.up.sql': 'CREATE TABLE names AS SELECT name FROM users;\nSELECT pg_sleep(1.5);\n',
  '3_index_names.up.sql': 'CREATE INDEX names_name ON names (name);\n',
  '4_add_phone.up.sql': 'ALTER TABLE users ADD COLUMN phone TEXT;\n',
};

const SECOND_EXECUTES: When = {
  sql: "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'",
};
const WAITS_FOR_LOCK: When = {
  sql: "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
};
const BACKEND = "FROM pg_stat_activity WHERE usename = 'migrate' AND state = 'active'";

/** `up` of the slow folder, disturbed from outside while it runs. */
function disturbed(
  name: string,
  note: string,
  disturb: readonly Disturbance[],
  more: Partial<Step> = {},
): Scenario {
  return {
    name,
    note,
    engine: 'postgres',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [{ run: 'up', disturb, ...more }],
  };
}

/** `up` that waits for the lock of another running `migrate`, and is disturbed from outside while it waits. */
function waiting(name: string, note: string, second: Partial<Step>): Scenario {
  return {
    name,
    note,
    engine: 'postgres',
    output: 'both',
    migrations: SLOW_SECOND,
    steps: [
      { run: 'up', preparation: true, overlapWhen: SECOND_EXECUTES },
      { run: 'up', ...second },
    ],
  };
}

/** Runs ended from outside, while a migration executes or while they wait for the lock. */
export const SIGNALS: readonly Scenario[] = [
  disturbed('interrupted-mid-migration', 'SIGINT: migration 2 finishes, 3 and 4 stay unapplied; exit 0.', [
    { when: SECOND_EXECUTES, signal: 'SIGINT' },
  ]),
  disturbed('interrupted-twice', 'A second SIGINT is swallowed.', [
    { when: SECOND_EXECUTES, signal: 'SIGINT' },
    { when: { stderr: 'Stopping after' }, signal: 'SIGINT' },
  ]),
  disturbed(
    'interrupted-as-pid-1',
    'SIGINT to process 1 is as graceful as to any other.',
    [{ when: SECOND_EXECUTES, signal: 'SIGINT' }],
    { pid1: true },
  ),
  disturbed(
    'killed-mid-migration-sigterm',
    'SIGTERM prints nothing; the statement goes on in the server and commits.',
    [{ when: SECOND_EXECUTES, signal: 'SIGTERM' }],
  ),
  disturbed(
    'killed-mid-migration-sigterm-as-pid-1',
    'SIGTERM to process 1: exit 2 and nothing printed; the statement commits.',
    [{ when: SECOND_EXECUTES, signal: 'SIGTERM' }],
    { pid1: true },
  ),
  disturbed(
    'killed-mid-migration-sigkill',
    'SIGKILL, as after the stop timeout or out of memory; the statement commits.',
    [{ when: SECOND_EXECUTES, signal: 'SIGKILL' }],
  ),
  {
    ...disturbed(
      'dirty-after-kill',
      'The run after a kill is refused, although the killed migration was applied whole.',
      [],
    ),
    steps: [
      { run: 'up', disturb: [{ when: SECOND_EXECUTES, signal: 'SIGKILL' }] },
      { run: 'up' },
      { run: 'force 2' },
      { run: 'up' },
    ],
  },
  waiting(
    'interrupted-in-lock-wait',
    'SIGINT while waiting for the lock: the handler is not set yet, exit 130.',
    {
      disturb: [{ when: WAITS_FOR_LOCK, signal: 'SIGINT' }],
    },
  ),
  waiting(
    'killed-in-lock-wait-sigterm-as-pid-1',
    'SIGTERM to process 1 while it waits for the lock: exit 2, no output at all.',
    {
      pid1: true,
      disturb: [{ when: WAITS_FOR_LOCK, signal: 'SIGTERM' }],
    },
  ),
  {
    ...disturbed(
      'server-crashes-mid-migration',
      'The server is gone at once: connection lost, unlocking fails too.',
      [{ when: SECOND_EXECUTES, crashServer: true }],
    ),
    versions: ['v4.15.2', 'v4.19.1'],
  },
  disturbed(
    'backend-terminated-mid-migration',
    '57P01: the administrator ended the session; unlocking fails too.',
    [{ when: SECOND_EXECUTES, sql: `SELECT pg_terminate_backend(pid) ${BACKEND}` }],
  ),
  disturbed('statement-cancelled-mid-migration', '57014: the administrator cancelled the statement.', [
    { when: SECOND_EXECUTES, sql: `SELECT pg_cancel_backend(pid) ${BACKEND}` },
  ]),
  {
    ...disturbed('pgx5-server-crashes-mid-migration', 'The same crash through pgx5.', [
      { when: SECOND_EXECUTES, crashServer: true },
    ]),
    engine: 'pgx5',
  },
  {
    ...disturbed('pgx5-backend-terminated-mid-migration', '57P01 through pgx5.', [
      { when: SECOND_EXECUTES, sql: `SELECT pg_terminate_backend(pid) ${BACKEND}` },
    ]),
    engine: 'pgx5',
  },
];

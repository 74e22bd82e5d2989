import { postgres as dialect } from '../../lines/sql/dialect.ts';
import { firstThen, type Steps } from '../advice/branches.ts';
import {
  COCKROACH_END_JOB,
  COCKROACH_END_QUERY,
  COCKROACH_LOCKS,
  COCKROACH_OPEN_JOBS,
  COCKROACH_QUERIES,
  COCKROACH_TABLES,
  COCKROACH_UNLOCK,
  COCKROACH_VERSION_ROW,
  SHOW_VERSION,
} from '../advice/commands.ts';
import { cockroachSurvivors } from './cockroach-survivors.ts';
import type { EngineProfile } from './profile.ts';

const WORK: Steps = [{ command: COCKROACH_QUERIES }, { command: COCKROACH_OPEN_JOBS }];

const UNLOCK = `type \`${COCKROACH_UNLOCK}\`, with the lock_id from that list.`;

/** golang-migrate's words for a held lock, which every command needs, also those that only look. */
const REFUSES_ALL =
  "While it is there, every command of golang-migrate fails with `can't acquire lock`, also `version` and `force`; x-force-lock does not help.";

/**
 * CockroachDB, by what its documentation says: it was not tried on a real server. golang-migrate's driver for it was, with its lock.
 *
 * The driver prints the server's words with `pq: ` before them, sends a file in one Exec, and locks with a row of the table
 * `schema_lock`. It has `x-force-lock`, which fails when a row is there: it inserts the row again.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/cockroachdb/cockroachdb.go
 * @see https://www.cockroachlabs.com/docs/stable/online-schema-changes
 */
export const cockroach: EngineProfile = {
  // Its own driver is used with `cockroachdb://`; those of PostgreSQL reach it too.
  drivers: ['cockroach', 'lib/pq', 'pgx'],
  knowsLostConnection: true,
  // The word is accepted and means nothing: every index is built while the table is in use.
  hasConcurrently: false,
  mayWrapFile: false,
  migrateSessions: [],
  lockRejected: {
    denied: [
      {
        do: 'The role lacks a right on the table of the lock: GRANT SELECT, INSERT, DELETE ON schema_lock to it; for the first run also CREATE on its schema.',
      },
    ],
    otherwise: [
      {
        do: 'Correct what the server complains about. If the URL has x-force-lock, remove it: it fails while the row of the lock is there.',
      },
    ],
  },
  grammar: {
    dialect,
    kinds: [
      ['masked', /^‹/],
      ['begin', /^(?:BEGIN|START\s+TRANSACTION)\b/i],
      ['commit', /^(?:COMMIT|END)\b/i],
      ['harmless', /^(?:ROLLBACK\s+(?:TRANSACTION\s+)?TO|SAVEPOINT|RELEASE)\b/i],
      ['rollback', /^(?:ROLLBACK|ABORT)\b/i],
      ['temporary', /^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\s/i],
      // A cluster setting is not undone by a rollback.
      ['masked', /^(?:SET|RESET)\s+CLUSTER\b/i],
      [
        'harmless',
        /^(?:SET|RESET|SHOW|USE|EXPLAIN(?!\s+ANALY[SZ]E|\s*\()|DISCARD|DEALLOCATE|PREPARE|LISTEN|UNLISTEN|NOTIFY)\b/i,
      ],
      ['service', /^(?:LOCK|ANALYZE|ANALYSE|DECLARE|FETCH|MOVE|CLOSE|CREATE\s+STATISTICS)\b/i],
      ['routine', /^(?:DO|CALL|EXECUTE)\b/i],
      ['query', /^(?:SELECT|VALUES|WITH|TABLE|EXPLAIN|\()/i],
      ['rows', /^(?:INSERT|UPSERT|UPDATE|DELETE|MERGE|COPY)\b/i],
      ['schema', /^(?:CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|COMMENT|REFRESH|REASSIGN)\b/i],
    ],
  },
  survivingChanges: cockroachSurvivors,
  lostClient: {
    goesOn: true,
    evidence:
      'CockroachDB runs a schema change as a job of its own, which goes on without its client; it may also finish and commit the statement at hand.',
    notices: [],
    end: [
      {
        do: 'Only if it must not finish, end it. A query that is cancelled is rolled back; a job that is cancelled undoes its schema change, which takes time.',
      },
      { do: `For a query, type \`${COCKROACH_END_QUERY}\`, with the query_id from that list.` },
      { do: `For a job, type \`${COCKROACH_END_JOB}\`, with the job_id from that list.` },
    ],
  },
  sessions: WORK,
  blocked: WORK,
  lockHeld: (onwards) =>
    firstThen(
      [
        { command: COCKROACH_LOCKS },
        {
          do: `A row there is the lock of a golang-migrate that is at work, or that was killed. ${REFUSES_ALL}`,
        },
        ...WORK,
        { do: 'Look for another golang-migrate: a task, a build or a service that has not ended.' },
      ],
      [
        {
          when: 'If another golang-migrate is at work',
          steps: [{ do: 'Wait until it ends: it deletes its row.' }, ...onwards],
        },
        {
          when: 'If none is at work, and the row is still there',
          steps: [
            { do: 'Wait until those lists show nothing of its migration.' },
            { do: `Delete the row of the run that was killed: ${UNLOCK}` },
            { command: SHOW_VERSION },
            {
              do: 'If that says dirty, stop here: the page of the run that was killed says which version to force. If not:',
            },
            ...onwards,
          ],
        },
        { when: 'If none is at work, and the row is gone', steps: onwards },
      ],
    ),
  lockLeft: [
    { command: COCKROACH_LOCKS },
    {
      do: `A row there is most likely the lock of this run. ${REFUSES_ALL} With a URL that begins with postgres:// or pgx5:// there is no such table and nothing to delete.`,
    },
    { do: `Once no golang-migrate works on this database any more, delete the row: ${UNLOCK}` },
  ],
  tableLocked: WORK,
  typeToEnd: `type \`${COCKROACH_END_QUERY}\`, with the query_id from that list.`,
  tables: { command: COCKROACH_TABLES },
  versionRow: COCKROACH_VERSION_ROW,
};

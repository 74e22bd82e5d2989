import type { MigrateError } from '../model/event.ts';
import type { JudgedCase } from '../model/judged-run.ts';
import type { Verdict } from '../model/verdict.ts';
import { always, firstThen } from './advice/branches.ts';
import { judgeBetweenFiles } from './between-files.ts';
import { profileOf } from './engine/profiles.ts';
import { finishTheJob } from './finish-the-job.ts';
import { judgeLockRefused, refusedLock } from './lock-refused.ts';
import {
  eitherWay,
  listTables,
  lookAtSchema,
  lookAtVersion,
  markAsDone,
  NOT_BEFORE_LOOKING,
  nameOf,
  UNTIL_ONE_HOLDS,
} from './steps.ts';
import { judgeUndetermined } from './undetermined.ts';
import { executingOf, showsWhatBegan } from './version-to-force.ts';

/** The file began a transaction and did not end it. Then lib/pq and go-sql-driver refuse to begin golang-migrate's own. */
const OPEN_TRANSACTION = /unexpected transaction status|Error 1568\b|transaction is in progress/;

/**
 * Committing the version failed. Drivers that run a file in their own transaction (SQLite's do) use the same words for that
 * transaction.
 */
const COMMIT_FAILED = /transaction commit failed/;

/** The file itself ended that transaction. */
const ENDED_BY_FILE = /cannot commit - no transaction is active/;

/** Releasing the lock failed, after everything else had worked. */
const RELEASE = /pg_advisory_unlock|RELEASE_LOCK|can't unlock|release migration lock/;

/** Statements that golang-migrate runs before it looks at any migration. */
const BEFORE_ANY = /^(?:SELECT|SHOW|CREATE)\b/i;

/** A statement of golang-migrate's own bookkeeping failed: before a migration, after one, or without any migration. */
export function judgeBookkeeping(judged: JudgedCase, error: MigrateError): Verdict {
  const { run } = judged;
  const told = `${error.details ?? ''} ${error.message} ${error.statement ?? ''}`;
  if (refusedLock(error)) return judgeLockRefused(judged, error);
  if (executingOf(run) !== undefined) {
    if (OPEN_TRANSACTION.test(told)) return leftOpen(judged);
    if (COMMIT_FAILED.test(told) && mayBeTheFiles(judged))
      return notCommitted(judged, ENDED_BY_FILE.test(told));
    return marked(judged);
  }
  if (run.command === 'drop') return dropped(judged);
  if (RELEASE.test(told)) return lockKept(judged, error);
  if (BEFORE_ANY.test(error.statement ?? '') && run.migrations.length === 0) return beforeAny(judged);
  if (showsWhatBegan(run) || BEFORE_ANY.test(error.statement ?? ''))
    return judgeBetweenFiles(
      judged,
      'No migration was executing when golang-migrate failed in its own bookkeeping.',
    );
  return judgeUndetermined(
    judged,
    'golang-migrate failed to write its own table, either before a migration began or after it had run.',
  );
}

function marked(judged: JudgedCase): Verdict {
  const executing = executingOf(judged.run);
  return {
    state: 'applied-but-marked-dirty',
    evidence: [
      `${nameOf(judged.run)} ran without an error; then golang-migrate could not mark it as done.`,
      'If the error came during the commit of that mark, the migration may be recorded as done after all.',
    ],
    next: firstThen(
      [...lookAtVersion(judged), ...lookAtSchema(judged)],
      [
        {
          when: 'If it is dirty and the change is there',
          steps: markAsDone(judged),
        },
        {
          when: 'If it is not dirty, which means that it was recorded as done',
          steps: finishTheJob(judged, 'also-the-last'),
        },
      ],
    ),
    doNot: [
      executing?.direction === 'down'
        ? `Do not force ${executing.version}: its down would run a second time.`
        : 'Do not force the version before it: the migration would run a second time.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

function leftOpen(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: [
      `The file of ${nameOf(judged.run)} began a transaction and did not end it.`,
      'What it did inside that transaction was rolled back when golang-migrate disconnected; what it committed before stays.',
    ],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        ...lookAtSchema(judged),
        { do: 'Add the missing COMMIT to the file, or remove its BEGIN.' },
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: [
      'Do not mark it as done just because the log shows no SQL error: its changes are most likely gone.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

/** Could the transaction that failed be the one that the driver runs the file in? */
function mayBeTheFiles({ engine, context }: JudgedCase): boolean {
  return profileOf(engine).mayWrapFile && context.noTxWrap !== true;
}

function notCommitted(judged: JudgedCase, endedByFile: boolean): Verdict {
  return {
    state: 'unknown',
    evidence: endedByFile
      ? [
          `The file of ${nameOf(judged.run)} ended the transaction that golang-migrate runs it in.`,
          'What it committed stays; what came before its own ROLLBACK is gone.',
        ]
      : [
          `${nameOf(judged.run)} ran, and then a transaction could not be committed: either the one it ran in, or the one in which golang-migrate records the version.`,
          'In the first case none of its changes are there, in the second all of them are.',
        ],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        ...lookAtSchema(judged),
        ...(endedByFile ? [{ do: 'Remove the COMMIT or ROLLBACK from the file.' }] : []),
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: ['Do not mark it as done just because the log shows no SQL error.', NOT_BEFORE_LOOKING],
  };
}

function dropped(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: ['`drop` drops one table after another: those before the error are gone.'],
    next: always([...listTables(judged), { do: 'Restore from a backup if this was not intended.' }]),
    doNot: ['Do not run `drop` again before you know which database it was.'],
  };
}

function beforeAny(judged: JudgedCase): Verdict {
  return {
    state: 'not-applied',
    evidence: [
      'The server was reached, and rejected a statement that golang-migrate needs for its own table.',
      'golang-migrate does that before it looks at any migration: none began, and no version was marked dirty.',
    ],
    next: always([
      {
        do: 'Correct what the server complains about: grant the rights on the table and its schema, or use a version of golang-migrate whose driver fits the server.',
      },
      ...lookAtVersion(judged),
      ...finishTheJob(judged, 'printed'),
    ]),
    doNot: ['Do not force: this run left nothing half done.'],
  };
}

/** All migrations were applied, or there was nothing to do; then releasing the lock failed. */
function lockKept(judged: JudgedCase, error: MigrateError): Verdict {
  const nothingToDo = error.also?.includes('no change') === true;
  const { lockLeft, migrateSessions } = profileOf(judged.engine);
  return {
    state: 'not-applied',
    evidence: [
      nothingToDo
        ? 'There was nothing to do and nothing was done. Only releasing the lock failed, hence exit code 1.'
        : 'Every migration that began had finished. Only releasing the lock failed, hence exit code 1.',
      lockLeft.length > 0
        ? 'The lock is a row of a table, and is most likely still there.'
        : SESSION_GONE.test(error.message)
          ? 'The connection was gone by then; the server releases the lock when the session ends.'
          : 'This happens with a pooler in transaction mode (PgBouncer, RDS Proxy): the lock was taken in one session and released in another. The first session may still hold it.',
    ],
    next: always([
      { do: 'The schema needs no repair, and no run has to be repeated.' },
      ...migrateSessions,
      ...(lockLeft.length > 0
        ? []
        : [{ do: 'Use a direct endpoint of the database for migrations, not a pooler.' }]),
    ]),
    doNot: ['Do not force: this run left nothing half done.'],
  };
}

const SESSION_GONE = /bad connection|invalid connection|connection is already closed|\bEOF\b|conn closed/;

import type { MigrateError } from '../model/event.ts';
import type { Verdict } from '../model/verdict.ts';
import { always, firstThen } from './advice/branches.ts';
import { PG_MIGRATE_SESSIONS } from './advice/commands.ts';
import { judgeBetweenFiles } from './between-files.ts';
import { finishTheJob } from './finish-the-job.ts';
import { judgeLockRefused, refusedLock } from './lock-refused.ts';
import {
  eitherWay,
  type JudgedCase,
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

/** The file began a transaction and did not end it; lib/pq and go-sql-driver then refuse golang-migrate's own. */
const OPEN_TRANSACTION = /unexpected transaction status|Error 1568\b|transaction is in progress/;

/** Said of the mark, and by drivers that run a file in a transaction of their own (SQLite's do) of that one too. */
const COMMIT_FAILED = /transaction commit failed/;

/** The file has ended that transaction itself. */
const ENDED_BY_FILE = /cannot commit - no transaction is active/;

/** Only the release of the lock, after everything else had worked. */
const RELEASE = /pg_advisory_unlock|RELEASE_LOCK|can't unlock|release migration lock/;

/** What golang-migrate asks and prepares before it looks at any migration. */
const BEFORE_ANY = /^(?:SELECT|SHOW|CREATE)\b/i;

/** A statement of golang-migrate's own failed: before the migration, after it, or beside any. */
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
      'If the error came while that mark was being committed, the mark may have been set after all.',
    ],
    next: firstThen(
      [...lookAtVersion(judged), ...lookAtSchema(judged)],
      [
        {
          when: 'If it is dirty and the change is there',
          steps: markAsDone(judged),
        },
        {
          when: 'If it is not dirty, so the mark was set after all',
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
      'What it did inside that transaction was rolled back when golang-migrate hung up; what it committed before stays.',
    ],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        ...lookAtSchema(judged),
        { do: 'Add the missing COMMIT to the file, or take its BEGIN out.' },
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: [
      'Do not mark it as done because the log shows no SQL error: its changes are most likely gone.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

/** Could the transaction be the one that the driver runs the file in? */
function mayBeTheFiles({ engine, context }: JudgedCase): boolean {
  return engine !== 'postgres' && engine !== 'mysql' && context.noTxWrap !== true;
}

function notCommitted(judged: JudgedCase, endedByFile: boolean): Verdict {
  return {
    state: 'unknown',
    evidence: endedByFile
      ? [
          `The file of ${nameOf(judged.run)} ended the transaction that golang-migrate runs it in.`,
          'What it committed stays; what stood before a ROLLBACK of its own is gone.',
        ]
      : [
          `${nameOf(judged.run)} ran, and then a transaction could not be committed: the one it ran in, or the one of golang-migrate's own mark.`,
          'In the first case nothing of it is there, in the second all of it is.',
        ],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        ...lookAtSchema(judged),
        ...(endedByFile ? [{ do: 'Take the COMMIT or ROLLBACK out of the file.' }] : []),
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: ['Do not mark it as done because the log shows no SQL error.', NOT_BEFORE_LOOKING],
  };
}

function dropped(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: ['`drop` takes one table after another: those before the error are gone.'],
    next: always([...listTables(judged), { do: 'Restore from a backup if this was not meant.' }]),
    doNot: ['Do not run `drop` again before you know which database it was.'],
  };
}

function beforeAny(judged: JudgedCase): Verdict {
  return {
    state: 'not-applied',
    evidence: [
      'The server was reached, and refused a statement that golang-migrate needs for its own table.',
      'That comes before it looks at any migration: none began, and none was marked.',
    ],
    next: always([
      {
        do: 'Correct what the server complains of: rights on the table and its schema, or a version of golang-migrate whose driver fits the server.',
      },
      ...lookAtVersion(judged),
      ...finishTheJob(judged, 'printed'),
    ]),
    doNot: ['Do not force: nothing was left half done by this run.'],
  };
}

/** All was done, or nothing was to do; then giving back the lock failed. */
function lockKept(judged: JudgedCase, error: MigrateError): Verdict {
  const nothingToDo = error.also?.includes('no change') === true;
  return {
    state: 'not-applied',
    evidence: [
      nothingToDo
        ? 'Nothing was to do and nothing was done: only giving back the lock failed, hence exit code 1.'
        : 'Every migration that began had finished: only giving back the lock failed, hence exit code 1.',
      SESSION_GONE.test(error.message)
        ? 'The connection was gone by then; the server frees the lock with the session.'
        : 'So it goes with a pooler in transaction mode (PgBouncer, RDS Proxy): the lock was taken in one session and given back in another. The first may still hold it.',
    ],
    next: always([
      { do: 'Nothing is to be repaired in the schema, and no run has to be repeated for it.' },
      ...(judged.engine === 'postgres' ? [{ command: PG_MIGRATE_SESSIONS }] : []),
      { do: 'Use a direct endpoint of the database for migrations, not a pooler.' },
    ]),
    doNot: ['Do not force: nothing was left half done by this run.'],
  };
}

const SESSION_GONE = /bad connection|invalid connection|connection is already closed|\bEOF\b|conn closed/;

import type { MigrateError } from '../event.ts';
import type { Verdict } from '../verdict.ts';
import { always, firstThen } from './branches.ts';
import { judgeByTheMark } from './by-the-mark.ts';
import {
  type Case,
  eitherWay,
  forceAfter,
  forceBefore,
  listTables,
  lookAtSchema,
  lookAtVersion,
  NOT_BEFORE_LOOKING,
  nameOf,
  runAgain,
  UNTIL_ONE_HOLDS,
} from './steps.ts';
import { executingOf, showsWhatBegan } from './version-to-force.ts';

/** The file began a transaction and did not end it; lib/pq and go-sql-driver then refuse golang-migrate's own. */
const OPEN_TRANSACTION = /unexpected transaction status|Error 1568\b|transaction is in progress/;

/** Only the release of the lock, after everything else had worked. */
const RELEASE = /pg_advisory_unlock|RELEASE_LOCK|can't unlock|release migration lock/;

/** What golang-migrate asks and prepares before it looks at any migration. */
const BEFORE_ANY = /^(?:SELECT|SHOW|CREATE)\b/i;

/** A statement of golang-migrate's own failed: before the migration, after it, or beside any. */
export function judgeBookkeeping(judged: Case, error: MigrateError): Verdict {
  const { run } = judged;
  const told = `${error.details ?? ''} ${error.message} ${error.statement ?? ''}`;
  if (executingOf(run) !== undefined) return OPEN_TRANSACTION.test(told) ? leftOpen(judged) : marked(judged);
  if (run.command === 'drop') return dropped(judged);
  if (showsWhatBegan(run) || RELEASE.test(told) || BEFORE_ANY.test(error.statement ?? ''))
    return outsideAny(judged);
  return judgeByTheMark(
    judged,
    'golang-migrate failed to write its own table, either before a migration began or after it had run.',
  );
}

function marked(judged: Case): Verdict {
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
          steps: [...forceAfter(judged), ...runAgain(judged)],
        },
        { when: 'If it is not dirty: the mark was set after all', steps: runAgain(judged) },
      ],
    ),
    doNot: ['Do not force the version before it: the migration would run a second time.', NOT_BEFORE_LOOKING],
  };
}

function leftOpen(judged: Case): Verdict {
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

function dropped(judged: Case): Verdict {
  return {
    state: 'unknown',
    evidence: ['`drop` takes one table after another: those before the error are gone.'],
    next: always([...listTables(judged), { do: 'Restore from a backup if this was not meant.' }]),
    doNot: ['Do not run `drop` again before you know which database it was.'],
  };
}

function outsideAny(judged: Case): Verdict {
  return {
    state: 'not-applied',
    evidence: ['No migration was executing when golang-migrate failed in its own bookkeeping.'],
    next: firstThen(lookAtVersion(judged), [
      { when: 'If it is not dirty', steps: runAgain(judged) },
      {
        when: 'If it is dirty: the version was marked, but its migration never began',
        steps: [...forceBefore(judged), ...runAgain(judged)],
      },
    ]),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

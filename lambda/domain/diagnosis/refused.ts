import type { ErrorClass } from '../model/error-class.ts';
import type { JudgedCase, JudgedRun, VerdictContext } from '../model/judged-run.ts';
import type { Branch, Verdict } from '../model/verdict.ts';
import { always, firstThen, type Steps } from './advice/branches.ts';
import { LIST_FILES, SHOW_VERSION } from './advice/commands.ts';
import { judgeBetweenFiles } from './between-files.ts';
import { connectionAdvice } from './connection-advice.ts';
import { profileOf } from './engine/profiles.ts';
import { finishTheJob } from './finish-the-job.ts';
import {
  eitherWay,
  lookAtSchema,
  lookAtSessions,
  lookAtVersion,
  lookForChangeOf,
  NOT_BEFORE_LOOKING,
  nameOf,
  UNTIL_ONE_HOLDS,
} from './steps.ts';
import { judgeUndetermined } from './undetermined.ts';
import { executingOf, showsWhatBegan } from './version-to-force.ts';

/** Refused because the database was already dirty: an earlier run left its state. */
export function judgeBlocked(judged: JudgedCase): Verdict {
  return foundDirty(judged, NOTHING_CHANGED);
}

/** Refused, and the run that made the database dirty is known: that run's verdict, adapted. */
export function repeatVerdict({ id, verdict }: NonNullable<VerdictContext['dirtiedBy']>): Verdict {
  const { state, evidence, next, doNot } = verdict;
  // golang-migrate reads the dirty flag after it got the lock. A session that was still at work would hold that lock.
  const isOver = state === 'still-running';
  return {
    state: isOver ? 'unknown' : state,
    evidence: [
      NOTHING_CHANGED,
      `Run ${id} made it dirty, and its page has the details. What it left:`,
      ...evidence,
      ...(isOver
        ? [
            'This run got the lock and read the dirty flag, so the server is most likely done with that migration.',
          ]
        : []),
    ],
    next,
    doNot: [...doNot, NO_MORE_RUNS],
  };
}

const NOTHING_CHANGED = 'This run changed nothing: golang-migrate refuses to work on a dirty database.';
const NO_MORE_RUNS = 'Do not start more runs: each one is refused until the version is forced.';

/** `migrate version` showed that the database is dirty. */
export function judgeShownDirty(judged: JudgedCase): Verdict {
  return foundDirty(judged, 'This run only asked for the version, and changed nothing.');
}

function foundDirty(judged: JudgedCase, why: string): Verdict {
  const { dirtyVersion } = judged.run;
  const at = dirtyVersion ?? 'a version';
  return {
    state: 'unknown',
    evidence: [
      why,
      `An earlier run left it dirty at ${at}: the up of ${at}, or the down that leads to ${at}, did not finish.`,
    ],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        {
          do: 'Find the run that failed first: its page says how much of the change is there, and which version to force.',
        },
        ...lookAtSessions(judged.engine),
        ...lookForChangeOf(dirtyVersion, judged),
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: [
      `Do not force ${at} just to continue: if its change is not there, golang-migrate would never run it again.`,
      NO_MORE_RUNS,
    ],
  };
}

/** golang-migrate asked for confirmation, and the answer was no. */
export function judgeAnsweredNo({ run }: JudgedCase): Verdict {
  const what = run.command === 'drop' ? 'drop everything' : 'revert all migrations';
  return {
    state: 'not-applied',
    evidence: [
      `golang-migrate asked whether it should ${what}, and the answer was no: it did nothing.`,
      'golang-migrate exits with 1 when the answer is no. Without a terminal nobody can answer, which counts as no.',
    ],
    next: always([{ do: 'There is nothing to repair and nothing to run.' }]),
    doNot: ['Do not force: this run left nothing half done.'],
  };
}

/** An error outside any migration: the dirty flag is clear, or was not touched. */
export function judgeOutside(judged: JudgedCase, errorClass: ErrorClass): Verdict {
  const { run } = judged;
  if (executingOf(run) !== undefined) return halfway(judged);
  if (errorClass === 'unknown' && !beganNothing(run)) return judgeUndetermined(judged, WHY.unknown);
  const applied = run.migrations.filter(({ status }) => status === 'applied').length;
  if (errorClass === 'connection' && run.migrations.length > 0 && showsWhatBegan(run))
    return judgeBetweenFiles(judged, 'The connection was lost while no migration was executing.');
  if (errorClass === 'connection' && applied > 0) {
    const why = 'The connection was lost after a migration had been applied; the next one may have begun.';
    return judgeUndetermined(judged, why, lookAtSessions(judged.engine));
  }
  const advice = errorClass === 'connection' ? connectionAdvice(run.error?.message ?? '') : undefined;
  return {
    state: 'not-applied',
    evidence: [
      WHY[errorClass],
      ...(advice === undefined ? [] : [advice.evidence]),
      applied === 0
        ? 'No line shows a migration that began.'
        : `Before that it applied ${applied} migration${applied === 1 ? '' : 's'}, which stay.`,
    ],
    next: nextFor(judged, errorClass),
    doNot: ['Do not force: this run left nothing half done.'],
  };
}

/** Is it proven that no migration had begun: by verbose lines, or because the database was still being opened? */
function beganNothing(run: JudgedRun): boolean {
  return showsWhatBegan(run) || OPENING.test(run.error?.message ?? '');
}

const OPENING = /failed to open (?:database|source)/;

const WHY: Readonly<Record<ErrorClass, string>> = {
  'migration-failed': 'The error came outside any migration.',
  'not-started': 'golang-migrate was not started.',
  'dirty-blocked': 'golang-migrate refused to work on a dirty database.',
  lock: 'golang-migrate did not get its lock, so no migration began.',
  source: 'golang-migrate could not read the migration files that it needed.',
  connection: 'golang-migrate did not reach the database.',
  config: 'golang-migrate could not use its settings.',
  bookkeeping: 'golang-migrate failed in its own bookkeeping.',
  'short-limit':
    'There were fewer migrations left than it was asked for: those that existed are applied, and the database is clean.',
  'no-version': 'golang-migrate found no version: nothing is applied, or the database is dirty at -1.',
  interrupted: 'golang-migrate was interrupted.',
  usage: 'golang-migrate did not understand its command line.',
  panic: 'golang-migrate crashed.',
  unknown: 'What failed is not known: the log has only the words of the error.',
};

function nextFor(judged: JudgedCase, errorClass: ErrorClass): readonly Branch[] {
  switch (errorClass) {
    case 'lock':
      return profileOf(judged.engine).lockHeld(finishTheJob(judged, 'printed'));
    case 'source':
      return firstThen(
        [{ command: SHOW_VERSION }, { command: LIST_FILES }],
        [
          {
            when: 'If the recorded version is not in that list',
            steps: [{ do: 'The image is older than the database: deploy the one that has that version.' }],
          },
          {
            when: 'If the recorded version is in that list',
            steps: [{ do: 'Fix the cause that the error names.' }, ...finishTheJob(judged, 'printed')],
          },
        ],
      );
    case 'unknown':
      return always([
        { do: 'Read the text of the error, and fix its cause.' },
        ...lookAtVersion(judged),
        ...finishTheJob(judged, 'printed'),
      ]);
    case 'connection':
    case 'config':
    case 'usage':
      return always([
        ...(connectionAdvice(judged.run.error?.message ?? '')?.steps ?? []),
        { command: SHOW_VERSION },
        { do: 'Fix the URL, the network or the arguments until this works.' },
        ...finishTheJob(judged, 'printed'),
      ]);
    case 'no-version':
      return always([...lookAtRow(judged), EMPTY_ROW]);
    case 'short-limit':
      return always([
        { command: SHOW_VERSION },
        { do: 'Nothing to repair: ask for fewer migrations, or for all with `up`.' },
      ]);
    default:
      return always([...lookAtVersion(judged), ...finishTheJob(judged, 'printed')]);
  }
}

/** The row itself where a command shows it, because `migrate version` has just printed nothing about it. */
function lookAtRow(judged: JudgedCase): Steps {
  const row = profileOf(judged.engine).versionRow;
  return row === null ? lookAtVersion(judged) : [{ command: row }];
}

const EMPTY_ROW = {
  do: 'No row in schema_migrations means that nothing is applied; a row with -1 means that the down of the first migration failed.',
};

/** The version was marked dirty, and then something other than its SQL failed, such as reading the file. */
function halfway(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: [
      judged.run.error?.class === 'unknown'
        ? `${nameOf(judged.run)} had begun and its version is marked dirty; what failed is not known.`
        : `${nameOf(judged.run)} had begun and its version is marked dirty, but the error does not come from its SQL.`,
    ],
    next: firstThen(
      [...lookAtSessions(judged.engine), ...lookAtVersion(judged), ...lookAtSchema(judged), UNTIL_ONE_HOLDS],
      eitherWay(judged),
    ),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

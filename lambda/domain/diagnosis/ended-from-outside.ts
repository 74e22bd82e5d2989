import type { JudgedCase, JudgedRun } from '../model/judged-run.ts';
import { migrationFile } from '../model/migration-name.ts';
import { isIncomplete } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { always, firstThen } from './advice/branches.ts';
import { profileOf } from './engine/profiles.ts';
import { finishTheJob } from './finish-the-job.ts';
import {
  eitherWay,
  ifDirty,
  listTables,
  lookAtSchema,
  lookAtSessions,
  lookAtVersion,
  NOT_BEFORE_LOOKING,
  nameOf,
  notVerbose,
  UNTIL_ONE_HOLDS,
} from './steps.ts';
import { lookAtDirtyFlag } from './undetermined.ts';
import { executingOf, showsWhatBegan } from './version-to-force.ts';

/**
 * The client ended (killed, crashed, or for an unknown reason) without notifying the server.
 *
 * PostgreSQL, MySQL and MariaDB usually finish the whole file that they were sent, and commit it.
 */
export function judgeLostClient(judged: JudgedCase): Verdict {
  const { run, engine } = judged;
  const executing = executingOf(run);
  if (run.command === 'drop') return goneInDrop(judged);
  if (executing === undefined && showsWhatBegan(run)) return betweenMigrations(judged);
  // golang-migrate exits by itself only after the server's answer. Only a client that was cut off leaves work running.
  const cutOff = run.outcome === 'killed' || run.error?.class === 'panic' || executing !== undefined;
  const { goesOn: serverGoesOn, evidence, notices, end } = profileOf(engine).lostClient;
  const goesOn = run.outcome !== 'unknown' && cutOff && serverGoesOn;
  if (endedByItself(run)) return gaveUpByItself(judged);
  return {
    state: goesOn ? 'still-running' : 'unknown',
    evidence: [
      ...howItEnded(judged),
      executing === undefined
        ? 'These lines do not show whether a migration was executing then, nor which one.'
        : `${nameOf(run)} was executing: its version is marked dirty.`,
      ...notVerbose(run),
      evidence,
      ...notices,
    ],
    next: firstThen(
      [
        ...(isUnnamed(run) ? [NAME_IT] : []),
        ...lookAtSessions(engine),
        ...end,
        ...lookAtVersion(judged),
        ...lookAtSchema(judged),
        UNTIL_ONE_HOLDS,
      ],
      executing === undefined ? ifDirty(judged) : eitherWay(judged),
    ),
    doNot: [
      'Do not run it again and do not force while the server is still executing it.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

/**
 * Did it exit with code 1 while no migration was executing? Then golang-migrate had the server's answer, so nothing is still
 * running on the server.
 */
function endedByItself(run: JudgedRun): boolean {
  return run.exitCode === 1 && run.outcome === 'failed' && executingOf(run) === undefined;
}

function gaveUpByItself(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: [
      ...howItEnded(judged),
      'These lines do not show whether a migration had failed by then, nor which one.',
      ...notVerbose(judged.run),
    ],
    next: firstThen(
      [...lookAtDirtyFlag(judged), { do: 'Look in the log around its end for the cause, and fix it.' }],
      ifDirty(judged),
    ),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

/** It is not known which of the task's containers ran golang-migrate. */
function isUnnamed({ findings }: JudgedRun): boolean {
  return findings.some(({ kind }) => kind === 'name-container');
}

const NAME_IT = {
  do: 'Find out from the logs of these containers which one runs golang-migrate, and set it as `container` of its source in the settings. The steps below assume that it was the one that failed.',
};

function howItEnded({ run }: JudgedCase): readonly string[] {
  if (isUnnamed(run))
    return ['A task with several containers ended, and any of them may have run golang-migrate.'];
  if (/OutOfMemory|\bOOM\b|out of memory/i.test(run.stopReason ?? '')) {
    return ['The container ran out of memory and golang-migrate was killed.'];
  }
  if (run.error?.class === 'panic')
    return ['golang-migrate, or the program around it, crashed with a Go panic.'];
  if (run.outcome === 'killed' && /\b(?:BUILD_)?TIMED_OUT\b/.test(run.stopReason ?? ''))
    return ["The build's time was up, and golang-migrate was killed with it."];
  if (run.outcome === 'killed') {
    return [
      run.exitCode === null
        ? 'golang-migrate was killed from outside.'
        : `golang-migrate was killed from outside (exit code ${run.exitCode}).`,
    ];
  }
  if (endedByItself(run) && printedNothing(run)) {
    return [
      'The container ended with exit code 1 and printed nothing: golang-migrate may never have started, or its lines did not arrive.',
    ];
  }
  if (endedByItself(run)) {
    return [
      'golang-migrate exited by itself with code 1: its error line is missing, or it asked for confirmation and got none.',
    ];
  }
  return [
    run.exitCode === null
      ? 'The run ended and no line says how.'
      : `The run ended with exit code ${run.exitCode} and no line says why.`,
  ];
}

function printedNothing({ findings }: JudgedRun): boolean {
  return findings.some(({ kind }) => kind === 'printed-nothing');
}

function betweenMigrations(judged: JudgedCase): Verdict {
  return {
    state: 'not-applied',
    evidence: [...howItEnded(judged), 'The verbose lines show no migration that began and did not finish.'],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        {
          do: 'If that shows dirty: golang-migrate was killed after it marked the version dirty and before it ran the migration, or lines are missing. Check whether the change of that version is there.',
        },
        ...listTables(judged),
        UNTIL_ONE_HOLDS,
      ],
      ifDirty(judged),
    ),
    doNot: ['Do not force a version that is not shown as dirty.'],
  };
}

function goneInDrop(judged: JudgedCase): Verdict {
  return {
    state: 'unknown',
    evidence: [...howItEnded(judged), '`drop` drops one table after another: those before the end are gone.'],
    next: always([...lookAtSessions(judged.engine), ...listTables(judged)]),
    doNot: ['Do not run `drop` again before you know which database it was.'],
  };
}

/** After SIGINT golang-migrate finishes the migration that is executing, begins no other, and exits with 0. */
export function judgeStoppedEarly(judged: JudgedCase): Verdict {
  const { run } = judged;
  const executing = executingOf(run);
  if (executing !== undefined) {
    return {
      state: 'unknown',
      evidence: [`golang-migrate was told to stop after ${nameOf(run)}, and no line says that it finished.`],
      next: firstThen(
        [
          ...lookAtSessions(judged.engine),
          ...lookAtVersion(judged),
          { do: 'Not dirty: it finished. Dirty: check whether its change is there.' },
          ...lookAtSchema(judged),
          UNTIL_ONE_HOLDS,
        ],
        ifDirty(judged),
      ),
      doNot: ['Do not run it again while the server is still executing it.', NOT_BEFORE_LOOKING],
    };
  }
  const last = run.migrations.findLast(({ status }) => status === 'applied');
  const short = isIncomplete(run);
  return {
    state: 'not-applied',
    evidence: [
      'golang-migrate was interrupted (SIGINT): it finished the migration that was executing and exited with 0.',
      last === undefined
        ? 'No migration was applied.'
        : `The last one applied is ${migrationFile(last)}; nothing after it was started.`,
      ...(short ? [] : ['The log does not show whether more migrations were wanted after it.']),
    ],
    next: always([...lookAtVersion(judged), ...finishTheJob(judged, 'printed')]),
    doNot: [
      `Do not read exit code 0 as done: migrations ${short ? 'are' : 'may be'} missing.`,
      'Do not force: nothing is dirty.',
    ],
  };
}

import type { MigrateError } from '../model/event.ts';
import type { JudgedCase } from '../model/judged-run.ts';
import type { Branch, Verdict } from '../model/verdict.ts';
import { always, firstThen } from './advice/branches.ts';
import { concurrentStatement, judgeConcurrent } from './concurrently.ts';
import { driverOf, lostConnection } from './engine/driver.ts';
import { profileOf, statementsOf } from './engine/profiles.ts';
import { sqlStateOf } from './knowledge/sql-state.ts';
import {
  eitherWay,
  lookAtSchema,
  lookAtSessions,
  lookAtVersion,
  markAsDone,
  markAsUndone,
  NOT_BEFORE_LOOKING,
  nameOf,
  notVerbose,
  UNTIL_ONE_HOLDS,
} from './steps.ts';
import { survivingChangesOf } from './surviving-changes-of-file.ts';
import { executingOf, versionIfUndone } from './version-to-force.ts';

/** A statement of a migration failed. What stays of its file depends on the engine, the statements and the driver. */
export function judgeFailedMigration(judged: JudgedCase, error: MigrateError): Verdict {
  const lost = profileOf(judged.engine).knowsLostConnection ? lostConnection(error) : null;
  if (lost !== null) return lostOnTheWay(judged, lost);
  const concurrent = speaksPostgres(judged, error) ? concurrentStatement(error) : undefined;
  if (concurrent !== undefined) return judgeConcurrent(judged, error, concurrent);
  const { survives, evidence, looks = [] } = survivingChangesOf(judged, error);
  switch (survives) {
    case 'no':
      return rolledBack(judged, error, evidence, looks);
    case 'yes':
      return partlyApplied(judged, evidence, looks);
    case 'perhaps':
      return notKnown(judged, error, evidence, looks);
  }
}

/**
 * May CONCURRENTLY mean what it means to PostgreSQL? Some programs print PostgreSQL's errors in the form of the CockroachDB driver,
 * so an engine that is not declared may be PostgreSQL.
 */
function speaksPostgres({ engine, context }: JudgedCase, error: MigrateError): boolean {
  const isUndecided = engine === 'other' && context.engine !== 'other' && driverOf(error) === 'cockroach';
  return profileOf(engine).hasConcurrently || isUndecided;
}

/** The server says that what the statement creates exists already, or that what it drops does not exist. */
const DONE_BEFORE =
  /already exists|Duplicate (?:column|key) name|Duplicate foreign key|check that (?:it|column\/key) exists|Unknown table/;

/** Was the failed statement's work done already? Possibly by its own file, so this says nothing about the rest of the file. */
export function foundItDone(error: MigrateError): boolean {
  return DONE_BEFORE.test(error.details ?? error.message);
}

function rolledBack(
  judged: JudgedCase,
  error: MigrateError,
  evidence: readonly string[],
  looks: readonly string[],
): Verdict {
  if (foundItDone(error)) return doneBefore(judged, error, evidence);
  const { run, context } = judged;
  const before = versionIfUndone(run, context);
  const failed = executingOf(run);
  return {
    state: 'rolled-back',
    evidence: [
      `golang-migrate marked the database dirty, then ${nameOf(run)} failed.`,
      ...evidence,
      ...notVerbose(run),
      before === null ? 'These lines do not show which version the database was at before.' : before.from,
    ],
    next: always([
      ...lookAtVersion(judged),
      ...looks.map((command) => ({ command })),
      ...(sqlStateOf(error) === '55P03' ? profileOf(judged.engine).tableLocked : []),
      { do: `Fix the file of ${nameOf(run)}, or what made it fail.` },
      ...markAsUndone(judged),
    ]),
    doNot: [
      failed?.direction === 'up'
        ? `Do not force ${failed.version}: it was rolled back, and golang-migrate would never run it again.`
        : 'Do not force the dirty version: its change was rolled back.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

/** The attempt was rolled back, but its change already exists from before: undo or complete it. */
function doneBefore(judged: JudgedCase, error: MigrateError, evidence: readonly string[]): Verdict {
  const { run, context, engine } = judged;
  const before = versionIfUndone(run, context);
  const failed = executingOf(run);
  const several = statementsOf(error.statement ?? '', engine).length > 1;
  return {
    state: 'rolled-back',
    evidence: [
      `golang-migrate marked the database dirty, then ${nameOf(run)} failed.`,
      ...evidence,
      `What the failed statement does had been done before: by an earlier attempt, ${several ? 'by hand, or by a statement before it in the file' : 'or by hand'}.`,
      ...notVerbose(run),
      before === null ? 'These lines do not show which version the database was at before.' : before.from,
    ],
    next: firstThen(
      [...lookAtVersion(judged), ...lookAtSchema(judged)],
      [
        {
          when: 'If you undo by hand what is there, or change the file to fit it',
          steps: markAsUndone(judged),
        },
        finishedByHand(judged),
      ],
    ),
    doNot: [
      failed?.direction === 'up'
        ? `Do not force ${failed.version} before all changes of its file are there: golang-migrate would never run it again.`
        : 'Do not force the dirty version before all of its file is done.',
      'Do not drop what is there before you know who created it: it may hold data.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

function partlyApplied(judged: JudgedCase, evidence: readonly string[], looks: readonly string[]): Verdict {
  const { run } = judged;
  return {
    state: 'partly-applied',
    evidence: [
      `The database is marked dirty: ${nameOf(run)} failed halfway.`,
      ...evidence,
      ...notVerbose(run),
    ],
    next: firstThen(
      [...lookAtVersion(judged), ...looks.map((command) => ({ command })), ...lookAtSchema(judged)],
      [
        {
          when: 'If you undo by hand what stayed, and correct the file',
          steps: markAsUndone(judged),
        },
        finishedByHand(judged),
      ],
    ),
    doNot: [
      'Do not run it again as it is: its first statements have taken effect and would fail, or take effect twice.',
      NOT_BEFORE_LOOKING,
    ],
  };
}

function finishedByHand(judged: JudgedCase): Branch {
  return {
    when: 'If you do the rest of the file by hand',
    steps: markAsDone(judged),
  };
}

function notKnown(
  judged: JudgedCase,
  error: MigrateError,
  evidence: readonly string[],
  looks: readonly string[],
): Verdict {
  const { run } = judged;
  // An engine's wording alone does not prove that a migration began: a file that cannot be read fails in the same words.
  const isSure = executingOf(run) !== undefined || error.statement !== null || error.details !== null;
  const marked = isSure ? 'The database is marked dirty' : 'Most likely the database is marked dirty';
  return {
    state: 'unknown',
    evidence: [`${marked}: ${nameOf(run)} failed.`, ...evidence, ...notVerbose(run)],
    next: firstThen(
      [
        ...lookAtVersion(judged),
        ...looks.map((command) => ({ command })),
        ...lookAtSchema(judged),
        UNTIL_ONE_HOLDS,
      ],
      eitherWay(judged),
    ),
    doNot: [NOT_BEFORE_LOOKING],
  };
}

function lostOnTheWay(judged: JudgedCase, lost: 'gave-up' | 'broken'): Verdict {
  const { run, engine } = judged;
  const gaveUp = lost === 'gave-up' && engine !== null;
  return {
    state: gaveUp ? 'still-running' : 'unknown',
    evidence: [
      gaveUp
        ? "The client's own time limit passed: it disconnected without stopping the server, which may go on and commit."
        : 'The connection broke while the statement ran: the server went down, or is still executing it.',
      ...(gaveUp ? profileOf(engine).lostClient.notices : []),
      ...notVerbose(run),
    ],
    next: firstThen(
      [...lookAtSessions(engine), ...lookAtVersion(judged), ...lookAtSchema(judged), UNTIL_ONE_HOLDS],
      eitherWay(judged),
    ),
    doNot: ['Do not run it again while the server is still executing it.', NOT_BEFORE_LOOKING],
  };
}

import type { EndedFact } from '../../model/fact.ts';
import { isUnfinished } from '../../model/job.ts';
import type { Outcome } from '../../model/run.ts';
import { neverBegan } from './never-began.ts';
import type { OpenRun } from './open-run.ts';

/** The outcome of a run, as far as it is known. */
export interface Standing {
  readonly outcome: Outcome;
  /** Set when log and exit code contradict each other: a sentence that says which was believed. */
  readonly disagreement: string | null;
  /** The process is gone but its lines do not show how it ended, so lines must be missing. */
  readonly linesMissing: boolean;
}

/** Stop codes of ECS and build statuses of CodeBuild that mean that a person or the platform ended the run. */
const STOPPED_FROM_OUTSIDE: ReadonlySet<string> = new Set([
  'UserInitiated',
  'ServiceSchedulerInitiated',
  'SpotInterruption',
  'TerminationNotice',
  'InfrastructureHealth',
  'TIMED_OUT',
  'STOPPED',
]);

/**
 * The outcome of a run.
 *
 * An exit code other than 0 outranks a log that says that the run finished. Exit code 0 does not outrank an error that
 * golang-migrate printed. `gaveUp`: the re-reads for missing lines are over.
 */
export function outcomeOf(open: OpenRun, gaveUp: boolean): Standing {
  if (neverBegan(open)) return known('failed');
  const { unnamed } = open.processEnd ?? {};
  // It is not known which container ran golang-migrate. If all of them succeeded, that one did too.
  if (unnamed && !open.printed)
    return known(unnamed.every(({ exitCode }) => exitCode === 0) ? 'succeeded' : 'unknown');
  const exitCode = open.processEnd?.exitCode ?? (open.end?.by === 'exit' ? open.end.exitCode : null);
  if (open.error) {
    const disagreement =
      exitCode === 0 ? 'exit code 0, although golang-migrate printed an error: the error is believed' : null;
    return {
      outcome: open.error.class === 'dirty-blocked' ? 'blocked' : 'failed',
      disagreement,
      linesMissing: false,
    };
  }
  if (!open.end) return known('running');
  if (exitCode !== null && exitCode !== 0) return exitedBadly(open, exitCode, gaveUp);
  if (open.processEnd && open.end.by === 'platform' && exitCode === null)
    return processGone(open, open.processEnd, gaveUp);
  if (open.end.by === 'end-unknown') return known('unknown');
  if (open.end.by === 'exit' && exitCode === null)
    return known(open.isExecuting ? 'unknown' : cleanOutcome(open));
  if (open.isExecuting && open.end.by !== 'line') return openEnded(open, gaveUp);
  return known(cleanOutcome(open));
}

function known(outcome: Outcome): Standing {
  return { outcome, disagreement: null, linesMissing: false };
}

/**
 * If there is no error line, exit code 2 means SIGTERM to PID 1; with an error line it means wrong usage or a panic. 130, 137 and
 * 143 are signals.
 */
function exitedBadly(open: OpenRun, exitCode: number, gaveUp: boolean): Standing {
  const saidFinished = open.end?.by === 'line';
  const disagreement = saidFinished
    ? `exit code ${exitCode}, although the log says finished: the exit code is believed`
    : null;
  const signalled =
    exitCode === 2 ||
    exitCode === 130 ||
    exitCode === 137 ||
    exitCode === 143 ||
    open.processEnd?.outOfMemory === true;
  if (signalled) return { outcome: 'killed', disagreement, linesMissing: false };
  return { outcome: 'failed', disagreement, linesMissing: !saidFinished && !gaveUp };
}

/** The process is gone and the platform gives no exit code. */
function processGone(open: OpenRun, ended: EndedFact, gaveUp: boolean): Standing {
  if (ended.platform === 'file') return endOfFile(open);
  if (ended.outOfMemory || isFromOutside(ended)) return known('killed');
  if (ended.stopCode === 'SUCCEEDED' && !open.isExecuting) return known(cleanOutcome(open));
  return gaveUp ? known('unknown') : { outcome: 'running', disagreement: null, linesMissing: true };
}

/** For a build that timed out, only the message of its phase may say so, not its status. */
function isFromOutside({ stopCode, reason }: EndedFact): boolean {
  return STOPPED_FROM_OUTSIDE.has(stopCode ?? '') || /\b(?:BUILD_)?TIMED_OUT\b/.test(reason ?? '');
}

/**
 * The outcome where the text of a file ends. If all migrations in it finished, the run succeeded; if one was executing, the outcome
 * is unknown.
 */
function endOfFile(open: OpenRun): Standing {
  if (open.stopping) return known(stoppedShort(open) ? 'stopped-early' : 'succeeded');
  return known(open.migrations.isSettled ? 'succeeded' : 'unknown');
}

/** A migration was executing, and the end that was seen does not show how that ended. */
function openEnded(open: OpenRun, gaveUp: boolean): Standing {
  if (open.stopping) return known('stopped-early');
  return gaveUp ? known('unknown') : { outcome: 'running', disagreement: null, linesMissing: true };
}

/**
 * After SIGINT the migration that is executing finishes. Were more migrations wanted after it?
 *
 * Verbose lines name the next migration before one is executed. Plain lines do not, so with them only the job can tell; if it
 * cannot, the answer is yes.
 */
function stoppedShort({ migrations, job, sawVerbose }: OpenRun): boolean {
  if (migrations.unfinished > 0) return true;
  return (job && isUnfinished(job, migrations.all)) ?? !sawVerbose;
}

function cleanOutcome(open: OpenRun): Outcome {
  if (open.refused) return 'failed';
  const left = open.migrations.unfinished > 0;
  if (open.stopping && stoppedShort(open)) return 'stopped-early';
  if (open.noChange || open.version) return 'no-change';
  if (open.closed && !open.sawCliEnd && open.migrations.all.length === 0) return 'no-change';
  if (left) return 'stopped-early';
  return 'succeeded';
}

import type { EndedFact } from '../../model/fact.ts';
import { isUnfinished } from '../../model/job.ts';
import type { Outcome } from '../../model/run.ts';
import { neverBegan } from './never-began.ts';
import type { OpenRun } from './open-run.ts';

/** How a run stands or ended, as far as it can be told. */
export interface Standing {
  readonly outcome: Outcome;
  /** Log and exit code contradict each other; the sentence says which was believed. */
  readonly disagreement: string | null;
  /** The process is gone but its lines do not say how: they must be somewhere. */
  readonly linesMissing: boolean;
}

/** ECS stop codes by which somebody or something else ended the task. */
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
 * How a run stands or ended.
 *
 * An exit code other than 0 outranks a log that says finished; exit 0 does not outrank golang-migrate's own error.
 * `gaveUp` says that the re-reads for missing lines are over.
 */
export function outcomeOf(open: OpenRun, gaveUp: boolean): Standing {
  if (neverBegan(open)) return known('failed');
  const { unnamed } = open.processEnd ?? {};
  // Whichever of them it was, it ended well where all did.
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

/** Exit 2 is usage or a panic when it says so, otherwise SIGTERM to PID 1; 130, 137 and 143 are signals. */
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

/** The platform ended it and names no exit code. */
function processGone(open: OpenRun, ended: EndedFact, gaveUp: boolean): Standing {
  if (ended.platform === 'file') return endOfFile(open);
  if (ended.outOfMemory || isFromOutside(ended)) return known('killed');
  if (ended.stopCode === 'SUCCEEDED' && !open.isExecuting) return known(cleanOutcome(open));
  return gaveUp ? known('unknown') : { outcome: 'running', disagreement: null, linesMissing: true };
}

/** A build that fails because its time was up says so in its phase's words alone. */
function isFromOutside({ stopCode, reason }: EndedFact): boolean {
  return STOPPED_FROM_OUTSIDE.has(stopCode ?? '') || /\b(?:BUILD_)?TIMED_OUT\b/.test(reason ?? '');
}

/** The text ends here and says no more: finished migrations speak for themselves, a running one does not. */
function endOfFile(open: OpenRun): Standing {
  if (open.stopping) return known(stoppedShort(open) ? 'stopped-early' : 'succeeded');
  return known(open.migrations.isSettled ? 'succeeded' : 'unknown');
}

/** Something was executing, and the end that was seen does not say what became of it. */
function openEnded(open: OpenRun, gaveUp: boolean): Standing {
  if (open.stopping) return known('stopped-early');
  return gaveUp ? known('unknown') : { outcome: 'running', disagreement: null, linesMissing: true };
}

/**
 * SIGINT lets the migration that is executing finish: were others wanted after it, as far as is known?
 *
 * Verbose lines name the next one before they execute one. Plain ones do not, so there only the job can tell.
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

import type { JudgedCase, JudgedRun, VerdictContext } from '../model/judged-run.ts';
import { endedClean } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { judgeBookkeeping } from './bookkeeping.ts';
import { judgeLostClient, judgeStoppedEarly } from './ended-from-outside.ts';
import { withCompanionError } from './engine/companions.ts';
import { driverOf } from './engine/driver.ts';
import { engineOf } from './engine/profiles.ts';
import { judgeFailedMigration } from './failed-migration.ts';
import { withLockReleased } from './lock-left.ts';
import { judgeNotStarted } from './not-started.ts';
import { judgeAnsweredNo, judgeBlocked, judgeOutside, judgeShownDirty, repeatVerdict } from './refused.ts';
import { withConnectionHints, withPreparation } from './set-up.ts';

/**
 * The state that `run` left the database in, and what to type next. A rule engine: the outcome and the error's class choose the
 * rules, an engine profile knows what a failed file leaves.
 *
 * `null` for a run that is still running or ended clean, except a `migrate version` that shows a dirty database. Pure: the same
 * run and context give the same verdict.
 */
export function judge(run: JudgedRun, context: VerdictContext): Verdict | null {
  const foundDirty = run.command === 'version' && run.dirtyVersion !== null;
  if (run.outcome === 'running' || (endedClean(run.outcome) && !foundDirty)) return null;
  if (run.outcome === 'blocked' && context.dirtiedBy !== undefined) return repeatVerdict(context.dirtiedBy);
  const driver = run.error === null ? null : driverOf(run.error);
  const engine = engineOf(run.error, context.engine);
  const verdict = verdictOf({ run, context, engine });
  // In both cases psql does not accept the URL unchanged: its scheme is not psql's, or it has an option that psql refuses.
  const plainUrl = driver === 'pgx' || context.multiStatement === true;
  const unlocked = withLockReleased(verdict.next, run, engine);
  const next = withConnectionHints(unlocked, plainUrl);
  const evidence = run.error === null ? [] : withCompanionError(run.error);
  return {
    ...verdict,
    evidence: [...verdict.evidence, ...evidence],
    next: withPreparation(next, 'docs/runbook.md says how'),
  };
}

function verdictOf(judged: JudgedCase): Verdict {
  const { run } = judged;
  const { error } = run;
  if (run.outcome === 'blocked') return judgeBlocked(judged);
  if (run.refused) return judgeAnsweredNo(judged);
  if (endedClean(run.outcome)) return judgeShownDirty(judged);
  if (error === null)
    return run.outcome === 'stopped-early' ? judgeStoppedEarly(judged) : judgeLostClient(judged);
  switch (error.class) {
    case 'dirty-blocked':
      return judgeBlocked(judged);
    case 'migration-failed':
      return judgeFailedMigration(judged, error);
    case 'bookkeeping':
      return judgeBookkeeping(judged, error);
    case 'not-started':
      return judgeNotStarted(error);
    case 'interrupted':
    case 'panic':
      return run.outcome === 'stopped-early' ? judgeStoppedEarly(judged) : judgeLostClient(judged);
    default:
      return judgeOutside(judged, error.class);
  }
}

import { judgeBookkeeping } from './judge/bookkeeping.ts';
import { driverOf, engineOf } from './judge/driver.ts';
import { judgeGone, judgeStoppedEarly } from './judge/ended-from-outside.ts';
import { judgeFailedMigration } from './judge/failed-migration.ts';
import { judgeBlocked, judgeOutside } from './judge/refused.ts';
import type { Case } from './judge/steps.ts';
import { endedClean } from './run.ts';
import type { JudgedRun, Verdict, VerdictContext } from './verdict.ts';

/**
 * What state `run` left the database in, and what to type next.
 *
 * `null` for a run that ended clean or is still running. Pure: the same run and context give the same verdict.
 */
export function judge(run: JudgedRun, context: VerdictContext): Verdict | null {
  if (run.outcome === 'running' || endedClean(run.outcome)) return null;
  const { error } = run;
  const driver = error === null ? null : driverOf(error);
  const judged: Case = { run, context, engine: engineOf(driver, context.engine) };
  if (run.outcome === 'blocked') return judgeBlocked(judged);
  if (error === null) return run.outcome === 'stopped-early' ? judgeStoppedEarly(judged) : judgeGone(judged);
  switch (error.class) {
    case 'dirty-blocked':
      return judgeBlocked(judged);
    case 'migration-failed':
      return judgeFailedMigration(judged, error, driver);
    case 'bookkeeping':
      return judgeBookkeeping(judged, error);
    case 'interrupted':
    case 'panic':
      return run.outcome === 'stopped-early' ? judgeStoppedEarly(judged) : judgeGone(judged);
    default:
      return judgeOutside(judged, error.class);
  }
}

import type { Deadlines, RunLimit } from '../../../contract/defaults.ts';
import type { Expectation } from '../../model/forecast.ts';
import type { Alert, Migration, Run } from '../../model/run.ts';
import { isLearned } from '../../normal/limits.ts';
import { executingIn } from '../fold/forecasts.ts';

/** When people are told about a slow run. */
export interface SlowDeadline {
  readonly what: Alert;
  /** Epoch ms, inclusive. */
  readonly at: number;
  /** Version of the migration that it is about. Left out if it is about the run. */
  readonly version?: string;
}

type Level = 'warning' | 'critical';

/**
 * The deadlines of a running run that people are told about.
 *
 * What is expected of the executing migration replaces the default limits: the warnings as soon as its file ran in the source, and the
 * critical limits once it is known how the two databases compare. A limit that a user wrote always counts.
 */
export function slowDeadlines(run: Run, deadlines: Deadlines): readonly SlowDeadline[] {
  const { startedAt, lastEventAt } = run;
  const executing = executingIn(run);
  const expectation = executing?.expectation ?? null;
  const found: SlowDeadline[] = [];
  const add = (what: Alert, level: Level, limit: RunLimit, from: number | null, notCounted: number) => {
    const isWritten = deadlines.written.includes(limit);
    if (from === null || (!isWritten && replaces(expectation, level))) return;
    found.push({ what, at: from + deadlines[limit] + (isWritten ? 0 : notCounted) });
  };
  add('silent-warning', 'warning', 'silentWarningMs', lastEventAt, 0);
  add('silent-critical', 'critical', 'silentCriticalMs', lastEventAt, 0);
  add('long-running-warning', 'warning', 'longRunningWarningMs', startedAt, ownLimitsMs(run, 'warning'));
  add('long-running-critical', 'critical', 'longRunningCriticalMs', startedAt, ownLimitsMs(run, 'critical'));
  if (executing === undefined || expectation === null) return found;
  const { version } = executing;
  found.push({ what: 'unusual-warning', at: executing.startedAt + expectation.warningMs, version });
  if (replaces(expectation, 'critical'))
    found.push({ what: 'unusual-critical', at: executing.startedAt + expectation.criticalMs, version });
  return found;
}

function replaces(expectation: Expectation | null, level: Level): boolean {
  return expectation !== null && (level === 'warning' || isLearned(expectation.forecast));
}

/** The time of the finished migrations that had limits of their own: it does not count towards the run's default limits. */
function ownLimitsMs({ migrations }: Run, level: Level): number {
  const spent = ({ expectation, startedAt, endedAt }: Migration) =>
    replaces(expectation ?? null, level) && startedAt !== null && endedAt !== null ? endedAt - startedAt : 0;
  return migrations.reduce((total, migration) => total + spent(migration), 0);
}

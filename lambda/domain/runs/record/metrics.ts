import type { CounterName, MetricName, OccurrenceName } from '../../../contract/metrics.ts';
import { isHeldBack, type Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import { longestMigrationMs } from './run-line.ts';

/** One data point, under one set of dimensions. A version, a run id or a text is never a dimension. */
export interface MetricDatum {
  readonly name: MetricName;
  /** In the unit that the contract's table gives the metric. */
  readonly value: number;
  /** Epoch ms. */
  readonly at: number;
  readonly dimensions: {
    readonly Environment: string;
    readonly Database?: string;
    readonly ErrorClass?: string;
    /** Name of an error pattern, as the settings have it: a closed set. */
    readonly Pattern?: string;
  };
}

/**
 * Counters and occurrences of one record that replaced another; only the writer whose conditional write won sends them.
 *
 * Counters are stamped with event time, `now` only where the run's lines carry no time; occurrences with `now`.
 */
export function countersOf(before: Run | null, after: Run, now: number): readonly MetricDatum[] {
  const at = after.endedAt ?? after.lastEventAt ?? now;
  const data: MetricDatum[] = [];
  const add = (name: CounterName, value: number, stamp = at) =>
    data.push(...underTarget(name, value, stamp, after.target));

  if (before === null) add('RunsStarted', 1, after.startedAt ?? at);
  const applied = appliedIn(after) - (before === null ? 0 : appliedIn(before));
  if (applied > 0) add('MigrationsApplied', applied);

  const occurred = (name: OccurrenceName) =>
    data.push({ name, value: 1, at: now, dimensions: { Environment: after.target.environment } });
  // What its process may still mend is no trouble yet.
  if (before !== null && isHeldBack(before) && !isHeldBack(after) && after.outcome === before.outcome)
    occurred('TroubleRecorded');
  if (after.outcome === 'running' || after.outcome === before?.outcome) return data;
  const counter = END_COUNTER[after.outcome];
  if (counter) add(counter, 1);
  const isTrouble = (counter === 'RunsFailed' || counter === 'RunsKilled') && !after.refused;
  if (isTrouble && !isHeldBack(after)) occurred('TroubleRecorded');
  // While it runs, a later line may still say whose it is.
  if (after.findings.some(({ kind }) => kind === 'unmatched-target')) occurred('UnmatchedRun');
  if (counter === 'RunsFailed' && after.error) {
    const { environment } = after.target;
    data.push({
      name: counter,
      value: 1,
      at,
      dimensions: { Environment: environment, ErrorClass: after.error.class },
    });
  }
  if (after.durationMs !== null) add('RunDuration', after.durationMs / 1_000);
  const longestMs = longestMigrationMs(after);
  if (longestMs !== null) add('LongestMigration', longestMs / 1_000);
  return data;
}

const END_COUNTER: Record<Exclude<Run['outcome'], 'running'>, CounterName | undefined> = {
  succeeded: 'RunsSucceeded',
  'no-change': 'RunsNoChange',
  failed: 'RunsFailed',
  blocked: 'RunsFailed',
  killed: 'RunsKilled',
  unknown: 'RunsKilled',
  'stopped-early': undefined,
};

function appliedIn(run: Run): number {
  return run.migrations.filter(({ status }) => status === 'applied').length;
}

/** The same point for the environment as a whole and for its one database. */
export function underTarget(name: MetricName, value: number, at: number, target: Target): MetricDatum[] {
  return [
    { name, value, at, dimensions: { Environment: target.environment } },
    { name, value, at, dimensions: { Environment: target.environment, Database: target.database } },
  ];
}

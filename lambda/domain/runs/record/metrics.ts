import type { CounterName, MetricName, OccurrenceName } from '../../../contract/metrics.ts';
import { isHeldBack, type Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import { longestMigrationMs } from './run-line.ts';

/** One data point with one set of dimensions. Versions, run ids and texts are never dimensions, to keep the number of metrics small. */
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
    /** Name of an error pattern from the settings: a closed set. */
    readonly Pattern?: string;
  };
}

/**
 * Counters and occurrences for one record that replaced another. Only the writer whose conditional write succeeded sends them.
 *
 * Counters are stamped with event time, or with `now` if the run's lines carry no time; occurrences always with `now`.
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
  // A failure that the process may still overcome is not trouble yet; it is once it is no longer held back.
  if (before !== null && isHeldBack(before) && !isHeldBack(after) && after.outcome === before.outcome)
    occurred('TroubleRecorded');
  if (after.outcome === 'running' && isNewlyCritical(before, after)) occurred('TroubleRecorded');
  if (after.outcome === 'running' || after.outcome === before?.outcome) return data;
  const counter = END_COUNTER[after.outcome];
  if (counter) add(counter, 1);
  const isTrouble = (counter === 'RunsFailed' || counter === 'RunsKilled') && !after.refused;
  if (isTrouble && !isHeldBack(after)) occurred('TroubleRecorded');
  // Only when it has ended: until then a later line may still show which database it is for.
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

/** Has the running run passed a critical deadline that it had not passed before? */
function isNewlyCritical(before: Run | null, { alerts }: Run): boolean {
  return alerts.some((alert) => alert.endsWith('-critical') && !before?.alerts.includes(alert));
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

/** A data point for a whole environment. For the monitor's own health: no alarm and no graph reads it for one database. */
export function underEnvironment(
  name: MetricName,
  value: number,
  at: number,
  { environment }: Pick<Target, 'environment'>,
): MetricDatum[] {
  return [{ name, value, at, dimensions: { Environment: environment } }];
}

/** The same data point twice: for the whole environment, and for the one database in it. */
export function underTarget(name: MetricName, value: number, at: number, target: Target): MetricDatum[] {
  return [
    ...underEnvironment(name, value, at, target),
    { name, value, at, dimensions: { Environment: target.environment, Database: target.database } },
  ];
}

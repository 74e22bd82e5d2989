import { ALL_DATABASES } from '../../contract/alarm-reference.ts';
import { GAUGES, type GaugeName } from '../../contract/metrics.ts';
import type { Run } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { executingIn } from '../runs/fold/forecasts.ts';
import type { MetricDatum } from '../runs/record/metrics.ts';
import type { Condition } from './condition.ts';

/** The open runs and incidents that the gauges are computed from. */
export interface OpenState {
  readonly running: readonly Run[];
  /** One entry for each incident in the open index. An incident that has ended has no condition. */
  readonly incidents: readonly (Target & { readonly conditions: readonly Condition[] })[];
  /** Databases that had an open run a short time ago. */
  readonly recent: readonly Target[];
}

/**
 * All gauges, stamped `now`: for each environment in `targets`, and for each database with something in `open`. The environments in
 * `perDatabase` have alarms for each database, so each of their databases gets gauges too. Other databases get none, because
 * CloudWatch bills a series for each hour in which it is sent.
 *
 * Where nothing is open the gauges are zero, so that an alarm on `Maximum` returns to OK by evidence and not by missing data. An
 * environment's value is the highest of its databases. An incident that only alarms are about raises no gauge.
 */
export function gaugesOf(
  open: OpenState,
  targets: readonly Target[],
  perDatabase: ReadonlySet<string>,
  now: number,
): readonly MetricDatum[] {
  const highest = new Map<string, { environment: string; database: string | null; values: Values }>();
  const raise = (
    { environment, database }: Target,
    values: Partial<Values>,
    names: readonly (string | null)[] = [null, database],
  ) => {
    for (const name of names) {
      const key = JSON.stringify([environment, name]);
      const entry = highest.get(key) ?? { environment, database: name, values: zeros() };
      highest.set(key, entry);
      for (const gauge of GAUGES) entry.values[gauge] = Math.max(entry.values[gauge], values[gauge] ?? 0);
    }
  };
  for (const target of targets) raise(target, {}, perDatabase.has(target.environment) ? undefined : [null]);
  for (const target of [...open.recent, ...open.incidents])
    if (target.database !== ALL_DATABASES) raise(target, {});
  for (const run of open.running) {
    for (const [gauge, valueIn] of RUN_GAUGES) raise(run.target, { [gauge]: valueIn(run, now) });
  }
  for (const incident of open.incidents) {
    for (const condition of incident.conditions) raise(incident, { [GAUGE_OF[condition]]: 1 });
  }
  return [...highest.values()].flatMap(({ environment, database, values }) =>
    GAUGES.map((name) => ({
      name,
      value: values[name],
      at: now,
      dimensions: { Environment: environment, ...(database === null ? {} : { Database: database }) },
    })),
  );
}

type Values = Record<GaugeName, number>;

function zeros(): Values {
  return Object.fromEntries(GAUGES.map((name) => [name, 0])) as Values;
}

/** Gauges that an open incident raises to 1. */
const GAUGE_OF = {
  failed: 'FailedRun',
  killed: 'KilledRun',
  blocked: 'BlockedRun',
  lock: 'LockFailure',
  dirty: 'DirtyDatabase',
  missing: 'ExpectedRunMissing',
  wrong: 'WrongRun',
  leak: 'LeakedSecret',
  'slow-warning': 'SlowRunWarning',
  'slow-critical': 'SlowRunCritical',
} as const satisfies Record<Condition, GaugeName>;

/** The other gauges, each with the value that a running run gives it. */
const OF_RUNNING = {
  RunningFor: ({ startedAt }, now) => Math.floor(msSince(startedAt, now) / 1_000),
  SilentFor: ({ lastEventAt }, now) => Math.floor(msSince(lastEventAt, now) / 1_000),
  DurationDeviation: (run, now) => {
    const executing = executingIn(run);
    const warningMs = executing?.expectation?.warningMs;
    return executing === undefined || warningMs === undefined
      ? 0
      : msSince(executing.startedAt, now) / warningMs;
  },
} satisfies Record<Exclude<GaugeName, (typeof GAUGE_OF)[Condition]>, (run: Run, now: number) => number>;
const RUN_GAUGES = Object.entries(OF_RUNNING);

/** Never negative: event times may be ahead of our clock. */
function msSince(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, now - at);
}

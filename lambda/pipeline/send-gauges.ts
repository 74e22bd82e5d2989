import { UNUSUAL_OVER_MS } from '../contract/defaults.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { gaugesOf, type RunningRun } from '../domain/incidents/gauges.ts';
import { hasGauges } from '../domain/incidents/index-time.ts';
import type { Run } from '../domain/model/run.ts';
import type { Target } from '../domain/model/target.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { BaselineReader, Clock, MetricSink, OpenEntry } from './ports.ts';
import { RecentlyOpen } from './recently-open.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import { putMetrics, type WriterContext } from './writer.ts';

/** After this time, ms, no further usual duration is read, so that slow reads cannot hold up the gauges. */
const READ_LIMITS_MS = 5_000;

export interface GaugePorts {
  readonly metrics: MetricSink;
  readonly clock: Clock;
  readonly store: BaselineReader;
  /**
   * Environments whose databases always have gauges.
   *
   * @default none
   */
  readonly gaugesPerDatabase?: readonly string[];
  /**
   * @default nothing is remembered: a database has no gauges after its run has ended
   */
  readonly recent?: RecentlyOpen;
}

/**
 * Sends the gauges of what is open, and the number of open entries.
 *
 * For a run that has lasted longer than a minute it also reads which duration is usual for the database. Returns what failed. The
 * gauges that need what could not be read are not sent, so their alarms keep their states.
 */
export async function sendGauges(
  open: readonly OpenEntry[],
  context: WriterContext,
  ports: GaugePorts,
): Promise<readonly unknown[]> {
  const { sources, now } = context;
  const { metrics, gaugesPerDatabase = [], recent = new RecentlyOpen() } = ports;
  const runs = open.flatMap((entry) =>
    entry.kind === 'run' && entry.record.supersededBy === null && entry.record.run.outcome === 'running'
      ? entry.record.run
      : [],
  );
  const { limits, unknown, failures } = await usualLimits(runs, context, ports);
  const running = runs.map(
    (run): RunningRun => ({ run, usualLimitMs: limits.get(keyOf(run.target)) ?? null }),
  );
  // An incident of an error pattern is about no database, and raises no gauge.
  const incidents = open.flatMap((entry) =>
    entry.kind === 'incident' && entry.incidentKind !== 'pattern' && hasGauges(entry, now) ? entry : [],
  );
  const targets = sources.map(({ target }) => target);
  const ofRuns = recent.seen(
    runs.map(({ target }) => target),
    now,
  );
  const state = { running, incidents, recent: ofRuns };
  const isUnknown = ({ name, dimensions: { Environment, Database } }: MetricDatum) =>
    name === 'DurationDeviation' &&
    unknown.some(
      ({ environment, database }) =>
        environment === Environment && (Database === undefined || Database === database),
    );
  const gauges = gaugesOf(state, targets, new Set(gaugesPerDatabase), now).filter((each) => !isUnknown(each));
  const entries = open.filter(({ kind }) => kind !== 'test').length;
  const size = { name: 'OpenEntries' as const, value: entries, at: now };
  try {
    await putMetrics(metrics, [...gauges, { ...size, dimensions: { Environment: MONITOR_ENVIRONMENT } }]);
  } catch (error) {
    failures.push(error);
  }
  return failures;
}

interface UsualLimits {
  /** By database. */
  readonly limits: ReadonlyMap<string, number | null>;
  /** Databases whose limit could not be read. */
  readonly unknown: readonly Target[];
  readonly failures: unknown[];
}

/** Reads the limits of the databases with a run that is long enough to be unusual. */
async function usualLimits(
  runs: readonly Run[],
  { now, callsAtOnce = CALLS_AT_ONCE }: WriterContext,
  { store, clock }: GaugePorts,
): Promise<UsualLimits> {
  const asked = new Map(
    runs
      .filter(({ startedAt }) => now - (startedAt ?? now) > UNUSUAL_OVER_MS)
      .map(({ target }) => [keyOf(target), target] as const),
  );
  const limits = new Map<string, number | null>();
  const unknown: Target[] = [];
  const failures: unknown[] = [];
  await sideBySide([...asked], callsAtOnce, async ([key, target]) => {
    try {
      if (clock() - now >= READ_LIMITS_MS) throw new Error(`no time to read the usual duration of ${key}`);
      limits.set(key, await store.readUsualLimit(target));
    } catch (error) {
      failures.push(error);
      unknown.push(target);
    }
  });
  return { limits, unknown, failures };
}

function keyOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}

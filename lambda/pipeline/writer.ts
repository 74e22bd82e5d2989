import type { DeadlineRules } from '../contract/defaults.ts';
import type { MonitorPlace } from '../contract/monitor.ts';
import type { Names } from '../contract/names.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import { hasFormerNames, presentName } from '../domain/model/names.ts';
import type { Source } from '../domain/model/target.ts';
import type { foldFrom } from '../domain/runs/fold/fold.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { SnapshotRules } from '../domain/runs/record/snapshot.ts';
import type { Clock, FactStore, MetricSink, Publisher, RunLog } from './ports.ts';
import type { RetryContext } from './retry-conflicts.ts';

/** The rules that facts are folded by. */
export interface FoldRules {
  /** Names them in what is stored: other rules have another version. */
  readonly version: string;
  readonly foldFrom: typeof foldFrom;
}

/** What the three writers (ingest, lifecycle, sweep) work with. */
export interface WriterPorts extends DeadlineRules, RetryContext {
  readonly store: FactStore;
  readonly publisher: Publisher;
  readonly metrics: MetricSink;
  readonly runLog: RunLog;
  readonly clock: Clock;
  /** Where the monitor runs: names in other accounts are kept with their account. */
  readonly monitor: Pick<MonitorPlace, 'account'>;
  readonly sources: readonly Source[];
  /**
   * What the settings name beside the targets of sources.
   *
   * @default everything counts as named
   */
  readonly names?: Names | undefined;
  /** @default CALLS_AT_ONCE */
  readonly callsAtOnce?: number;
  /** @default SNAPSHOT_LEAST_FACTS and SNAPSHOT_ANNOUNCED_MS */
  readonly snapshots?: SnapshotRules;
  /** @default the rules of this release: RULES_VERSION and foldFrom */
  readonly rules?: FoldRules;
}

/** What the steps of one invocation work with: the ports, and the time of the invocation. */
export interface WriterContext extends Omit<WriterPorts, 'metrics' | 'clock'> {
  /** Epoch ms; read once per invocation. */
  readonly now: number;
  /** Counters of the conditional writes that this invocation won. They are sent once, at its end. */
  readonly counters: MetricDatum[];
}

/**
 * Runs one invocation of a writer: reads the clock once, and sends all counters in one call at the end.
 *
 * Sends the counters even when the work failed: they count writes that succeeded and are not repeated. Makes no call if there are
 * none. Leaves out metrics and log lines about the canary's runs; `proveCanary` reports those.
 */
export async function withWriter<T>(
  ports: WriterPorts,
  work: (context: WriterContext) => Promise<T>,
): Promise<T> {
  const { metrics, clock, runLog, ...rest } = ports;
  const { names } = ports;
  const counters: MetricDatum[] = [];
  try {
    return await work({ ...rest, runLog: withoutCanary(runLog), now: clock(), counters });
  } finally {
    await putMetrics(
      metrics,
      counters.map((datum) => underPresentName(datum, names)),
    );
  }
}

/** Sends metrics, except those of the canary's runs. Makes no call if there are none. */
export async function putMetrics(metrics: MetricSink, data: readonly MetricDatum[]): Promise<void> {
  const sent = data.filter(({ dimensions }) => !isCanary({ environment: dimensions.Environment }));
  if (sent.length > 0) await metrics.put(sent);
}

/** Alarms and dashboards have the present names only; an announcement may still have a former one. */
function underPresentName(datum: MetricDatum, names: Names | undefined): MetricDatum {
  const { Environment: environment, Database: database } = datum.dimensions;
  if (!hasFormerNames(names)) return datum;
  const target = presentName({ environment, database: database ?? '' }, names);
  const present = {
    Environment: target.environment,
    ...(database !== undefined && { Database: target.database }),
  };
  return { ...datum, dimensions: { ...datum.dimensions, ...present } };
}

function withoutCanary(runLog: RunLog): RunLog {
  return {
    write: (line) => {
      if (!isCanary(line)) runLog.write(line);
    },
  };
}

import type { DeadlineRules } from '../contract/defaults.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import type { Source } from '../domain/model/target.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { SnapshotRules } from '../domain/runs/record/snapshot.ts';
import type { Clock, FactStore, MetricSink, Publisher, RunLog } from './ports.ts';
import type { WriterContext } from './record.ts';
import type { RetryContext } from './retry-conflicts.ts';

/** What the three writers (ingest, lifecycle, sweep) work with. */
export interface WriterPorts extends DeadlineRules, RetryContext {
  readonly store: FactStore;
  readonly publisher: Publisher;
  readonly metrics: MetricSink;
  readonly runLog: RunLog;
  readonly clock: Clock;
  readonly sources: readonly Source[];
  /** {@link WriterContext.callsAtOnce} */
  readonly callsAtOnce?: number;
  /** {@link WriterContext.snapshots} */
  readonly snapshots?: SnapshotRules;
}

/**
 * Runs one invocation of a writer: reads the clock once, and sends all metrics in one call at the end.
 *
 * Sends the metrics even when the work failed: they count writes that succeeded and are not repeated. Makes no call if there are
 * none. Leaves out metrics and log lines about the canary's runs; `proveCanary` reports those.
 */
export async function withWriter<T>(
  ports: WriterPorts,
  work: (context: WriterContext) => Promise<T>,
): Promise<T> {
  const { metrics, clock, runLog, ...rest } = ports;
  const counters: MetricDatum[] = [];
  try {
    return await work({ ...rest, runLog: withoutCanary(runLog), now: clock(), counters });
  } finally {
    const sent = counters.filter(({ dimensions }) => !isCanary({ environment: dimensions.Environment }));
    if (sent.length > 0) await metrics.put(sent);
  }
}

function withoutCanary(runLog: RunLog): RunLog {
  return {
    write: (line) => {
      if (!isCanary(line)) runLog.write(line);
    },
  };
}

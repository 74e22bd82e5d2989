import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { gaugesOf } from '../domain/incidents/gauges.ts';
import { hasGauges } from '../domain/incidents/index-time.ts';
import type { MetricSink, OpenEntry } from './ports.ts';
import { RecentlyOpen } from './recently-open.ts';
import { putMetrics, type WriterContext } from './writer.ts';

export interface GaugePorts {
  readonly metrics: MetricSink;
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

/** Sends the gauges of what is open, and the number of open entries. */
export async function sendGauges(
  open: readonly OpenEntry[],
  { sources, now }: WriterContext,
  { metrics, gaugesPerDatabase = [], recent = new RecentlyOpen() }: GaugePorts,
): Promise<void> {
  const running = open.flatMap((entry) =>
    entry.kind === 'run' && entry.record.supersededBy === null && entry.record.run.outcome === 'running'
      ? entry.record.run
      : [],
  );
  // An incident of an error pattern is about no database, and raises no gauge.
  const incidents = open.flatMap((entry) =>
    entry.kind === 'incident' && entry.incidentKind !== 'pattern' && hasGauges(entry, now) ? entry : [],
  );
  const targets = sources.map(({ target }) => target);
  const ofRuns = recent.seen(
    running.map(({ target }) => target),
    now,
  );
  const state = { running, incidents, recent: ofRuns };
  const gauges = gaugesOf(state, targets, new Set(gaugesPerDatabase), now);
  const entries = open.filter(({ kind }) => kind !== 'test').length;
  const size = { name: 'OpenEntries' as const, value: entries, at: now };
  await putMetrics(metrics, [...gauges, { ...size, dimensions: { Environment: MONITOR_ENVIRONMENT } }]);
}

import type { MetricName } from '../../contract/metrics.ts';
import type { Run } from '../run.ts';
import type { Target } from '../target.ts';
import type { MetricDatum } from './metrics.ts';

/** What is open now, as far as the gauges need it. */
export interface OpenState {
  readonly running: readonly Run[];
  /** One entry per open incident. */
  readonly incidents: readonly (Target & { readonly kind: string; readonly dirty: boolean })[];
}

/**
 * All gauges, stamped `now`: for every database in `targets` and every one that something is open for.
 *
 * A database with nothing open gets zeros, so that an alarm on `Maximum` returns to OK by evidence and not by missing
 * data. An environment's value is the highest of its databases.
 */
export function gaugesOf(open: OpenState, targets: readonly Target[], now: number): readonly MetricDatum[] {
  const highest = new Map<string, { environment: string; database: string | null; values: Values }>();
  const raise = ({ environment, database }: Target, values: Partial<Values>) => {
    for (const name of [null, database]) {
      const key = JSON.stringify([environment, name]);
      const entry = highest.get(key) ?? { environment, database: name, values: { ...NOTHING_OPEN } };
      highest.set(key, entry);
      for (const gauge of GAUGES) entry.values[gauge] = Math.max(entry.values[gauge], values[gauge] ?? 0);
    }
  };
  for (const target of targets) raise(target, {});
  for (const run of open.running) {
    raise(run.target, {
      RunningFor: secondsSince(run.startedAt, now),
      SilentFor: secondsSince(run.lastEventAt, now),
    });
  }
  for (const { environment, database, kind, dirty } of open.incidents) {
    raise(
      { environment, database },
      { DirtyDatabase: dirty ? 1 : 0, ExpectedRunMissing: kind === 'missing' ? 1 : 0 },
    );
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

const GAUGES = [
  'RunningFor',
  'SilentFor',
  'DirtyDatabase',
  'ExpectedRunMissing',
] as const satisfies MetricName[];
type Values = Record<(typeof GAUGES)[number], number>;
const NOTHING_OPEN: Values = { RunningFor: 0, SilentFor: 0, DirtyDatabase: 0, ExpectedRunMissing: 0 };

/** Whole seconds, never negative: event times may lie ahead of our clock. */
function secondsSince(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, Math.floor((now - at) / 1_000));
}

import type { Load } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import { effectOf, minutesIn, type Series, type Span } from './effect.ts';
import type { LoadMetric } from './load-metrics.ts';

/** A migration has load of its own if it covers this many whole minutes; a shorter one shares its minutes with others. */
const LEAST_MINUTES = 2;

/** The time of a run that has ended, or of its only migration that is long enough to have load of its own. */
export function measuredSpan(run: Run): (Span & { readonly version?: string }) | undefined {
  const { startedAt, endedAt, migrations } = run;
  if (startedAt === null || endedAt === null) return undefined;
  const long = migrations.flatMap(({ version, startedAt: from, endedAt: to }) =>
    from !== null && to !== null && minutesIn({ from, to }).length >= LEAST_MINUTES
      ? [{ version, from, to }]
      : [],
  );
  return long.length === 1 ? long[0] : { from: startedAt, to: endedAt };
}

/** Is the run too short to be seen in metrics of one minute? */
export function isTooShort(span: Span): boolean {
  return minutesIn(span).length === 0;
}

/** What the metrics did. `read`: what CloudWatch has of each metric, by its place in `metrics`. */
export function loadOf(
  { version, ...span }: Span & { readonly version?: string },
  metrics: readonly LoadMetric[],
  read: readonly Series[],
  { beside, isLast }: { readonly beside: readonly string[]; readonly isLast: boolean },
): Pick<Load, 'version' | 'beside' | 'metrics'> {
  return {
    ...(version !== undefined && { version }),
    ...(beside.length > 0 && { beside }),
    metrics: metrics.map((metric, index) => effectOf(metric, span, read[index] ?? new Map(), isLast)),
  };
}

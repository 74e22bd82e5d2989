import { METRIC_NAMESPACE } from '../../lambda/contract/metrics.ts';
import { random } from '../bench/payloads/random.ts';

/** Points of one series over a day; `null` where none was sent. */
export type Curve = readonly (number | null)[];

/** An imaginary day: runs in the morning and at noon, one failure at half past two that is repaired at four. */
const POINTS = 96;
const RUNS_AT = [33, 36, 38, 51, 58, 70, 78];
const FAILED_AT = 58;
const REPAIRED_AT = 64;

/**
 * A made-up curve that behaves as the metric does; the same on each call. A flag that is not raised on that day stays
 * at 0.
 */
export function sampleCurve(namespace: string, metric: string, hash: number): Curve {
  const source = random(hash + 1);
  const next = () => source.int(0, 1_000) / 1_000;
  const at = (of: (point: number) => number | null): Curve =>
    Array.from({ length: POINTS }, (_, point) => of(point));
  const isRun = (point: number) => RUNS_AT.includes(point);
  switch (metric) {
    case 'RunsSucceeded':
    case 'MigrationsApplied':
      return at((point) => (isRun(point) && point !== FAILED_AT ? 1 + Math.floor(next() * 3) : null));
    case 'RunsNoChange':
      return at((point) => (point % 11 === 5 ? 1 : null));
    case 'RunsFailed':
      return at((point) => (point === FAILED_AT || point === FAILED_AT + 1 ? 1 : null));
    case 'DirtyDatabase':
    case 'FailedRun':
      return at((point) => (point >= FAILED_AT && point < REPAIRED_AT ? 1 : 0));
    case 'RunningFor':
      return at((point) => (isRun(point) ? 60 + next() * 180 : 0));
    case 'SilentFor':
      return at((point) => (isRun(point) ? 10 + next() * 60 : 0));
    case 'RunDuration':
    case 'LongestMigration':
      return at((point) => (isRun(point) ? (metric === 'RunDuration' ? 40 : 25) + next() * 40 : null));
    case 'DurationDeviation':
      return at((point) => (isRun(point) ? 0.8 + next() * 0.5 : null));
    case 'BlockedRun':
      return at((point) => (point >= FAILED_AT + 2 && point < REPAIRED_AT ? 1 : 0));
    default:
      return namespace === METRIC_NAMESPACE ? at(() => 0) : wander(next, at);
  }
}

/** A random load that grows while migrations run. */
function wander(next: () => number, at: (of: (point: number) => number) => Curve): Curve {
  let level = 20 + next() * 25;
  return at((point) => {
    level += (next() - 0.5) * 4 + (35 - level) * 0.05;
    return level + (RUNS_AT.includes(point) || RUNS_AT.includes(point - 1) ? 22 : 0);
  });
}

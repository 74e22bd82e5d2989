import type { WeighedPair } from './pair.ts';

/** What the pairs of about a migration's size say together. */
export interface Evidence {
  /** How many pairs they are worth; never more than there are. */
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  /** Lowest and highest ratio of target to source among them; `null` if there are none. */
  readonly ratios: readonly [number, number] | null;
}

const NO_EVIDENCE: Evidence = { n: 0, mean: 0, variance: 0, ratios: null };
/** Pairs with less weight than this together do not count. */
const LEAST_WEIGHT = 1e-6;
/** With this many pairs, one that differs by more than {@link CLIP} robust standard deviations counts as if it differed by that much. */
const CLIPPED_FROM = 4;
const CLIP = 4;
const LEAST_SPREAD = 0.15;
/** Makes the median absolute deviation comparable with a standard deviation. @see https://en.wikipedia.org/wiki/Median_absolute_deviation */
const MAD_TO_SIGMA = 1.4826;

/** A migration that was slow once stays a pair, or the limits would never learn; clipping bounds its influence. */
export function evidenceOf(pairs: readonly WeighedPair[]): Evidence {
  const total = sum(pairs.map(({ weight }) => weight));
  if (!(total > LEAST_WEIGHT)) return NO_EVIDENCE;
  const squares = sum(pairs.map(({ weight }) => weight ** 2));
  const n = Math.min(total, total ** 2 / squares);
  const middle = weightedMedian(pairs.map(({ residual, weight }) => [residual, weight]));
  const deviations = pairs.map(({ residual, weight }): Weighted => [Math.abs(residual - middle), weight]);
  const spread = Math.max(LEAST_SPREAD, MAD_TO_SIGMA * weightedMedian(deviations));
  const limit = n >= CLIPPED_FROM ? CLIP * spread : Number.POSITIVE_INFINITY;
  const clipped = pairs.map(
    ({ residual, weight }): Weighted => [
      Math.min(middle + limit, Math.max(middle - limit, residual)),
      weight,
    ],
  );
  const mean = sum(clipped.map(([value, weight]) => value * weight)) / total;
  const variance = sum(clipped.map(([value, weight]) => (value - mean) ** 2 * weight)) / total;
  return { n, mean, variance, ratios: ratiosOf(pairs) };
}

type Weighted = readonly [value: number, weight: number];

/** The pairs are ordered by value, so that the order in which they come makes no difference. */
function weightedMedian(values: readonly Weighted[]): number {
  const sorted = [...values].sort(([a], [b]) => a - b);
  const half = sum(sorted.map(([, weight]) => weight)) / 2;
  let reached = 0;
  const found = sorted.find(([, weight]) => {
    reached += weight;
    return reached >= half;
  });
  return (found ?? sorted.at(-1)!)[0];
}

function ratiosOf(pairs: readonly WeighedPair[]): readonly [number, number] {
  const ratios = pairs.map(({ residual }) => Math.exp(residual));
  return [Math.min(...ratios), Math.max(...ratios)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

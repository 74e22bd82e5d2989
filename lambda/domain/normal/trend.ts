import { median } from 'simple-statistics';
import { logTime } from './log-time.ts';
import type { Pair } from './pair.ts';

/** How the durations of one environment move away from those of the environment before. */
export interface Trend {
  /** How many times as long the same migration takes after half a year; 1: no change. */
  readonly factor: number;
  /** Between these it is with 98 %. */
  readonly low: number;
  readonly high: number;
  /** How many migrations it was learned from, and over how many days. */
  readonly n: number;
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const WINDOW_DAYS = 180;
const LEAST_POINTS = 20;
/** A migration that took less in the source says little about growth. */
const LEAST_SOURCE_MS = 1_000;
/** 1 in 200, one side: looked at every two weeks, it is wrong about once in eight years. */
const TOLD_FROM_Z = 2.576;
const TOLD_FROM_FACTOR = 1.5;
/** Half of an interval of 98 %. */
const INTERVAL_Z = 2.326;

/**
 * The trend of the last half year before `now`, epoch ms; `undefined` if there is none that is sure and large enough to tell.
 *
 * It looks at the ratios of the same files in two environments. Durations of whole runs are a mixture, which does not show a threefold
 * slowdown.
 *
 * @see https://en.wikipedia.org/wiki/Theil%E2%80%93Sen_estimator the slope, and its interval by Kendall's statistic
 */
export function trendOf(pairs: readonly Pair[], now: number): Trend | undefined {
  const points = pairs
    .filter(({ at, sourceMs }) => sourceMs > LEAST_SOURCE_MS && at <= now && now - at <= WINDOW_DAYS * DAY_MS)
    .map(({ at, sourceMs, targetMs }) => ({
      day: at / DAY_MS,
      residual: logTime(targetMs) - logTime(sourceMs),
    }))
    .sort((a, b) => a.day - b.day);
  const n = points.length;
  if (n < LEAST_POINTS) return undefined;
  const slopes: number[] = [];
  let score = 0;
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      score += Math.sign(b.residual - a.residual);
      if (b.day > a.day) slopes.push((b.residual - a.residual) / (b.day - a.day));
    }
  }
  if (slopes.length === 0) return undefined;
  const spread = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const factor = factorOf(median(slopes));
  if ((score - 1) / spread < TOLD_FROM_Z || factor < TOLD_FROM_FACTOR) return undefined;
  const sorted = slopes.sort((a, b) => a - b);
  const rank = (side: number) =>
    sorted[
      Math.min(sorted.length - 1, Math.max(0, Math.round((sorted.length + side * INTERVAL_Z * spread) / 2)))
    ]!;
  return {
    factor,
    low: factorOf(rank(-1)),
    high: factorOf(rank(1)),
    n,
    days: Math.round(points.at(-1)!.day - points[0]!.day),
  };
}

function factorOf(slope: number): number {
  return Math.exp(WINDOW_DAYS * slope);
}

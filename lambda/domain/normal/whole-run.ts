import type { Forecast } from '../model/forecast.ts';
import type { Interval } from './forecast.ts';
import { msOfLogTime } from './log-time.ts';

/** Draws for each migration. The ends of the interval are then exact to some percent. */
const DRAWS = 2_000;
const SEED = 20_250_101;
const QUANTILES = { low: 0.05, median: 0.5, high: 0.95 };

/**
 * How long migrations take together. Quantiles do not add: the sum of many upper bounds is far above the upper bound of the sum. So
 * durations are drawn from each forecast and added. The draws are the same each time.
 */
export function togetherOf(forecasts: readonly Forecast[]): Interval {
  const next = seeded(SEED);
  const totals = Array.from({ length: DRAWS }, () => 0);
  for (const { mu, sigma, nu, up, down } of forecasts) {
    for (let i = 0; i < DRAWS; i++) {
      const t = drawT(nu, next);
      totals[i]! += msOfLogTime(mu + (t > 0 ? up : down) * sigma * t);
    }
  }
  totals.sort((a, b) => a - b);
  const at = (quantile: number) => totals[Math.floor(quantile * (DRAWS - 1))]!;
  return { lowMs: at(QUANTILES.low), medianMs: at(QUANTILES.median), highMs: at(QUANTILES.high) };
}

/** Bailey's polar method, exact for every `nu`. @see https://doi.org/10.1090/S0025-5718-1994-1219702-8 */
function drawT(nu: number, next: () => number): number {
  for (;;) {
    const u = 2 * next() - 1;
    const v = 2 * next() - 1;
    const w = u * u + v * v;
    if (w > 0 && w < 1) return u * Math.sqrt((nu * Math.expm1((-2 / nu) * Math.log(w))) / w);
  }
}

/** Numbers from 0 to 1, always the same. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

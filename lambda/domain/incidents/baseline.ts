import { median, medianAbsoluteDeviation } from 'simple-statistics';
import { UNUSUAL_OVER_MS } from '../../contract/defaults.ts';

/** The baseline uses this many of a database's last clean runs. */
export const BASELINE_RUNS = 30;
/** There is no baseline with fewer runs than this. */
export const BASELINE_AT_LEAST = 8;

/** How long a database's runs usually take. */
export interface Baseline {
  readonly medianMs: number;
  /** A run is unusual when it takes longer than this. */
  readonly limitMs: number;
  readonly runs: number;
}

/** Makes the median absolute deviation comparable with a standard deviation. @see https://en.wikipedia.org/wiki/Median_absolute_deviation */
const MAD_TO_SIGMA = 1.4826;
const SIGMAS = 6;
const TIMES_MEDIAN = 2;

/**
 * Computes the baseline from the durations (ms) of earlier clean runs, oldest first; `undefined` with fewer than
 * {@link BASELINE_AT_LEAST} of them.
 *
 * There are few samples, and they often hardly differ. So a run is unusual only when it exceeds all three limits: six
 * robust standard deviations over the median, twice the median, and {@link UNUSUAL_OVER_MS} over the median.
 */
export function baselineOf(durationsMs: readonly number[]): Baseline | undefined {
  const sample = durationsMs.slice(-BASELINE_RUNS);
  if (sample.length < BASELINE_AT_LEAST) return undefined;
  const medianMs = median(sample);
  const sigma = MAD_TO_SIGMA * medianAbsoluteDeviation(sample);
  const limitMs = Math.max(medianMs + SIGMAS * sigma, TIMES_MEDIAN * medianMs, medianMs + UNUSUAL_OVER_MS);
  return { medianMs, limitMs, runs: sample.length };
}

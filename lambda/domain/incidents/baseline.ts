import { median, medianAbsoluteDeviation } from 'simple-statistics';
import { UNUSUAL_OVER_MS } from '../../contract/defaults.ts';

/** How many of a database's last clean runs the baseline looks at. */
export const BASELINE_RUNS = 30;
/** With fewer runs than this the baseline says nothing. */
export const BASELINE_AT_LEAST = 8;

/** What a database's runs usually take. */
export interface Baseline {
  readonly medianMs: number;
  /** Longest duration that is still usual. */
  readonly limitMs: number;
  readonly runs: number;
}

/** Makes the median absolute deviation comparable with a standard deviation. @see https://en.wikipedia.org/wiki/Median_absolute_deviation */
const MAD_TO_SIGMA = 1.4826;
const SIGMAS = 6;
const TIMES_MEDIAN = 2;

/**
 * What runs usually take, from the durations (ms) of the clean runs before, oldest first; `undefined` with fewer than
 * {@link BASELINE_AT_LEAST} of them.
 *
 * The samples are few and their spread is often nearly nil, so three bars must all be passed before a run counts as
 * unusual: six robust standard deviations over the median, twice the median, and a minute over it.
 */
export function baselineOf(durationsMs: readonly number[]): Baseline | undefined {
  const sample = durationsMs.slice(-BASELINE_RUNS);
  if (sample.length < BASELINE_AT_LEAST) return undefined;
  const medianMs = median(sample);
  const sigma = MAD_TO_SIGMA * medianAbsoluteDeviation(sample);
  const limitMs = Math.max(medianMs + SIGMAS * sigma, TIMES_MEDIAN * medianMs, medianMs + UNUSUAL_OVER_MS);
  return { medianMs, limitMs, runs: sample.length };
}

import { lnGamma } from './incomplete-beta.ts';

/** How many of some runs failed. */
export interface Failures {
  readonly failed: number;
  readonly of: number;
}

/** The last runs of a database, and those of half a year before. */
export interface FailureRate {
  readonly last: Failures;
  readonly before: Failures;
  /** True if more of the last runs failed than chance explains. */
  readonly isMore: boolean;
}

const LAST_RUNS = 20;
const BASE_MS = 180 * 24 * 60 * 60 * 1_000;
/** More runs than this before do not count: a rate of long ago says less about today. */
const MOST_BASE = 100;
/** What is assumed before any run is known: one in ten fails, as sure as five runs make it. */
const PRIOR = { failed: 0.5, clean: 4.5 };
const LEAST_FAILED = 3;
const CHANCE = 0.01;

/**
 * Compares the last 20 runs with the half year before them, by the beta-binomial distribution.
 *
 * @param runs oldest first, without refusals: those repeat one trouble
 */
export function failureRateOf(
  runs: readonly { readonly at: number; readonly failed: boolean }[],
): FailureRate {
  const recent = runs.slice(-LAST_RUNS);
  const from = (recent[0]?.at ?? 0) - BASE_MS;
  const earlier = runs.slice(0, -LAST_RUNS).filter(({ at }) => at >= from);
  const [last, before] = [countOf(recent), countOf(earlier)];
  const share = Math.min(1, MOST_BASE / Math.max(1, before.of));
  const a = PRIOR.failed + before.failed * share;
  const b = PRIOR.clean + (before.of - before.failed) * share;
  return {
    last,
    before,
    isMore: last.failed >= LEAST_FAILED && atLeast(last.failed, last.of, a, b) < CHANCE,
  };
}

function countOf(runs: readonly { readonly failed: boolean }[]): Failures {
  return { failed: runs.filter(({ failed }) => failed).length, of: runs.length };
}

/** The chance that at least `k` of `n` runs fail. @see https://en.wikipedia.org/wiki/Beta-binomial_distribution */
export function atLeast(k: number, n: number, a: number, b: number): number {
  let chance = 0;
  for (let failed = k; failed <= n; failed++)
    chance += Math.exp(lnChoose(n, failed) + lnBeta(failed + a, n - failed + b) - lnBeta(a, b));
  return chance;
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}

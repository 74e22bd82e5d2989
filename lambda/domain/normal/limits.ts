import type { Forecast } from '../model/forecast.ts';
import { msOfLogTime } from './log-time.ts';
import type { Pair } from './pair.ts';
import { exceededWith } from './t-distribution.ts';

const MINUTE_MS = 60_000;
const MONTH_MS = 30 * 24 * 60 * MINUTE_MS;
/** A migration that took less than this in the source is expected to take seconds, so it is hardly ever told about. */
const TELLABLE_MS = 1_000;

/** From when on people are told that a migration takes unusually long, in ms from its beginning. */
export interface Limits {
  readonly warningMs: number;
  readonly criticalMs: number;
}

/** A forecast from fewer pairs of about the migration's size than this says nothing about how the environments compare. */
export const LEARNED_FROM = 2;
/** A migration is never unusual before it has taken this much longer than expected, */
const LEAST_OVER_MS = MINUTE_MS;
/** and this many times as long. */
const LEAST_TIMES = 2;
const LEAST_CRITICAL_MS = 5 * MINUTE_MS;
/** While too few pairs are known, the limits are at most these: the deadlines of a run that prints nothing, and of one that lasts too long. */
const UNLEARNED_MOST: Limits = { warningMs: 15 * MINUTE_MS, criticalMs: 30 * MINUTE_MS };
/** Chance that a migration without trouble passes the limit. */
const CRITICAL_CHANCE = 0.005;
const WARNING_CHANCE = { least: 0.005, most: 0.05 };
/** How many false warnings an environment may have in 30 days. */
const FALSE_WARNINGS = 0.5;

/**
 * The chance with which a migration without trouble may pass the warning.
 *
 * @param tellable how many migrations of the environment in the last 30 days took more than a second in the source environment, so
 *   that they could be told about
 */
export function warningChance(tellable: number): number {
  return Math.min(
    WARNING_CHANCE.most,
    Math.max(WARNING_CHANCE.least, FALSE_WARNINGS / Math.max(1, tellable)),
  );
}

/** Counts {@link warningChance}'s migrations among `pairs`, in the 30 days before `at`, epoch ms. */
export function tellableIn(pairs: readonly Pair[], at: number): number {
  return pairs.filter((pair) => pair.at < at && at - pair.at <= MONTH_MS && pair.sourceMs > TELLABLE_MS)
    .length;
}

/** @param tellable see {@link warningChance} */
export function limitsOf(forecast: Forecast, tellable: number): Limits {
  const warningMs = limitAt(forecast, warningChance(tellable));
  const criticalMs = Math.max(limitAt(forecast, CRITICAL_CHANCE), LEAST_CRITICAL_MS, warningMs);
  if (isLearned(forecast)) return { warningMs, criticalMs };
  return {
    warningMs: Math.min(warningMs, UNLEARNED_MOST.warningMs),
    criticalMs: Math.min(criticalMs, UNLEARNED_MOST.criticalMs),
  };
}

/** Is it known how the environments compare, so that the forecast replaces the fixed deadlines? */
export function isLearned({ n, sized }: Pick<Forecast, 'n' | 'sized'>): boolean {
  return n >= LEARNED_FROM || sized === true;
}

function limitAt({ mu, sigma, nu, up }: Forecast, chance: number): number {
  const medianMs = msOfLogTime(mu);
  const exceeded = msOfLogTime(mu + up * sigma * exceededWith(chance, nu));
  return Math.max(exceeded, LEAST_TIMES * medianMs, medianMs + LEAST_OVER_MS);
}

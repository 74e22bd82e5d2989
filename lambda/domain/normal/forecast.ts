import type { Forecast } from '../model/forecast.ts';
import { CALIBRATED_FROM, type Calibration, calibrationOf, type Score } from './calibration.ts';
import { evidenceOf } from './evidence.ts';
import { logTime, msOfLogTime, workShare } from './log-time.ts';
import { type Pair, weighed } from './pair.ts';
import { exceededWith } from './t-distribution.ts';

/** A migration that took less than this in the source, ms, is expected to take less than a second, unless it works on rows. */
export const BRIEF_MS = 1_000;
/** A brief migration that took longer than this in the target, ms, was a surprise. */
const SURPRISE_MS = 5_000;

/** What a forecast is made from. */
export interface Known {
  /** How long the migration took in the source environment. */
  readonly sourceMs: number;
  /** When it begins in the target environment, epoch ms. Pairs that began later do not count. */
  readonly at: number;
  readonly pairs: readonly Pair[];
  /** How earlier forecasts turned out, oldest first. */
  readonly scores: readonly Score[];
  /**
   * Rows of its table in the target, divided by those in the source. `pairs` and `scores` are then those whose source durations were
   * multiplied in the same way. Left out if not known, or if the migration does not work on rows.
   */
  readonly rowsRatio?: number;
}

/**
 * What is assumed before any pair is known. A migration that takes milliseconds is overhead, which differs little between environments;
 * so each figure grows with the share of work.
 */
interface Prior {
  readonly mean: number;
  readonly within: number;
  readonly between: number;
}

/** The target takes twice as long, give or take a factor of 3.3; ratios of one database scatter by a factor of 2. */
const PRIOR: Prior = { mean: 0.7, within: 0.7, between: 1.2 };
/** The same if the source's duration was multiplied by the ratio of the tables' sizes. */
const PRIOR_IF_SIZED: Prior = { mean: 0, within: 0.3, between: 0.45 };
const LEAST_SCATTER = 0.15;
/** How many pairs the prior's variance is worth. */
const PRIOR_NU = 4;
/** Chance of each side outside the interval: 9 of 10 migrations are within it. */
export const SIDE = 0.05;

/** The posterior predictive distribution of a normal model with a conjugate prior. @see https://www.cs.ubc.ca/~murphyk/Papers/bayesGauss.pdf section 6 */
export function forecastOf({ sourceMs, at, pairs, scores, rowsRatio }: Known): Forecast {
  const scaledMs = sourceMs * (rowsRatio ?? 1);
  const prior = rowsRatio === undefined ? PRIOR : PRIOR_IF_SIZED;
  const share = workShare(scaledMs);
  const before = pairs.filter((pair) => pair.at < at);
  const { n, mean, variance, ratios } = evidenceOf(weighed(scaledMs, at, before));
  const priorMean = prior.mean * share;
  const within = LEAST_SCATTER + prior.within * share;
  const priorKappa = (within / (LEAST_SCATTER + prior.between * share)) ** 2;
  const kappa = priorKappa + n;
  const nu = PRIOR_NU + n;
  const squares =
    PRIOR_NU * within ** 2 + n * variance + ((priorKappa * n) / kappa) * (mean - priorMean) ** 2;
  const calibration = calibrationOf(scaledMs, scores);
  return {
    sourceMs,
    mu: logTime(scaledMs) + (priorKappa * priorMean + n * mean) / kappa,
    sigma: Math.sqrt((squares / nu) * (1 + 1 / kappa)),
    nu,
    n,
    up: calibration.up,
    down: calibration.down,
    ...(ratios === null ? {} : { ratios }),
    ...recordOf(calibration),
    ...surprisesIn(sourceMs, before),
    ...(rowsRatio === undefined ? {} : { sized: true }),
  };
}

function recordOf({ n, held }: Calibration): Pick<Forecast, 'record'> {
  return n < CALIBRATED_FROM ? {} : { record: { held, of: n } };
}

function surprisesIn(sourceMs: number, pairs: readonly Pair[]): Pick<Forecast, 'surprises'> {
  const brief = sourceMs < BRIEF_MS ? pairs.filter((pair) => pair.sourceMs < BRIEF_MS) : [];
  const long = brief.filter(({ targetMs }) => targetMs > SURPRISE_MS).length;
  return brief.length === 0 ? {} : { surprises: { long, of: brief.length } };
}

/** The duration that most likely is exceeded and not exceeded alike, and the bounds between which 9 of 10 such migrations are, in ms. */
export interface Interval {
  readonly lowMs: number;
  readonly medianMs: number;
  readonly highMs: number;
}

export function intervalOf({ mu, sigma, nu, up, down }: Forecast): Interval {
  const half = sigma * exceededWith(SIDE, nu);
  return {
    lowMs: msOfLogTime(mu - down * half),
    medianMs: msOfLogTime(mu),
    highMs: msOfLogTime(mu + up * half),
  };
}

/** How a forecast turned out, for the calibration of later ones. */
export function scoreOf(id: string, forecast: Forecast, targetMs: number): Score {
  const { sourceMs, mu, sigma, nu, up, down } = forecast;
  const score = (logTime(targetMs) - mu) / (sigma * exceededWith(SIDE, nu));
  return { id, sourceMs, score, held: score <= up && score >= -down };
}

import type { Target } from './target.ts';

/** How long a migration is expected to take in the target environment: z has Student's t distribution. See `logTime` in `normal` for z. */
export interface Forecast {
  readonly sourceMs: number;
  /** Location of the distribution of z, which is its median. */
  readonly mu: number;
  /** Scale of the distribution of z. */
  readonly sigma: number;
  /** Degrees of freedom. */
  readonly nu: number;
  /** How many pairs of about this size it was learned from. Not a whole number, because old pairs count less. */
  readonly n: number;
  /** Calibration: the deviation from the median is multiplied by this, above it and below it. */
  readonly up: number;
  readonly down: number;
  /** Lowest and highest ratio of target to source among the pairs. Left out if there are none. */
  readonly ratios?: readonly [number, number];
  /** How many of the last forecasts held. Left out if there are not enough of them. */
  readonly record?: { readonly held: number; readonly of: number };
  /**
   * Only if it took less than a second in the source: how many of such migrations took more than five seconds in the target. Left out
   * if no such migration is known.
   */
  readonly surprises?: { readonly long: number; readonly of: number };
  /** Set if the sizes of the migration's table are known in both environments. */
  readonly sized?: true;
}

/** What a migration's time is compared with: its forecast, and from when on it takes unusually long. */
export interface Expectation {
  /** The database in which the same file ran before. */
  readonly source: Target;
  readonly forecast: Forecast;
  /** From when on people are told, in ms from the beginning of the migration. */
  readonly warningMs: number;
  readonly criticalMs: number;
}

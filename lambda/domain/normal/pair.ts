import { logTime, sizeOf } from './log-time.ts';

/** One migration that was applied clean in two environments. */
export interface Pair {
  /** Run and version in the target environment: a pair that is learned again has the same id. */
  readonly id: string;
  /** When the migration began in the target environment, epoch ms. */
  readonly at: number;
  /** How long it took in the source environment. */
  readonly sourceMs: number;
  /** How long it took in the target environment. */
  readonly targetMs: number;
  /** Set for a pair of another database of the same two environments, which says less. Left out for a pair of the database itself. */
  readonly otherDatabase?: true;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A pair of this age has half the weight of a new one. */
const HALF_LIFE_DAYS = 90;
const OTHER_DATABASE = 0.5;
/** The bandwidth reaches to this many pairs, */
const NEAREST = 30;
/** but it is at least a factor of 2 and at most a factor of 7 of the source's duration. */
const BANDWIDTH = { least: 0.7, most: 2 };
/** Makes the farthest pair within the bandwidth count a little. */
const BEYOND = 1.001;

/** What a pair says about a migration: how much longer the target took, on the scale of `logTime`, and how much that counts. */
export interface WeighedPair {
  readonly residual: number;
  readonly weight: number;
  readonly pair: Pair;
}

/**
 * The pairs that count for a migration that took `sourceMs` in the source environment and begins at `at`, epoch ms.
 *
 * A pair counts less the more its size differs, and the older it is. Beyond the bandwidth it does not count at all: most migrations take
 * milliseconds in every environment, and even a little weight of many of them would outweigh the few that work on rows.
 */
export function weighed(sourceMs: number, at: number, pairs: readonly Pair[]): readonly WeighedPair[] {
  const size = sizeOf(sourceMs);
  const distances = pairs.map((pair) => Math.abs(sizeOf(pair.sourceMs) - size));
  const nearest =
    [...distances].sort((a, b) => a - b)[Math.min(NEAREST, distances.length) - 1] ?? BANDWIDTH.most;
  const bandwidth = Math.min(BANDWIDTH.most, Math.max(BANDWIDTH.least, nearest)) * BEYOND;
  return pairs.flatMap((pair, index) => {
    const distance = distances[index]! / bandwidth;
    if (distance >= 1) return [];
    const ageDays = Math.max(0, at - pair.at) / DAY_MS;
    const weight =
      (1 - distance ** 3) ** 3 *
      2 ** (-ageDays / HALF_LIFE_DAYS) *
      (pair.otherDatabase === true ? OTHER_DATABASE : 1);
    return [{ residual: logTime(pair.targetMs) - logTime(pair.sourceMs), weight, pair }];
  });
}

import { lnGamma } from '../normal/incomplete-beta.ts';

/** How a count compares with an earlier one; `chance`: the difference proves nothing. */
export type Compared = 'more' | 'fewer' | 'chance';

/** Some of a number of things. */
export interface Share {
  readonly some: number;
  readonly of: number;
}

/** A difference that chance makes less often than this, in either direction, is told. */
const CHANCE = 0.05;
/** Equally likely outcomes have probabilities that differ by rounding only. */
const ROUNDING = 1e-9;

/**
 * Compares a count with an earlier count, exactly.
 *
 * @param share the part of the whole time, earlier and now, in which `count` was counted; between 0 and 1
 * @see https://en.wikipedia.org/wiki/Binomial_test given their sum, one of two Poisson counts of the same rate is binomial
 */
export function compareCounts(count: number, earlier: number, share: number): Compared {
  const sum = count + earlier;
  const chances = Array.from({ length: sum + 1 }, (_, k) =>
    Math.exp(lnChoose(sum, k) + k * Math.log(share) + (sum - k) * Math.log(1 - share)),
  );
  return told(chances, count, sum * share);
}

/**
 * Compares two shares, exactly.
 *
 * @see https://en.wikipedia.org/wiki/Fisher%27s_exact_test
 */
export function compareShares(now: Share, earlier: Share): Compared {
  const of = now.of + earlier.of;
  const some = now.some + earlier.some;
  const [least, most] = [Math.max(0, some - earlier.of), Math.min(some, now.of)];
  const chances = Array.from({ length: most + 1 }, (_, k) =>
    k < least ? 0 : Math.exp(lnChoose(now.of, k) + lnChoose(earlier.of, some - k) - lnChoose(of, some)),
  );
  return told(chances, now.some, of === 0 ? 0 : (now.of * some) / of);
}

/** `chances`: of each count from 0 on. */
function told(chances: readonly number[], count: number, expected: number): Compared {
  const limit = chances[count]! * (1 + ROUNDING);
  const asUnlikely = chances.reduce((sum, chance) => (chance <= limit ? sum + chance : sum), 0);
  if (asUnlikely >= CHANCE) return 'chance';
  return count > expected ? 'more' : 'fewer';
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}

import { incompleteBeta } from './incomplete-beta.ts';

/** A quantile is exact to this part of its value. */
const PRECISION = 1e-13;

/** The chance that a variable with Student's t distribution is above `t`. `nu`: degrees of freedom, at least 1, not always whole. */
export function tailAbove(t: number, nu: number): number {
  const half = 0.5 * incompleteBeta(nu / 2, 0.5, nu / (nu + t * t), (t * t) / (nu + t * t));
  return t >= 0 ? half : 1 - half;
}

/**
 * The value that a variable with Student's t distribution exceeds with the chance `tail`, which is above 0 and below 1.
 *
 * It takes the chance of the tail, and not of the rest, because 1 - tail has few digits for a rare event.
 */
export function exceededWith(tail: number, nu: number): number {
  if (tail > 0.5) return -exceededWith(1 - tail, nu);
  let low = 0;
  let high = 1;
  while (tailAbove(high, nu) > tail) {
    low = high;
    high *= 2;
  }
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (tailAbove(middle, nu) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

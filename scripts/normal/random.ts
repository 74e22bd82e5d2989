/** Numbers that are the same for the same seed. */
export interface Random {
  /** From 0 to 1. */
  next(): number;
  /** Normally distributed, mean 0, standard deviation 1. */
  normal(): number;
}

/** @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c mulberry32 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // Marsaglia's polar method.
  const normal = () => {
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const r = u * u + v * v;
      if (r > 0 && r < 1) return u * Math.sqrt((-2 * Math.log(r)) / r);
    }
  };
  return { next, normal };
}

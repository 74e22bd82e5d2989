/** Seeded source of choices: the same seed makes the same payload, byte by byte, on every machine. */
export interface Random {
  /** Whole number from `min` to `max`, both inclusive. */
  int(min: number, max: number): number;
  pick<T>(from: readonly T[]): T;
  /** Lower-case hex digits. */
  hex(length: number): string;
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state are plenty for text. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    pick: <T>(from: readonly T[]): T => {
      const chosen = from[int(0, from.length - 1)];
      if (chosen === undefined) throw new Error('Nothing to pick from');
      return chosen;
    },
    hex: (length) => Array.from({ length }, () => int(0, 15).toString(16)).join(''),
  };
}

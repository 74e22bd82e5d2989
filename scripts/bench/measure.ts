/** Middle value; of an even number the mean of the two in the middle. `values` must not be empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('The median of nothing was asked for');
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export interface Interleaved {
  /** Median time of one call, ms, for each contestant in the order given. */
  readonly ms: readonly number[];
  /** Median over the rounds of each contestant's time ÷ the first one's in the same round. */
  readonly ratios: readonly number[];
}

/** The fewest rounds, so that the median is meaningful. */
const ROUNDS = 61;
/**
 * Time of one contestant in a round: long compared with the clock's resolution, short compared with changes in the
 * machine's load.
 */
const SLICE_MS = 12;
/** Warm-up calls, so that the code is as optimised as in a warm Lambda. */
const WARM_UP_MS = 700;

/**
 * Times contestants against each other: in every round each one runs for the same slice of time, one right after the
 * other, so that other load on the machine affects all alike. The others are divided by the first contestant. The
 * result of a call is kept, so that no work is optimised away. A call that returns a promise lasts until the promise is settled.
 */
export async function interleave(contestants: readonly (() => unknown)[]): Promise<Interleaved> {
  const calls: number[] = [];
  for (const contestant of contestants) {
    const begin = performance.now();
    let count = 0;
    let spent = 0;
    while (spent < WARM_UP_MS) {
      const result = contestant();
      keep(result instanceof Promise ? await result : result);
      count += 1;
      spent = performance.now() - begin;
    }
    calls.push(Math.max(1, Math.round((count * SLICE_MS) / spent)));
  }
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const count = calls[index] ?? 1;
      const begin = performance.now();
      for (let call = 0; call < count; call += 1) {
        const result = contestant();
        keep(result instanceof Promise ? await result : result);
      }
      times[index]?.push((performance.now() - begin) / count);
    }
  }
  const [floor = []] = times;
  return {
    ms: times.map(median),
    ratios: times.map((own) => median(own.map((ms, round) => ms / (floor[round] ?? ms)))),
  };
}

/** The last value of a measured call; it is only written. */
export const kept: { value: unknown } = { value: undefined };
function keep(value: unknown): void {
  kept.value = value;
}

/** Conditions that a writer may lose in a row. After one more the invocation fails, and its event is delivered again. */
const MAX_CONFLICTS = 11;
/** Longest wait after the first lost condition, ms. It doubles each time, up to the limit; the actual wait is a random part of it. */
const BACKOFF_MS = 50;
/**
 * All waits together are at most 13 seconds, well within each function's timeout. So some hundred invocations that write one item at the
 * same time do not fail, although only one write of them in a tenth of a second succeeds.
 */
const MOST_BACKOFF_MS = 2_000;

/** Randomness and waiting, which tests replace. */
export interface RetryContext {
  /** From 0 (inclusive) to 1 (exclusive). Two writers that conflicted must not wait equally long. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Repeats `attempt` until it returns a value. `attempt` reads and writes again each time, and returns `undefined` when its write
 * lost the condition.
 *
 * @param what names the item in the error, such as `a run record`
 * @throws after twelve lost conditions
 */
export async function retryConflicts<T>(
  what: string,
  { random, pause }: RetryContext,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  for (let conflicts = 0; ; conflicts++) {
    const done = await attempt();
    if (done !== undefined) return done;
    if (conflicts === MAX_CONFLICTS)
      throw new Error(`lost the condition on ${what} ${conflicts + 1} times in a row`);
    await pause(random() * Math.min(MOST_BACKOFF_MS, BACKOFF_MS * 2 ** conflicts));
  }
}

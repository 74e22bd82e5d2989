/** Lost conditions that one write bears in a row; then the invocation fails, and what called for it is delivered again. */
const MAX_CONFLICTS = 5;
/** First wait after a lost condition, ms; doubles each time, and `random` takes a part of it. */
const BACKOFF_MS = 20;

/** Chance and waiting, which tests take over. */
export interface RetryContext {
  /** From 0 (inclusive) to 1: who lost to whom does not meet them again. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * What `attempt` makes of what it reads and writes, anew after each lost condition, which it says by `undefined`.
 *
 * `what` is written, for the error that is thrown after five in a row and one more.
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
    await pause(random() * BACKOFF_MS * 2 ** conflicts);
  }
}

/** Conditions that one write may lose in a row; at one more the invocation fails, and its event is delivered again. */
const MAX_CONFLICTS = 5;
/** First wait after a lost condition, ms; doubles each time, and `random` takes a part of it. */
const BACKOFF_MS = 20;

/** Chance and waiting, which tests take over. */
export interface RetryContext {
  /** From 0 (inclusive) to 1: two writers that met once must not wait equally long. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Repeats `attempt`, which reads and writes anew each time, until it returns a value: `undefined` says that its write
 * lost the condition.
 *
 * Throws after six lost conditions; `what` names the record in the message.
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

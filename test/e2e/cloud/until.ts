/**
 * Resolves to the first answer of `ask` that is neither `undefined` nor `false`; asks every 50 ms.
 *
 * Throws after `withinMs` with `what` and what `explain` says then.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 30_000, explain = () => '' }: { withinMs?: number; explain?: () => string } = {},
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > giveUpAt) throw new Error(`not within ${withinMs} ms: ${what}\n${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Most calls that one invocation makes side by side. A call takes some ten milliseconds, so 32 make about 3,000 writes a second: for
 * a short time, one partition of a table takes more than its 1,000. The SDK opens up to 50 connections.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const CALLS_AT_ONCE = 32;

/**
 * Does `work` for each item, in order, for at most `atOnce` items at a time. Returns the results in the order of the items.
 *
 * After a failure no further item is begun. The first failure is thrown after the work in progress has ended, so nothing still runs
 * when this returns.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const inTurn = async () => {
    while (next < items.length && failure === undefined) {
      const index = next++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, inTurn));
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return results;
}

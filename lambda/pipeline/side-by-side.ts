/**
 * Calls that one invocation makes side by side at most. The SDK opens 50 connections; at some ten milliseconds a call, 32 are as many as
 * one partition of a table takes for a while beyond its 1,000 writes a second.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const CALLS_AT_ONCE = 32;

/**
 * Does `work` for each item, in order, for `atOnce` of them at a time; returns what came of each.
 *
 * After a failure nothing more is begun. What has begun is waited for, then the first failure is thrown: nothing goes on behind the back
 * of the caller.
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

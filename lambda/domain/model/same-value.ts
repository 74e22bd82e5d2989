/**
 * Are two plain values (what JSON can hold) equal, regardless of the order of their keys?
 *
 * A property that is `undefined` counts as absent, as in JSON.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left.length !== right.length) return false;
  // Values that were made in the same way have their keys in the same order.
  if (left.every(([key], index) => right[index]![0] === key))
    return left.every(([, value], index) => sameValue(value, right[index]![1]));
  const byKey = new Map(right);
  return left.every(([key, value]) => byKey.has(key) && sameValue(value, byKey.get(key)));
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, inner]) => inner !== undefined);
}

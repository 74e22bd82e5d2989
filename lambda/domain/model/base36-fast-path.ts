/*
 * Fast path of: `toString(36)` of a time. Decision: docs/decisions/0041. Equivalence test:
 * test/domain/model/base36-fast-path.test.ts.
 */

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `value.toString(36)`, in a quarter to a half of the time for epoch ms, as measured with Node 20. */
export function base36(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) return value.toString(36);
  let text = '';
  let rest = value;
  do {
    const next = Math.floor(rest / 36);
    text = DIGITS[rest - next * 36]! + text;
    rest = next;
  } while (rest > 0);
  return text;
}

/** @see https://developer.pagerduty.com/docs/send-alert-event */
export const MAX_DEDUP_KEY = 255;

/**
 * The incident's key as PagerDuty takes it: itself, or, when it is too long, its beginning and its end around a
 * checksum of the whole, so that different incidents stay different.
 */
export function dedupKey(key: string): string {
  if (key.length <= MAX_DEDUP_KEY) return key;
  const end = key.slice(-60);
  const middle = `~${checksum(key)}~`;
  return key.slice(0, MAX_DEDUP_KEY - end.length - middle.length) + middle + end;
}

/** Two FNV-1a sums of 32 bit: enough to tell a user's databases apart. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
function checksum(text: string): string {
  return [0x811c9dc5, 0x01234567].map((basis) => fnv1a(text, basis).toString(16).padStart(8, '0')).join('');
}

function fnv1a(text: string, basis: number): number {
  let sum = basis;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}

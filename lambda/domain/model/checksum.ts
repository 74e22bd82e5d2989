/** Two FNV-1a sums of 32 bit: 16 hex digits, enough to tell a user's databases and runs apart. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
export function checksum(text: string): string {
  return [fnv1a(text, 0x811c9dc5), fnv1a(text, 0x01234567)]
    .map((sum) => sum.toString(16).padStart(8, '0'))
    .join('');
}

/** One FNV-1a sum: a whole number below 2^32, so the sum of two million of them is exact. */
export function checksum32(text: string): number {
  return fnv1a(text, 0x811c9dc5);
}

function fnv1a(text: string, basis: number): number {
  let sum = basis;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}

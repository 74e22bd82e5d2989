/** Two FNV-1a sums of 32 bit: 16 hex digits, enough to tell a user's databases and runs apart. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
export function checksum(text: string): string {
  return [0x811c9dc5, 0x01234567].map((basis) => fnv1a(text, basis).toString(16).padStart(8, '0')).join('');
}

function fnv1a(text: string, basis: number): number {
  let sum = basis;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}

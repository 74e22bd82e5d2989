/** `String.fromCharCode` takes its units as arguments, of which an engine allows some ten thousand. */
const CHUNK = 8192;

/** Text of the first `length` UTF-16 code units: built at once, since a 1 MB line can hold half a million removals. */
export function textOf(units: Uint16Array, length: number): string {
  let text = '';
  for (let from = 0; from < length; from += CHUNK) {
    // Spreading a typed array walks its iterator; `apply` reads it as it lies, several times faster.
    const chunk = units.subarray(from, Math.min(from + CHUNK, length));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
}

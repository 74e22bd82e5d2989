/** Is `code` an ASCII letter or digit? A comparison is faster than a regular expression, and this is called for each character. */
export function isLetterOrDigit(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

/** An AWS secret access key is as long. */
const LENGTH = 40;

/**
 * Does the text hold 40 characters of base64 (letters, digits, `/`, `+`) in a row?
 *
 * Looks at every fortieth character and goes back from it, so that of a text of words it reads a tenth; the regular
 * expression begins anew at each character and was the slowest of all that a line is asked.
 */
export function hasLongRun(text: string): boolean {
  let last = LENGTH - 1;
  while (last < text.length) {
    let at = last;
    while (at > last - LENGTH && isBase64(text.charCodeAt(at))) at--;
    if (at === last - LENGTH) return true;
    last = at + LENGTH;
  }
  return false;
}

function isBase64(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b
  );
}

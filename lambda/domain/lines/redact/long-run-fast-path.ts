/*
 * Fast path of: `/[A-Za-z0-9/+]{40}/.test(text)`. Decision: docs/decisions/0005. Equivalence test:
 * test/domain/lines/redact/long-run-fast-path.test.ts.
 */

/** Length of an AWS secret access key. */
const LENGTH = 40;

/**
 * Does the text contain 40 characters of base64 (letters, digits, `/`, `+`) in a row?
 *
 * Looks at every fortieth character and goes back from it, so that it reads a tenth of a text of words. The regular expression
 * `[A-Za-z0-9/+]{40}` starts again at each character, and was the slowest test of a line.
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

/**
 * Characters that a terminal, a mail reader or an eye takes for something else than text: C0 and C1 controls,
 * direction marks and overrides, zero-width characters, line and paragraph separators.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Foreign text as one line that is safe to print: line breaks and tabs become spaces, other controls become visible. */
export function printable(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Characters that a terminal, a mail reader or an eye takes for something else than text: C0 and C1 controls,
 * direction marks and overrides, zero-width and soft characters, line and paragraph separators, and tags, which no
 * eye sees and a machine that reads pages does.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Foreign text as one line that is safe to print: line breaks and tabs become spaces, other controls become visible. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(UNPRINTABLE, escaped);
}

/** As JavaScript writes it. */
function escaped(found: string): string {
  const hex = found.codePointAt(0)!.toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/**
 * Characters that a terminal, a mail reader or an eye takes for something else than text: C0 and C1 controls, direction marks and
 * overrides, line and paragraph separators, and all that is not seen and that a machine which reads pages does see: characters
 * without width, fillers, variation selectors, tags, the blank of Braille.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gu;
/** The same without what JSON escapes by itself. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gu;
/** More marks than any script puts on one letter: they are drawn over the lines above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Foreign text as one line that is safe to print: line breaks and tabs become spaces, other controls and what is not seen become
 * visible; of the marks on one letter four stay.
 */
export function printable(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(TOO_MANY_MARKS, '$1…')
    .replace(UNPRINTABLE, escaped);
}

/** `value` as JSON in which no character is unseen or turns the direction of others: a terminal shows what a program reads. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSEEN, escapedUnits);
}

/** As JavaScript writes it. */
function escaped(found: string): string {
  const hex = found.codePointAt(0)!.toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** As JSON writes it: each half of a pair by itself. */
function escapedUnits(found: string): string {
  return found
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

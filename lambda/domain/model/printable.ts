/**
 * Characters that a terminal, a mail reader or a person does not take for text: C0 and C1 controls, direction marks and
 * overrides, line and paragraph separators. Also characters that people cannot see but programs can: those without width,
 * fillers, variation selectors, tags, the Braille blank.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gu;
/** The same set without those that `JSON.stringify` escapes. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gu;
/** More combining marks than any script puts on one letter. They are drawn over the lines above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Foreign text as one line that is safe to print: line breaks and tabs become spaces, other controls and invisible characters
 * become visible escapes, and at most four combining marks stay on one letter.
 */
export function printable(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(TOO_MANY_MARKS, '$1…')
    .replace(UNPRINTABLE, escaped);
}

/** `value` as JSON without invisible or direction-changing characters, so that a terminal shows exactly what a program reads. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSEEN, escapedUnits);
}

/** As a JavaScript escape, by code point. */
function escaped(found: string): string {
  const hex = found.codePointAt(0)!.toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** As JSON escapes, one for each half of a surrogate pair. */
function escapedUnits(found: string): string {
  return found
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

import fc from 'fast-check';
import { tokenPattern } from '../../../../lambda/domain/lines/redact/redact.ts';

/** Characters that end, open, escape or split something in one of the forms that hold a secret. */
const HOSTILE = [
  ...`'"\`\\$/@:?#&;%()[]{}=,.|!*-+_<>^~ \t`,
  'é',
  '‹',
  '›',
  '“',
  '’',
  '漢',
  'word',
  'SELECT',
  '42',
];

/** Something that must not be seen: four characters at least, as nasty as can be. */
export const secret: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ minLength: 4, maxLength: 24, unit: 'grapheme-ascii' }),
    fc.string({ minLength: 4, maxLength: 12, unit: 'grapheme' }),
    fc
      .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 1, maxLength: 4 })), {
        minLength: 4,
        maxLength: 16,
      })
      .map((parts) => parts.join('')),
    fc.stringMatching(/^[a-zA-Z0-9]{4,20}$/),
  )
  .filter((value) => value.trim().length >= 4 && !/[\n\r\u2028\u2029]/.test(value));

/** As {@link secret}, of what an unquoted form can hold: no white space. */
export const solidSecret: fc.Arbitrary<string> = secret
  .map((value) => value.replace(/\s/gu, '_'))
  .filter((value) => value.length >= 4);

/** Pieces of four characters of `value` that are in `output` but neither in a token nor in `frame`, the text around the secret. */
export function leaks(value: string, output: string, frame: string): string[] {
  const seen = output.replace(tokenPattern(), '\u0000');
  const found: string[] = [];
  for (let at = 0; at + 4 <= value.length; at++) {
    const piece = value.slice(at, at + 4);
    if (piece.trim().length >= 3 && seen.includes(piece) && !frame.includes(piece)) found.push(piece);
  }
  return found;
}

/** What Go's %q makes of `value`. */
export function goQuote(value: string): string {
  const escaped = value.replace(/[\\"]/g, '\\$&').replace(/\t/g, '\\t');
  return `"${escaped.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

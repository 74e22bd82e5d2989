import fc from 'fast-check';
import { tokenPattern } from '../../lambda/domain/lines/redact/redact.ts';

/** Letters that are not next to each other in any of our words, identifiers or numbers. */
const LETTERS = [...'QXZJVWK'];
/** Characters that end, open, escape or split something in a text with a secret. */
const MARKS = [...`'"\`\\$/@:?#&;%()[]{}=,.|!*-+_<>^~`, 'é', '漢', '“', '’', ' '];

const letters = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength: min, maxLength: max });

/** Letters with single marks in between, so that no other text has four of these characters in a row by chance. */
function planted(marks: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.tuple(fc.constantFrom(...marks), letters(2, 6)).map(([mark, word]) => mark + word);
  return fc
    .tuple(letters(2, 8), fc.array(piece, { minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => first + rest.join(''));
}

/** For a place that takes any characters. */
export const anySecret = fc.oneof(planted(MARKS), letters(4, 24));
/** For a place that ends at white space. */
export const solidSecret = fc.oneof(planted(MARKS.filter((mark) => mark !== ' ')), letters(4, 24));
/** Of letters, digits and what no syntax uses: what password generators make. */
export const wordSecret = fc.oneof(planted([...'_-.~!*+^', '7']), letters(4, 24));
/** For a place that may have several lines. */
export const longSecret = fc.oneof(anySecret, planted([...MARKS, '\n', '\n']));

/** Pieces of four characters of `secret`, in any of its written forms, that are in `text` outside a token. */
export function piecesIn(text: string, secret: string): readonly string[] {
  const bare = text.replace(tokenPattern(), '\u0000');
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms = [secret, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(secret)];
  const found = new Set<string>();
  for (const form of forms) {
    for (let at = 0; at + 4 <= form.length; at++) {
      const piece = form.slice(at, at + 4);
      // Escapes alone (`%2F%`) do not show the secret.
      if (/[QXZJVWK].*[QXZJVWK]/s.test(piece) && bare.includes(piece)) found.add(piece);
    }
  }
  return [...found];
}

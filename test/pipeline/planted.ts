import fc from 'fast-check';
import { tokenPattern } from '../../lambda/domain/lines/redact/redact.ts';

/** Letters that stand together in no word, identifier or number of ours. */
const LETTERS = [...'QXZJVWK'];
/** What ends, opens, escapes or splits something in one of the forms that hold a secret. */
const MARKS = [...`'"\`\\$/@:?#&;%()[]{}=,.|!*-+_<>^~`, 'é', '漢', '“', '’', ' '];

const letters = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength: min, maxLength: max });

/** Letters with single marks in between, so that four characters in a row never stand anywhere by chance. */
function planted(marks: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.tuple(fc.constantFrom(...marks), letters(2, 6)).map(([mark, word]) => mark + word);
  return fc
    .tuple(letters(2, 8), fc.array(piece, { minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => first + rest.join(''));
}

/** For a place that anything can stand in. */
export const anySecret = fc.oneof(planted(MARKS), letters(4, 24));
/** For a place that ends at white space. */
export const solidSecret = fc.oneof(planted(MARKS.filter((mark) => mark !== ' ')), letters(4, 24));
/** Of letters, digits and what no syntax uses: what password generators make. */
export const wordSecret = fc.oneof(planted([...'_-.~!*+^', '7']), letters(4, 24));
/** For a place that goes on over lines. */
export const longSecret = fc.oneof(anySecret, planted([...MARKS, '\n', '\n']));

/** Pieces of four characters of `secret`, in any of its written forms, that stand in `text` outside a token. */
export function piecesIn(text: string, secret: string): readonly string[] {
  const bare = text.replace(tokenPattern(), '\u0000');
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms = [secret, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(secret)];
  const found = new Set<string>();
  for (const form of forms) {
    for (let at = 0; at + 4 <= form.length; at++) {
      const piece = form.slice(at, at + 4);
      // Escapes alone (`%2F%`) say nothing of the secret.
      if (/[QXZJVWK].*[QXZJVWK]/s.test(piece) && bare.includes(piece)) found.add(piece);
    }
  }
  return [...found];
}

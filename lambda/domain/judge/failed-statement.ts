import type { MigrateError } from '../event.ts';
import type { Statement } from './statements.ts';

/**
 * Indexes of the statements that can be the one that failed, ascending; all of them when the error does not tell.
 *
 * Both servers quote what they choked on. When that text, or that name, stands in some of the statements only, it
 * was one of those. Line numbers are not used: CloudWatch drops blank lines, so they no longer fit the text.
 */
export function possibleFailures(statements: readonly Statement[], error: MigrateError): readonly number[] {
  const all = statements.map((_, index) => index);
  const words = error.details ?? error.message;
  const near =
    /\bnear '([\s\S]*?)' at line \d/.exec(words)?.[1] ?? /\bat or near "([^"\n]+)"/.exec(words)?.[1];
  const wanted = near === undefined ? quotedName(words) : firstPiece(near);
  if (wanted === undefined || wanted === '') return all;
  const found = all.filter((index) => holds(statements[index]!.text, wanted));
  return found.length > 0 ? found : all;
}

/** Only errors in which the server quotes a name out of the failed statement itself. */
const NAMED =
  /^(?:pq: |ERROR: |FATAL: |Error (?:1050|1051|1054|1060|1061|1072|1091|1146)\b)[\s\S]*?(?:already exists|does not exist|doesn't exist|[Uu]nknown|[Dd]uplicate (?:column|key) name|check that (?:it|column\/key) exists|specified more than once)/;

function quotedName(words: string): string | undefined {
  if (!NAMED.test(words)) return undefined;
  const name = /["'`]([^"'`\n]{1,128})["'`]/.exec(words)?.[1];
  return name?.slice(name.lastIndexOf('.') + 1);
}

/** MySQL quotes up to the end of the file; the first words are enough. */
function firstPiece(near: string): string {
  return near.split(/[;\n]/, 1)[0]!.slice(0, 60).trim();
}

/** Whole words only: `user` is not found in `users`. */
function holds(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!WORD.test(text[at - 1] ?? '') || !WORD.test(wanted[0]!)) {
      const end = at + wanted.length;
      if (!WORD.test(text[end] ?? '') || !WORD.test(wanted.at(-1)!) || end - at === 60) return true;
    }
  }
  return false;
}
const WORD = /[\p{L}\p{N}_$]/u;

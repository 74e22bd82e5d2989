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
  const wanted = nearText(words) ?? /\bat or near "([^"\n]{1,200})"/.exec(words)?.[1] ?? quotedName(words);
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

/** MySQL quotes what it could not read, up to the end of the file; the first words are enough. */
function nearText(words: string): string | undefined {
  const at = words.indexOf(NEAR);
  if (at < 0) return undefined;
  const [first] = words.slice(at + NEAR.length, at + NEAR.length + NEAR_LENGTH).split(/[;\n]|' at line /, 1);
  return first!.trim();
}
const NEAR = " near '";
const NEAR_LENGTH = 60;

/** Whole words only: `user` is not found in `users`. */
function holds(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!WORD.test(text[at - 1] ?? '') || !WORD.test(wanted[0]!)) {
      const end = at + wanted.length;
      if (!WORD.test(text[end] ?? '') || !WORD.test(wanted.at(-1)!) || wanted.length >= NEAR_LENGTH - 1)
        return true;
    }
  }
  return false;
}
const WORD = /[\p{L}\p{N}_$]/u;

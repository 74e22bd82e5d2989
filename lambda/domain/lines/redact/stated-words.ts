import { isWordAt } from '../sql/lexer.ts';

/** Does each word of `text` occur in the unmasked part of the statement? Ignores case. */
export type StatedWords = (text: string) => boolean;

/** There is no statement, so nothing shows that a word is a name. */
export const NOTHING_STATED: StatedWords = () => false;

/** Most characters that are read for one error: enough for the few words that an engine repeats, and a bound for hostile text. */
const MOST_READ = 4_000_000;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

/** Looks words up in `statement`, in which data is masked. */
export function statedWords(statement: string): StatedWords {
  let left = MOST_READ;
  const holds = (text: string, word: string): boolean => {
    for (let from = 0; left > 0; ) {
      const at = text.indexOf(word, from);
      left -= (at < 0 ? text.length : at + word.length) - from;
      if (at < 0) return false;
      if (!isWordAt(text, at - 1) && !isWordAt(text, at + word.length)) return true;
      from = at + word.length;
    }
    return false;
  };
  let lower: string | undefined;
  const states = (word: string): boolean => {
    if (holds(statement, word)) return true;
    lower ??= statement.toLowerCase();
    return holds(lower, word.toLowerCase());
  };
  return (text) => (text.match(WORD) ?? []).every(states);
}

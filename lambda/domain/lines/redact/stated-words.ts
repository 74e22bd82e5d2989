import { isWordAt } from './sql-lexer.ts';

/** Does each word of `text` stand in the statement at hand, where all can read it? Letter case is of no account. */
export type StatedWords = (text: string) => boolean;

/** No statement is at hand: nothing shows that a word is a name. */
export const NOTHING_STATED: StatedWords = () => false;

/** Characters that are read for one error, in all: enough for the few words that an engine repeats, whatever a hostile text asks for. */
const MOST_READ = 4_000_000;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

/** Looks words up in `statement`, from which data was masked. */
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

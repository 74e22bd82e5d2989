/** Does each word of `text` stand in the statement at hand, where all can read it? Letter case is of no account. */
export type StatedWords = (text: string) => boolean;

/** No statement is at hand: nothing shows that a word is a name. */
export const NOTHING_STATED: StatedWords = () => false;

/** Words looked up in one statement, and places looked at. An engine repeats a few words, a hostile text any number: of those the rest is masked. */
const MOST_LOOKS = 64;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
const WORD_PART = /[\p{L}\p{M}\p{N}_$]/u;

/** Looks words up in `statement`, from which data was masked. */
export function statedWords(statement: string): StatedWords {
  let looks = MOST_LOOKS;
  const holds = (text: string, word: string): boolean => {
    let at = -1;
    do {
      if (looks-- <= 0) return false;
      at = text.indexOf(word, at + 1);
      if (at >= 0 && !isWordPart(text, at - 1) && !isWordPart(text, at + word.length)) return true;
    } while (at >= 0);
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

function isWordPart(text: string, at: number): boolean {
  return WORD_PART.test(text.charAt(at));
}

import { blankTokens } from './token.ts';

/** Does each word of `text` stand in the statement at hand, where all can read it? Letter case is of no account. */
export type StatedWords = (text: string) => boolean;

/** No statement is at hand: nothing shows that a word is a name. */
export const NOTHING_STATED: StatedWords = () => false;

const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

/** The words that masking left in `statement`; collected when first asked for, because most errors repeat none. */
export function statedWords(statement: string): StatedWords {
  let words: ReadonlySet<string> | undefined;
  return (text) => {
    words ??= new Set(wordsOf(blankTokens(statement, 1)));
    return wordsOf(text).every((word) => words!.has(word));
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

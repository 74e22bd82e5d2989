/** Columns of text when nothing says how wide the terminal is, as in a pipe; wider lines are hard to read. */
export const MOST_COLUMNS = 100;
/** Narrower than this, sentences would stand there word by word. */
const FEWEST_COLUMNS = 40;

/** Columns that text written to `output` should fit in. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  // Some pseudo-terminals say 0: they do not know.
  return columns ? Math.min(Math.max(columns, FEWEST_COLUMNS), MOST_COLUMNS) : MOST_COLUMNS;
}

/** Lines of at most `columns` characters; a word that is longer than a line goes on in the next. */
export function wrap(text: string, columns: number): readonly string[] {
  const words = text.split(' ');
  return wrapWords(
    words.flatMap((word) => (word.length <= columns ? word : pieces(word, columns))),
    columns,
  );
}

function pieces(word: string, columns: number): readonly string[] {
  return Array.from({ length: Math.ceil(word.length / columns) }, (_, index) =>
    word.slice(index * columns, (index + 1) * columns),
  );
}

/** Lines of whole words, of at most `columns` characters unless a single word is longer. */
export function wrapWords(words: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

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
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > columns) {
      lines.push(line);
      line = '';
    }
    for (; rest.length > columns; rest = rest.slice(columns)) lines.push(rest.slice(0, columns));
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

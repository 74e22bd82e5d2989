import stringWidth from 'string-width';

/** Columns of text when the terminal's width is not known, as in a pipe. Wider lines are hard to read. */
export const MOST_COLUMNS = 100;
/** In fewer columns, each line would hold a single word. */
const FEWEST_COLUMNS = 40;

const GRAPHEMES = new Intl.Segmenter();

/** Columns that text written to `output` should fit in. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  // Some pseudo-terminals report 0 when they do not know.
  return columns ? Math.min(Math.max(columns, FEWEST_COLUMNS), MOST_COLUMNS) : MOST_COLUMNS;
}

/** Columns that `text` takes on a terminal: two for each CJK character and emoji, zero for a combining mark or a colour. */
export function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** `text` padded with blanks to `columns` columns; wider text is unchanged. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** `text` if it fits into `columns` columns; else its beginning and a `…`. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const [first = ''] = pieces(text, columns - 1);
  return `${first}…`;
}

/** Lines of at most `columns` columns; a word that is longer than a line continues on the next. */
export function wrap(text: string, columns: number): readonly string[] {
  const words = text.split(' ');
  return wrapWords(
    words.flatMap((word) => (widthOf(word) <= columns ? word : pieces(word, columns))),
    columns,
  );
}

/** Cuts between visible characters; a character wider than `columns` becomes a piece of its own. */
function pieces(word: string, columns: number): readonly string[] {
  const found: string[] = [];
  let piece = '';
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(word)) {
    const more = widthOf(segment);
    if (piece !== '' && width + more > columns) {
      found.push(piece);
      piece = '';
      width = 0;
    }
    piece += segment;
    width += more;
  }
  return [...found, piece];
}

/** Lines of whole words, of at most `columns` columns unless a single word is wider. */
export function wrapWords(words: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of words) {
    const more = widthOf(word);
    if (line !== '' && width + 1 + more > columns) {
      lines.push(line);
      line = word;
      width = more;
    } else {
      line = line === '' ? word : `${line} ${word}`;
      width = line === word ? more : width + 1 + more;
    }
  }
  return [...lines, line];
}

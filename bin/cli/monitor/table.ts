import colours from 'picocolors';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { cut, padded, widthOf } from '../columns.ts';

/** One column of a table. Columns are dropped from the right where the terminal is narrow. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly colour?: (row: Row) => (text: string) => string;
  /** Only with `--wide`. */
  readonly wide?: true;
  /** Columns in which the text may be cut; without it, the column is dropped rather than cut. */
  readonly least?: number;
  readonly right?: true;
}

const GAP = '  ';

/**
 * Rows as a table without borders.
 *
 * Foreign text is made printable, so nothing in it can move the cursor or break a line. If the table is wider than `columns`, the last
 * column that may be cut is cut, and then columns are dropped from the right; the first one is never cut.
 *
 * @param columns width of the terminal; `undefined` in a pipe, where nothing is cut
 */
export function tableText<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  { columns, wide = false }: { readonly columns: number | undefined; readonly wide?: boolean },
): string {
  const cells = all
    .filter((column) => wide || !column.wide)
    .map((column) => {
      const texts = rows.map((row) => printable(column.text(row)));
      return { column, texts, width: Math.max(widthOf(column.title), ...texts.map(widthOf)) };
    })
    // A column in which no row has anything says nothing.
    .filter(({ texts }, index) => index === 0 || texts.some((text) => text !== ''));
  const room = wide || columns === undefined ? Number.POSITIVE_INFINITY : columns;
  const widthNow = () => cells.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
  while (widthNow() > room && cells.length > 1) {
    const over = widthNow() - room;
    const last = cells.at(-1)!;
    const { least } = last.column;
    if (least !== undefined && last.width - over >= least) last.width -= over;
    else cells.pop();
  }
  const line = (texts: readonly string[], colour: (index: number) => (text: string) => string) =>
    texts
      .map((text, index) => {
        const { column, width } = cells[index]!;
        const shown = index === 0 ? text : cut(text, width);
        const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
        const painted = shown === '' ? '' : colour(index)(shown);
        if (column.right) return blanks + painted;
        return index === texts.length - 1 ? painted : painted + blanks;
      })
      .join(GAP)
      .trimEnd();
  const plain = (text: string) => text;
  const titles = cells.map(({ column, width }) => padded(cut(column.title, width), 0));
  return [
    line(titles, () => colours.bold),
    ...rows.map((row, each) =>
      line(
        cells.map(({ texts }) => texts[each]!),
        (index) => cells[index]!.column.colour?.(row) ?? plain,
      ),
    ),
  ].join('\n');
}

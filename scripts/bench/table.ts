import type { Row } from './row.ts';

/** Rows as a Markdown table, columns aligned, so that it reads in a terminal and can be pasted into a document. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['row', 'value', 'bar', 'holds', 'made of'],
    ...rows.map(({ name, value, unit, bar, holds, note }) => [
      name,
      value === null ? '–' : `${value} ${unit}`,
      bar === null ? '–' : `≤ ${bar}`,
      bar === null ? '–' : holds ? 'yes' : 'NO',
      note,
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

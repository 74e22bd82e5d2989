import type { Row } from './row.ts';

/** Rows as a Markdown table, columns aligned, so that it reads in a terminal and can be pasted; below it what each is made of. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['row', 'value', 'bar', 'holds'],
    ...rows.map(({ name, value, unit, bar, holds }) => [
      name,
      value === null ? '–' : `${value} ${unit}`,
      bar === null ? '–' : `≤ ${bar}`,
      bar === null ? '–' : holds ? 'yes' : 'NO',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1), '', ...rows.map(({ name, note }) => `${name}: ${note}`)].join(
    '\n',
  );
}

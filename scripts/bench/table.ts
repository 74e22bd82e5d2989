import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../bundle.ts';
import type { Row } from './row.ts';

/**
 * Rows as a Markdown table, columns aligned, so that it is readable in a terminal too; the details of each row follow.
 */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['row', 'value', 'bar', 'holds'],
    ...rows.map(({ name, value, unit, bar, holds }) => [
      name,
      value === null ? '–' : `${value} ${unit}`,
      bar === null ? '–' : `≤ ${bar}`,
      holds ? (bar === null ? '–' : 'yes') : 'NO',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const notes = rows.map(({ name, note }) => `- ${name}: ${note}`);
  return [lines[0], rule, ...lines.slice(1), '', ...notes].join('\n');
}

/** Replaces the measured table in docs/performance.md, and says on what machine it was measured. */
export function writeTable(rows: readonly Row[]): void {
  const page = join(ROOT, 'docs/performance.md');
  const measuredOn = `Node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.`;
  const text = readFileSync(page, 'utf8').replace(
    /(<!-- measured -->\n)[\s\S]*?(<!-- end of measured -->)/,
    (_, begin: string, end: string) => `${begin}\n${measuredOn}\n\n${table(rows)}\n\n${end}`,
  );
  writeFileSync(page, text);
}

import { printable } from '../../../lambda/domain/printable.ts';
import { explain } from '../../../lambda/pipeline/explain.ts';
import { cards } from '../card.ts';
import { columnsOf } from '../columns.ts';
import { readLog } from '../parse.ts';
import type { Report } from '../report/report.ts';
import type { Output } from './progress.ts';

/** Explains one's own log (`-`: standard input): prints a card per run, and returns the report of it. */
export async function showLog(log: string, output: Output): Promise<Report> {
  const runs = explain(await readLog(log));
  const text = runs.length === 0 ? 'No golang-migrate run in this text.' : cards(runs, columnsOf(output));
  output.write(`${text}\n`);
  return {
    title: 'The golang-migrate runs in this log',
    lead: log === '-' ? 'From standard input.' : `From ${printable(log)}.`,
    runs,
    incidents: null,
    pages: [],
    span: null,
  };
}

import { readLogFile, readLogStream } from '../../../lambda/adapters/input/read-log-file.ts';
import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { explainText } from '../../../lambda/pipeline/explain-text.ts';
import { cards } from '../card.ts';
import { columnsOf } from '../columns.ts';
import type { Report } from '../report/report.ts';
import type { Output } from './progress.ts';

/** Explains a log file (`-`: standard input): prints a card per run, and returns the report. */
export async function showLog(log: string, output: Output): Promise<Report> {
  const runs = explainText(await readLog(log));
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

/** Reads a file, or standard input; at a terminal it says that it waits for input. */
async function readLog(file: string): Promise<readonly LogBatch[]> {
  if (file !== '-') return readLogFile(file);
  if (process.stdin.isTTY) process.stderr.write('Reading standard input: paste a log, then press Ctrl-D.\n');
  return readLogStream(process.stdin, 'standard input');
}

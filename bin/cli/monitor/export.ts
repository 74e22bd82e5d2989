import type { Span } from '../../../lambda/adapters/aws/list-reader.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { csvLine } from './csv.ts';
import { incidentLineJson } from './incidents.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords } from './output.ts';
import { isWanted, type RunFilter, runLineJson, spanOf } from './runs.ts';
import type { TableReader } from './table-reader.ts';
import type { TypedMoment } from './times.ts';

/** Rows after which the progress is shown again. */
const SHOWN_EACH = 1_000;

export interface ExportOptions extends MonitorOptions, RunFilter {
  readonly format: 'jsonl' | 'csv';
  readonly since: TypedMoment;
  readonly until?: TypedMoment;
}

/** `migrate-watch export`: all runs or incidents of some time, one on a line, the newest first; returns the exit code. */
export async function exportAll(what: 'runs' | 'incidents', options: ExportOptions): Promise<number> {
  return withMonitor(options, async ({ table }) => {
    const span = spanOf(options, Date.now());
    const rows = what === 'runs' ? runRows(table, span, options) : incidentRows(table, span, options);
    let count = 0;
    for await (const row of rows) {
      if (options.format === 'csv') {
        if (count === 0) await write(`${Object.keys(row).join(',')}\n`);
        await write(`${printable(csvLine(Object.values(row)))}\n`);
      } else await write(`${printableJson(row)}\n`);
      if (++count % SHOWN_EACH === 0) progress(`\r${count} ${what}`);
    }
    if (count >= SHOWN_EACH) progress('\r\u001b[K');
    const left = await table.left();
    if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
    return 0;
  });
}

async function* runRows(table: TableReader, span: Span, filter: RunFilter): AsyncGenerator<object> {
  for await (const run of table.runs(span)) if (isWanted(run, filter)) yield runLineJson(run);
}

async function* incidentRows(
  table: TableReader,
  span: Span,
  { environment, database }: RunFilter,
): AsyncGenerator<object> {
  for await (const line of table.incidents(span)) {
    const row = incidentLineJson(line);
    if (environment !== undefined && row.environment !== environment) continue;
    if (database !== undefined && row.database !== database) continue;
    yield row;
  }
}

/** Only at a terminal, and only when the rows themselves go somewhere else. */
function progress(text: string): void {
  if (process.stderr.isTTY && !process.stdout.isTTY) process.stderr.write(text);
}

/** Waits while the pipe is full, so that an export of any size needs little memory. */
function write(text: string): Promise<void> {
  if (process.stdout.write(text) !== false) return Promise.resolve();
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}

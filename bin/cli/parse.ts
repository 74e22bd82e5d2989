import { ReadLogError } from '../../lambda/adapters/input/read-log-error.ts';
import { readLogFile, readLogStream } from '../../lambda/adapters/input/read-log-file.ts';
import { redactSecrets } from '../../lambda/domain/lines/redact/redact.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import { printableJson } from '../../lambda/domain/model/printable.ts';
import { endedClean } from '../../lambda/domain/model/run.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { cards } from './card.ts';
import { columnsOf } from './columns.ts';
import { runJson } from './run-json.ts';

export interface ParseOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** `migrate-watch parse`: one card per run, or one JSON line per run; returns the exit code. */
export async function parse(file: string | undefined, { json, exitCode }: ParseOptions): Promise<number> {
  try {
    const batches = await readLog(file);
    const runs = explainText(batches);
    if (json) for (const run of runs) process.stdout.write(`${printableJson(runJson(run))}\n`);
    else if (runs.length === 0) process.stdout.write('No golang-migrate run in this text.\n');
    else process.stdout.write(`${cards(runs, columnsOf(process.stdout))}\n`);
    return exitCode && runs.some(({ outcome }) => !endedClean(outcome)) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ReadLogError)) throw error;
    process.stderr.write(`${redactSecrets(error.message)}\n`);
    return 2;
  }
}

/** Reads a file, or standard input; at a terminal it says that it waits for input. */
export async function readLog(file: string | undefined): Promise<readonly LogBatch[]> {
  if (file !== undefined && file !== '-') return readLogFile(file);
  if (process.stdin.isTTY) process.stderr.write('Reading standard input: paste a log, then press Ctrl-D.\n');
  return readLogStream(process.stdin, 'standard input');
}

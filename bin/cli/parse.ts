import { readFault } from '../../lambda/adapters/input/read-log-file.ts';
import { redactSecrets } from '../../lambda/domain/lines/redact/redact.ts';
import { printable } from '../../lambda/domain/model/printable.ts';
import { columnsOf } from './columns.ts';
import { openInput } from './parse/input.ts';
import { ReadingLine } from './parse/reading-line.ts';
import { RunPrinter } from './parse/run-printer.ts';
import { runsIn } from './parse/runs-in.ts';
import { parseSince, SINCE_FORMS } from './since.ts';

export interface ParseOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
  readonly failed?: boolean;
  readonly last?: boolean;
  readonly since?: string;
  readonly follow?: boolean;
}

/** A shell's exit code for a command that was interrupted: 128 and the number of SIGINT. */
const INTERRUPTED = 130;
const BAD_INPUT = 2;

/** `migrate-watch parse`: one card per run, or one JSON line per run; returns the exit code. `now` is epoch ms. */
export async function parse(files: readonly string[], options: ParseOptions, now: number): Promise<number> {
  const since = options.since === undefined ? null : parseSince(options.since, now);
  if (since === undefined) return refused(`--since is '${options.since}'; expected ${SINCE_FORMS}`);
  if (options.follow && (files.length !== 1 || files[0] === '-'))
    return refused('--follow needs the name of one file; standard input is followed without it');
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  // A second one ends the program at once.
  process.once('SIGINT', onInterrupt);
  try {
    return await explain(files.length === 0 ? ['-'] : files, { ...options, since }, interrupt.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    // A pipe that is still open would keep the program alive.
    if (interrupt.signal.aborted) process.stdin.destroy();
  }
}

async function explain(
  files: readonly string[],
  { json = false, exitCode, failed = false, last = false, since, follow = false }: Explained,
  stop: AbortSignal,
): Promise<number> {
  const progress = new ReadingLine(process.stderr);
  const write = (text: string) => {
    progress.clear();
    process.stdout.write(text);
  };
  const printer = new RunPrinter({ json, failed, last, since, columns: columnsOf(process.stdout), write });
  let isBad = false;
  let attempt: string | undefined;
  for (const path of files) {
    if (stop.aborted) break;
    try {
      const input = await openInput(path, { stop, follow });
      const file = input.isFile ? input.name : null;
      const found = runsIn(progress.over(input.bytes, input), { stop, isSlow: input.isSlow });
      let next = await found.next();
      for (; !next.done; next = await found.next()) printer.take(next.value, file);
      printer.endOfText(file);
      attempt ??= next.value.attempt;
      if (next.value.fault !== undefined) throw next.value.fault;
    } catch (error) {
      isBad = true;
      progress.clear();
      const name = path === '-' ? 'standard input' : path;
      process.stderr.write(`${redactSecrets(readFault(name, error).message)}\n`);
    }
  }
  printer.end();
  if (stop.aborted) return INTERRUPTED;
  if (!json && printer.runs === 0 && !isBad) write(`${nothingFound(attempt, since)}\n`);
  if (isBad) return BAD_INPUT;
  return exitCode && !(printer.isClean && (printer.runs > 0 || attempt === undefined)) ? 1 : 0;
}

interface Explained extends Omit<ParseOptions, 'since'> {
  readonly since: number | null;
}

function nothingFound(attempt: string | undefined, since: number | null): string {
  if (since !== null) return `No golang-migrate run since ${new Date(since).toISOString()} in this text.`;
  if (attempt === undefined) return 'No golang-migrate run in this text.';
  return `No golang-migrate run in this text, although it shows that one was to begin: ${printable(attempt)}`;
}

function refused(message: string): number {
  process.stderr.write(`${redactSecrets(message)}\n`);
  return BAD_INPUT;
}

import { writeFileSync } from 'node:fs';
import { fileFault } from '../../lambda/adapters/input/file-fault.ts';
import { ReadLogError } from '../../lambda/adapters/input/read-log-error.ts';
import { redactSecrets } from '../../lambda/domain/lines/redact/redact.ts';
import type { Report } from './report/report.ts';

export interface DemoOptions {
  /** A log to explain instead of the week; `-` is standard input. */
  readonly log?: string;
  /** Path of the HTML page. */
  readonly out: string;
}

/**
 * `migrate-watch demo`: shows the week, or the given log, on the terminal and as one HTML page; returns the exit code.
 */
export async function demo({ log, out }: DemoOptions): Promise<number> {
  try {
    const report = log === undefined ? await week() : await ownLog(log);
    const { reportDocument } = await import('./report/document.ts');
    const document = await reportDocument(report);
    writeFileSync(out, document);
  } catch (error) {
    const sentence = sentenceFor(error, out);
    if (sentence === undefined) throw error;
    process.stderr.write(`${redactSecrets(sentence)}\n`);
    return 2;
  }
  process.stdout.write(`\nThe same as an HTML page: ${out}\n`);
  return 0;
}

async function week(): Promise<Report> {
  const { showWeek } = await import('./demo/show-week.ts');
  return showWeek(process.stdout);
}

async function ownLog(log: string): Promise<Report> {
  const { showLog } = await import('./demo/show-log.ts');
  return showLog(log, process.stdout);
}

/** A message for an error that the user can mend; `undefined` for any other. */
function sentenceFor(error: unknown, out: string): string | undefined {
  if (error instanceof ReadLogError) return error.message;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND' && String(error).includes("'dynalite'"))
    return 'the demo needs the package dynalite, which is not installed; run npm install dynalite';
  if (path !== out || syscall !== 'open') return undefined;
  // Writing creates a missing file, but not a missing directory.
  return `cannot write ${out}: ${code === 'ENOENT' ? 'its directory does not exist' : fileFault(code)}`;
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Captured } from './scene.ts';

const FIXTURES = join('test', 'fixtures', 'migrate');
const MINUTE_MS = 60_000;
/** Milliseconds from the last line to the end of the process. */
const EXIT_MS = 5;

/** What one real `migrate` printed, moved to the moment at which it runs in the week. */
export interface CapturedRun {
  /** The command as typed, its URL masked by the capture. */
  readonly command: string;
  readonly exitCode: number | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly lines: readonly CapturedLine[];
}

export interface CapturedLine {
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
}

interface Meta {
  readonly command: string;
  readonly exitCode: number | null;
  /** When each line was printed, ms after the process began. */
  readonly lineOffsetsMs: readonly number[];
}

/** Reads a capture as if it had been started at `startedAt` (epoch ms). Throws when the clone has no such file. */
export function capturedRun({ log, wait }: Captured, startedAt: number): CapturedRun {
  const text = readFileSync(join(folder(), `${log}.log`), 'utf8');
  const meta = JSON.parse(readFileSync(join(folder(), `${log}.meta.json`), 'utf8')) as Meta;
  const texts = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const waitMs = (line: number) => (wait && line >= wait.beforeLine ? wait.minutes * MINUTE_MS : 0);
  const lines = texts.map((line, index) => {
    const at = Math.round(startedAt + (meta.lineOffsetsMs[index] ?? 0) + waitMs(index + 1));
    return { at, text: stampedAnew(line, at) };
  });
  const lastAt = lines.at(-1)?.at ?? startedAt;
  const endedAt = lastAt + EXIT_MS + waitMs(texts.length + 1) - waitMs(texts.length);
  return { command: meta.command, exitCode: meta.exitCode, startedAt, endedAt, lines };
}

/** Go's `log` stamps verbose lines with the local time of the process. This puts a time of the imaginary week in its place. */
function stampedAnew(line: string, at: number): string {
  const moment = new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/, moment);
}

/** Folder of the captures in the clone that contains this file or its bundle. */
function folder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, FIXTURES))) return join(at, FIXTURES);
  }
  throw new Error(`no ${FIXTURES} above ${import.meta.url}; the demo needs the repository's clone`);
}

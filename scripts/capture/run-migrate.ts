import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** Output and end of one invocation of `migrate`. */
export interface MigrateRun {
  readonly startedAt: number;
  readonly stderr: Buffer;
  /** When the last byte of each stderr line arrived, in ms since the process started. */
  readonly lineOffsetsMs: readonly number[];
  /** As a shell or a container runtime reports it: 128 + signal number for a process ended by a signal. */
  readonly exitCode: number;
}

/** A running `migrate`. */
export interface RunningMigrate {
  /** What it printed so far. */
  readonly printed: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<MigrateRun>;
}

/** Time limit: no scenario takes half as long unless it hangs. */
const LONGEST_RUN_MS = 120_000;

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs in a separate process namespace; `unshare` waits and passes the exit code on. */
const AS_PID_1 = ['unshare', '--pid', '--fork', '--mount-proc'];

/**
 * Starts `migrate` in UTC with an otherwise empty environment, so that the machine's PG* variables have no effect.
 *
 * The run is rejected when it prints to stdout: golang-migrate writes to stderr only.
 */
export function startMigrate(
  program: string,
  args: readonly string[],
  options: {
    readonly stdin: string | undefined;
    readonly pid1: boolean;
    readonly before?: readonly string[];
  },
): RunningMigrate {
  const [file, ...rest] = [...(options.before ?? []), ...(options.pid1 ? AS_PID_1 : []), program, ...args];
  const startedAt = Date.now();
  const started = performance.now();
  const child = spawn(file!, rest, { env: { TZ: 'UTC', PATH: process.env['PATH'] }, stdio: 'pipe' });
  const chunks: Buffer[] = [];
  const lineOffsetsMs: number[] = [];
  let midLine = false;

  child.stderr.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const now = Math.round((performance.now() - started) * 10) / 10;
    if (midLine) lineOffsetsMs.pop();
    const pieces = chunk.toString('latin1').split('\n');
    midLine = pieces.at(-1) !== '';
    lineOffsetsMs.push(...Array<number>(midLine ? pieces.length : pieces.length - 1).fill(now));
  });
  child.stdin.on('error', () => undefined); // it may end without reading the answer
  child.stdin.end(options.stdin ?? '');

  return {
    printed: () => Buffer.concat(chunks).toString(),
    signal: (signal) => {
      process.kill(options.pid1 ? childOf(child) : child.pid!, signal);
    },
    ended: new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) =>
        reject(new Error(`migrate wrote to stdout: ${chunk.toString()}`)),
      );
      child.once('error', reject);
      const hangs = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`migrate ${args.join(' ')} did not end within ${LONGEST_RUN_MS} ms`));
      }, LONGEST_RUN_MS);
      child.once('close', (code, signal) => {
        clearTimeout(hangs);
        const exitCode = code ?? 128 + (SIGNAL_NUMBERS[signal!] ?? 0);
        resolve({ startedAt, stderr: Buffer.concat(chunks), lineOffsetsMs, exitCode });
      });
    }),
  };
}

function childOf(unshare: ChildProcessByStdio<Writable, Readable, Readable>): number {
  const pid = unshare.pid!;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { passOn } from './passed-on.ts';

/** How the command ended. */
export interface Ended {
  /** The exit code; 128 and the number of the signal that ended it. */
  readonly exitCode: number;
  /** Why it could not be started, as a shell would say it. Left out if it was started. */
  readonly refusal?: string;
}

/** A process that the command left behind may keep its output open. That output is not waited for longer than this, ms. */
const OUTPUT_AFTER_MS = 2_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Runs `command` with the input of this process, and passes its output on: each line of both streams to `take`.
 *
 * Signals go to the command. An interrupt that was typed at a terminal has reached it already.
 */
export async function runCommand(
  [program = '', ...words]: readonly string[],
  take: (line: string) => void,
): Promise<Ended> {
  const child = spawn(program, words, { stdio: ['inherit', 'pipe', 'pipe'] });
  const forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    const ended = new Promise<Ended>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve(refusalOf(program, error)));
      child.once('exit', (code, signal) =>
        resolve({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0) }),
      );
    });
    const output = Promise.all([
      passOn(child.stdout, process.stdout, take),
      passOn(child.stderr, process.stderr, take),
    ]).catch((error: NodeJS.ErrnoException) => {
      // The output was not waited for.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
    const result = await ended;
    await Promise.race([output, passed(OUTPUT_AFTER_MS)]);
    child.stdout.destroy();
    child.stderr.destroy();
    return result;
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

/** With the exit codes of a shell: 127 for a program that is not there, 126 for one that may not be executed. */
function refusalOf(program: string, { code }: NodeJS.ErrnoException): Ended {
  return code === 'ENOENT'
    ? { exitCode: 127, refusal: `${program}: not found` }
    : { exitCode: 126, refusal: `${program}: cannot execute (${code})` };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

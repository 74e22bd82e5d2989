import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from './measure.ts';

/** A Node process: its arguments, and variables added to its environment. */
export interface NodeProcess {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Is called before each start. */
  prepare?(): void;
}

/**
 * For each process: its median run time, ms, and the median over the rounds of its time divided by the first process's time. The
 * processes start in turn, so that changes in the machine's load affect all alike. Throws when a process does not exit with 0.
 */
export async function interleaveProcesses(
  processes: readonly NodeProcess[],
  rounds: number,
): Promise<{ ms: number[]; ratios: number[] }> {
  const times: number[][] = processes.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, one] of processes.entries()) {
      one.prepare?.();
      const ms = await run(one);
      // The first round only loads the files into memory.
      if (round >= 0) times[index]?.push(ms);
    }
  }
  const [first = []] = times;
  return {
    ms: times.map(median),
    ratios: times.map((own) => median(own.map((ms, round) => ms / (first[round] ?? ms)))),
  };
}

/** Waits without blocking, because a server of the bench may have to answer the process. */
async function run({ args, env }: NodeProcess): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  const ms = performance.now() - begin;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${reasonIn(stderr)}`);
  return ms;
}

/** The line that names the error: around it Node prints the source, which is a whole bundle on one line. */
function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
}

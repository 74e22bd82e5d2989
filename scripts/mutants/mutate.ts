import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Judged, judgedFrom } from './judged.ts';

/** Folder of results that are kept between runs; not in git. */
export const FOLDER = 'dist/mutants';
const EVENTS = join(FOLDER, 'events');

const STRYKER = fileURLToPath(
  new URL('bin/stryker.js', import.meta.resolve('@stryker-mutator/core/package.json')),
);

/**
 * Runs the tests of `part` against each mutant of `files`, and returns the results. An earlier result is kept until the mutant's
 * code, or a test that reaches it, changes.
 *
 * Ends after `limitMs`: mutants that were not reached by then are counted as planned, but not as tested.
 */
export async function mutate(
  files: readonly string[],
  part: string,
  limitMs: number,
): Promise<readonly Judged[]> {
  mkdirSync(FOLDER, { recursive: true });
  // An earlier run of Stryker that ran out of time leaves both behind.
  for (const folder of [EVENTS, join(FOLDER, 'sandbox')]) rmSync(folder, { recursive: true, force: true });
  const args = ['run', '--mutate', files.join(','), '--incrementalFile', join(FOLDER, `${part}.json`)];
  const stryker = spawn(process.execPath, [STRYKER, ...args], {
    // A separate process group, so that its test processes end with it.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, MUTANTS_PART: part },
  });
  const ended = await endOf(stryker, limitMs);
  const judged = judgedFrom(EVENTS, files);
  if (ended === 'failed' && judged.some(({ planned }) => planned === undefined))
    throw new Error(
      `Stryker could not begin: \`MUTANTS_PART=${part} npx stryker ${args.join(' ')}\` says why`,
    );
  return judged;
}

async function endOf(child: ChildProcess, limitMs: number): Promise<'done' | 'failed' | 'out of time'> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  clearTimeout(timer);
  return isLate ? 'out of time' : code === 0 ? 'done' : 'failed';
}

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS, ROOT } from '../bundle.ts';

const FOLDER = 'dist/bench';
/** Much longer than any row takes: only runaway growth reaches it. */
const TIMEOUT_MS = 180_000;

/**
 * Bundles `scripts/bench/timed/` as the handlers are bundled, so that the timed code is the deployed code.
 *
 * @param readable Keeps the names, for a profile.
 */
export async function buildTimed(readable: boolean): Promise<void> {
  const entryPoints = readdirSync(join(ROOT, 'scripts/bench/timed'))
    .filter((file) => file.endsWith('.timed.ts'))
    .map((file) => `scripts/bench/timed/${file}`);
  await build({
    ...BUNDLE_OPTIONS,
    entryPoints,
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    minify: !readable,
  });
}

/** Runs one of the timed programs in a separate process, so that rows do not influence each other, and reads the JSON that it prints. */
export function runTimed<T>(name: string, args: readonly string[], profile: boolean): T {
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${FOLDER}`] : [];
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, join(ROOT, FOLDER, `${name}.timed.mjs`), ...args],
    { cwd: ROOT, encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  if (status !== 0) {
    throw new Error(
      `${name} ${args.join(' ')} ended with ${status ?? signal}: ${stderr.trim().split('\n').at(-1)}`,
    );
  }
  return JSON.parse(stdout) as T;
}

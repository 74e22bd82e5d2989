import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../local-databases/find-program.ts';

const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/migrate-watch/ministack');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/**
 * Path of a Python that has ministack: a virtual environment under `node_modules/.cache`, made once for each
 * `requirements.txt`.
 *
 * Needs Debian's `python3-venv`. Fetches from the package index that pip is configured with; takes about 15 s.
 */
export async function installEmulator(): Promise<string> {
  const python = join(FOLDER, 'bin', 'python');
  const installed = join(FOLDER, 'installed.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  rmSync(FOLDER, { recursive: true, force: true });
  await run(findProgram(['python3'], 'python3-venv'), ['-m', 'venv', FOLDER]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', REQUIREMENTS]);
  writeFileSync(installed, wanted);
  return python;
}

async function run(program: string, words: readonly string[]): Promise<void> {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' };
  try {
    await promisify(execFile)(program, words, { env, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim();
    throw new Error(
      `the emulator could not be installed; is the Debian package python3-venv there?\n${said}`,
      {
        cause: error,
      },
    );
  }
}

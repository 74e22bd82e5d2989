import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './local-databases/find-program.ts';

const FOLDER = join(import.meta.dirname, '../node_modules/.cache/migrate-watch');

/**
 * Path of a Python with the packages of a `requirements.txt` and no others: a virtual environment under
 * `node_modules/.cache/migrate-watch/<name>`, made once for each content of that file.
 *
 * Needs Debian's `python3-venv`. Fetches from the package index that pip is configured with.
 *
 * @throws when the packages cannot be installed
 */
export async function pythonEnvironment(name: string, requirements: string): Promise<string> {
  const folder = join(FOLDER, name);
  const python = join(folder, 'bin', 'python');
  const installed = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  try {
    await run(findProgram(['python3'], 'python3-venv'), ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', requirements]);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const why = `${stdout}${stderr}`.trim();
    throw new Error(`${name} could not be installed; is the Debian package python3-venv there?\n${why}`, {
      cause: error,
    });
  }
  writeFileSync(installed, wanted);
  return python;
}

function run(program: string, words: readonly string[]): Promise<unknown> {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' };
  return promisify(execFile)(program, words, { env, maxBuffer: 64 * 1024 * 1024 });
}

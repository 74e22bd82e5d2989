import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders that Debian keeps off an ordinary user's PATH. */
const OTHER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', ...postgresFolders()];

/**
 * Full path of the first of `names` found on PATH or in the folders Debian keeps off it.
 *
 * Throws one line that names `debianPackage` if none is found.
 */
export function findProgram(names: readonly string[], debianPackage: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...OTHER_FOLDERS];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  throw new Error(`${names.join(' or ')} not found; install the Debian package ${debianPackage}`);
}

/** Folders with postgres, initdb and pg_isready, one per major version, newest first. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const majors = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return majors.map((major) => join(root, major, 'bin'));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

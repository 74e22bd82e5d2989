import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The account that a server runs as; empty if this process is not root. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * The account to run a server as, because PostgreSQL refuses to run as root: `account` if we are root, else our own.
 */
export function serverOwner(account: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, account], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A new empty folder below the system's temporary folder, belonging to `owner`. */
export function temporaryFolder(prefix: string, owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

import type { Run } from '../model/run.ts';

/**
 * Does nothing show that this run ended, though all that it named is applied?
 *
 * Plain output names a migration when it has finished: a run that was killed in its next file prints the same. Verbose
 * lines name it when it begins; a process that lives on, or an exit code, is evidence.
 */
export function isEndUnshown({ outcome, endsWithText, source, migrations }: Run): boolean {
  if (outcome !== 'succeeded' || endsWithText !== true || source === 'cli-verbose') return false;
  return migrations.every(({ ranFrom, startedAt }) => ranFrom !== 'ran' && startedAt === null);
}

/** What that means, and how to make sure. */
export const UNSHOWN_END = [
  'Applied so far; the end is not shown, and a run that was killed in its next file prints the same. The server may still be executing that file.',
  'To make sure, look at the exit code. Or wait until no session of golang-migrate is left in the database, then run `migrate version`: a version without (dirty) means that nothing is left half done.',
] as const;

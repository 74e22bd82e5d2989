import type { Run } from '../model/run.ts';

/**
 * Is there no evidence that this run ended, although every migration that it named is applied?
 *
 * Plain output names a migration only when it has finished, so a run that was killed in its next file prints the same lines.
 * Verbose lines name a migration when it begins. A process that continues, or an exit code, is evidence too.
 */
export function isEndUnshown({ outcome, endsWithText, source, migrations }: Run): boolean {
  if (outcome !== 'succeeded' || endsWithText !== true || source === 'cli-verbose') return false;
  return migrations.every(({ ranFrom, startedAt }) => ranFrom !== 'ran' && startedAt === null);
}

/** What a missing end means, and how to make sure that the run ended. */
export const UNSHOWN_END = [
  'Applied so far; the end is not shown, and a run that was killed in its next file prints the same. The server may still be executing that file.',
  'To make sure, look at the exit code. Or wait until no session of golang-migrate is left in the database, then run `migrate version`: a version without (dirty) means that nothing is left half done.',
] as const;

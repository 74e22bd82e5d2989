import type { ErrorClass } from '../error-class.ts';
import { endedClean, type Run } from '../run.ts';

/**
 * The run that left the database dirty at `dirtyVersion`, as far as the refused run's own origin proves it; `undefined` when it
 * does not.
 *
 * Only the last run before can be proof: `previous` are the runs before it, oldest first.
 */
export function madeDirtyBy(
  previous: readonly Run[],
  target: Run['target'],
  dirtyVersion: string | null,
): Run | undefined {
  const last = previous.findLast(
    (run) =>
      run.target.environment === target.environment &&
      run.target.database === target.database &&
      run.outcome !== 'blocked' &&
      run.command !== 'version',
  );
  if (last === undefined || endedClean(last.outcome) || !mayHaveLeftAMark(last)) return undefined;
  const differs = last.dirtyVersion !== null && dirtyVersion !== null && last.dirtyVersion !== dirtyVersion;
  return differs ? undefined : last;
}

/** golang-migrate marks the version just before a migration's statements run, and takes the mark off after them. */
function mayHaveLeftAMark(run: Run): boolean {
  if (run.dirtyVersion !== null || run.migrations.some(isUnfinished)) return true;
  if (run.refused || run.outcome === 'stopped-early') return false;
  // Verbose lines would show a migration that had begun.
  if (run.error === null) return run.source !== 'cli-verbose';
  return MAY_COME_AFTER_A_MARK.has(run.error.class);
}

function isUnfinished({ status }: Run['migrations'][number]): boolean {
  return status === 'failed' || status === 'running';
}

const MAY_COME_AFTER_A_MARK: ReadonlySet<ErrorClass> = new Set([
  'migration-failed',
  'bookkeeping',
  'connection',
  'panic',
  'unknown',
]);

import type { ErrorClass } from '../../model/error-class.ts';
import { endedClean, type Run } from '../../model/run.ts';

/** Whether a run left its database dirty, which may be the reason why a later run is refused. */
export interface DirtyMark extends Pick<Run, 'id' | 'target' | 'dirtyVersion'> {
  /** May the database be marked dirty? */
  readonly dirty: boolean;
}

/** `undefined` for a run that neither sets nor clears the dirty flag. */
export function dirtyMarkOf(run: Run): DirtyMark | undefined {
  if (run.outcome === 'blocked' || run.command === 'version') return undefined;
  const { id, target, dirtyVersion } = run;
  return { id, target, dirtyVersion, dirty: !endedClean(run.outcome) && mayHaveMarkedDirty(run) };
}

/**
 * Id of the run that left the database dirty at `dirtyVersion`; `undefined` if the refused run's own origin does not prove which.
 *
 * Only the last run before the refused one can be it. `previous` are the earlier runs, oldest first; `earlier` is what the runs
 * before `previous` left.
 */
export function dirtiedBy(
  previous: readonly Run[],
  earlier: readonly DirtyMark[],
  target: Run['target'],
  dirtyVersion: string | null,
): string | undefined {
  const isOfTarget = (each: Pick<Run, 'target'>) =>
    each.target.environment === target.environment && each.target.database === target.database;
  const run = previous.findLast((each) => isOfTarget(each) && dirtyMarkOf(each) !== undefined);
  const last = run ? dirtyMarkOf(run) : earlier.find(isOfTarget);
  if (last === undefined || !last.dirty) return undefined;
  const differs = last.dirtyVersion !== null && dirtyVersion !== null && last.dirtyVersion !== dirtyVersion;
  return differs ? undefined : last.id;
}

/** golang-migrate sets the dirty flag just before a migration's statements run, and clears it after them. */
function mayHaveMarkedDirty(run: Run): boolean {
  if (run.dirtyVersion !== null || run.migrations.some(isUnfinished)) return true;
  if (run.refused || run.outcome === 'stopped-early') return false;
  // Verbose lines would show a migration that had begun.
  if (run.error === null) return run.source !== 'cli-verbose';
  return MAY_COME_AFTER_DIRTY_MARK.has(run.error.class);
}

function isUnfinished({ status }: Run['migrations'][number]): boolean {
  return status === 'failed' || status === 'running';
}

const MAY_COME_AFTER_DIRTY_MARK: ReadonlySet<ErrorClass> = new Set([
  'migration-failed',
  'bookkeeping',
  'connection',
  'panic',
  'unknown',
]);

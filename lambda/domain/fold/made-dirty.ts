import type { ErrorClass } from '../error-class.ts';
import { endedClean, type Run } from '../run.ts';

/** What a run left of its database that a later refusal may be about. */
export interface LeftBehind extends Pick<Run, 'id' | 'target' | 'dirtyVersion'> {
  /** May the database be marked dirty? */
  readonly dirty: boolean;
}

/** `undefined` for a run that neither marks a database nor takes a mark off. */
export function leftBehind(run: Run): LeftBehind | undefined {
  if (run.outcome === 'blocked' || run.command === 'version') return undefined;
  const { id, target, dirtyVersion } = run;
  return { id, target, dirtyVersion, dirty: !endedClean(run.outcome) && mayHaveLeftAMark(run) };
}

/**
 * Id of the run that left the database dirty at `dirtyVersion`, as far as the refused run's own origin proves it; `undefined` when
 * it does not.
 *
 * Only the last run before can be proof: `previous` are the runs before it, oldest first, and `earlier` is what those before
 * these left.
 */
export function madeDirtyBy(
  previous: readonly Run[],
  earlier: readonly LeftBehind[],
  target: Run['target'],
  dirtyVersion: string | null,
): string | undefined {
  const isOfTarget = (each: Pick<Run, 'target'>) =>
    each.target.environment === target.environment && each.target.database === target.database;
  const run = previous.findLast((each) => isOfTarget(each) && leftBehind(each) !== undefined);
  const last = run ? leftBehind(run) : earlier.find(isOfTarget);
  if (last === undefined || !last.dirty) return undefined;
  const differs = last.dirtyVersion !== null && dirtyVersion !== null && last.dirtyVersion !== dirtyVersion;
  return differs ? undefined : last.id;
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

import type { ErrorClass } from '../model/error-class.ts';
import { endedClean } from '../model/run.ts';
import { type Target, UNMATCHED } from '../model/target.ts';
import { provesClean, type RunSummary } from './run-summary.ts';

/**
 * Finds the run that left the database dirty and so caused the refusal of `refused`, when the two runs are of different origins.
 * Each retry of an ECS task is another origin. A writer folds one origin only, so the run record does not name that run.
 *
 * `before` are runs of the same database, oldest first. The result is the last of them that may have changed the database, if it is
 * known to have left it dirty at this version. `undefined` if that run ended clean, forced a version, or ended in a way that does
 * not show what it did; and if no settings name the database.
 */
export function dirtiedByOtherOrigin(
  refused: RunSummary,
  before: readonly RunSummary[],
  { environment, database }: Target,
): RunSummary | undefined {
  if (refused.outcome !== 'blocked' || refused.dirtyVersion === null) return undefined;
  if (environment === UNMATCHED.environment && database === UNMATCHED.database) return undefined;
  const last = before.findLast((run) => !run.superseded && !changesNothing(run));
  const isIt = last?.dirty === true && (last.dirtyVersion ?? refused.dirtyVersion) === refused.dirtyVersion;
  return isIt && last.outcome !== 'running' && last.command !== 'force' ? last : undefined;
}

/** Errors that happen before golang-migrate marks a version dirty. */
const BEFORE_ANY_MARK: ReadonlySet<ErrorClass | null> = new Set([
  'not-started',
  'dirty-blocked',
  'config',
  'usage',
  'connection',
  'lock',
] as const);

function changesNothing(run: RunSummary): boolean {
  const { outcome, command, errorClass, dirty, moved, refused, version } = run;
  if (outcome === 'blocked' || command === 'version' || refused) return true;
  // For example, a container that printed nothing.
  if (endedClean(outcome) && command !== 'force' && !moved && !dirty && !provesClean(run)) return true;
  return outcome === 'failed' && BEFORE_ANY_MARK.has(errorClass) && !dirty && !moved && version === null;
}

import type { ErrorClass } from '../model/error-class.ts';
import { endedClean } from '../model/run.ts';
import { type Target, UNMATCHED } from '../model/target.ts';
import { provesClean, type RunSummary } from './run-summary.ts';

/**
 * The run that left the mark which `refused` met, when it was of another origin: each retry of an ECS task is one.
 *
 * The writers know one origin only, so its record does not say. `before` are runs of the same database, oldest first: the last
 * one that is known to have left a mark at this version, if what came after it cannot have changed that. `undefined` where a
 * run ended clean since, forced a version, or ended in a way that does not tell what it did; and where no settings name the database.
 */
export function dirtiedByOtherOrigin(
  refused: RunSummary,
  before: readonly RunSummary[],
  { environment, database }: Target,
): RunSummary | undefined {
  if (refused.outcome !== 'blocked' || refused.dirtyVersion === null) return undefined;
  if (environment === UNMATCHED.environment && database === UNMATCHED.database) return undefined;
  const last = before.findLast((run) => !run.superseded && !leavesAllAsItIs(run));
  const isIt = last?.dirty === true && (last.dirtyVersion ?? refused.dirtyVersion) === refused.dirtyVersion;
  return isIt && last.outcome !== 'running' && last.command !== 'force' ? last : undefined;
}

/** Errors that come before golang-migrate marks anything. */
const BEFORE_ANY_MARK: ReadonlySet<ErrorClass | null> = new Set([
  'not-started',
  'dirty-blocked',
  'config',
  'usage',
  'connection',
  'lock',
] as const);

function leavesAllAsItIs(run: RunSummary): boolean {
  const { outcome, command, errorClass, dirty, moved, refused, version } = run;
  if (outcome === 'blocked' || command === 'version' || refused) return true;
  // A container that printed nothing, for one.
  if (endedClean(outcome) && command !== 'force' && !moved && !dirty && !provesClean(run)) return true;
  return outcome === 'failed' && BEFORE_ANY_MARK.has(errorClass) && !dirty && !moved && version === null;
}

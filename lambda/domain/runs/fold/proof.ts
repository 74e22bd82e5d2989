import { isCanary } from '../../model/is-canary.ts';
import { endedClean, type Proof, type Run } from '../../model/run.ts';
import type { Source } from '../../model/target.ts';
import type { OpenRun } from './open-run.ts';

/** Commands whose success proves nothing about the migrations. */
const PROVES_NOTHING = new Set(['force', 'version', 'create']);

/**
 * What proves that the database's migrations were in order after a run; `undefined`: nothing.
 *
 * `Closing source and database` is not a proof, because a refused run prints it too.
 */
export function proofOf(open: OpenRun, { outcome, command, dirtyVersion }: Run): Proof | undefined {
  if (!endedClean(outcome) || dirtyVersion !== null || PROVES_NOTHING.has(command ?? 'up')) return undefined;
  return open.saidWhole === 'no-change' && isOfNoSteps(open) ? undefined : open.saidWhole;
}

/**
 * `up 0` and `down 0` are answered with `no change` before golang-migrate looks at the database.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (Steps)
 */
function isOfNoSteps({ job }: OpenRun): boolean {
  return job?.kind === 'steps' && job.count === 0;
}

/** Does the source say where its runs print, more precisely than by a log group that others may write to? The canary's log group is its own. */
export function namesPlace({ target, container, streamPrefix, project }: Source): boolean {
  return container !== undefined || streamPrefix !== undefined || project !== undefined || isCanary(target);
}

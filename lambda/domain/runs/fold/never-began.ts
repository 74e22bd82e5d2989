import { errorWithoutFields } from '../../lines/parse/parse-error.ts';
import type { MigrateError } from '../../model/event.ts';
import type { EndedFact } from '../../model/fact.ts';
import { saysNeverRan } from '../start-failures.ts';
import type { OpenRun } from './open-run.ts';

/**
 * The platform's reason why the process of a run never started; `undefined` when it may have started.
 *
 * A process that printed a line has started. A container with an exit code has run, unless its own reason says that it could not
 * be started, because container runtimes give such a container an exit code too.
 */
export function neverBegan(open: OpenRun): MigrateError | undefined {
  if (open.printed || open.processEnd === undefined || !isNeverBegun(open.processEnd)) return undefined;
  const { stopCode, reason } = open.processEnd;
  return errorWithoutFields('not-started', reason ?? stopCode ?? 'no reason was given');
}

function isNeverBegun({ platform, exitCode, stopCode, reason, ownReason, unnamed }: EndedFact): boolean {
  if (platform !== 'ecs' || exitCode === 0) return false;
  // It is not known which container it was. If one of them has an exit code, golang-migrate may have run in it.
  if (unnamed?.some((each) => each.exitCode !== null)) return false;
  if (exitCode !== null) return saysNeverRan(ownReason ?? '');
  return stopCode === 'TaskFailedToStart' || saysNeverRan(reason ?? '');
}

import { errorWithoutFields } from '../../lines/parse/parse-error.ts';
import type { MigrateError } from '../../model/event.ts';
import type { EndedFact } from '../../model/fact.ts';
import { saysNeverRan } from '../start-failures.ts';
import type { OpenRun } from './open-run.ts';

/**
 * Why the process of a run never began, in the platform's words; `undefined` when it may have begun.
 *
 * Whatever printed a line has begun. A container that has an exit code has run, unless its own reason says that it could not be
 * started: a runtime gives those a code of its own.
 */
export function neverBegan(open: OpenRun): MigrateError | undefined {
  if (open.printed || open.processEnd === undefined || !isNeverBegun(open.processEnd)) return undefined;
  const { stopCode, reason } = open.processEnd;
  return errorWithoutFields('not-started', reason ?? stopCode ?? 'no reason was given');
}

function isNeverBegun({ platform, exitCode, stopCode, reason, ownReason, unnamed }: EndedFact): boolean {
  if (platform !== 'ecs' || exitCode === 0) return false;
  // Where any of several containers may be the one, all of them must not have run.
  if (unnamed?.some((each) => each.exitCode !== null)) return false;
  if (exitCode !== null) return saysNeverRan(ownReason ?? '');
  return stopCode === 'TaskFailedToStart' || saysNeverRan(reason ?? '');
}

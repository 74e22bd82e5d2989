import type { Outcome } from '../model/run.ts';
import { happenedAt } from './run-summary.ts';
import { countedRuns, NOTHING_KNOWN, nextVersions, type TargetState } from './target-state.ts';

/** Where one database is, in lists. Holds no text of a log. Times are epoch ms. */
export interface VersionLine {
  /** The last version that was proved clean, or forced; `null` if none is known. */
  readonly version: string | null;
  /** True when a person set that version with `force`, and no run has applied a migration since. */
  readonly markedByHand: boolean;
  readonly dirty: boolean;
  /** `null` when it is not dirty, or when no line names the version. */
  readonly dirtyVersion: string | null;
  /** When it became dirty, or came to {@link version}; `null` if that was before the runs that are kept. */
  readonly since: number | null;
  readonly lastRun: LastRun | null;
  /** Versions of the files that the last announcing run carried, ascending; at most {@link LISTED_FILES}. Left out if no run announced files. */
  readonly files?: readonly string[];
}

export interface LastRun {
  readonly id: string;
  readonly startedAt: number;
  readonly outcome: Outcome;
  readonly command: string | null;
}

/** Enough for the migrations that one database is ahead of another. More would make the list of 900 databases larger than one page. */
export const LISTED_FILES = 12;

export function versionLine(state: TargetState): VersionLine {
  const { cleanVersion, markedByHand, dirty, dirtyVersion } = state;
  const current = state.runs.filter(({ superseded }) => !superseded);
  const last = current.at(-1);
  const files = current.findLast(({ image }) => image !== undefined)?.image?.newest;
  return {
    version: cleanVersion,
    markedByHand,
    dirty,
    dirtyVersion,
    since: sinceWhen(state),
    lastRun: last
      ? { id: last.id, startedAt: last.startedAt, outcome: last.outcome, command: last.command }
      : null,
    ...(files && { files: files.slice(-LISTED_FILES) }),
  };
}

/** When the last run changed what is known about the version. */
function sinceWhen(state: TargetState): number | null {
  let known = state.dropped?.versions ?? NOTHING_KNOWN;
  let since: number | null = null;
  for (const run of countedRuns(state, state.runs)) {
    const next = nextVersions(known, run);
    const isSame = next.dirty === known.dirty && (next.dirty || next.cleanVersion === known.cleanVersion);
    if (!isSame) since = happenedAt(run);
    known = next;
  }
  return since;
}

import { compareVersions } from '../model/version.ts';
import {
  compareImage,
  type ImageFinding,
  type Passed,
  passedFurther,
  passedWith,
} from '../runs/image/compare-image.ts';
import { provesClean, type RunSummary } from './run-summary.ts';
import { countedRuns, NOTHING_KNOWN, nextVersions, type TargetState } from './target-state.ts';

/**
 * Findings about images that do not match the database that they ran on, by run id. Runs with a matching image are left out.
 *
 * They are derived from the kept runs each time, by start, so they do not depend on the order of arrival.
 */
export function imageFindings(state: TargetState): ReadonlyMap<string, readonly ImageFinding[]> {
  const found = new Map<string, readonly ImageFinding[]>();
  if (!state.runs.some(({ image, unfit }) => image !== undefined || unfit !== undefined)) return found;
  for (const { id, unfit } of state.runs) if (unfit !== undefined) found.set(id, unfit);
  walk(state, state.runs, (run, findings) => found.set(run.id, findings));
  return found;
}

/** Which versions the database has passed, according to announcements, after the dropped runs and then `runs`. */
export function passedAfter(state: TargetState, runs: readonly RunSummary[]): Passed | null {
  // Only an announcement shows what was passed.
  if (state.dropped?.passed == null && !runs.some(({ image }) => image !== undefined)) return null;
  return walk(state, runs, () => undefined);
}

/** Goes through the runs by start, and calls `report` for each one with findings. Returns what the database has passed after them. */
function walk(
  state: TargetState,
  runs: readonly RunSummary[],
  report: (run: RunSummary, findings: readonly ImageFinding[]) => void,
): Passed | null {
  const counted = countedRuns(state, runs);
  const isContested = contestedAmong(counted);
  let known = state.dropped?.versions ?? NOTHING_KNOWN;
  let passed = state.dropped?.passed ?? null;
  let mover: RunSummary | undefined;
  for (const run of counted) {
    const next = nextVersions(known, run);
    if (run.moved) mover = run;
    const isSure = mover === undefined || !isContested(mover);
    const version = isSure ? next.cleanVersion : null;
    if (startsOver(run, passed)) passed = null;
    const findings = findingsOf(run, passed, isContested(run) ? null : version);
    if (findings.length > 0) report(run, findings);
    passed = nextPassed(passed, run, version);
    known = next;
  }
  return passed;
}

/**
 * Did a run of another origin change the version while this one was running? Runs are ordered by start. For two simultaneous runs,
 * that order does not show at which version each of them found or left the database.
 */
function contestedAmong(runs: readonly RunSummary[]): (run: RunSummary) => boolean {
  const movers = runs.filter(({ moved }) => moved);
  return (run) =>
    movers.some(
      (other) => other.origin !== run.origin && other.startedAt < endOf(run) && run.startedAt < endOf(other),
    );
}

/** When the run last could change or see the version, epoch ms; infinite while it is running. */
function endOf({ outcome, image, endedAt }: RunSummary): number {
  return (outcome === 'running' ? null : (image?.appliedUntil ?? endedAt)) ?? Infinity;
}

function findingsOf(run: RunSummary, passed: Passed | null, version: string | null): readonly ImageFinding[] {
  if (run.image === undefined || !provesClean(run)) return [];
  // `goto` and `down` can leave migrations unapplied on purpose.
  const foundNothing = run.outcome === 'no-change' && (run.command ?? 'up') === 'up';
  return compareImage(run.image, { version, passed, foundNothing });
}

/** True after a `drop`, and when the run applied a version that the database had passed already: it is an empty or a different database. */
function startsOver({ image, command }: RunSummary, passed: Passed | null): boolean {
  if (command === 'drop') return true;
  const from = image?.appliedFrom ?? null;
  return from !== null && passed !== null && compareVersions(from, passed.at) <= 0;
}

/**
 * What the database has passed after `run`. `null` as soon as the version may have changed without an announcement: after a down
 * migration all files apply again, and a forced version is only what a person claims.
 */
function nextPassed(passed: Passed | null, run: RunSummary, version: string | null): Passed | null {
  if (version === null) return null;
  if (run.image === undefined) return run.moved ? null : passed;
  return passed === null ? passedWith(run.image, version) : passedFurther(passed, run.image, version);
}

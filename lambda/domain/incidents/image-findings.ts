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
 * What does not fit between a database and the images that ran on it, by run id; runs that fit are left out.
 *
 * Taken from the kept runs in order each time, so that the order of arrival leaves no trace.
 */
export function imageFindings(state: TargetState): ReadonlyMap<string, readonly ImageFinding[]> {
  const found = new Map<string, readonly ImageFinding[]>();
  if (!state.runs.some(({ image, unfit }) => image !== undefined || unfit !== undefined)) return found;
  for (const { id, unfit } of state.runs) if (unfit !== undefined) found.set(id, unfit);
  walk(state, state.runs, (run, findings) => found.set(run.id, findings));
  return found;
}

/** What the database has passed, as announcements show it, after `runs` and all that are no longer kept. */
export function passedAfter(state: TargetState, runs: readonly RunSummary[]): Passed | null {
  return walk(state, runs, () => undefined);
}

function walk(
  state: TargetState,
  runs: readonly RunSummary[],
  tell: (run: RunSummary, findings: readonly ImageFinding[]) => void,
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
    if (findings.length > 0) tell(run, findings);
    passed = nextPassed(passed, run, version);
    known = next;
  }
  return passed;
}

/**
 * Did another run move the database while this one was under way? Runs stand in the order in which they began: of two at
 * once it does not say where the database stood for the one, nor where both left it.
 */
function contestedAmong(runs: readonly RunSummary[]): (run: RunSummary) => boolean {
  const movers = runs.filter(({ moved }) => moved);
  return (run) =>
    movers.some(
      (other) => other.origin !== run.origin && other.startedAt < endOf(run) && run.startedAt < endOf(other),
    );
}

/** After this it moved the database no more, or saw no more of it. */
function endOf({ outcome, image, endedAt }: RunSummary): number {
  return (outcome === 'running' ? null : (image?.appliedUntil ?? endedAt)) ?? Infinity;
}

function findingsOf(run: RunSummary, passed: Passed | null, version: string | null): readonly ImageFinding[] {
  if (run.image === undefined || !provesClean(run)) return [];
  // `goto` and `down` are told where to stop.
  const foundNothing = run.outcome === 'no-change' && (run.command ?? 'up') === 'up';
  return compareImage(run.image, { version, passed, foundNothing });
}

/** It applied what the database should have had already: the database is another one than it was. */
function startsOver({ image, command }: RunSummary, passed: Passed | null): boolean {
  if (command === 'drop') return true;
  const from = image?.appliedFrom ?? null;
  return from !== null && passed !== null && compareVersions(from, passed.at) <= 0;
}

/**
 * Forgotten as soon as something may have moved the database without an announcement of what it had passed: what went
 * down comes up again through all files, and what was forced is a person's word.
 */
function nextPassed(passed: Passed | null, run: RunSummary, version: string | null): Passed | null {
  if (version === null) return null;
  if (run.image === undefined) return run.moved ? null : passed;
  return passed === null ? passedWith(run.image, version) : passedFurther(passed, run.image, version);
}

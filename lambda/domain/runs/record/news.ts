import { endedClean, type Run } from '../../model/run.ts';
import { sameValue } from '../../model/same-value.ts';
import { isSealed } from './deadlines.ts';
import type { RulesChange } from './rules-change.ts';
import type { RunRecord, Transition } from './run-record.ts';
import { transitionOf } from './transition.ts';

/** What is new about a run for people. */
export interface News {
  /** What metrics compare the run with; `null` if it is new. The run itself if only the rules have changed. */
  readonly before: Run | null;
  /** What readers are told; `undefined` for nothing. */
  readonly transition: Transition | undefined;
  /** {@link RunRecord.knownOutcome} after this. */
  readonly knownOutcome: RunRecord['knownOutcome'];
  readonly isOfRules: boolean;
}

type Outcome = Run['outcome'] | null;

/**
 * What is new about `run` since `stored`.
 *
 * If the rules have changed, a difference that the new rules also find in the old facts is not news. Three exceptions make sure that no
 * failure is lost: a new fact about the run, after which people are told its outcome if they know another one; an end or a failure that
 * nobody knows, if the old facts are not known for certain; and a run that is stored as people know it has nothing to tell.
 */
export function newsOf(
  run: Run,
  stored: RunRecord | undefined,
  change: RulesChange | undefined,
  now: number,
): News {
  const known = outcomeKnown(stored);
  const last = change?.before(run.id, stored);
  const isOfRules = last !== undefined && sameValue(last.run, run);
  if (isOfRules && (last.isExact || !isUntold(run, known, now))) {
    return { before: run, transition: undefined, knownOutcome: outcomeAfter(run, known), isOfRules };
  }
  const base = (isOfRules ? undefined : last?.run) ?? stored?.run;
  const before = asKnown(base, stored, known);
  const told = transitionOf(before, run);
  const isShown = last && stored && !transitionOf(asKnown(stored.run, stored, known), run);
  const transition = isShown ? undefined : told;
  const knownOutcome = transition ? undefined : outcomeAfter(run, known);
  return { before, transition, knownOutcome, isOfRules };
}

/** The news about a run that is stored for the first time in place of another one, which people know. */
export function ofRules(run: Run, replaced: RunRecord): Pick<News, 'knownOutcome'> {
  return { knownOutcome: outcomeAfter(run, outcomeKnown(replaced)) };
}

/** The outcome that people know; `null` if they know of no such run. */
function outcomeKnown(stored: RunRecord | undefined): Outcome {
  // Readers were told that a superseded run was replaced, so they are told about it again when it comes back.
  if (stored === undefined || stored.supersededBy !== null) return null;
  return stored.knownOutcome === undefined ? stored.run.outcome : stored.knownOutcome;
}

function outcomeAfter(run: Run, known: Outcome): RunRecord['knownOutcome'] {
  return known === run.outcome ? undefined : known;
}

/** `base` as people know it. Its database is that of the stored record, where readers look for it. */
function asKnown(base: Run | undefined, stored: RunRecord | undefined, outcome: Outcome): Run | null {
  if (base === undefined || outcome === null) return null;
  return { ...base, outcome, target: stored?.run.target ?? base.target };
}

/** Is it an end or a failure that nobody was told about? */
function isUntold(run: Run, known: Outcome, now: number): boolean {
  if (run.outcome === 'running' || isSealed(run, now)) return false;
  return known === 'running' || ((known === null || endedClean(known)) && !endedClean(run.outcome));
}

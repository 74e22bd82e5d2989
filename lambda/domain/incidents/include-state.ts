import { evolve, type Observation } from './evolve.ts';
import { byStart } from './run-summary.ts';
import type { TargetState } from './target-state.ts';

/** Was `former` included in `state` as it is now? Its last writers may have been functions of the deploy before. */
export function includesState(state: TargetState | null, former: TargetState): boolean {
  return (
    state?.includes?.some(
      ({ target, revision }) => isSame(target, former.target) && revision === former.revision,
    ) === true
  );
}

/**
 * The state of a database that was renamed: `state` (`null`: none is stored yet), and what `former` knows under the former name.
 *
 * The one that has forgotten more is the beginning, and what the other keeps is evolved into it, so that nothing counts twice and
 * the order of messages makes no difference.
 */
export function includeState(
  state: TargetState | null,
  former: TargetState,
  target: TargetState['target'],
): TargetState {
  const includes = [
    ...(state?.includes ?? []).filter((each) => !isSame(each.target, former.target)),
    { target: former.target, revision: former.revision },
  ];
  const [first, second] =
    state !== null && forgotUntil(state, former) > 0 ? [state, former] : [former, state];
  const joined = second === null ? first : observationsOf(second).reduce(evolve, first);
  return { ...joined, target, revision: state?.revision ?? 0, includes };
}

/** Positive if `a` has dropped later runs than `b`. */
function forgotUntil({ dropped: a }: TargetState, { dropped: b }: TargetState): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return byStart(a.through, b.through);
}

function observationsOf(state: TargetState): readonly Observation[] {
  return [
    ...state.runs.map((run) => ({ kind: 'run', run }) as const),
    ...state.alarms.map((alarm) => ({ kind: 'alarm', alarm }) as const),
    ...state.missing.map((missing) => ({ kind: 'missing', missing }) as const),
    ...state.acknowledgements.map((acknowledgement) => ({ kind: 'acknowledged', acknowledgement }) as const),
    ...(state.gateOverrides ?? []).map((override) => ({ kind: 'gate-overridden', override }) as const),
  ];
}

function isSame(a: TargetState['target'], b: TargetState['target']): boolean {
  return a.environment === b.environment && a.database === b.database;
}

import type { GateOverride } from '../model/gate-override.ts';
import { withSlow } from './dropped-slow.ts';
import { areNoLeads, leadsInUse } from './episode.ts';
import { imageFindings, passedAfter } from './image-findings.ts';
import { byStart, type RunSummary } from './run-summary.ts';
import { ANNOUNCED_DATABASES, withShare } from './shared.ts';
import {
  type Acknowledgement,
  type AlarmSummary,
  type Dropped,
  KEPT_NOTES,
  KEPT_OPEN,
  KEPT_RUNS,
  KEPT_SHARES,
  KEPT_WAITING,
  type MissingRunSummary,
  NOTHING_KNOWN,
  nextVersions,
  type TargetState,
  versionsNow,
  versionsThrough,
} from './target-state.ts';

/** Something that a message says about one database. */
export type Observation =
  | { readonly kind: 'run'; readonly run: RunSummary }
  /** A run of the time before the monitor: only the versions that it leaves count. */
  | { readonly kind: 'backfilled'; readonly run: RunSummary }
  | { readonly kind: 'alarm'; readonly alarm: AlarmSummary }
  | { readonly kind: 'missing'; readonly missing: MissingRunSummary }
  | { readonly kind: 'acknowledged'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'gate-overridden'; readonly override: GateOverride };

/**
 * Adds an observation to the state. Returns `state` itself when the observation is not new: a repeat, an older revision of a
 * run, a run that has only begun, or a run that is older than all kept ones.
 */
export function evolve(state: TargetState, observation: Observation): TargetState {
  switch (observation.kind) {
    case 'run':
      return evolveByRun(state, observation.run);
    case 'backfilled':
      return evolveByHistory(state, observation.run);
    case 'alarm':
      if (state.target.database === ANNOUNCED_DATABASES) return evolveByShare(state, observation.alarm);
      return withNote(state, 'alarms', observation.alarm, ({ name, at }) => `${name}@${at}`);
    case 'missing':
      return withNote(state, 'missing', observation.missing, ({ id }) => id);
    case 'acknowledged':
      return withAcknowledgement(state, observation.acknowledgement);
    case 'gate-overridden':
      return withNote(state, 'gateOverrides', observation.override, ({ id }) => id);
    default:
      return observation satisfies never;
  }
}

/**
 * A backfilled run counts as one that is no longer kept, so it opens no incident and takes no place among the last runs. It counts only if
 * it began before every run that is known, and after those that were dropped or backfilled already.
 */
function evolveByHistory(state: TargetState, run: RunSummary): TargetState {
  const { dropped, runs } = state;
  if (runs.some((known) => byStart(known, run) <= 0)) return state;
  if (dropped !== null && byStart(run, dropped.through) <= 0) return state;
  const through = { startedAt: run.startedAt, id: run.id };
  const versions = nextVersions(dropped?.versions ?? NOTHING_KNOWN, run);
  return derived({ ...state, dropped: { ...dropped, through, versions } });
}

function evolveByRun(state: TargetState, run: RunSummary): TargetState {
  const known = state.runs.find(({ id }) => id === run.id);
  const { dropped } = state;
  if (!known && dropped !== null && byStart(run, dropped.through) <= 0) {
    const next = withSlow(dropped, [run]);
    return next === dropped ? state : { ...state, dropped: next };
  }
  if (known ? known.revision >= run.revision : !matters(state, run)) return state;
  const others = state.runs.filter(({ id }) => id !== run.id);
  return derived(
    withinLimits({
      ...state,
      runs: [...others, withUnfit(run, known?.unfit)].sort(byStart),
    }),
  );
}

/** A run that has only begun is worth a write only if an expected run was missing. */
function matters({ missing }: TargetState, run: RunSummary): boolean {
  return (
    run.superseded ||
    run.outcome !== 'running' ||
    run.alerts.length > 0 ||
    run.leaked.length > 0 ||
    missing.length > 0
  );
}

/**
 * Drops the oldest runs over {@link KEPT_RUNS}. It keeps the leads of open episodes and of those before them, the last
 * {@link KEPT_OPEN} that are running, and the first {@link KEPT_WAITING} that wait for a retry.
 */
function withinLimits(state: TargetState): TargetState {
  if (state.runs.length <= KEPT_RUNS) return state;
  const open = new Set(
    state.runs
      .filter(({ outcome, superseded }) => outcome === 'running' && !superseded)
      .slice(-KEPT_OPEN)
      .map(({ id }) => id),
  );
  const waiting = new Set(
    state.runs
      .filter(({ waits, superseded }) => waits && !superseded)
      .slice(0, KEPT_WAITING)
      .map(({ id }) => id),
  );
  const surplus = state.runs.length - open.size - waiting.size - KEPT_RUNS;
  if (surplus <= 0) return state;
  const found = imageFindings(state);
  const surplusRuns = (leads: ReadonlySet<string>) =>
    state.runs.filter(({ id }) => !leads.has(id) && !open.has(id) && !waiting.has(id)).slice(0, surplus);
  const oldest = surplusRuns(new Set());
  // All episodes are derived only if that may show that one of them is still needed.
  const gone = areNoLeads(state, oldest, found) ? oldest : surplusRuns(leadsInUse(state));
  const last = gone.at(-1);
  if (last === undefined) return state;
  // A run that was kept because it was running may have begun before runs that were dropped earlier.
  const before = state.dropped?.through;
  const through = before !== undefined && byStart(before, last) > 0 ? before : last;
  const passed = passedAfter(
    state,
    state.runs.filter((run) => byStart(run, through) <= 0),
  );
  return {
    ...state,
    runs: state.runs
      .filter((run) => !gone.includes(run))
      .map((run) => (byStart(run, through) < 0 ? withUnfit(run, found.get(run.id)) : run)),
    dropped: withSlow(
      {
        through: { startedAt: through.startedAt, id: through.id },
        versions: versionsThrough(state, through),
        ...(passed && { passed }),
        ...openBefore(state, through),
        ...(state.dropped?.slow && { slow: state.dropped.slow }),
      },
      gone.filter(({ outcome }) => outcome === 'running'),
    ),
  };
}

/** Kept runs that began before `through` and were running or waiting when the runs around them were dropped, now or earlier. */
function openBefore({ runs, dropped }: TargetState, through: Dropped['through']): Pick<Dropped, 'open'> {
  const open = runs
    .filter((run) => byStart(run, through) < 0)
    .filter(
      ({ id, outcome, waits }) =>
        outcome === 'running' || waits === true || dropped?.open?.includes(id) === true,
    )
    .map(({ id }) => id);
  return open.length === 0 ? {} : { open };
}

/** Stores the image findings with a run, because they can no longer be derived once the runs before it are dropped. */
function withUnfit(run: RunSummary, unfit: RunSummary['unfit']): RunSummary {
  return unfit === undefined ? run : { ...run, unfit };
}

function derived(state: TargetState): TargetState {
  return { ...state, ...versionsNow(state) };
}

function evolveByShare(state: TargetState, share: AlarmSummary): TargetState {
  const alarms = withShare(state.alarms, share);
  if (alarms === state.alarms) return state;
  const byTime = [...alarms].sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  const surplus = Math.max(0, byTime.length - KEPT_SHARES);
  // Shares that are over are dropped first.
  const gone = new Set(
    [
      ...byTime.filter(({ over }) => over !== undefined),
      ...byTime.filter(({ over }) => over === undefined),
    ].slice(0, surplus),
  );
  const unkept = [...gone].filter(({ over }) => over === undefined).map(({ at }) => at);
  return {
    ...state,
    alarms: byTime.filter((each) => !gone.has(each)),
    ...(unkept.length > 0 && { unkeptAt: Math.max(state.unkeptAt ?? 0, ...unkept) }),
  };
}

function withAcknowledgement(state: TargetState, acknowledgement: Acknowledgement): TargetState {
  const next = withNote(state, 'acknowledgements', acknowledgement, ({ id }) => id);
  return next === state || acknowledgement.repaired === undefined ? next : derived(next);
}

type Notes = 'alarms' | 'missing' | 'acknowledgements' | 'gateOverrides';

function withNote<K extends Notes, N extends NonNullable<TargetState[K]>[number]>(
  state: TargetState,
  of: K,
  note: N,
  idOf: (note: N) => string,
): TargetState {
  const notes = (state[of] ?? []) as unknown as readonly N[];
  if (notes.some((other) => idOf(other) === idOf(note))) return state;
  const sorted = [...notes, note].sort((a, b) => timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
  return { ...state, [of]: sorted.slice(-KEPT_NOTES) };
}

function timeOf(note: AlarmSummary | MissingRunSummary | Acknowledgement | GateOverride): number {
  return 'dueAt' in note ? note.dueAt : note.at;
}

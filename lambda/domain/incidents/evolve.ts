import { baselineOf } from './baseline.ts';
import { leadsInUse } from './episode.ts';
import { imageFindings, passedAfter } from './image-findings.ts';
import { byStart, provesClean, type RunSummary } from './run-summary.ts';
import {
  type Acknowledgement,
  type AlarmSummary,
  type Dropped,
  KEPT_DURATIONS,
  KEPT_NOTES,
  KEPT_OPEN,
  KEPT_RUNS,
  type MissingRunSummary,
  type TargetState,
  versionsNow,
  versionsThrough,
} from './target-state.ts';

/** Something that a message says about one database. */
export type Observation =
  | { readonly kind: 'run'; readonly run: RunSummary }
  | { readonly kind: 'alarm'; readonly alarm: AlarmSummary }
  | { readonly kind: 'missing'; readonly missing: MissingRunSummary }
  | { readonly kind: 'acknowledged'; readonly acknowledgement: Acknowledgement };

/**
 * `state` with the sighting in it; `state` itself when that says nothing new: a repeat, an older revision of the same
 * run, a run that merely began, or one older than everything kept.
 */
export function evolve(state: TargetState, observation: Observation): TargetState {
  switch (observation.kind) {
    case 'run':
      return evolveByRun(state, observation.run);
    case 'alarm':
      return withNote(state, 'alarms', observation.alarm, ({ name, at }) => `${name}@${at}`);
    case 'missing':
      return withNote(state, 'missing', observation.missing, ({ id }) => id);
    case 'acknowledged':
      return withNote(state, 'acknowledgements', observation.acknowledgement, ({ id }) => id);
    default:
      return observation satisfies never;
  }
}

function evolveByRun(state: TargetState, run: RunSummary): TargetState {
  const known = state.runs.find(({ id }) => id === run.id);
  if (known ? known.revision >= run.revision : !matters(state, run)) return state;
  const others = state.runs.filter(({ id }) => id !== run.id);
  const durations = state.durations.filter(({ id }) => id !== run.id);
  if (provesClean(run) && run.outcome === 'succeeded' && run.durationMs !== null && !run.superseded) {
    durations.push({ id: run.id, startedAt: run.startedAt, ms: run.durationMs });
  }
  return derived(
    withinLimits({
      ...state,
      runs: [...others, withUnfit(run, known?.unfit)].sort(byStart),
      durations: durations.sort(byStart).slice(-KEPT_DURATIONS),
    }),
  );
}

/** A run that merely began is worth a write only when one was missed. */
function matters({ dropped, missing }: TargetState, run: RunSummary): boolean {
  if (dropped !== null && byStart(run, dropped.through) <= 0) return false;
  return (
    run.superseded ||
    run.outcome !== 'running' ||
    run.alerts.length > 0 ||
    run.leaked.length > 0 ||
    missing.length > 0
  );
}

/**
 * Drops the oldest runs over {@link KEPT_RUNS}, but none that leads an open incident, or one of those before it, nor one of the last
 * {@link KEPT_OPEN} that go on.
 */
function withinLimits(state: TargetState): TargetState {
  if (state.runs.length <= KEPT_RUNS) return state;
  const open = new Set(
    state.runs
      .filter(({ outcome, superseded }) => outcome === 'running' && !superseded)
      .slice(-KEPT_OPEN)
      .map(({ id }) => id),
  );
  const surplus = state.runs.length - open.size - KEPT_RUNS;
  if (surplus <= 0) return state;
  const leads = leadsInUse(state);
  const found = imageFindings(state);
  const gone = state.runs.filter(({ id }) => !leads.has(id) && !open.has(id)).slice(0, surplus);
  const through = gone.at(-1);
  if (through === undefined) return state;
  const passed = passedAfter(
    state,
    state.runs.filter((run) => byStart(run, through) <= 0),
  );
  return {
    ...state,
    runs: state.runs
      .filter((run) => !gone.includes(run))
      .map((run) => (byStart(run, through) < 0 ? withUnfit(run, found.get(run.id)) : run)),
    dropped: {
      through: { startedAt: through.startedAt, id: through.id },
      versions: versionsThrough(state, through),
      ...(passed && { passed }),
      ...openBefore(state, through),
    },
  };
}

/** Those that went on when the runs around them were dropped, then or before. */
function openBefore({ runs, dropped }: TargetState, through: RunSummary): Pick<Dropped, 'open'> {
  const open = runs
    .filter((run) => byStart(run, through) < 0)
    .filter(({ id, outcome }) => outcome === 'running' || dropped?.open?.includes(id) === true)
    .map(({ id }) => id);
  return open.length === 0 ? {} : { open };
}

/** What only the runs before it could show is kept with a run that stays when they go. */
function withUnfit(run: RunSummary, unfit: RunSummary['unfit']): RunSummary {
  return unfit === undefined ? run : { ...run, unfit };
}

function derived(state: TargetState): TargetState {
  const usual = baselineOf(state.durations.map(({ ms }) => ms));
  const { medianMs: usualMs = null, limitMs: usualLimitMs = null } = usual ?? {};
  return { ...state, ...versionsNow(state), usualMs, usualLimitMs };
}

type Notes = 'alarms' | 'missing' | 'acknowledgements';

function withNote<K extends Notes, N extends TargetState[K][number]>(
  state: TargetState,
  of: K,
  note: N,
  idOf: (note: N) => string,
): TargetState {
  const notes = state[of] as unknown as readonly N[];
  if (notes.some((other) => idOf(other) === idOf(note))) return state;
  const sorted = [...notes, note].sort((a, b) => timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
  return { ...state, [of]: sorted.slice(-KEPT_NOTES) };
}

function timeOf(note: AlarmSummary | MissingRunSummary | Acknowledgement): number {
  return 'dueAt' in note ? note.dueAt : note.at;
}

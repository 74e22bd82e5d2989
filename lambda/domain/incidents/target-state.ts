import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import { endedClean } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import type { Passed } from '../runs/image/compare-image.ts';
import { BASELINE_RUNS, type Baseline, baselineOf } from './baseline.ts';
import { isSamePlace, type Place, placeOf, withPlace } from './place.ts';
import { byStart, happenedAt, inTrouble, provesClean, type RunSummary } from './run-summary.ts';

/** An alarm that went to ALARM. Its OK is not kept: it proves nothing. */
export interface AlarmSummary {
  readonly name: string;
  readonly kind: IncidentKind;
  readonly at: number;
  readonly text: string;
  /** Left out: the environment's. */
  readonly severity?: Severity;
  /** Of a database that shares an incident: when its own was over, epoch ms. Left out: it is not. */
  readonly over?: number;
  /** Set when its end was heard of first: nobody was told of it. Left out: it was taken in. */
  readonly unheard?: true;
}

/** A run that was expected and did not come. */
export interface MissingRunSummary {
  readonly id: string;
  readonly since: number;
  readonly dueAt: number;
}

/** A person took over what no run can end, or an incident explains an alarm that came before it. */
export interface Acknowledgement {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly at: number;
  /** The person, the incident's key, or the alarm of an error pattern that went back to OK. */
  readonly by: string;
  /** True when `by` is an incident: it ends alarms only. */
  readonly explains: boolean;
}

/** What is known of a database's version at one moment. */
export interface VersionsKnown {
  /** Last version that a run proved clean, or that a person marked; `null` when neither is known. */
  readonly cleanVersion: string | null;
  /** True when a person marked that version with `force`, and no run has applied anything since. */
  readonly markedByHand: boolean;
  readonly dirty: boolean;
  /** Version it is dirty at; `null` when it is not, and while no line says which. */
  readonly dirtyVersion: string | null;
  /** What a run stumbled over since the last clean one; its version is `null` while no line names it. */
  readonly stuck: { readonly version: string | null } | null;
  readonly lastGoodRun: LastGoodRun | null;
  /** Where its runs are known to print: only from there, or from where settings name, a clean run is believed. Left out: stored before this was kept. */
  readonly places?: readonly Place[];
  /**
   * When the last failure showed that has no evidence after it, epoch ms; meanwhile a place becomes known by failing alone. `null`: there is none.
   * Left out: stored before this was kept.
   */
  readonly troubledAt?: number | null;
}

export interface LastGoodRun {
  readonly id: string;
  readonly endedAt: number | null;
  readonly version: string | null;
}

/**
 * Everything that incidents of one database are derived from, in one item: the last runs, not conclusions, so that the
 * order of arrival leaves no trace. `cleanVersion`, `dirtyVersion`, `lastGoodRun`, `usualMs` and `usualLimitMs` are derived and stored for readers.
 */
export interface TargetState extends VersionsKnown {
  readonly target: Target;
  readonly revision: number;
  /** By start, at most {@link KEPT_RUNS}, and older ones that lead an incident that is still open. */
  readonly runs: readonly RunSummary[];
  /** Clean runs that applied something: what the baseline is made of. By start, at most {@link KEPT_DURATIONS}. */
  readonly durations: readonly RunDuration[];
  readonly alarms: readonly AlarmSummary[];
  readonly missing: readonly MissingRunSummary[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** What the runs said that are no longer kept. */
  readonly dropped: Dropped | null;
  /** Of databases that share an incident: when the last one was in trouble that is no longer kept and was not over, epoch ms. Left out: all are kept. */
  readonly unkeptAt?: number;
  /** Median duration of its last clean runs; `null` until there are enough of them. */
  readonly usualMs: number | null;
  /** {@link Baseline.limitMs} of the same runs: what the sweep holds running ones against. */
  readonly usualLimitMs: number | null;
}

export interface RunDuration {
  readonly id: string;
  readonly startedAt: number;
  readonly ms: number;
}

export interface Dropped {
  /** Last run that was dropped: what started before it and is not kept is too old to count. */
  readonly through: Pick<RunSummary, 'startedAt' | 'id'>;
  readonly versions: VersionsKnown;
  /** Runs that are kept although they are older, because they go on: what they come to is not in `versions`. Left out: none. */
  readonly open?: readonly string[];
  /** Slow runs that were dropped, or that started before those that were. Left out: none. */
  readonly slow?: DroppedSlow;
  /** What the database had passed then, as announcements show it; left out: none does. */
  readonly passed?: Passed;
}

/** Which slow runs go on that are not among those that are kept. */
export interface DroppedSlow {
  /**
   * Checksums of run ids, `+` before one that goes on, `-` before one that has ended: what is heard of it after that is old news. At most
   * {@link KEPT_SLOW_MARKS}, the last ones.
   */
  readonly marks: readonly string[];
  /** The one that ended last. Left out: none has. */
  readonly last?: RunSummary;
}

export const KEPT_RUNS = 60;
/** Beside them so many that go on and that people were told of. */
export const KEPT_OPEN = 120;
/** Some 50 KB of an item, which may have 400: only where so many runs are slow at the same time. */
export const KEPT_SLOW_MARKS = 5_000;
/** Beside them so many failures that wait for a minute, the oldest first: however many come, some of them get old enough to be told of. */
export const KEPT_WAITING = 20;
export const KEPT_DURATIONS = KEPT_RUNS + BASELINE_RUNS;
/** Alarms, missing runs and acknowledgements kept of each. */
export const KEPT_NOTES = 30;
/** Databases that share an incident, kept in its state: some 20 KB. */
export const KEPT_SHARES = 500;

export const NOTHING_KNOWN: VersionsKnown = {
  cleanVersion: null,
  markedByHand: false,
  dirty: false,
  dirtyVersion: null,
  stuck: null,
  lastGoodRun: null,
  places: [],
  troubledAt: null,
};

export function emptyState(target: Target): TargetState {
  return {
    target,
    revision: 0,
    runs: [],
    durations: [],
    alarms: [],
    missing: [],
    acknowledgements: [],
    dropped: null,
    usualMs: null,
    usualLimitMs: null,
    ...NOTHING_KNOWN,
  };
}

/** A version that the database was at without being dirty. */
export type CleanVersion = Pick<VersionsKnown, 'cleanVersion' | 'markedByHand'>;

/**
 * Version that the database had before `run` stumbled: the last that was proved clean, or marked by hand, before it.
 *
 * `null` when none was, or when another version was in trouble in between: nothing says what became of that.
 */
export function cleanBefore(state: TargetState, run: RunSummary): CleanVersion {
  const known = versionsAfter(
    state,
    state.runs.filter((other) => byStart(other, run) < 0),
  );
  if (known.stuck === null) return known;
  const same = known.stuck.version === null ? run.outcome === 'blocked' : known.stuck.version === run.version;
  return same ? known : NOTHING_KNOWN;
}

/** What is known after all runs seen. */
export function versionsNow(state: TargetState): VersionsKnown {
  return versionsAfter(state, state.runs);
}

/** What is known after `last` and all runs before it. */
export function versionsThrough(
  state: TargetState,
  last: Pick<RunSummary, 'startedAt' | 'id'>,
): VersionsKnown {
  return versionsAfter(
    state,
    state.runs.filter((run) => byStart(run, last) <= 0),
  );
}

/** What `run` should have taken, from the clean runs that began before it. */
export function baselineBefore(
  state: TargetState,
  run: Pick<RunSummary, 'startedAt' | 'id'>,
): Baseline | undefined {
  return baselineOf(state.durations.filter((duration) => byStart(duration, run) < 0).map(({ ms }) => ms));
}

function versionsAfter(state: TargetState, runs: readonly RunSummary[]): VersionsKnown {
  return countedRuns(state, runs).reduce(nextVersions, state.dropped?.versions ?? NOTHING_KNOWN);
}

/** Those of `runs` that {@link Dropped} does not speak for. */
export function countedRuns({ dropped }: TargetState, runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(
    (run) =>
      !run.superseded &&
      (dropped === null || byStart(run, dropped.through) > 0 || dropped.open?.includes(run.id) === true),
  );
}

/**
 * A clean version is forgotten as soon as something may have moved the database without a run of ours proving where to:
 * a wrong `force` is worse than none. What a person forced is what they say that the database is at.
 */
export function nextVersions(known: VersionsKnown, run: RunSummary): VersionsKnown {
  const isBelieved = isEvidence(known, run) || (provesClean(run) && known.troubledAt == null);
  const isDoubtful = endedClean(run.outcome) && !isBelieved;
  const moved = run.moved ? (isDoubtful ? null : run.cleanVersion) : known.cleanVersion;
  const markedByHand = known.markedByHand && !run.moved;
  const places = tellsPlace(known, run) ? withPlace(known.places ?? [], placeOf(run)) : (known.places ?? []);
  if (isBelieved) {
    const cleanVersion = run.moved || known.stuck === null ? moved : null;
    const lastGoodRun = { id: run.id, endedAt: run.endedAt, version: cleanVersion };
    return {
      cleanVersion,
      markedByHand: markedByHand && cleanVersion !== null,
      dirty: false,
      dirtyVersion: null,
      stuck: null,
      lastGoodRun,
      places,
      troubledAt: null,
    };
  }
  if (run.command === 'force' && run.outcome === 'succeeded') {
    const marked = run.moved ? null : (run.forcedVersion ?? null);
    return {
      ...known,
      cleanVersion: marked,
      markedByHand: marked !== null,
      dirty: false,
      dirtyVersion: null,
      stuck: null,
    };
  }
  const stumbled = run.version !== null || run.dirty || run.outcome === 'killed' || run.outcome === 'unknown';
  return {
    cleanVersion: moved,
    markedByHand,
    dirty: run.dirty || known.dirty,
    dirtyVersion: run.dirty ? run.dirtyVersion : known.dirtyVersion,
    stuck: stumbled ? { version: run.version } : known.stuck,
    lastGoodRun: known.lastGoodRun,
    places,
    troubledAt: inTrouble(run)
      ? Math.max(happenedAt(run), known.troubledAt ?? 0)
      : (known.troubledAt ?? null),
  };
}

/**
 * Is this clean run believed, whatever trouble there was before it?
 *
 * Where nothing declares the place, golang-migrate must have printed there before: other programs of the same log group print its
 * words, too.
 */
export function isEvidence({ places = [], troubledAt = null }: VersionsKnown, run: RunSummary): boolean {
  if (!provesClean(run) || (troubledAt !== null && mayBeBefore(run, troubledAt))) return false;
  // What was seen before this was kept has had its effect: people were told.
  if (run.proof === undefined || run.placeDeclared) return true;
  const place = placeOf(run);
  return places.some((known) => isSamePlace(known, place));
}

/** A delivery may take this long, ms. */
const DELIVERED_WITHIN_MS = 2 * 60_000;

/** May this run, whose clock is wrong, have been before that moment? When it was received is the latest that it can have been. */
export function mayBeBefore({ clockWrong, startedAt }: RunSummary, at: number): boolean {
  return clockWrong === true && startedAt - DELIVERED_WITHIN_MS < at;
}

/** Clean runs of this database that are evidence, by id. */
export function evidenceIn(state: TargetState): ReadonlySet<string> {
  const found = new Set<string>();
  let known = state.dropped?.versions ?? NOTHING_KNOWN;
  for (const run of countedRuns(state, state.runs)) {
    if (isEvidence(known, run)) found.add(run.id);
    known = nextVersions(known, run);
  }
  return found;
}

/** `no change` alone is what others print; a failure, or a migration that was applied while all was well, is golang-migrate's. */
function tellsPlace({ troubledAt }: VersionsKnown, run: RunSummary): boolean {
  if (!endedClean(run.outcome)) return run.outcome !== 'running';
  return run.moved && provesClean(run) && troubledAt == null;
}

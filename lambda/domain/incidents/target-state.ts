import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import type { GateOverride } from '../model/gate-override.ts';
import { endedClean } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import type { Passed } from '../runs/image/compare-image.ts';
import { isSamePlace, type Place, placeOf, withPlace } from './place.ts';
import { byStart, happenedAt, inTrouble, provesClean, type RunSummary } from './run-summary.ts';

/** An alarm that went to ALARM. Its OK is not kept, because it proves nothing. Also used for a share: see `shareOf`. */
export interface AlarmSummary {
  readonly name: string;
  readonly kind: IncidentKind;
  readonly at: number;
  readonly text: string;
  /** If it is left out, the severity of the environment counts. */
  readonly severity?: Severity;
  /** Only in a share: when the database's own incident ended, epoch ms. Left out while it is open. */
  readonly over?: number;
  /** Only in a share: set while only its end has arrived, so that it is not part of an episode. Left out once its begin has arrived. */
  readonly unheard?: true;
}

/** A run that was expected and did not come. Times are epoch ms. */
export interface MissingRunSummary {
  readonly id: string;
  /** No run has started since this moment. */
  readonly since: number;
  readonly dueAt: number;
  /** Version that the database should have reached by {@link dueAt}. Left out if a start was enough. */
  readonly version?: string;
  /** Id of a run that had begun by then and was going on. Left out if there was none. */
  readonly going?: string;
}

/** A person acknowledged an incident or said that they repaired it, or an incident explains an alarm that came before it, or an error pattern's alarm went to OK. */
export interface Acknowledgement {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly at: number;
  /** The person, the key of the incident, or the name of the error pattern's alarm. */
  readonly by: string;
  /** True when `by` is an incident: it ends alarms only. */
  readonly explains: boolean;
  /** Set when nobody acknowledged it: the settings no longer name the database. It ends every episode. `by` is empty then. */
  readonly unwatched?: true;
  /** Set when a person says that they repaired the database. `version` is `null` when they did not say at which version it is. */
  readonly repaired?: { readonly version: string | null; readonly text: string };
}

/** What is known about the version of a database at one moment. */
export interface VersionsKnown {
  /** Last version that a run proved clean, or that a person forced; `null` if there is no such version. */
  readonly cleanVersion: string | null;
  /** True when a person set that version with `force`, and no run has applied a migration since. */
  readonly markedByHand: boolean;
  readonly dirty: boolean;
  /** Version that it is dirty at; `null` when it is not dirty, or when no line names the version. */
  readonly dirtyVersion: string | null;
  /** The last trouble of a run since the last clean run; `null` if there was none. `version` is `null` when no line names it. */
  readonly stuck: { readonly version: string | null } | null;
  readonly lastGoodRun: LastGoodRun | null;
  /**
   * Where its runs are known to print. A clean run is evidence only from one of these places, or from a place that the settings
   * declare. Left out if stored before this attribute existed.
   */
  readonly places?: readonly Place[];
  /**
   * Time of the last failure, if no evidence of a clean run came after it, epoch ms; else `null`. While it is set, only a failure
   * makes a place known. Left out if stored before this attribute existed.
   */
  readonly troubledAt?: number | null;
}

export interface LastGoodRun {
  readonly id: string;
  readonly endedAt: number | null;
  readonly version: string | null;
}

/**
 * Everything that the incidents of one database are derived from, in one item. It holds the last runs, not conclusions, so that
 * the order of arrival makes no difference. The attributes of {@link VersionsKnown} are derived from the others; they are stored for
 * readers.
 */
export interface TargetState extends VersionsKnown {
  readonly target: Target;
  /** 0: not stored yet. */
  readonly revision: number;
  /** Former names whose states it includes. Left out if it has none. */
  readonly includes?: readonly IncludedState[];
  /** By start: the last {@link KEPT_RUNS}, and older ones that are still needed (see `evolve`). */
  readonly runs: readonly RunSummary[];
  readonly alarms: readonly AlarmSummary[];
  readonly missing: readonly MissingRunSummary[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Deploys that were let through a gate that was not open. By time. Left out if there are none. */
  readonly gateOverrides?: readonly GateOverride[];
  /** What is still known about runs that are no longer kept; `null` if all runs are kept. */
  readonly dropped: Dropped | null;
  /**
   * Only for a shared incident: when the latest share began that was dropped although it was not over, epoch ms. Left out if there
   * is none.
   */
  readonly unkeptAt?: number;
}

/** The state of a former name, up to one of its revisions. */
export interface IncludedState {
  readonly target: Target;
  readonly revision: number;
}

export interface Dropped {
  /** The last run that was dropped. A run that started before it and is not kept is too old to count. */
  readonly through: Pick<RunSummary, 'startedAt' | 'id'>;
  readonly versions: VersionsKnown;
  /** Ids of older runs that were kept because they were running or waiting: `versions` does not include them. Left out if there are none. */
  readonly open?: readonly string[];
  /** Slow runs that are not kept. Left out if there are none. */
  readonly slow?: DroppedSlow;
  /** Which versions the database had passed then, according to announcements. Left out if no announcement shows it. */
  readonly passed?: Passed;
}

/** Slow runs that are not kept, running and ended. */
export interface DroppedSlow {
  /**
   * Checksums of run ids, with the prefix `+` for a running run and `-` for an ended one, about which later messages are ignored.
   * The last {@link KEPT_SLOW_MARKS} are kept.
   */
  readonly marks: readonly string[];
  /** The run that ended last. Left out if no run has ended. */
  readonly last?: RunSummary;
}

/** How many of a database's last runs are kept. */
export const KEPT_RUNS = 60;
/** How many running runs are kept in addition. */
export const KEPT_OPEN = 120;
/** They take about 50 KB of an item, which may have 400 KB. The limit is reached only if this many runs are slow at the same time. */
export const KEPT_SLOW_MARKS = 5_000;
/**
 * How many failures that wait for a retry are kept in addition. The oldest are kept, so that some wait long enough to be reported,
 * even if new ones keep coming.
 */
export const KEPT_WAITING = 20;
/** How many alarms, missing runs, acknowledgements and overrides of the gate are kept, of each. */
export const KEPT_NOTES = 30;
/** How many shares are kept for a shared incident: some 20 KB. */
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
    alarms: [],
    missing: [],
    acknowledgements: [],
    dropped: null,
    ...NOTHING_KNOWN,
  };
}

/** A version at which the database was clean. */
export type CleanVersion = Pick<VersionsKnown, 'cleanVersion' | 'markedByHand'>;

/**
 * The last version that was proved clean, or forced, before `run`.
 *
 * It is not known if there is no such version, or if another version was in trouble in between, because nothing shows how that
 * trouble ended.
 */
export function cleanBefore(state: TargetState, run: RunSummary): CleanVersion {
  const known = versionsAfter(
    state,
    state.runs.filter((other) => byStart(other, run) < 0),
    run.startedAt,
  );
  if (known.stuck === null) return known;
  const same = known.stuck.version === null ? run.outcome === 'blocked' : known.stuck.version === run.version;
  return same ? known : NOTHING_KNOWN;
}

/** What is known after all runs. */
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
    last.startedAt,
  );
}

/** What is known after `runs`, and after the repairs that people reported up to `until`, epoch ms. */
function versionsAfter(
  state: TargetState,
  runs: readonly RunSummary[],
  until = Number.POSITIVE_INFINITY,
): VersionsKnown {
  const before = state.dropped?.versions ?? NOTHING_KNOWN;
  const counted = countedRuns(state, runs);
  const repairs = repairsIn(state).filter(({ at }) => at <= until);
  if (repairs.length === 0) return counted.reduce(nextVersions, before);
  const steps = [
    ...counted.map((run) => ({ at: run.startedAt, run })),
    ...repairs.map(({ at, repaired }) => ({ at, repaired })),
  ].sort((a, b) => a.at - b.at);
  return steps.reduce(
    (known, step) => ('run' in step ? nextVersions(known, step.run) : afterRepair(known, step.repaired)),
    before,
  );
}

/** Repairs of the database that people reported, and that {@link Dropped.versions} does not include. */
function repairsIn({ acknowledgements, dropped }: TargetState) {
  return acknowledgements.flatMap(({ kind, at, repaired }) =>
    kind === 'migration' && repaired && at > (dropped?.through.startedAt ?? Number.NEGATIVE_INFINITY)
      ? { at, repaired }
      : [],
  );
}

/** A repair that a person reports counts as a version that they forced. */
function afterRepair(known: VersionsKnown, { version }: { version: string | null }): VersionsKnown {
  return {
    ...known,
    cleanVersion: version,
    markedByHand: version !== null,
    dirty: false,
    dirtyVersion: null,
    stuck: null,
  };
}

/** The runs that count and that {@link Dropped.versions} does not include. */
export function countedRuns({ dropped }: TargetState, runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(
    (run) =>
      !run.superseded &&
      (dropped === null || byStart(run, dropped.through) > 0 || dropped.open?.includes(run.id) === true),
  );
}

/**
 * What is known after `run`, if `known` was known before it.
 *
 * The clean version is dropped as soon as the version may have changed and no run proves to which: forcing a wrong version is worse
 * than forcing none. A version that a person forced is taken as true.
 */
export function nextVersions(known: VersionsKnown, run: RunSummary): VersionsKnown {
  const isBelieved = isEvidence(known, run) || (provesClean(run) && known.troubledAt == null);
  const isDoubtful = endedClean(run.outcome) && !isBelieved;
  const moved = run.moved ? (isDoubtful ? null : run.cleanVersion) : known.cleanVersion;
  const markedByHand = known.markedByHand && !run.moved;
  const places = showsPlace(known, run) ? withPlace(known.places ?? [], placeOf(run)) : (known.places ?? []);
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
  const isStuck = run.version !== null || run.dirty || run.outcome === 'killed' || run.outcome === 'unknown';
  return {
    cleanVersion: moved,
    markedByHand,
    dirty: run.dirty || known.dirty,
    dirtyVersion: run.dirty ? run.dirtyVersion : known.dirtyVersion,
    stuck: isStuck ? { version: run.version } : known.stuck,
    lastGoodRun: known.lastGoodRun,
    places,
    troubledAt: inTrouble(run)
      ? Math.max(happenedAt(run), known.troubledAt ?? 0)
      : (known.troubledAt ?? null),
  };
}

/**
 * Is this clean run evidence, even after trouble?
 *
 * If the settings do not declare its place, golang-migrate must have printed there before, because other programs that write to
 * the same log group can print the same words.
 */
export function isEvidence({ places = [], troubledAt = null }: VersionsKnown, run: RunSummary): boolean {
  if (!provesClean(run) || (troubledAt !== null && mayBeBefore(run, troubledAt))) return false;
  // A run that was stored before `proof` existed keeps its result, because people have been notified of it.
  if (run.proof === undefined || run.placeDeclared) return true;
  const place = placeOf(run);
  return places.some((known) => isSamePlace(known, place));
}

/** Log events are delivered within this time, ms. */
const DELIVERED_WITHIN_MS = 2 * 60_000;

/**
 * May this run have happened before `at` (epoch ms)? Only if its clock is wrong: then its times are those of receipt, so it may have
 * happened earlier.
 */
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

/**
 * Does this run show that golang-migrate runs at its place? A failure does, and so does an applied migration if there was no trouble
 * before. `no change` does not, because other programs print that too.
 */
function showsPlace({ troubledAt }: VersionsKnown, run: RunSummary): boolean {
  if (!endedClean(run.outcome)) return run.outcome !== 'running';
  return run.moved && provesClean(run) && troubledAt == null;
}

import type { IncidentKind } from '../../contract/incident-kind.ts';
import { markOfAlarm, markOfMissing } from './mark.ts';
import { happenedAt, type RunSummary } from './run-summary.ts';
import type { Acknowledgement, AlarmSummary, MissingRunSummary, TargetState } from './target-state.ts';

/** Why an episode is over. */
export interface EpisodeEnd {
  readonly why:
    | 'clean-run'
    | 'run-ended'
    | 'run-came'
    | 'another-failure'
    | 'acknowledged'
    | 'by-hand'
    | 'explained'
    | 'quiet'
    | 'each-over'
    | 'unwatched';
  readonly at: number;
  /** The run that ended it; `null` if no run did. */
  readonly run: string | null;
  /** The person who ended it, the incident that explains it, or the alarm that went back to OK; `null` if a run ended it. */
  readonly by: string | null;
}

interface Placed {
  /** Position among the marks, epoch ms: the start of its run, because only a run that began later can end the trouble. */
  readonly order: number;
  /** Decides between marks of equal `order`; then the id decides. */
  readonly rank: number;
  readonly id: string;
}

/** A cause of trouble. */
export interface OpeningMark extends Placed {
  readonly does: 'opens';
  /** When people would say it happened, epoch ms. */
  readonly at: number;
  readonly run: string | null;
  /** Marks with equal signatures are the same trouble; `null` (an alarm) fits every signature. */
  readonly signature: string | null;
  /** Version in trouble; `null` when the trouble is not about a version, or the version is not known. */
  readonly version: string | null;
  /** True when it shows a state that another run left: once that run is known, its mark is the lead. */
  readonly isEcho: boolean;
  /** True when its lines may lack the version. A refusal that names a version is then the same trouble. */
  readonly versionUnknown: boolean;
  /** Error class, else the outcome; `null` when it is not the failure of a run. */
  readonly failureClass: string | null;
  /** True when it proves that the database is dirty. */
  readonly dirty: boolean;
}

/** The end of an open episode. */
export interface EndingMark extends Placed {
  readonly does: 'ends';
  /**
   * `alarms`: only episodes that no run is part of. `doubtful`: also episodes with a clean run that did not end them, because it
   * is not known to be golang-migrate's. `any`: every episode.
   */
  readonly ends: 'any' | 'alarms' | 'doubtful';
  readonly end: EpisodeEnd;
}

export type Mark = OpeningMark | EndingMark;

export function opening(run: RunSummary, signature: string): OpeningMark {
  return {
    does: 'opens',
    order: run.startedAt,
    rank: 0,
    id: run.id,
    at: happenedAt(run),
    run: run.id,
    signature,
    version: null,
    isEcho: false,
    versionUnknown: false,
    failureClass: null,
    dirty: false,
  };
}

export function ending(run: RunSummary, why: EpisodeEnd['why']): EndingMark {
  const end = { why, at: happenedAt(run), run: run.id, by: null };
  return { does: 'ends', order: run.startedAt, rank: 0, id: run.id, ends: 'any', end };
}

/** An alarm joins the open episode; a later ending mark ends both. */
export function alarmMark(alarm: AlarmSummary): OpeningMark {
  return { ...withoutRun(markOfAlarm(alarm), alarm.at), signature: null };
}

/** This mark comes before a run that began in the same millisecond, because that run is the expected one. */
export function missingMark(missing: MissingRunSummary): OpeningMark {
  const { since, dueAt } = missing;
  return { ...withoutRun(markOfMissing(missing), dueAt), order: since, rank: -1, signature: 'missing' };
}

/**
 * A person who acknowledges can end a leak, an episode of alarms alone, and an episode with a clean run that did not end it. A
 * person who reports a repair ends every episode. Everything else ends by evidence only.
 */
export function acknowledgementMarks(state: TargetState, kind: IncidentKind): EndingMark[] {
  return state.acknowledgements
    .filter((note) => note.kind === kind)
    .map((note) => (note.unwatched ? unwatchedMark(note) : acknowledgementMark(note)));
}

function acknowledgementMark({ id, kind, at, by, explains, repaired }: Acknowledgement): EndingMark {
  return {
    does: 'ends',
    order: at,
    rank: 1,
    id,
    ends: repaired ? 'any' : endsOf(kind, explains),
    end: { why: repaired ? 'by-hand' : explains ? 'explained' : 'acknowledged', at, run: null, by },
  };
}

/** After this, people get no page about the episode, whatever state the database is in. */
function unwatchedMark({ id, at }: Acknowledgement): EndingMark {
  return {
    does: 'ends',
    order: at,
    rank: 1,
    id,
    ends: 'any',
    end: { why: 'unwatched', at, run: null, by: null },
  };
}

/** The ends of episodes of `kind` because the settings no longer name the database. */
export function unwatchedMarks({ acknowledgements }: TargetState, kind: IncidentKind): EndingMark[] {
  return acknowledgements.filter((note) => note.unwatched && note.kind === kind).map(unwatchedMark);
}

function endsOf(kind: IncidentKind, explains: boolean): EndingMark['ends'] {
  if (explains) return 'alarms';
  return kind === 'leak' ? 'any' : kind === 'migration' || kind === 'wrong' ? 'doubtful' : 'alarms';
}

function withoutRun(id: string, at: number): OpeningMark {
  return {
    does: 'opens',
    order: at,
    rank: 0,
    id,
    at,
    run: null,
    signature: null,
    version: null,
    isEcho: false,
    versionUnknown: false,
    failureClass: null,
    dirty: false,
  };
}

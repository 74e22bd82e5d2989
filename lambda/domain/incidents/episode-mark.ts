import type { IncidentKind } from '../../contract/incident-kind.ts';
import { markOfAlarm, markOfMissing } from './mark.ts';
import { happenedAt, type RunSummary } from './run-summary.ts';
import type { AlarmSummary, MissingRunSummary, TargetState } from './target-state.ts';

/** Why an episode is over. */
export interface EpisodeEnd {
  readonly why:
    | 'clean-run'
    | 'run-ended'
    | 'run-came'
    | 'another-failure'
    | 'acknowledged'
    | 'explained'
    | 'quiet'
    | 'each-over';
  readonly at: number;
  /** Run that ended it. */
  readonly run: string | null;
  /** Person, incident that explains it, or alarm that is over. */
  readonly by: string | null;
}

interface Placed {
  /** Place in its chain: when the run behind it began, because only what began later can answer it. Epoch ms. */
  readonly order: number;
  /** Breaks a tie of `order`, before the id does. */
  readonly rank: number;
  readonly id: string;
}

/** Something bad was seen. */
export interface OpeningMark extends Placed {
  readonly does: 'opens';
  /** When people would say it happened, epoch ms. */
  readonly at: number;
  readonly run: string | null;
  /** Equal ones are the same trouble; `null` (an alarm) fits any. */
  readonly signature: string | null;
  /** Version in trouble; `null` when it is not about one, or not known. */
  readonly version: string | null;
  /** It shows a state that another run left, so that other run leads once it is known. */
  readonly isEcho: boolean;
  /** It does not know its version, so a refusal that names one is about the same trouble. */
  readonly versionUnknown: boolean;
  /** Error class, else the outcome; `null` for what is no run's failure. */
  readonly failureClass: string | null;
  /** It proves the database dirty. */
  readonly dirty: boolean;
}

/** Something that ends what is open. */
export interface EndingMark extends Placed {
  readonly does: 'ends';
  /** `alarms`: only what no run speaks for. `doubtful`: also what a clean run would have ended that is not believed. */
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

/** An alarm joins what is open, and is answered by what comes after it. */
export function alarmMark(alarm: AlarmSummary): OpeningMark {
  return { ...withoutRun(markOfAlarm(alarm), alarm.at), signature: null };
}

/** Stands before a run that began in the same millisecond: that run is the expected one. */
export function missingMark(missing: MissingRunSummary): OpeningMark {
  const { since, dueAt } = missing;
  return { ...withoutRun(markOfMissing(missing), dueAt), order: since, rank: -1, signature: 'missing' };
}

/** A person ends leaks, alarms that no run speaks for, and says that a clean run counts which is not believed; anything else is ended by evidence. */
export function acknowledgementMarks(state: TargetState, kind: IncidentKind): EndingMark[] {
  return state.acknowledgements
    .filter((note) => note.kind === kind)
    .map(({ id, at, by, explains }) => ({
      does: 'ends',
      order: at,
      rank: 1,
      id,
      ends: endsOf(kind, explains),
      end: { why: explains ? 'explained' : 'acknowledged', at, run: null, by },
    }));
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

import type { LogLine } from './log-batch.ts';

/**
 * A recognised line, or a whole error block, as it is stored: already redacted.
 *
 * A block is one entry: `text` holds its physical lines joined by `\n`, `id` and `at` are its first line's, and
 * `through` is its last line. Entries between the two are repeats of the block's own lines.
 */
export interface StoredLine extends Omit<LogLine, 'cut'> {
  /** Set when head and tail of an error block were not together, so its statement was masked: the run is incomplete. */
  readonly part?: 'head' | 'tail';
  /** How many redactions the text holds. */
  readonly redactions: number;
  /** Kinds of credentials that the text leaked, before redaction; never the values. Left out: none. */
  readonly leaked?: readonly string[];
}

/** Is this line as it is stored already? A verbatim one is from the start: it holds nothing to mask. */
export function isStored(line: object): line is StoredLine {
  return 'redactions' in line;
}

/** A batch's lines that could be golang-migrate's. */
export interface LinesFact {
  readonly kind: 'lines';
  /** SHA-256 of the batch's log event ids (or of the window, for a re-read): the same delivery is the same fact. */
  readonly id: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly container: string | null;
  readonly lines: readonly StoredLine[];
  /** Lines with an anchor that nothing recognised, beside them: counted, not kept. */
  readonly unrecognized: number;
  /**
   * `stream` when the log stream itself was re-read in order (reconcile, a whole file): nothing is missing inside it.
   * `filtered` when only lines that a pattern lets through were delivered: anything may be missing.
   */
  readonly read: 'batch' | 'filtered' | 'stream';
  /**
   * Window of the log stream that reconcile re-read, epoch ms, both ends inclusive. The last part of a re-read has it, so
   * that re-reads can be counted; left out for everything else.
   */
  readonly window?: { readonly from: number; readonly to: number };
  /** When it was first received, epoch ms: no line of it counts later. Left out: it was stored before this was kept, or is a file's. */
  readonly receivedAt?: number;
}

/** What an ECS event tells of the container's task; facts that were stored before this was kept have none of it. */
export interface TaskTraits {
  /** Name of the cluster. Left out: not told, or no task. */
  readonly cluster?: string;
  /** Family of the task definition. Left out: not told, or no task. */
  readonly family?: string;
  /** Names of the task's other containers. Left out: it has none, or they were not told. */
  readonly beside?: readonly string[];
}

/** The process of the origin began: an ECS container is RUNNING, a build is IN_PROGRESS. */
export interface StartedFact extends TaskTraits {
  readonly kind: 'started';
  readonly id: string;
  readonly at: number;
  readonly platform: Platform;
  readonly container: string | null;
  /** The container's command as words, when an override names it; redacted. */
  readonly command: readonly string[] | null;
  readonly image: string | null;
  /** Task ARN or build ARN: what a person opens. */
  readonly resource: string;
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** The process of the origin is gone: STOPPED of its container, or the end of the build. */
export interface EndedFact extends TaskTraits {
  readonly kind: 'ended';
  readonly id: string;
  readonly at: number;
  readonly platform: Platform;
  readonly container: string | null;
  /** `null` when the platform does not say: never started, or a CodeBuild build, which has none. */
  readonly exitCode: number | null;
  /** When the task had come to RUNNING, epoch ms. Left out: it never did, or the event does not say. */
  readonly startedAt?: number;
  /** As a {@link StartedFact} has them, for an end without a start. Left out: not told. */
  readonly command?: readonly string[];
  readonly image?: string;
  /** ECS `stopCode`, CodeBuild `build-status`; unknown values are kept as they come. */
  readonly stopCode: string | null;
  /** ECS `stoppedReason` and the container's `reason`, or the words of a build's phases; redacted. */
  readonly reason: string | null;
  /** The container's own `reason`; redacted. Left out: none was told. */
  readonly ownReason?: string;
  /**
   * How the containers of its task ended, where none of them printed golang-migrate's lines and no source says which of
   * them runs it. One of them has it, for the whole task; left out for the others.
   */
  readonly unnamed?: readonly ContainerEnd[];
  readonly outOfMemory: boolean;
  readonly resource: string;
  /** Orders repeated events of one task; the highest is the truth. */
  readonly version: number;
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** How one container of a task ended. */
export interface ContainerEnd {
  readonly container: string;
  readonly exitCode: number | null;
  /** The container's own `reason`; redacted. */
  readonly reason: string | null;
}

/** Who told of a start or an end; `file` is the end of the text that `parse` reads. */
export type Platform = 'ecs' | 'codebuild' | 'file';

/** What a deadline can be about. */
export type DeadlineKind =
  /** A library run whose migrations are all finished printed nothing for its settling time. */
  | 'settled'
  /** The platform ended and the missing lines never came, re-reads included. */
  | 'lines-missing'
  /** Silent for two hours and the platform's end is not known. */
  | 'end-unknown'
  /** A failure that its process may mend by trying again has lasted for a minute. */
  | 'still-failing'
  /** The run prints nothing / runs too long: alert, the run goes on. */
  | 'silent-warning'
  | 'silent-critical'
  | 'long-running-warning'
  | 'long-running-critical';

/** A deadline that passed, seen by the sweep: how time enters the fold. */
export interface DeadlineFact {
  readonly kind: 'deadline';
  readonly id: string;
  readonly what: DeadlineKind;
  /** The moment that passed, epoch ms: when it was due, not when the sweep looked. */
  readonly at: number;
  /** First event of the run that it is about. */
  readonly runStartedAt: number;
  /** Last event that the sweep knew of; the deadline says nothing about a run with a later one. */
  readonly lastEventAt: number;
}

/** Something known about an origin. Grow-only: written once, never changed. */
export type Fact = LinesFact | StartedFact | EndedFact | DeadlineFact;

/** An origin's facts, each kind in the order given. */
export interface FactsByKind {
  readonly lines: readonly LinesFact[];
  readonly started: readonly StartedFact[];
  readonly ended: readonly EndedFact[];
  readonly deadlines: readonly DeadlineFact[];
}

/** Sorts facts by kind. */
export function factsByKind(facts: readonly Fact[]): FactsByKind {
  const lines: LinesFact[] = [];
  const started: StartedFact[] = [];
  const ended: EndedFact[] = [];
  const deadlines: DeadlineFact[] = [];
  for (const fact of facts) {
    if (fact.kind === 'lines') lines.push(fact);
    else if (fact.kind === 'started') started.push(fact);
    else if (fact.kind === 'ended') ended.push(fact);
    else deadlines.push(fact);
  }
  return { lines, started, ended, deadlines };
}

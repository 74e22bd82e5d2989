import type { Expectation } from './forecast.ts';
import type { Load } from './load.ts';
import type { LogLine } from './log-batch.ts';

/*
 * The events of this event-sourced app: immutable facts, stored under their origin. A fact's id follows from its content, so
 * that storing the same delivery twice is idempotent. `runs/fold/` folds an origin's facts into its runs.
 */

/**
 * A recognised line, or a whole error block, as it is stored: already redacted.
 *
 * A block is one entry: `text` is its physical lines joined by `\n`, `id` and `at` come from its first line, and
 * `through` is the id of its last line. Entries with ids between the two repeat lines of the block.
 */
export interface StoredLine extends Omit<LogLine, 'cut' | 'ends'> {
  /** Set when head and tail of an error block came in different deliveries. Its statement is masked, and the run is incomplete. */
  readonly part?: 'head' | 'tail';
  /** How many redactions the text holds. */
  readonly redactions: number;
  /** Kinds of credentials that the text leaked, before redaction; never the values. Left out if there are none. */
  readonly leaked?: readonly string[];
}

/** Does this line have its stored form already? A verbatim line has it from the start, because it contains nothing to mask. */
export function isStored(line: object): line is StoredLine {
  return 'redactions' in line;
}

/** The lines of one batch that could be golang-migrate's. */
export interface LinesFact {
  readonly kind: 'lines';
  /** SHA-256 of the batch's log event ids (or of the window, for a re-read): the same delivery is the same fact. */
  readonly id: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly container: string | null;
  readonly lines: readonly StoredLine[];
  /** How many further lines had an anchor and were not recognised. They are counted, not kept. */
  readonly unrecognized: number;
  /**
   * `stream`: the log stream itself was re-read in order (reconcile, a whole file), so nothing is missing inside it.
   * `filtered`: only lines that match a filter pattern were delivered, so anything may be missing.
   */
  readonly read: 'batch' | 'filtered' | 'stream';
  /**
   * Window of the log stream that reconcile re-read, epoch ms, both ends inclusive. Only the last part of a re-read has it,
   * so that counting the windows counts the re-reads.
   */
  readonly window?: { readonly from: number; readonly to: number };
  /**
   * When the batch was first received, epoch ms. None of its lines counts as later than that. Left out if the fact was stored
   * before this field existed, or read from a file.
   */
  readonly receivedAt?: number;
}

/** What an ECS event says about the container's task. Facts stored before these fields existed have none of them. */
export interface TaskTraits {
  /** Name of the cluster. Left out if not known, or if it is not a task. */
  readonly cluster?: string;
  /** Family of the task definition. Left out if not known, or if it is not a task. */
  readonly family?: string;
  /** Names of the task's other containers. Left out if there are none, or they are not known. */
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
  /** Task ARN or build ARN. Pages link to it. */
  readonly resource: string;
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** The process of the origin ended: its container is STOPPED, or its build is over. */
export interface EndedFact extends TaskTraits {
  readonly kind: 'ended';
  readonly id: string;
  readonly at: number;
  readonly platform: Platform;
  readonly container: string | null;
  /** `null` when the platform gives no exit code: the container never started, or the process is a CodeBuild build. */
  readonly exitCode: number | null;
  /** When the task reached RUNNING, epoch ms. Left out if it never did, or if the event does not say. */
  readonly startedAt?: number;
  /** As in a {@link StartedFact}, for a process whose start was never received. Left out if not known. */
  readonly command?: readonly string[];
  readonly image?: string;
  /** ECS `stopCode`, CodeBuild `build-status`; unknown values are kept unchanged. */
  readonly stopCode: string | null;
  /** ECS `stoppedReason` and the container's `reason`, or the messages of a build's phases; redacted. */
  readonly reason: string | null;
  /** The container's own `reason`; redacted. Left out if the event has none. */
  readonly ownReason?: string;
  /**
   * How the containers of the task ended, when none of them printed a line of golang-migrate and no source says which of
   * them runs it. Stored with one container only, for the whole task.
   */
  readonly unnamed?: readonly ContainerEnd[];
  readonly outOfMemory: boolean;
  readonly resource: string;
  /** Orders repeated events of one task; the highest version wins. */
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

/** What reported a start or an end. `file` stands for the end of the text that `migrate-watch parse` reads. */
export type Platform = 'ecs' | 'codebuild' | 'file';

/** What passed with a deadline. */
export type DeadlineKind =
  /** A library run whose migrations are all finished printed nothing for its settling time. */
  | 'settled'
  /** The process ended and the missing lines did not come, even after re-reads. */
  | 'lines-missing'
  /** Nothing was printed for two hours, and the platform has not reported an end. */
  | 'end-unknown'
  /** A failure that the process may overcome by trying again has lasted for a minute. */
  | 'still-failing'
  /** The run prints nothing, or runs too long: people are alerted, the run goes on. */
  | 'silent-warning'
  | 'silent-critical'
  | 'long-running-warning'
  | 'long-running-critical'
  /** A migration takes longer than was expected of it. */
  | 'unusual-warning'
  | 'unusual-critical';

/** The sweep saw a deadline pass. This is how time enters the fold, which has no clock. */
export interface DeadlineFact {
  readonly kind: 'deadline';
  readonly id: string;
  readonly what: DeadlineKind;
  /** When the deadline was due, epoch ms; not when the sweep saw that it had passed. */
  readonly at: number;
  /** Time of the run's first event, epoch ms. */
  readonly runStartedAt: number;
  /** Time of the last event that the sweep knew, epoch ms. The deadline does not apply to a run with a later event. */
  readonly lastEventAt: number;
  /** Version of the migration that takes longer than expected. Left out for other deadlines. */
  readonly version?: string;
}

/** The sweep compared a migration that has lasted for a minute with the same file elsewhere. This is how statistics enter the fold. */
export interface ForecastFact {
  readonly kind: 'forecast';
  /** From run and version only: a second forecast of the same migration has the same id, so the first one counts. */
  readonly id: string;
  readonly version: string;
  /** When the comparison was due, epoch ms; not when the sweep made it. */
  readonly at: number;
  /** Time of the run's first event, epoch ms. */
  readonly runStartedAt: number;
  /** `null`: its file ran nowhere before. */
  readonly expectation: Expectation | null;
}

/** What the metrics of the database did while a run ran. Asked at most twice, because data of the last minutes may be late. */
export interface LoadFact {
  readonly kind: 'load';
  /** From the run and the attempt. */
  readonly id: string;
  /** When it was due, epoch ms. */
  readonly at: number;
  /** Time of the run's first event, epoch ms. */
  readonly runStartedAt: number;
  readonly load: Load;
}

/** Something known about an origin. Append-only: written once, never changed. */
export type Fact = LinesFact | StartedFact | EndedFact | DeadlineFact | ForecastFact | LoadFact;

/** An origin's facts by kind, each kind in the order given. */
export interface FactsByKind {
  readonly lines: readonly LinesFact[];
  readonly started: readonly StartedFact[];
  readonly ended: readonly EndedFact[];
  readonly deadlines: readonly DeadlineFact[];
  readonly forecasts: readonly ForecastFact[];
  readonly loads: readonly LoadFact[];
}

/** Groups facts by kind. */
export function factsByKind(facts: readonly Fact[]): FactsByKind {
  const lines: LinesFact[] = [];
  const started: StartedFact[] = [];
  const ended: EndedFact[] = [];
  const deadlines: DeadlineFact[] = [];
  const forecasts: ForecastFact[] = [];
  const loads: LoadFact[] = [];
  for (const fact of facts) {
    if (fact.kind === 'lines') lines.push(fact);
    else if (fact.kind === 'started') started.push(fact);
    else if (fact.kind === 'ended') ended.push(fact);
    else if (fact.kind === 'deadline') deadlines.push(fact);
    else if (fact.kind === 'forecast') forecasts.push(fact);
    else loads.push(fact);
  }
  return { lines, started, ended, deadlines, forecasts, loads };
}

import type { ImageFiles } from './announcement.ts';
import type { MigrateError, MigrationName } from './event.ts';
import { isUnfinished, type Job } from './job.ts';
import type { Target } from './target.ts';

/** How a run stands or ended; design table in docs/how-it-works.md. */
export const OUTCOMES = [
  'running',
  'succeeded',
  'no-change',
  'failed',
  'blocked',
  'stopped-early',
  'killed',
  'unknown',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What of a clean run's own lines shows that the database's migrations are in order. */
export type Proof = 'applied' | 'no-change';

/** Who printed the run: the CLI, the CLI with `-verbose`, or a program that uses the library. */
export type RunSource = 'cli' | 'cli-verbose' | 'library';

export type MigrationStatus = 'applied' | 'failed' | 'running' | 'queued';

/** One version applied one way, as far as this run's lines tell. */
export interface Migration extends MigrationName {
  readonly status: MigrationStatus;
  /** Execution time, ms; `null` while unknown (plain output never says it). */
  readonly ranMs: number | null;
  /** True when `ranMs` is a lower bound: a multi-statement file over 4 KiB runs partly while it is `read`. */
  readonly ranAtLeast: boolean;
  /** How `ranMs` was found: the verbose line, nothing ran (`<empty>`), or differences of neighbouring plain lines or event times. */
  readonly ranFrom: 'ran' | 'empty' | 'derived' | null;
  /** The plain line's figure: from queueing to the end, ms; cumulative, never a duration of its own. */
  readonly sinceQueuedMs: number | null;
  /** Event time of `Read and execute`, epoch ms. */
  readonly startedAt: number | null;
  /** Event time of the finished (or failed) line, epoch ms. */
  readonly endedAt: number | null;
}

/** Something worth a look on a run that is not an error of its own. */
export type FindingKind =
  | 'stopped-early'
  | 'file-read-in-part'
  | 'interrupted-at-its-end'
  | 'skipped-lower-version'
  | 'image-newer'
  | 'image-older'
  | 'announcement'
  | 'unmatched-target'
  | 'late'
  | 'printed-nothing'
  | 'name-container'
  | 'lines-missing';
export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

/** A deadline that people hear of while the run goes on. */
export type Alert = 'silent-warning' | 'silent-critical' | 'long-running-warning' | 'long-running-critical';

/**
 * What became of a failure that its process may mend by trying again. Epoch ms.
 *
 * Nobody is told of it while it `waits`, nor once it is `overcome`: a later run of the same process got further, or is told in its
 * place. It has `lasted` when a minute has passed `since` the first failure in a row, or when its process ended with it: `at` is when.
 */
export type Retry =
  | { readonly since: number; readonly state: 'waits' | 'overcome' }
  | { readonly since: number; readonly state: 'lasted'; readonly at: number };

/** One execution of `migrate` (or of the library) as the fold of its origin's facts shows it. No clock went into it. */
export interface Run {
  /** Origin id + `-` + time of the first event (ms, base36). */
  readonly id: string;
  readonly origin: string;
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** Task or build ARN when the platform told. */
  readonly resource: string | null;
  /** What another task like its own is started with, as far as the platform told. Left out: it ended clean, or it ran in none. */
  readonly task?: {
    readonly container: string;
    readonly family?: string;
    /** The container's command as its overrides have it, redacted. Left out: the task definition's own. */
    readonly command?: readonly string[];
  };
  /** Image of its container or build, when the platform told. Left out: not known. */
  readonly image?: string;
  readonly target: Target;
  /** Declared: its container does nothing but migrate, so the container's stop is the run's end. */
  readonly dedicated: boolean;
  readonly outcome: Outcome;
  /** True when the end itself was seen: a last line, an exit code, or the next command; false when it is inferred. */
  readonly endSeen: boolean;
  /** True when its text ends with it, as a file's does: nothing that came after was looked at. Left out: no. */
  readonly endsWithText?: true;
  /** golang-migrate's command word (`up`, `down`, `goto`, `force`, `drop`, `version`, `create`), `null` when nothing says it. */
  readonly command: string | null;
  /**
   * Set when it ended clean and a line that is the whole message, but for its envelope, says so. Left out: nothing does, as after a
   * `force`, or `up 0`, which golang-migrate answers before it looks at the database.
   */
  readonly proof?: Proof;
  /** True when its source names the container, log stream or build project that it comes from. Left out: it names none. */
  readonly placeDeclared?: true;
  /** Version that its command line told `force` to mark. Left out: it is no `force`, or the line does not say. */
  readonly forcedVersion?: string;
  /** True when golang-migrate asked whether it should, and the answer was no: then it did nothing. Left out: it was not so. */
  readonly refused?: true;
  /** What its command line told it to do. Left out: it ended clean, or nothing says it. */
  readonly job?: Job;
  readonly source: RunSource;
  readonly migrations: readonly Migration[];
  /** Version that the database is marked dirty at, when this run's lines prove it; `-1` is possible. */
  readonly dirtyVersion: string | null;
  readonly error: MigrateError | null;
  /** Left out: it did not fail, or failed in a way that trying again does not mend. */
  readonly retry?: Retry;
  /** Run that made the database dirty, when a `blocked` run's own origin shows it. */
  readonly blockedBy: string | null;
  readonly exitCode: number | null;
  /** The platform's words for the end: stop code and reason. */
  readonly stopReason: string | null;
  /** Log and exit code contradict each other; the sentence says which was believed. */
  readonly disagreement: string | null;
  /** Lines are known to be missing: the window to re-read, epoch ms. `null` when complete. */
  readonly incomplete: {
    readonly why: 'error-tail' | 'lines';
    readonly from: number;
    readonly to: number;
  } | null;
  readonly findings: readonly Finding[];
  /** Deadlines that passed while it ran and that nothing later took back. */
  readonly alerts: readonly Alert[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly lastEventAt: number | null;
  /**
   * Range of the stamps of its log events that cannot be right, epoch ms: later than receipt, or older than golang-migrate. They count
   * when they were received. Left out: all can be right.
   */
  readonly clock?: { readonly from: number; readonly to: number };
  /** `endedAt - startedAt` by event times; the verbose `Finished after` when there are no times. */
  readonly durationMs: number | null;
  /** Files that the entrypoint announced, when its announcement fits what the run did; left out: nothing is known. */
  readonly announcedFiles?: ImageFiles;
  /** Redactions in this run's lines. */
  readonly redactions: number;
  /** Kinds of credentials that this run's lines leaked. */
  readonly leaked: readonly string[];
}

/** Did it fail, and is nobody told of that: not yet, or never? */
export function isHeldBack({ retry }: Pick<Run, 'retry'>): boolean {
  return retry !== undefined && retry.state !== 'lasted';
}

/** Does it show that migrations which were wanted were not applied? What it does not show may be missing all the same. */
export function isIncomplete({ job, migrations }: Pick<Run, 'job' | 'migrations'>): boolean {
  const done = migrations.filter(({ status }) => status === 'applied');
  return done.length < migrations.length || (job !== undefined && isUnfinished(job, done) === true);
}

/** Did it end the way people want? */
export function endedClean(outcome: Outcome): boolean {
  return outcome === 'succeeded' || outcome === 'no-change';
}

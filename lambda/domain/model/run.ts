import type { FileSql, ImageFiles } from './announcement.ts';
import type { MigrateError, MigrationName } from './event.ts';
import type { Expectation } from './forecast.ts';
import { isUnfinished, type Job } from './job.ts';
import type { Load } from './load.ts';
import type { Target } from './target.ts';

/** The state of a run, or how it ended; docs/how-it-works.md has the table. */
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

/** Which of a clean run's own lines proves that the database's migrations are in order. */
export type Proof = 'applied' | 'no-change';

/** What printed the run's lines: the CLI, the CLI with `-verbose`, or a program that uses the library. */
export type RunSource = 'cli' | 'cli-verbose' | 'library';

export type MigrationStatus = 'applied' | 'failed' | 'running' | 'queued';

/** One version applied in one direction, as far as this run's lines show. */
export interface Migration extends MigrationName {
  readonly status: MigrationStatus;
  /** Execution time, ms; `null` while unknown (plain output never prints it). */
  readonly ranMs: number | null;
  /** True when `ranMs` is a lower bound: a multi-statement file over 4 KiB is partly executed during the time printed as `read`. */
  readonly ranAtLeast: boolean;
  /** Where `ranMs` comes from: the verbose line, an `<empty>` migration (0), or the difference between neighbouring plain lines or event times. */
  readonly ranFrom: 'ran' | 'empty' | 'derived' | null;
  /** The figure of the plain line: ms from queueing to the end. It is cumulative, not the duration of this migration. */
  readonly sinceQueuedMs: number | null;
  /** Event time of `Read and execute`, epoch ms. */
  readonly startedAt: number | null;
  /** Event time of the finished (or failed) line, epoch ms. */
  readonly endedAt: number | null;
  /** First 8 hexadecimal digits of the SHA-256 of its file, as the entrypoint announced it. Left out if it did not, and for a `down`. */
  readonly digest?: string;
  /** What its file does, as the entrypoint announced it. Left out if it did not, and for a `down`. */
  readonly sql?: FileSql;
  /**
   * What its time is compared with, once it has lasted for a minute; `null` if its file ran nowhere before. Left out if it has not lasted
   * that long, or if no sweep looked while it did; and for a `down`.
   */
  readonly expectation?: Expectation | null;
}

/** Something about a run that deserves a look although it is not the run's error. */
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

/** A passed deadline that people are told about while the run goes on. */
export type Alert =
  | 'silent-warning'
  | 'silent-critical'
  | 'long-running-warning'
  | 'long-running-critical'
  | 'unusual-warning'
  | 'unusual-critical';

/**
 * The state of a failure that the process may overcome by trying again. Times are in epoch ms.
 *
 * People are not told about it while it `waits`, nor once it is `overcome`, which means that a later run of the same process got
 * further, or is reported instead. It has `lasted` when a minute has passed `since` the first failure in a row, or when its process
 * ended with it; `at` is that moment.
 */
export type Retry =
  | { readonly since: number; readonly state: 'waits' | 'overcome' }
  | { readonly since: number; readonly state: 'lasted'; readonly at: number };

/** One execution of `migrate` (or of the library): a projection, folded from its origin's facts without a clock. */
export interface Run {
  /** Origin id + `-` + time of the first event (ms, base36). */
  readonly id: string;
  readonly origin: string;
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** Task or build ARN; `null` when no state event named it. */
  readonly resource: string | null;
  /** What is needed to start another task like this one, as far as state events tell. Left out if it ended clean, or if it did not run in a task. */
  readonly task?: {
    readonly container: string;
    readonly family?: string;
    /** The container's command in the task's overrides, redacted. Left out if the task runs the command of its task definition. */
    readonly command?: readonly string[];
  };
  /** Image of its container or build. Left out if not known. */
  readonly image?: string;
  readonly target: Target;
  /** True when the run's container is declared to do only migrations, so that the container's stop is the run's end. */
  readonly dedicated: boolean;
  readonly outcome: Outcome;
  /** True when the end itself was observed: a last line, an exit code, or the next command. False when the end is inferred. */
  readonly endSeen: boolean;
  /** True when the text that was read ends with this run, as a file may: what came after it is not known. Left out otherwise. */
  readonly endsWithText?: true;
  /** golang-migrate's command word (`up`, `down`, `goto`, `force`, `drop`, `version`, `create`); `null` when not known. */
  readonly command: string | null;
  /**
   * Set when it ended clean and a line proves it; such a line has no other words around golang-migrate's except its envelope.
   * Left out if no line does, as after a `force`, or after `up 0`, which golang-migrate answers before it looks at the database.
   */
  readonly proof?: Proof;
  /** True when its source declares the container, log stream or build project that it runs in. Left out if the source does not. */
  readonly placeDeclared?: true;
  /** Version that the command line passed to `force`. Left out if it is not a `force`, or if the version is not shown. */
  readonly forcedVersion?: string;
  /** True when golang-migrate asked for confirmation and the answer was no, so that it did nothing. Left out otherwise. */
  readonly refused?: true;
  /** What it was asked to do. Left out if it ended clean, or if this is not known. */
  readonly job?: Job;
  readonly source: RunSource;
  readonly migrations: readonly Migration[];
  /** Version that the database is marked dirty at, when this run's lines prove it; `-1` is possible. */
  readonly dirtyVersion: string | null;
  readonly error: MigrateError | null;
  /** Left out if it did not fail, or if it failed in a way that trying again cannot overcome. */
  readonly retry?: Retry;
  /** For a `blocked` run: id of the run that made the database dirty, when the same origin shows it. */
  readonly blockedBy: string | null;
  readonly exitCode: number | null;
  /** The platform's stop code and reason. */
  readonly stopReason: string | null;
  /** Set when log and exit code contradict each other: a sentence that says which was believed. */
  readonly disagreement: string | null;
  /** Set when lines are known to be missing: the window to re-read, epoch ms. `null` when the run is complete. */
  readonly incomplete: {
    readonly why: 'error-tail' | 'lines';
    readonly from: number;
    readonly to: number;
  } | null;
  readonly findings: readonly Finding[];
  /** Deadlines that passed while it ran, and that no later fact took back. */
  readonly alerts: readonly Alert[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly lastEventAt: number | null;
  /**
   * Range of the timestamps of its log events that cannot be right, epoch ms: later than receipt, or older than golang-migrate.
   * Such lines get the time at which they were received. Left out if every timestamp is plausible.
   */
  readonly clock?: { readonly from: number; readonly to: number };
  /** `endedAt - startedAt` by event times; without event times, the figure of the verbose `Finished after`. */
  readonly durationMs: number | null;
  /** Set when no source fits, and the entrypoint announced the database. Left out if the settings name it, or if it is not known. */
  readonly announced?: true;
  /** Set when the settings stopped naming its database and its log group while it was open, so that its end is not known. */
  readonly unwatched?: true;
  /** Files that the entrypoint announced, if the announcement fits what the run did. Left out if not known. */
  readonly announcedFiles?: ImageFiles;
  /** Commit that the image was built from, if it was announced with files that fit what the run did. */
  readonly commit?: string;
  /** Announced address of the database: `scheme://host:port/database`, without user and password. */
  readonly databaseUrl?: string;
  /** Set when it was read from the history of a log group (`migrate-watch backfill`): nobody is told about it. Left out otherwise. */
  readonly backfilled?: true;
  /** Set when metrics of its database are declared. Left out otherwise. */
  readonly measured?: true;
  /** What the metrics of its database did while it ran. Left out until they were asked. */
  readonly load?: Load;
  /** How many redactions this run's lines contain. */
  readonly redactions: number;
  /** Kinds of credentials that this run's lines leaked. */
  readonly leaked: readonly string[];
}

/** Is the notification about its failure held back, for now or for good, because the process may overcome or has overcome it? */
export function isHeldBack({ retry }: Pick<Run, 'retry'>): boolean {
  return retry !== undefined && retry.state !== 'lasted';
}

/** Does the run show that wanted migrations were not applied? `false` is not proof that none are missing. */
export function isIncomplete({ job, migrations }: Pick<Run, 'job' | 'migrations'>): boolean {
  const done = migrations.filter(({ status }) => status === 'applied');
  return done.length < migrations.length || (job !== undefined && isUnfinished(job, done) === true);
}

/** Did it end without any trouble? */
export function endedClean(outcome: Outcome): boolean {
  return outcome === 'succeeded' || outcome === 'no-change';
}

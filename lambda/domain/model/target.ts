import type { Engine } from '../../contract/engine.ts';
import { UNMATCHED_NAME } from '../../contract/metrics.ts';
import { RESERVED_ENVIRONMENTS } from '../../contract/names.ts';
import type { Announcement } from './announcement.ts';
import { matchSource, type OriginTraits, type RunTraits } from './match-source.ts';

/** The database that a run migrates, as declared in settings; never guessed from a URL. */
export interface Target {
  readonly environment: string;
  readonly database: string;
}

/** Where runs go that no rule names: they are recorded with a finding, and nothing is guessed. */
export const UNMATCHED: Target = { environment: UNMATCHED_NAME, database: UNMATCHED_NAME };

declare const DEPLOYED: unique symbol;

/**
 * One declared source: which runs belong to which database. The first whose every given field matches wins.
 *
 * The brand, which no value has, lets only those make one who say so: the reader of a function's configuration. A source
 * that is made by hand leaves out what a deployed one has, and proves nothing.
 */
export interface Source extends SourceFields {
  readonly [DEPLOYED]: true;
}

/** What a source says, wherever it comes from. */
export interface SourceFields {
  readonly target: Target;
  /** Exact log group name; left out: any. */
  readonly logGroup?: string;
  /** Start of the log stream name; left out: any. */
  readonly streamPrefix?: string;
  /** Name of the ECS cluster that its tasks run in; left out: not declared, or no task's. */
  readonly cluster?: string;
  /** Family of the task definition; left out: not declared, or no task's. */
  readonly family?: string;
  /** Name of the CodeBuild project; left out: not declared, or no build's. */
  readonly project?: string;
  /** Exact container name; left out: any. */
  readonly container?: string;
  /** Text inside the command line that a build or an override shows; left out: any. */
  readonly command?: string;
  /** The n-th run of its origin, 1-based (one build migrating several databases); left out: any. */
  readonly nth?: number;
  /** True when the container does nothing but migrate: its stop is the run's end. Default false. */
  readonly dedicated?: boolean;
  /** Only log events that a filter pattern lets through are delivered of the log group. Default false. */
  readonly filtered?: boolean;
  /** Left out: read from the driver's error shape, and unknown until one is seen. */
  readonly engine?: Engine;
  /** `x-multi-statement` of the database URL; left out: not known, and verdicts stay careful. */
  readonly multiStatement?: boolean;
  /** SQLite: `x-no-tx-wrap` of the database URL; left out: not known. */
  readonly noTxWrap?: boolean;
  /** MySQL: every table that migrations change is of an engine with transactions (InnoDB); left out: not known. */
  readonly transactionalTables?: boolean;
}

/**
 * Environments that text of an origin may be of, in the order of the sources; none when no source fits.
 *
 * Unlike a run, a line tells no command and no order, so a source that asks for one of them may fit, and so may the next.
 */
export function environmentsOf(sources: readonly Source[], origin: OriginTraits): readonly string[] {
  const found = new Set<string>();
  for (const source of sources) {
    const { command, nth, ...certain } = source;
    if (matchSource([certain], origin, UNTOLD) === undefined) continue;
    found.add(source.target.environment);
    if (command === undefined && nth === undefined) break;
  }
  return [...found];
}

/**
 * The database that an entrypoint announced, where no source fits; `undefined` when that does not say whose run it is.
 *
 * An environment that is not announced is the only one that text of this origin, else any source, is of.
 */
export function announcedTarget(
  { database, environment, refused }: Announcement,
  sources: readonly Source[],
  origin: OriginTraits,
): Target | undefined {
  if (database === null || refused.includes('environment')) return undefined;
  const only = environment ?? theOnly(environmentsOf(sources, origin)) ?? theOnly(allEnvironments(sources));
  return only === undefined ? undefined : { environment: only, database };
}

function allEnvironments(sources: readonly Source[]): readonly string[] {
  return [...new Set(sources.map(({ target }) => target.environment))].filter(
    (environment) => !RESERVED_ENVIRONMENTS.includes(environment),
  );
}

function theOnly(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

const UNTOLD: RunTraits = { commandLine: null, nth: 1 };

import type { Engine } from '../../contract/engine.ts';
import { UNMATCHED_NAME } from '../../contract/metrics.ts';

/** The database that a run migrates, as declared in settings; never guessed from a URL. */
export interface Target {
  readonly environment: string;
  readonly database: string;
}

/** Target of runs that no source matches: they are recorded with a finding, and the database is not guessed. */
export const UNMATCHED: Target = { environment: UNMATCHED_NAME, database: UNMATCHED_NAME };

declare const DEPLOYED: unique symbol;

/**
 * One declared source: which runs belong to which database. The first source with every given field matching wins.
 *
 * The brand, which no value really has, means that only a cast can make a source. The reader of a function's configuration has that
 * cast. A source built by hand in a test could lack what a deployed one has, and the test would prove nothing.
 */
export interface Source extends SourceFields {
  readonly [DEPLOYED]: true;
}

/** The fields of a source, branded or not. */
export interface SourceFields {
  readonly target: Target;
  /** Exact log group name, with its account if that is not the monitor's ({@link nameIn}); any if left out. */
  readonly logGroup?: string;
  /** Start of the log stream name; any if left out. */
  readonly streamPrefix?: string;
  /** Name of the ECS cluster that its tasks run in, with its account in the same way; left out if not declared, or if it is not an ECS source. */
  readonly cluster?: string;
  /** Family of the task definition; left out if not declared, or if it is not an ECS source. */
  readonly family?: string;
  /** Name of the CodeBuild project; left out if not declared, or if it is not a CodeBuild source. */
  readonly project?: string;
  /** Exact container name; any if left out. */
  readonly container?: string;
  /** Text that the command line of the build or of the override contains; any if left out. */
  readonly command?: string;
  /** The n-th run of its origin, 1-based (one build migrating several databases); any if left out. */
  readonly nth?: number;
  /** True when the container does only migrations, so that its stop is the run's end. Default false. */
  readonly dedicated?: boolean;
  /** True when the subscription has a filter pattern, so that only matching log events are delivered. Default false. */
  readonly filtered?: boolean;
  /** If it is left out, it is derived from the form of a driver's error, and is unknown until there is one. */
  readonly engine?: Engine;
  /** `x-multi-statement` of the database URL; left out if not known, in which case verdicts stay careful. */
  readonly multiStatement?: boolean;
  /** SQLite: `x-no-tx-wrap` of the database URL; left out if not known. */
  readonly noTxWrap?: boolean;
  /** MySQL: every table that migrations change has a transactional storage engine (InnoDB); left out if not known. */
  readonly transactionalTables?: boolean;
  /** True when metrics of the database are declared, so that its load is asked for after each run. Default false. */
  readonly measured?: boolean;
}

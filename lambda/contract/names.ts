import { CANARY_ENVIRONMENT } from './canary.ts';
import { MONITOR_ENVIRONMENT, UNMATCHED_NAME } from './metrics.ts';

/** A name that is used in metric dimensions, alarm names and incident keys. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;

/** Environments that the monitor itself uses: for its test runs, for runs that no rule names, for its own metrics. */
export const RESERVED_ENVIRONMENTS: readonly string[] = [
  CANARY_ENVIRONMENT,
  UNMATCHED_NAME,
  MONITOR_ENVIRONMENT,
];

/** What the settings name beside the targets of sources. Lists that are left out are empty. */
export interface Names {
  /** The present name of an environment by each of its former names (`was` in the settings). */
  readonly environments?: Readonly<Record<string, string>>;
  /** The same for databases, in all environments. */
  readonly databases?: Readonly<Record<string, string>>;
  /** Environments that the settings declare and no source names: only an announcement names them. */
  readonly announcedEnvironments?: readonly string[];
  /** The same for databases. */
  readonly announcedDatabases?: readonly string[];
  /** Databases that only expected runs name. */
  readonly expected?: readonly { readonly environment: string; readonly database: string }[];
  /** The error patterns. */
  readonly patterns?: readonly string[];
  /** The environment in which an environment's migrations run before, by the environment. Both are present names. */
  readonly after?: Readonly<Record<string, string>>;
}

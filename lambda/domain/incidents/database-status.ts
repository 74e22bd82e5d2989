import type { Run } from '../model/run.ts';
import { sameValue } from '../model/same-value.ts';
import type { Target } from '../model/target.ts';
import { compareVersions } from '../model/version.ts';
import { type ExpectedRun, isArmed } from '../runs/expected-run.ts';
import type { RunRecord } from '../runs/record/run-record.ts';
import type { Incident } from './incident.ts';
import type { LastRun, VersionLine } from './version-line.ts';

/** A database's state in the list of states. */
export interface ListedState extends VersionLine {
  readonly target: Target;
}

/** Everything that is open: runs that have not ended, incidents that are not over, and runs that are expected. */
export interface OpenNow {
  readonly runs: readonly RunRecord[];
  readonly incidents: readonly Incident[];
  readonly expected: readonly ExpectedRun[];
}

/** `unknown`: no run has shown a version yet. */
export type DatabaseCondition = 'clean' | 'dirty' | 'unknown';

/** Where one database is, and what is open about it. Times are epoch ms. */
export interface DatabaseStatus {
  readonly target: Target;
  readonly condition: DatabaseCondition;
  readonly version: string | null;
  readonly markedByHand: boolean;
  readonly dirtyVersion: string | null;
  readonly since: number | null;
  readonly lastRun: LastRun | null;
  /** The run that is running now; `null` if none is. */
  readonly running: Run | null;
  /** What a deploy expects and what has not come yet; `null` if there is nothing. */
  readonly expected: Pick<ExpectedRun, 'dueAt' | 'version'> | null;
  /** By opening. */
  readonly incidents: readonly Incident[];
  readonly pending: Pending | null;
}

/** What another environment has and this one lacks. */
export interface Pending {
  /** The environment before, if the settings declare an order; else the one whose version of the database is the next higher one. */
  readonly environment: string;
  /** Its version. */
  readonly version: string;
  /** The versions in between, ascending, as far as announcements of files show them; at least {@link version} itself. */
  readonly versions: readonly string[];
  /** True when {@link versions} are known to be all. */
  readonly complete: boolean;
}

export interface Status {
  /** By environment and database, the declared ones first in the order of the settings. */
  readonly databases: readonly DatabaseStatus[];
  /** Open incidents that are about no database in {@link databases}: of an error pattern, or of a whole environment. */
  readonly others: readonly Incident[];
}

/** What a list of databases needs of the settings. */
export interface DeclaredDatabases {
  readonly targets: readonly Target[];
  /** `after`: the environment before; `null` if none is declared. */
  readonly environments: readonly { readonly name: string; readonly after: string | null }[];
}

const NOTHING_DECLARED: DeclaredDatabases = { targets: [], environments: [] };

/** Joins the states with what is open. Databases that the settings name are `unknown` without a run. */
export function statusOf(
  states: readonly ListedState[],
  { runs, incidents, expected }: OpenNow,
  declared: DeclaredDatabases = NOTHING_DECLARED,
): Status {
  const shown = states.filter(hasRuns);
  const pendingIn = pendingBy(declared, shown);
  const names = new Map(declared.targets.map((target) => [keyOf(target), target]));
  const known = new Map(shown.map((state) => [keyOf(state.target), state]));
  const targets = [
    ...names.values(),
    ...shown
      .map(({ target }) => target)
      .filter((target) => !names.has(keyOf(target)))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  ];
  const byStart = [...runs].sort((a, b) => (a.run.startedAt ?? 0) - (b.run.startedAt ?? 0));
  const databases = targets.map((target): DatabaseStatus => {
    const state = known.get(keyOf(target));
    const running = byStart.find(({ run }) => sameValue(run.target, target))?.run;
    return {
      target,
      condition: conditionOf(state),
      version: state?.version ?? null,
      markedByHand: state?.markedByHand ?? false,
      dirtyVersion: state?.dirtyVersion ?? null,
      since: state?.since ?? null,
      lastRun: state?.lastRun ?? null,
      running: running ?? null,
      expected:
        expected.find((each) => sameValue(each.target, target) && isAwaited(each, state, running)) ?? null,
      incidents: incidents
        .filter((incident) => keyOf(incident.target) === keyOf(target))
        .sort((a, b) => a.openedAt - b.openedAt),
      pending: state ? pendingIn(state) : null,
    };
  });
  const listed = new Set(targets.map(keyOf));
  return { databases, others: incidents.filter(({ target }) => !listed.has(keyOf(target))) };
}

/** Is it a deploy's, and has neither a run begun nor the version been reached since? */
function isAwaited(expected: ExpectedRun, state: ListedState | undefined, running: Run | undefined): boolean {
  if (!isArmed(expected)) return false;
  const { since, version } = expected;
  const lastStart = Math.max(state?.lastRun?.startedAt ?? 0, running?.startedAt ?? 0);
  if (lastStart < since) return true;
  return version !== undefined && (state?.version == null || compareVersions(state.version, version) < 0);
}

/** A state of an error pattern, or of a whole environment, has no runs. */
export function hasRuns({ lastRun, version, dirty }: VersionLine): boolean {
  return lastRun !== null || version !== null || dirty;
}

function conditionOf(state: ListedState | undefined): DatabaseCondition {
  if (state === undefined) return 'unknown';
  if (state.dirty) return 'dirty';
  return state.version === null ? 'unknown' : 'clean';
}

/**
 * Finds what is pending for a database. If the settings declare an order of environments, only the environment before is compared;
 * otherwise the one whose version of the same database is the next higher one.
 */
function pendingBy(
  { environments }: DeclaredDatabases,
  states: readonly ListedState[],
): (state: ListedState) => Pending | null {
  const before = new Map(environments.map(({ name, after }) => [name, after]));
  const isOrdered = environments.some(({ after }) => after !== null);
  return (state) => {
    const { environment, database } = state.target;
    const others = states.filter((other) => other.target.database === database);
    const compared = isOrdered
      ? others.filter((other) => other.target.environment === before.get(environment))
      : others;
    return pendingOf(state, compared);
  };
}

/** Compares with the one of `others` whose version is the next higher one. */
function pendingOf({ version }: ListedState, others: readonly ListedState[]): Pending | null {
  if (version === null) return null;
  const ahead = others
    .flatMap((other) =>
      other.version !== null && compareVersions(other.version, version) > 0
        ? [{ ...other, version: other.version }]
        : [],
    )
    .sort((a, b) => compareVersions(a.version, b.version))[0];
  if (ahead === undefined) return null;
  const files = ahead.files ?? [];
  const between = files.filter(
    (file) => compareVersions(file, version) > 0 && compareVersions(file, ahead.version) <= 0,
  );
  return {
    environment: ahead.target.environment,
    version: ahead.version,
    versions: between.length === 0 ? [ahead.version] : between,
    complete: files.some((file) => compareVersions(file, version) <= 0) && between.includes(ahead.version),
  };
}

function keyOf({ environment, database }: Target): string {
  return `${environment}/${database}`;
}

/** Does somebody have to look at it? */
export function isInTrouble({ condition, incidents }: DatabaseStatus): boolean {
  return condition === 'dirty' || incidents.length > 0;
}

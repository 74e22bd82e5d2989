import { isMonitorLogGroup } from '../../contract/log-groups.ts';
import { RESERVED_ENVIRONMENTS } from '../../contract/names.ts';
import { isSidecar } from '../../contract/sidecars.ts';
import { isOfFamily } from '../../contract/task-family.ts';
import { accountOf } from './account-name.ts';
import type { Announcement } from './announcement.ts';
import type { Source, Target } from './target.ts';

/** Where an origin's text comes from, and what state events say about the process that wrote it. */
export interface OriginTraits {
  /** `null` until a line arrives: a state event of ECS does not name the log group. */
  readonly logGroup: string | null;
  readonly logStream: string | null;
  readonly container: string | null;
  /** ECS cluster; left out or `null` if no state event named it. */
  readonly cluster?: string | null;
  /** Family of the task definition; left out or `null` if no state event named it. */
  readonly family?: string | null;
  /** CodeBuild project; left out or `null` if no state event named it. */
  readonly project?: string | null;
  /** Names of the task's other containers; left out if no state event named them, or there are none. */
  readonly beside?: readonly string[];
}

/** What one run of an origin shows about itself. */
export interface RunTraits {
  readonly commandLine: string | null;
  /** 1-based place among the runs of its origin. */
  readonly nth: number;
}

/**
 * First source that fits, or `undefined`: then the target is `UNMATCHED`.
 *
 * A source must agree with the lines (log group, log stream, container) and with what state events say. Before the first line only
 * state events are known. If several sources may fit at that time, one is chosen only when all of them are for the same database,
 * because a choice between databases would be a guess.
 */
export function matchSource(
  sources: readonly Source[],
  origin: OriginTraits,
  run: RunTraits,
): Source | undefined {
  const candidates = candidatesOf(sources, origin, (source) => fitsRun(source, run));
  const [first] = candidates;
  if (first === undefined || !candidates.every((other) => isSameTarget(other, first))) return undefined;
  return candidates.find(({ dedicated }) => dedicated !== true) ?? first;
}

/**
 * Is the origin's container declared to do only migrations?
 *
 * `if-it-prints`: the source names no container, and the task has several that are not sidecars. The one that prints lines of
 * golang-migrate is the dedicated one.
 */
export type Dedication = 'yes' | 'if-it-prints' | 'no';

/** The {@link Dedication} of `origin`, for this run of it. */
export function dedicationOf(sources: readonly Source[], origin: OriginTraits, run: RunTraits): Dedication {
  const certain = candidatesOf(sources, origin, (source) => fitsRun(source, run));
  // No event names an image's own command. If the image's own command runs, the run's source is not known, but it is certain that there is
  // a run.
  const candidates =
    certain.length > 0 ? certain : candidatesOf(sources, origin, (source) => mayFitRun(source, run));
  if (candidates.length === 0 || !candidates.every(({ dedicated }) => dedicated === true)) return 'no';
  const { container, beside = [] } = origin;
  if (container === null || candidates.every((source) => source.container !== undefined)) return 'yes';
  if (isSidecar(container)) return 'no';
  return beside.some((other) => mayRunIt(other, sources, origin)) ? 'if-it-prints' : 'yes';
}

/** Could this other container run golang-migrate? Not if it is a sidecar, or if another source names it. */
function mayRunIt(other: string, sources: readonly Source[], origin: OriginTraits): boolean {
  return !isSidecar(other) && !sources.some((source) => source.container === other && isOf(source, origin));
}

/** Sources that may fit, in order, up to and including the first that certainly fits. */
function candidatesOf(sources: readonly Source[], origin: OriginTraits, fitOf: FitOf): readonly Source[] {
  if (origin.logGroup === null) return candidatesWithoutText(sources, origin, fitOf);
  const candidates: Source[] = [];
  for (const source of sources) {
    const isOfOrigin =
      (source.logGroup === undefined || source.logGroup === origin.logGroup) &&
      (source.streamPrefix === undefined || origin.logStream?.startsWith(source.streamPrefix) === true) &&
      fitsContainer(source, origin) &&
      isOf(source, origin);
    const fit = isOfOrigin ? fitOf(source) : 'no';
    if (fit === 'no') continue;
    candidates.push(source);
    if (fit === 'yes') break;
  }
  return candidates;
}

/**
 * For an origin before its first line: the log group must be that of a source that declares this task. Only the container in the
 * log stream's name is known.
 */
function candidatesWithoutText(
  sources: readonly Source[],
  origin: OriginTraits,
  fitOf: FitOf,
): readonly Source[] {
  const declared = sources.filter(
    (source) => declaresProcess(source) && isOf(source, origin) && fitsContainer(source, origin),
  );
  const logGroups = new Set(declared.map(({ logGroup }) => logGroup));
  const candidates: Source[] = [];
  for (const source of sources) {
    const mayWriteThere = source.logGroup === undefined || logGroups.has(source.logGroup);
    if (!mayWriteThere || !fitsContainer(source, origin) || !isOf(source, origin)) continue;
    const fit = mayBeginStream(source, origin) ? fitOf(source) : 'no';
    if (fit === 'no') continue;
    candidates.push(source);
    const isSure = logGroups.size <= 1 && source.streamPrefix === undefined && isConfirmed(source, origin);
    if (fit === 'yes' && isSure) break;
  }
  return candidates;
}

function declaresProcess({ cluster, family, project }: Source): boolean {
  return cluster !== undefined || family !== undefined || project !== undefined;
}

/** Does the origin belong to the source's cluster, family and project? A value that no state event named agrees with any source. */
function isOf(source: Source, { cluster, family, project }: OriginTraits): boolean {
  return agrees(source.cluster, cluster) && agreesOnFamily(source, family) && agrees(source.project, project);
}

function agreesOnFamily({ family: declared }: Source, known: string | null | undefined): boolean {
  return declared === undefined || known === undefined || known === null || isOfFamily(declared, known);
}

function agrees(declared: string | undefined, known: string | null | undefined): boolean {
  return declared === undefined || known === undefined || known === null || declared === known;
}

/** Did state events name everything that the source declares, with the same value? */
function isConfirmed(source: Source, { cluster, family, project }: OriginTraits): boolean {
  return (
    (source.cluster === undefined || cluster === source.cluster) &&
    (source.family === undefined || (family != null && isOfFamily(source.family, family))) &&
    (source.project === undefined || project === source.project)
  );
}

function fitsContainer({ container }: Source, origin: OriginTraits): boolean {
  return container === undefined || container === origin.container;
}

/** Does a run fit a source that may require a command or a place in the order of runs? */
type Fit = 'yes' | 'perhaps' | 'no';
type FitOf = (source: Source) => Fit;

function fitsRun({ command, nth }: Source, run: RunTraits): Fit {
  const fits =
    (command === undefined || run.commandLine?.includes(command) === true) &&
    (nth === undefined || nth === run.nth);
  return fits ? 'yes' : 'no';
}

/** Like {@link fitsRun}, but an unknown command line may be any. */
function mayFitRun(source: Source, run: RunTraits): Fit {
  const isUnknown = source.command !== undefined && run.commandLine === null;
  return isUnknown && (source.nth === undefined || source.nth === run.nth) ? 'perhaps' : fitsRun(source, run);
}

/**
 * May a log stream of this container begin with the source's prefix? awslogs names streams `<prefix>/<container>/<task id>`,
 * and no state event names the prefix.
 */
function mayBeginStream({ streamPrefix }: Source, { container }: OriginTraits): boolean {
  const [, second, ...rest] = streamPrefix?.split('/') ?? [];
  if (second === undefined || container === null) return true;
  return rest.length === 0 ? container.startsWith(second) : container === second;
}

function isSameTarget({ target: one }: Source, { target: other }: Source): boolean {
  return one.environment === other.environment && one.database === other.database;
}

/**
 * Environments that text of an origin may belong to, in the order of the sources; empty when no source fits.
 *
 * Unlike a run, a line shows neither a command nor a place in the order of runs. So a source that requires one of them may fit,
 * and the sources after it may fit too.
 */
export function environmentsOf(sources: readonly Source[], origin: OriginTraits): readonly string[] {
  const found = new Set<string>();
  for (const source of sources) {
    const { command, nth, ...certain } = source;
    if (matchSource([certain], origin, UNKNOWN_RUN) === undefined) continue;
    found.add(source.target.environment);
    if (command === undefined && nth === undefined) break;
  }
  return [...found];
}

/**
 * The target that an entrypoint announced, for a run that no source fits; `undefined` when the announcement does not determine it.
 *
 * When the environment is not announced, it is the only one that this origin's text may belong to, else the only one that any
 * source declares.
 */
export function announcedTarget(
  { database, environment, refused }: Announcement,
  sources: readonly Source[],
  origin: OriginTraits,
): Target | undefined {
  if (database === null || refused.includes('environment')) return undefined;
  // A run by hand says where it belongs by the name of its log stream.
  if (isUndeclared(origin.logGroup, sources) || isMonitorLogGroup(origin.logGroup ?? '')) return undefined;
  const only = environment ?? theOnly(environmentsOf(sources, origin)) ?? theOnly(allEnvironments(sources));
  return only === undefined ? undefined : { environment: only, database };
}

/** Is this log group in another account that no source declares? Databases there may have the names of databases that are declared. */
function isUndeclared(logGroup: string | null, sources: readonly Source[]): boolean {
  const account = logGroup === null ? undefined : accountOf(logGroup);
  return account !== undefined && !sources.some((source) => accountOf(source.logGroup ?? '') === account);
}

/** Every declared environment has runs by hand. They say where they belong, so they do not count here. */
function allEnvironments(sources: readonly Source[]): readonly string[] {
  const watched = sources.filter(({ logGroup }) => !isMonitorLogGroup(logGroup ?? ''));
  return [...new Set(watched.map(({ target }) => target.environment))].filter(
    (environment) => !RESERVED_ENVIRONMENTS.includes(environment),
  );
}

function theOnly(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

const UNKNOWN_RUN: RunTraits = { commandLine: null, nth: 1 };

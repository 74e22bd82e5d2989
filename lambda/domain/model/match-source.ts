import { isSidecar } from '../../contract/sidecars.ts';
import type { Source } from './target.ts';

/** Where an origin's text comes from, and what state events tell of the process that wrote it. */
export interface OriginTraits {
  /** `null` until a line came: a state event of ECS names no log group. */
  readonly logGroup: string | null;
  readonly logStream: string | null;
  readonly container: string | null;
  /** ECS cluster; left out or `null`: no state event told it. */
  readonly cluster?: string | null;
  /** Family of the task definition; left out or `null`: no state event told it. */
  readonly family?: string | null;
  /** CodeBuild project; left out or `null`: no state event told it. */
  readonly project?: string | null;
  /** Names of the task's other containers; left out: no state event told them, or there are none. */
  readonly beside?: readonly string[];
}

/** What one of an origin's runs shows of itself. */
export interface RunTraits {
  readonly commandLine: string | null;
  readonly nth: number;
}

/**
 * First source that fits, or `undefined`: then the target is `UNMATCHED`.
 *
 * Lines are matched by log group, log stream and container, and by what state events told beside them: both must agree. Before
 * a line came only the state events speak: of several sources that may fit then, one is chosen only where all are of one
 * database; a later, wider source would be a guess.
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
 * Does the origin's container do nothing but migrate, as declared?
 *
 * `if-it-prints`: its source names no container and the task has several that are no helpers: one that prints
 * golang-migrate's lines is the one.
 */
export type Dedication = 'yes' | 'if-it-prints' | 'no';

export function dedicationOf(sources: readonly Source[], origin: OriginTraits, run: RunTraits): Dedication {
  const certain = candidatesOf(sources, origin, (source) => fitsRun(source, run));
  // An image's own command is told by no event: whose run it is is not known then, but that it is one.
  const candidates =
    certain.length > 0 ? certain : candidatesOf(sources, origin, (source) => mayFitRun(source, run));
  if (candidates.length === 0 || !candidates.every(({ dedicated }) => dedicated === true)) return 'no';
  const { container, beside = [] } = origin;
  if (container === null || candidates.every((source) => source.container !== undefined)) return 'yes';
  if (isSidecar(container)) return 'no';
  return beside.some((other) => mayRunIt(other, sources, origin)) ? 'if-it-prints' : 'yes';
}

/** Is this other container of the task neither a helper nor one that another source names? */
function mayRunIt(other: string, sources: readonly Source[], origin: OriginTraits): boolean {
  return !isSidecar(other) && !sources.some((source) => source.container === other && isOf(source, origin));
}

/** Sources that may fit, in order, up to the first that surely does. */
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
 * No line came yet, so the log group is that of a source which declares this task, and the log stream is anybody's guess
 * but for the container in its name.
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
    const isSure = logGroups.size <= 1 && source.streamPrefix === undefined && isAllTold(source, origin);
    if (fit === 'yes' && isSure) break;
  }
  return candidates;
}

function declaresProcess({ cluster, family, project }: Source): boolean {
  return cluster !== undefined || family !== undefined || project !== undefined;
}

/** Is it of the source's cluster, family and project, as far as state events told? */
function isOf(source: Source, { cluster, family, project }: OriginTraits): boolean {
  return agrees(source.cluster, cluster) && agrees(source.family, family) && agrees(source.project, project);
}

function agrees(declared: string | undefined, told: string | null | undefined): boolean {
  return declared === undefined || told === undefined || told === null || declared === told;
}

function isAllTold(source: Source, { cluster, family, project }: OriginTraits): boolean {
  return (
    (source.cluster === undefined || cluster === source.cluster) &&
    (source.family === undefined || family === source.family) &&
    (source.project === undefined || project === source.project)
  );
}

function fitsContainer({ container }: Source, origin: OriginTraits): boolean {
  return container === undefined || container === origin.container;
}

/** Does one of the origin's runs fit a source that may ask for a command or an order? */
type Fit = 'yes' | 'perhaps' | 'no';
type FitOf = (source: Source) => Fit;

function fitsRun({ command, nth }: Source, run: RunTraits): Fit {
  const fits =
    (command === undefined || run.commandLine?.includes(command) === true) &&
    (nth === undefined || nth === run.nth);
  return fits ? 'yes' : 'no';
}

/** The same where a command line that nothing told may be any. */
function mayFitRun(source: Source, run: RunTraits): Fit {
  const isUntold = source.command !== undefined && run.commandLine === null;
  return isUntold && (source.nth === undefined || source.nth === run.nth) ? 'perhaps' : fitsRun(source, run);
}

/**
 * May a log stream of this container begin so? awslogs names it `<prefix>/<container>/<task id>`, and no state event tells
 * the prefix.
 */
function mayBeginStream({ streamPrefix }: Source, { container }: OriginTraits): boolean {
  const [, second, ...rest] = streamPrefix?.split('/') ?? [];
  if (second === undefined || container === null) return true;
  return rest.length === 0 ? container.startsWith(second) : container === second;
}

function isSameTarget({ target: one }: Source, { target: other }: Source): boolean {
  return one.environment === other.environment && one.database === other.database;
}

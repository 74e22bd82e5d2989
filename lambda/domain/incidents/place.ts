import type { RunSummary } from './run-summary.ts';

/** Where a run printed. Ids of single tasks and builds are left out, so that all runs of one place have equal values. */
export interface Place {
  /** `container <name>`, in any log group; else the log stream's name, with its log group. */
  readonly name: string;
  /** CodeBuild project. Left out if the run is not a build, or if no state event named the project. */
  readonly project?: string;
}

/** Ids of one task, container or build, anywhere in a name: UUIDs, and ids of ECS, CodeBuild and Docker. */
const ID =
  /(?<=^|[/_.\]-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64})(?=$|[/_.])/g;
/** Ids that are a whole part between slashes: Docker's short ids, a build's number, a date, a timestamp. */
const PART = /(?<=\/)(?:[0-9a-f]{12}|\d+|\d{4}-\d\d-\d\d(?:[T_ ][\d.:-]*Z?)?)(?=$|\/)/g;

/** Log streams that agents name after a pod: `…<pod>_<namespace>_<container>-<id>.log`. */
const OF_POD = /_([^_/]{1,63}_[a-z0-9-]{1,63})-[0-9a-f]{64}(?:\.log)?$/;

/** Runs are asked for their place again and again while incidents are derived. */
const PLACES = new WeakMap<Pick<RunSummary, 'origin' | 'project'>, Place>();

export function placeOf(run: Pick<RunSummary, 'origin' | 'project'>): Place {
  const known = PLACES.get(run);
  if (known !== undefined) return known;
  const { origin, project } = run;
  const place = { name: nameOf(origin), ...(project !== undefined && { project }) };
  PLACES.set(run, place);
  return place;
}

function nameOf(origin: string): string {
  const container = /^ecs\/[^/]+\/(.+)$/.exec(origin)?.[1] ?? OF_POD.exec(origin)?.[1];
  if (container !== undefined) return `container ${container}`;
  return origin
    .replace(/^logs\//, '')
    .replace(ID, '*')
    .replace(PART, '*');
}

export function isSamePlace(a: Place, b: Place): boolean {
  if (a.project !== undefined && b.project !== undefined) return a.project === b.project;
  return a.name === b.name;
}

/** How many places are kept for a database; the oldest are dropped first. */
const KEPT_PLACES = 20;

/** Adds `place` to `places`; returns `places` itself when it contains it already. */
export function withPlace(places: readonly Place[], place: Place): readonly Place[] {
  const has = places.some((other) => other.name === place.name && other.project === place.project);
  return has ? places : [...places, place].slice(-KEPT_PLACES);
}

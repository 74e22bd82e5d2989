import type { RunSummary } from './run-summary.ts';

/** Where a run printed, such that another run from there is known again: what numbers one task or build apart is left out. */
export interface Place {
  /** `container migrate`, or the log stream's name; a container's holds in any log group. */
  readonly name: string;
  /** CodeBuild project. Left out: no build, or no state event told it. */
  readonly project?: string;
}

/** What numbers one task, container or build apart, wherever it stands: UUIDs, and ids of ECS, CodeBuild and Docker. */
const ID =
  /(?<=^|[/_.\]-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64})(?=$|[/_.])/g;
/** The same where it is a whole part of the name: Docker's short ids, a build's number, a day, a moment. */
const PART = /(?<=\/)(?:[0-9a-f]{12}|\d+|\d{4}-\d\d-\d\d(?:[T_ ][\d.:-]*Z?)?)(?=$|\/)/g;

/** Log streams that agents name after a pod: `…<pod>_<namespace>_<container>-<id>.log`. */
const OF_POD = /_([^_/]{1,63}_[a-z0-9-]{1,63})-[0-9a-f]{64}(?:\.log)?$/;

export function placeOf({ origin, project }: Pick<RunSummary, 'origin' | 'project'>): Place {
  return { name: nameOf(origin), ...(project !== undefined && { project }) };
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

/** Places kept of a database; the one that was known longest goes first. */
const KEPT_PLACES = 20;

/** `places` with this one in it; the same value when it is there already. */
export function withPlace(places: readonly Place[], place: Place): readonly Place[] {
  const has = places.some((other) => other.name === place.name && other.project === place.project);
  return has ? places : [...places, place].slice(-KEPT_PLACES);
}

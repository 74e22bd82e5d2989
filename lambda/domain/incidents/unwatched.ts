import { ALL_DATABASES } from '../../contract/alarm-reference.ts';
import type { IncidentKind } from '../../contract/incident-kind.ts';
import { type Names, RESERVED_ENVIRONMENTS } from '../../contract/names.ts';
import type { Source, Target } from '../model/target.ts';
import type { Incident } from './incident.ts';
import { parseMark } from './mark.ts';
import type { PagePolicy } from './page-policy.ts';
import { ANNOUNCED_DATABASES } from './shared.ts';
import type { Acknowledgement, TargetState } from './target-state.ts';

/** Do the settings name this database, or for the kind `pattern` this error pattern? By its present name. */
export type IsNamed = (target: Target, kind?: IncidentKind) => boolean;

/**
 * What the settings name. The monitor's own environments, and the incident that announced databases share, always count as named.
 * So does everything if `names` is left out. A database that is only announced does not count: see {@link unwatched}.
 */
export function namedBy(sources: readonly Source[], names: Names | undefined): IsNamed {
  if (names === undefined) return () => true;
  const { announcedEnvironments = [], announcedDatabases = [], expected = [], patterns = [] } = names;
  const targets = new Set([...sources.map(({ target }) => target), ...expected].map(textOf));
  const environments = new Set([
    ...sources.map(({ target }) => target.environment),
    ...announcedEnvironments,
    ...RESERVED_ENVIRONMENTS,
  ]);
  return (target, kind) => {
    const { environment, database } = target;
    if (database === ANNOUNCED_DATABASES || RESERVED_ENVIRONMENTS.includes(environment)) return true;
    if (!environments.has(environment)) return false;
    if (kind === 'pattern') return patterns.includes(database);
    return (
      database === ALL_DATABASES ||
      targets.has(textOf(target)) ||
      announcedEnvironments.includes(environment) ||
      announcedDatabases.includes(database)
    );
  };
}

function textOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}

/** Is this log group one that the sources read? A log group that is not known is not watched. */
export function watchesLogGroup(sources: readonly Source[], logGroup: string | null): boolean {
  return sources.some((source) => source.logGroup === undefined || source.logGroup === logGroup);
}

/**
 * An incident is not ended as no longer watched before it is this old, ms: the functions of one deploy change one after the other, so
 * for a short time one may report a database that another does not know yet.
 */
const UNWATCHED_AFTER_MS = 10 * 60_000;

/**
 * The ends of those of `incidents` that are open although the settings do not name the database of `state` any more; `now` in
 * epoch ms.
 */
export function unwatched(
  state: TargetState,
  incidents: readonly Incident[],
  policy: PagePolicy,
  now: number,
): readonly Acknowledgement[] {
  const isNamed = namedBy(policy.sources, policy.names);
  return incidents
    .filter(({ ended, openedAt }) => ended === null && openedAt <= now - UNWATCHED_AFTER_MS)
    .filter(({ kind }) => !isNamed(state.target, kind))
    .filter((incident) => !isStillAnnounced(incident, state, policy))
    .filter(({ kind, openedAt }) => !state.acknowledgements.some(endsAfter(kind, openedAt)))
    .map(({ key, kind }) => ({
      id: `unwatched ${key}@${now}`,
      kind,
      at: now,
      by: '',
      explains: false,
      unwatched: true,
    }));
}

/** A message that is delivered again adds no second end. */
function endsAfter(kind: IncidentKind, openedAt: number): (note: Acknowledgement) => boolean {
  return (note) => note.unwatched === true && note.kind === kind && note.at >= openedAt;
}

/** Does a log group that is still watched announce this database, which no setting names? */
function isStillAnnounced({ lead }: Incident, { target, runs }: TargetState, policy: PagePolicy): boolean {
  const { sources } = policy;
  if (parseMark(lead).kind !== 'run') return false;
  const run = runs.find(({ id }) => id === lead) ?? runs.at(-1);
  if (run === undefined) return false;
  if (run.announcedIn !== undefined) return watchesLogGroup(sources, run.announcedIn);
  // An earlier release stored the run without saying where its database's name comes from.
  const isHere = sources.some((source) => source.target.environment === target.environment);
  return isHere && run.placeDeclared !== true;
}

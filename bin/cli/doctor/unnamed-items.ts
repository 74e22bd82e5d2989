import type { ListedState } from '../../../lambda/domain/incidents/database-status.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import type { SettingsDocument } from '../../../lib/settings/document.ts';
import { valueAt } from '../../../lib/settings/partial-settings.ts';
import { shortKey } from '../monitor/keys.ts';
import type { TableReader } from '../monitor/table-reader.ts';
import { remedy, type Unnamed, type WatchedNames } from '../renames/watched-names.ts';
import { type Finding, placeOf } from './finding.ts';
import { storedStates } from './stored-states.ts';

/** Databases that one finding names; it counts the others. */
const MOST_NAMED = 3;

/** Open incidents that a deploy of the settings ends, the oldest first. */
export function endedIncidents(
  incidents: readonly Incident[],
  names: WatchedNames,
  document: SettingsDocument,
): readonly Finding[] {
  return [...incidents]
    .sort((a, b) => a.openedAt - b.openedAt)
    .flatMap(({ key, target, kind, announcedIn }): Finding[] => {
      const unnamed = names.unnamed(target, kind);
      if (unnamed === undefined || (announcedIn !== undefined && names.watches(announcedIn))) return [];
      const message = `deploying ends incident ${shortKey(key)} as no longer watched, because the settings do not name ${wordsOf(unnamed)}`;
      return [{ kind: 'warning', ...placeFor(unnamed, document), message, fix: remedy(unnamed) }];
    });
}

/** Databases whose history the monitor does not use after a deploy of the settings: one finding for each name that is missing. */
export async function lostHistory(
  states: readonly ListedState[],
  names: WatchedNames,
  document: SettingsDocument,
  table: TableReader,
): Promise<readonly Finding[]> {
  const unnamed = states.flatMap(({ target }) => {
    const missing = names.unnamed(target);
    return missing === undefined ? [] : [{ target, missing }];
  });
  const groups = new Map<string, { readonly missing: Unnamed; readonly databases: string[] }>();
  const stored = await storedStates(
    unnamed.map(({ target }) => target),
    table,
  );
  for (const [index, { target, missing }] of unnamed.entries()) {
    const state = stored[index];
    if (state === undefined || isAnnounced(state, names)) continue;
    const key = `${missing.what} ${missing.name}`;
    const group = groups.get(key) ?? { missing, databases: [] };
    group.databases.push(`${target.environment}/${target.database}`);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ missing, databases }): Finding => {
    const message =
      databases.length === 1
        ? `${databases[0]} has a known state; its history is not carried over`
        : `${listed(databases.sort())} have a known state; their history is not carried over`;
    const why = `, because the settings do not name ${wordsOf(missing)}`;
    return { kind: 'warning', ...placeFor(missing, document), message: message + why, fix: remedy(missing) };
  });
}

/** Did the entrypoint of the last run announce the database, in a log group that is still read? */
function isAnnounced({ runs }: TargetState, names: WatchedNames): boolean {
  const last = runs.findLast(({ superseded }) => !superseded);
  return typeof last?.announcedIn === 'string' && names.watches(last.announcedIn);
}

function wordsOf({ what, name }: Unnamed): string {
  switch (what) {
    case 'environment':
    case 'database':
      return `the ${what} ${name}`;
    case 'pair':
      return `this database in this environment`;
    case 'pattern':
      return `the error pattern ${name}`;
    default:
      return what satisfies never;
  }
}

/** `a, b, c and 4 more`. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  if (more > 0) return `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const MAPPINGS = {
  environment: 'environments',
  database: 'databases',
  pair: 'sources',
  pattern: 'errorPatterns',
} as const;

/** Where the name could be in the settings: the key of the mapping, if they have it. */
function placeFor({ what }: Unnamed, document: SettingsDocument): Pick<Finding, 'place'> {
  const path = [MAPPINGS[what]];
  if (valueAt(document.value, path) === undefined) return {};
  return { place: placeOf(document.problem(path, '', 'key')) };
}

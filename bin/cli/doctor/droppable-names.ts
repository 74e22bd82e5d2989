import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import type { ListedState } from '../../../lambda/domain/incidents/database-status.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { versionLine } from '../../../lambda/domain/incidents/version-line.ts';
import { parseIncidentKey } from '../../../lambda/domain/model/incident-key.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import type { TableReader } from '../monitor/table-reader.ts';
import type { WatchedNames } from '../renames/watched-names.ts';
import type { CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';
import { isYoung, keptDays, keptSince } from './kept-since.ts';
import { storedStates } from './stored-states.ts';

/** What the table has that is young enough to matter. */
export interface YoungItems {
  readonly states: readonly ListedState[];
  /** The open ones, however old they are. */
  readonly incidents: readonly Incident[];
  readonly names: WatchedNames;
  readonly table: TableReader;
}

/** Former names (`was`) under which nothing young is stored and no incident is open. They can be dropped. */
export async function droppableNames(
  { settings, document, now }: CheckContext,
  { states, incidents, names, table }: YoungItems,
): Promise<readonly Finding[]> {
  const formers = (['environments', 'databases'] as const).flatMap((mapping) =>
    settings[mapping].flatMap(({ name, was }) => was.map((former, nth) => ({ mapping, name, former, nth }))),
  );
  if (formers.length === 0) return [];
  const since = keptSince(settings, now);
  const used = { environments: new Set<string>(), databases: new Set<string>() };
  const use = ({ environment, database }: Target, kind?: IncidentKind) => {
    used.environments.add(environment);
    // The key of such an incident has the error pattern's name instead of a database.
    if (kind !== 'pattern') used.databases.add(database);
  };
  for (const { target } of states) use(target);
  for (const { target, kind } of incidents) use(target, kind);
  for await (const { key, openedAt, ended } of table.incidents({ from: 0, until: Number.MAX_SAFE_INTEGER })) {
    const name = parseIncidentKey(key);
    if (name !== undefined && (ended?.at ?? openedAt) > since) use(name.target, name.kind);
  }
  // The list lacks what an earlier release stored under names that were former ones at its upgrade.
  const unlisted = names.former.filter(
    ({ environment, database }) => !used.environments.has(environment) || !used.databases.has(database),
  );
  for (const state of await storedStates(unlisted, table))
    if (state !== undefined && isYoung(versionLine(state), since)) use(state.target);
  return formers
    .filter(({ mapping, former }) => !used[mapping].has(former))
    .map(
      ({ mapping, name, former, nth }): Finding => ({
        kind: 'note',
        place: placeOf(document.problem([mapping, name, 'was', nth], '')),
        message: `nothing younger than ${keptDays(settings)} days is stored under ${former}, a former name of ${name}, and no incident is open under it`,
        fix: `drop ${former} from ${mapping}.${name}.was; it is not needed any more`,
      }),
    );
}

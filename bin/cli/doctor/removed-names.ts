import { ALL_DATABASES } from '../../../lambda/contract/alarm-reference.ts';
import type { Names } from '../../../lambda/contract/names.ts';
import { type IsNamed, namedBy } from '../../../lambda/domain/incidents/unwatched.ts';
import { presentName } from '../../../lambda/domain/model/names.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { deployedAs } from '../deployed.ts';
import { type ListedState, TableReader } from '../monitor/table-reader.ts';
import type { AccountCheck } from './account-check.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Does the table hold incidents and history of databases that the settings no longer name? The next deploy ends those incidents, and
 * does not carry the history over. Also says which former names (`was`) are no longer needed.
 */
export const checkRemovedNames: AccountCheck = async ({ settings, stack, account, now }) => {
  const tableName = stack?.outputs.get('TableName');
  if (tableName === undefined) return [];
  const table = new TableReader(account.dynamoDb, tableName);
  const [{ states }, { incidents }] = await Promise.all([table.states(), table.open()]);
  const { sources, names = {} } = deployedAs(settings).page.policy;
  const isNamed = namedBy(sources, names);
  const present = (target: Target) => presentName(target, names);
  const days = settings.retention.incidentDays;
  const kept = states.filter(({ lastRun }) => lastRun !== null && now - lastRun.startedAt < days * DAY_MS);
  const isGone = ({ target }: ListedState) =>
    !isNamed(present(target)) && !isAnnounced(target, kept, isNamed);
  const ending = incidents.filter(
    ({ target, kind }) => !isNamed(present(target), kind) && !isAnnounced(target, kept, isNamed),
  );
  const withIncident = new Set(ending.map(({ target }) => textOf(target)));
  return [
    ...ending.map(
      ({ key, target }): Finding => ({
        kind: 'warning',
        message: `${textOf(target)} has the open incident ${key}, and the settings do not name it: the next deploy ends the incident as no longer watched`,
        fix: FIX,
      }),
    ),
    ...kept
      .filter((state) => isGone(state) && !withIncident.has(textOf(state.target)))
      .map(
        (state): Finding => ({
          kind: 'warning',
          message: `${textOf(state.target)} has a history${versionOf(state)}, and the settings do not name it: its history is not carried over`,
          fix: FIX,
        }),
      ),
    ...formerNamesOf(names)
      .filter((former) => ![...kept, ...incidents].some(({ target }) => former.isPartOf(target)))
      .map(
        ({ called, name }): Finding => ({
          kind: 'note',
          message: `nothing is stored any more under the former ${called} ${name}: its \`was\` can go`,
        }),
      ),
  ];
};

const FIX = 'if it was only renamed, give its new name `was` (docs/upgrading.md, "Renaming and removing")';

/** An announced database of an environment that is still named counts as named while its log group is watched. */
function isAnnounced(target: Target, states: readonly ListedState[], isNamed: IsNamed): boolean {
  const state = states.find((each) => textOf(each.target) === textOf(target));
  return state?.files !== undefined && isNamed({ environment: target.environment, database: ALL_DATABASES });
}

function versionOf({ version, dirty, dirtyVersion }: ListedState): string {
  if (dirty) return ` (dirty${dirtyVersion === null ? '' : ` at ${dirtyVersion}`})`;
  return version === null ? '' : ` (at ${version}, clean)`;
}

function textOf({ environment, database }: Target): string {
  return `${environment}/${database}`;
}

interface FormerName {
  readonly called: 'environment' | 'database';
  readonly name: string;
  readonly isPartOf: (target: Target) => boolean;
}

function formerNamesOf({ environments = {}, databases = {} }: Names): readonly FormerName[] {
  const of = (called: FormerName['called'], names: Readonly<Record<string, string>>) =>
    Object.keys(names).map((name) => ({
      called,
      name,
      isPartOf: (target: Target) => target[called] === name,
    }));
  return [...of('environment', environments), ...of('database', databases)];
}

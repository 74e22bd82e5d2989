import { stringify } from 'yaml';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { RESERVED_ENVIRONMENTS } from '../../../lambda/contract/names.ts';
import { namedBy, watchesLogGroup } from '../../../lambda/domain/incidents/unwatched.ts';
import { formerNames, presentName } from '../../../lambda/domain/model/names.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { deployedAs } from '../deployed.ts';

/** The first part of a database's or an incident's name that settings do not name. */
export interface Unnamed {
  /** `pair`: both names are known, but no source or expected run has both. */
  readonly what: 'environment' | 'database' | 'pair' | 'pattern';
  /** `production`; for a pair `production/orders`. */
  readonly name: string;
}

/** The names that a monitor knows after a deploy of settings: those that they have now, and former ones (`was`). */
export interface WatchedNames {
  /** What is not named of this database, or of an incident of this kind; `undefined` if the monitor goes on watching it. */
  unnamed(target: Target, kind?: IncidentKind): Unnamed | undefined;
  /** Do the settings name this environment or database, now or by `was`? The monitor's own names count as named. */
  knows(of: 'environment' | 'database', name: string): boolean;
  /** All former names of the databases that sources and expected runs name, each once. */
  readonly former: readonly Target[];
  /** Is this log group read? A database that is announced there needs no name in the settings. */
  watches(logGroup: string): boolean;
}

/** Decides as the deployed functions do, from the variables that these settings give them. */
export function watchedNames(settings: Settings): WatchedNames {
  const { sources, names } = deployedAs(settings).page.policy;
  const isNamed = namedBy(sources, names);
  const all = [...settings.targets, ...settings.expectedRuns];
  // Neither name can contain a slash.
  const targets = [
    ...new Map(all.map((target) => [`${target.environment}/${target.database}`, target])).values(),
  ];
  const known = {
    environment: new Set([
      ...namesOf(settings.environments, targets, 'environment'),
      ...RESERVED_ENVIRONMENTS,
    ]),
    database: new Set(namesOf(settings.databases, targets, 'database')),
  };
  // Only a deploy knows which log group an export is.
  const hasExport = settings.logGroups.some(({ reference }) => reference.kind === 'export');
  return {
    unnamed(target, kind) {
      if (isNamed(presentName(target, names), kind)) return undefined;
      const { environment, database } = target;
      if (!known.environment.has(environment)) return { what: 'environment', name: environment };
      if (kind === 'pattern') return { what: 'pattern', name: database };
      if (!known.database.has(database)) return { what: 'database', name: database };
      return { what: 'pair', name: `${environment}/${database}` };
    },
    knows: (of, name) => known[of].has(name),
    former: targets.flatMap((target) => formerNames(target, names)),
    watches: (logGroup) => hasExport || watchesLogGroup(sources, logGroup),
  };
}

/** What to do if something is unnamed by mistake: one sentence without its full stop. */
export function remedy({ what, name }: Unnamed): string {
  switch (what) {
    case 'environment':
    case 'database':
      return `if ${name} has a new name, give that name ${wasText(name)} under ${what}s; if it is gone, nothing needs to be done`;
    case 'pair':
      return `if ${name} is still migrated, keep a source for it; if it is gone, nothing needs to be done`;
    case 'pattern':
      return `if people still need the error pattern ${name}, keep it in errorPatterns; if it is gone, nothing needs to be done`;
    default:
      return what satisfies never;
  }
}

/** `was: production`, as YAML. */
function wasText(name: string): string {
  return `was: ${stringify(name).trim()}`;
}

interface Named {
  readonly name: string;
  readonly was: readonly string[];
}

function namesOf(
  declared: readonly Named[],
  targets: readonly Target[],
  part: keyof Target,
): readonly string[] {
  return [...declared.flatMap(({ name, was }) => [name, ...was]), ...targets.map((target) => target[part])];
}

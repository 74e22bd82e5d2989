import type { Names } from '../../contract/names.ts';
import { own } from '../../contract/own.ts';
import type { Target } from './target.ts';

/** The name that the settings have for `target` now; `target` itself if it was not renamed. */
export function presentName<T extends Target>(target: T, names: Names | undefined): T {
  const { environments = {}, databases = {} } = names ?? {};
  const environment = own(environments, target.environment);
  const database = own(databases, target.database);
  if (environment === undefined && database === undefined) return target;
  return {
    ...target,
    environment: environment ?? target.environment,
    database: database ?? target.database,
  };
}

/** Does any name have a former name? */
export function hasFormerNames({ environments = {}, databases = {} }: Names = {}): boolean {
  return Object.keys(environments).length > 0 || Object.keys(databases).length > 0;
}

/** All names that `target` had before, each once. */
export function formerNames({ environment, database }: Target, names: Names | undefined): readonly Target[] {
  const { environments = {}, databases = {} } = names ?? {};
  const all = namesOf(environment, environments).flatMap((of) =>
    namesOf(database, databases).map((name) => ({ environment: of, database: name })),
  );
  return all.slice(1);
}

/** The present name, then the former ones. */
function namesOf(present: string, presentBy: Readonly<Record<string, string>>): readonly string[] {
  return [present, ...Object.entries(presentBy).flatMap(([former, now]) => (now === present ? former : []))];
}

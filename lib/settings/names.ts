import { entriesOf } from './check.ts';
import type { PartialSettings } from './partial-settings.ts';
import type { SettingsInput } from './schema/settings.ts';

type Input = PartialSettings<SettingsInput>;

/** The environment of everything in a file that declares none. */
const ONLY_ENVIRONMENT = 'production';

/** Environments of the file: those declared, else those that sources name. */
export function environmentNames(settings: Input): readonly string[] {
  return settings.environments === undefined ? environmentsOf(settings) : Object.keys(settings.environments);
}

/**
 * The environment of a source without one: `production` if none is declared, the declared one if there is one; else
 * `undefined`.
 */
export function usualEnvironment({ environments }: Input): string | undefined {
  if (environments === undefined) return ONLY_ENVIRONMENT;
  const names = Object.keys(environments);
  return names.length === 1 ? names[0] : undefined;
}

/** Databases of the file: those declared, else those that sources name. */
export function databaseNames(settings: Input): readonly string[] {
  return settings.databases === undefined ? databasesOf(settings) : Object.keys(settings.databases);
}

/** Former names as they are written: one, a list, or none. */
export function formerNamesOf(was: string | readonly string[] | undefined): readonly string[] {
  return was === undefined ? [] : typeof was === 'string' ? [was] : was;
}

/** Environments that sources name, each once. */
export function environmentsOf(settings: Input): readonly string[] {
  const usual = usualEnvironment(settings);
  return distinct(rulesOf(settings).map(({ environment }) => environment ?? usual));
}

/** Databases that sources name, each once. */
export function databasesOf(settings: Input): readonly string[] {
  return distinct(rulesOf(settings).map(({ database }) => database));
}

/** Every environment with every database that sources name for it, each pair once. */
export function targetsOf(settings: Input): readonly { environment: string; database: string }[] {
  const usual = usualEnvironment(settings);
  const pairs = rulesOf(settings).flatMap(({ environment = usual, database }) =>
    environment === undefined || database === undefined ? [] : [{ environment, database }],
  );
  // Neither name can contain a slash.
  return [...new Map(pairs.map((pair) => [`${pair.environment}/${pair.database}`, pair])).values()];
}

function rulesOf({
  sources,
}: Input): readonly { environment: string | undefined; database: string | undefined }[] {
  return entriesOf(sources).flatMap(([, { environment, database, rules }]) =>
    rules === undefined
      ? [{ environment, database }]
      : entriesOf(rules).map(([, rule]) => ({
          environment: rule.environment ?? environment,
          database: rule.database,
        })),
  );
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}

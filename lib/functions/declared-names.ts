import type { Names } from '../../lambda/contract/names.ts';

interface Named {
  readonly name: string;
  /** Former names. */
  readonly was: readonly string[];
}

interface Target {
  readonly environment: string;
  readonly database: string;
}

interface NamedEnvironment extends Named {
  /** The environment before it; `null` if none is declared. */
  readonly after: string | null;
}

/** What settings or props declare, besides what sources name. */
export interface DeclaredNames {
  readonly environments: readonly NamedEnvironment[];
  readonly databases: readonly Named[];
  /** Targets of the sources. */
  readonly targets: readonly Target[];
  readonly expectedRuns: readonly Target[];
  /** Names of the error patterns. */
  readonly patterns: readonly string[];
}

/** The names as the functions read them, without empty lists. */
export function declaredNames(declared: DeclaredNames): Names {
  const { environments, databases, targets, expectedRuns, patterns } = declared;
  const sourced = new Set(targets.map(textOf));
  const unsourced = (all: readonly Named[], key: keyof Target) => {
    const used = new Set(targets.map((target) => target[key]));
    return all.flatMap(({ name }) => (used.has(name) ? [] : name));
  };
  return withoutEmpty({
    environments: presentNames(environments),
    databases: presentNames(databases),
    announcedEnvironments: unsourced(environments, 'environment'),
    announcedDatabases: unsourced(databases, 'database'),
    expected: expectedRuns
      .filter((target) => !sourced.has(textOf(target)))
      .map(({ environment, database }) => ({ environment, database })),
    patterns,
    after: Object.fromEntries(
      environments.flatMap(({ name, after }) => (after === null ? [] : [[name, after]])),
    ),
  });
}

/** The present name by each former one. */
function presentNames(all: readonly Named[]): Readonly<Record<string, string>> {
  return Object.fromEntries(all.flatMap(({ name, was }) => was.map((former) => [former, name])));
}

function textOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}

function withoutEmpty(names: Required<Names>): Names {
  return Object.fromEntries(Object.entries(names).filter(([, value]) => Object.keys(value).length > 0));
}

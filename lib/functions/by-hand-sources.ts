import { byHandLogGroup } from '../../lambda/contract/log-groups.ts';
import { own } from '../../lambda/contract/own.ts';
import type { DatabaseDeclaration } from './database-declaration.ts';
import type { DeclaredSource } from './declared-source.ts';
import { loadOf } from './load-sources.ts';

interface Target {
  readonly environment: string;
  readonly database: string;
}

/** What the settings or props declare. */
export interface Declared {
  /** Sources as the functions read them. */
  readonly sources: readonly DeclaredSource[];
  /** All environments by name, and all databases. */
  readonly environments: readonly string[];
  readonly databases: Readonly<Record<string, DatabaseDeclaration>>;
  readonly expectedRuns: readonly Target[];
}

/**
 * The sources that declare runs by hand to the functions: one for each database of each environment that is declared. Any other name of
 * a log stream fits none, so that its runs are `unmatched`.
 *
 * The process is alone in its log stream, and its end is written there, so each source is `dedicated`.
 */
export function byHandSources(namePrefix: string, declared: Declared): readonly DeclaredSource[] {
  return targetsOf(declared).map(({ environment, database }) => {
    const { engine, multiStatement, noTxWrap, transactionalTables } = own(declared.databases, database) ?? {};
    return {
      target: { environment, database },
      logGroup: byHandLogGroup(namePrefix),
      // Names have no slash, so no other database's streams begin so.
      streamPrefix: `${environment}/${database}/`,
      dedicated: true,
      engine,
      multiStatement,
      noTxWrap,
      transactionalTables,
      measured: loadOf({ environment, database }, declared.databases) === undefined ? undefined : true,
    };
  });
}

/**
 * The databases that sources or expected runs name. An environment or a database that none of them names is for announcements, which may
 * join it with any other.
 */
function targetsOf({ sources, environments, databases, expectedRuns }: Declared): readonly Target[] {
  const named = [...sources.map(({ target }) => target), ...expectedRuns];
  const targets = new Map(named.map((target) => [keyOf(target), target]));
  const inUse = {
    environments: new Set(named.map(({ environment }) => environment)),
    databases: new Set(named.map(({ database }) => database)),
  };
  for (const environment of new Set([...inUse.environments, ...environments])) {
    for (const database of new Set([...inUse.databases, ...Object.keys(databases)])) {
      if (inUse.environments.has(environment) && inUse.databases.has(database)) continue;
      targets.set(keyOf({ environment, database }), { environment, database });
    }
  }
  return [...targets.values()].map(({ environment, database }) => ({ environment, database }));
}

function keyOf({ environment, database }: Target): string {
  return `${environment}/${database}`;
}

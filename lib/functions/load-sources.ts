import type { LoadUnit } from '../../lambda/contract/load-unit.ts';
import { own } from '../../lambda/contract/own.ts';
import type { DatabaseDeclaration } from './database-declaration.ts';

interface Target {
  readonly environment: string;
  readonly database: string;
}

/** What is asked about one database after its runs, as `lambda/config/writer.ts` reads it. */
export interface DeclaredLoad extends Target {
  readonly resource?: { readonly kind: 'cluster' | 'instance'; readonly identifier: string };
  readonly metrics: readonly {
    readonly label: string;
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: string;
    readonly unit: LoadUnit;
  }[];
}

/** What is asked about the databases that sources name, once for each. */
export function loadSources(
  targets: readonly Target[],
  databases: Readonly<Record<string, DatabaseDeclaration>>,
): readonly DeclaredLoad[] {
  const distinct = new Map(
    targets.map(({ environment, database }) => [
      JSON.stringify([environment, database]),
      { environment, database },
    ]),
  );
  return [...distinct.values()].flatMap((target) => loadOf(target, databases) ?? []);
}

/** `undefined` if neither an RDS resource nor a metric is declared for the database in this environment. */
export function loadOf(
  { environment, database }: Target,
  databases: Readonly<Record<string, DatabaseDeclaration>>,
): DeclaredLoad | undefined {
  const { clusters, instances, metrics = [] } = own(databases, database) ?? {};
  const cluster = own(clusters ?? {}, environment);
  const instance = own(instances ?? {}, environment);
  const mine = metrics.filter((each) => (each.environment ?? environment) === environment);
  const resource =
    cluster !== undefined
      ? ({ kind: 'cluster', identifier: cluster } as const)
      : instance !== undefined
        ? ({ kind: 'instance', identifier: instance } as const)
        : undefined;
  if (resource === undefined && mine.length === 0) return undefined;
  return {
    environment,
    database,
    ...(resource && { resource }),
    metrics: mine.map(({ label, namespace, metric, dimensions, statistic, unit = 'none' }) => ({
      label,
      namespace,
      name: metric,
      dimensions,
      statistic,
      unit,
    })),
  };
}

import { RUNBOOK_URL } from '../runbook-url.ts';
import type { LogGroupReference, Settings } from '../settings/settings.ts';
import { canarySource } from './canary-source.ts';
import { deadlinesByEnvironment } from './deadlines-by-environment.ts';
import { type DatabaseDeclaration, declaredSources, type SourceDeclaration } from './declared-source.ts';
import type { Declarations, DeployedNames } from './function-variables.ts';

/** What the functions of a deployed stack are told by `settings`, without a stack. */
export function declarationsOf(settings: Settings, names: DeployedNames): Declarations {
  const { name, databases, environments, deadlines, retention, maintenance, errorPatterns } = settings;
  const known = Object.fromEntries(databases.map((each) => [each.name, databaseOf(each)]));
  return {
    ...names,
    sources: [
      ...declaredSources(sourceDeclarations(settings), known),
      ...(settings.canary.enabled ? [canarySource(name)] : []),
    ],
    retention: retentionOf(retention),
    deadlines,
    deadlinesByEnvironment: deadlinesByEnvironment(
      environments.map((each) => ({ name: each.name, thresholds: each.deadlines })),
      deadlines,
    ),
    severities: Object.fromEntries(environments.map((each) => [each.name, each.severity])),
    maintenance: maintenance.map(({ databases: over, ...window }) => ({
      ...window,
      ...(isEveryDatabase(over, settings) ? {} : { databases: over }),
    })),
    errorPatterns: errorPatterns.map(({ name: pattern, regex }) => ({ name: pattern, regex })),
    runbookUrl: settings.runbookUrl ?? RUNBOOK_URL,
  };
}

/** Days by the functions' names for them. */
export function retentionOf({ factDays, runDays, incidentDays }: Settings['retention']) {
  return { fact: factDays, run: runDays, incident: incidentDays };
}

/** A window over every database is one over the environments as a whole. */
export function isEveryDatabase(databases: readonly string[], { databases: all }: Settings): boolean {
  return databases.length === all.length;
}

/** Without what is `null`: in settings that means any or not known, to the functions it is left out. */
export function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as never;
}

function databaseOf({
  engine,
  multiStatement,
  noTxWrap,
  transactionalTables,
}: Settings['databases'][number]): DatabaseDeclaration {
  return withoutUndefined({ engine, multiStatement, noTxWrap, transactionalTables });
}

function sourceDeclarations({ sources, logGroups }: Settings): readonly SourceDeclaration[] {
  const groups = new Map(logGroups.map((each) => [each.key, each]));
  return sources.map(({ logGroup: key, ecs, codebuild, dedicated, rules }) => {
    const { reference, preFilter } = groups.get(key)!;
    return {
      logGroup: logGroupName(reference),
      isFiltered: preFilter,
      cluster: ecs?.cluster,
      family: ecs?.family,
      project: codebuild ?? undefined,
      dedicated,
      rules: rules.map(({ environment, database, ...rule }) => ({
        environment,
        database,
        ...withoutUndefined(rule),
      })),
    };
  });
}

/** The name that an export holds is known to the deploy only: here the export's own stands for it. */
export function logGroupName(reference: LogGroupReference): string {
  return reference.kind === 'name' ? reference.name : reference.exportName;
}

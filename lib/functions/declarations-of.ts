import { RUNBOOK_URL } from '../runbook-url.ts';
import type { LogGroupReference, Settings } from '../settings/settings.ts';
import { askedTopics } from './asked-topics.ts';
import { byHandSources } from './by-hand-sources.ts';
import { canarySource } from './canary-source.ts';
import type { DatabaseDeclaration } from './database-declaration.ts';
import { deadlinesByEnvironment } from './deadlines-by-environment.ts';
import { declaredNames } from './declared-names.ts';
import { declaredSources, type SourceDeclaration } from './declared-source.ts';
import type { Declarations, DeployedNames } from './function-variables.ts';
import { loadSources } from './load-sources.ts';
import { mailAddresses } from './mail-addresses.ts';
import { reviewReceivers } from './review-receivers.ts';
import { levelsOfSettings } from './told-levels.ts';

/** The declarations that `settings` give to the functions of a deployed stack, without a stack. */
export function declarationsOf(settings: Settings, names: DeployedNames): Declarations {
  const { name, databases, environments, channels, deadlines, retention, maintenance, errorPatterns } =
    settings;
  const known = Object.fromEntries(databases.map((each) => [each.name, databaseOf(each)]));
  const sources = declaredSources(sourceDeclarations(settings), known);
  const routed = channels.map(({ routes, ...channel }) => ({ ...channel, topics: routes }));
  return {
    ...names,
    sources: [
      ...sources,
      ...byHandSources(name, {
        sources,
        environments: environments.map((each) => each.name),
        databases: known,
        expectedRuns: settings.expectedRuns,
      }),
      ...(settings.canary.enabled ? [canarySource(name)] : []),
    ],
    names: declaredNames({
      environments,
      databases,
      targets: settings.targets,
      expectedRuns: settings.expectedRuns,
      patterns: errorPatterns.map((each) => each.name),
    }),
    retention: retentionOf(retention),
    deadlines,
    deadlinesByEnvironment: deadlinesByEnvironment(environments),
    severities: Object.fromEntries(environments.map((each) => [each.name, each.severity])),
    maintenance: maintenance.map(({ databases: over, ...window }) => ({
      ...window,
      ...(isEveryDatabase(over, settings) ? {} : { databases: over }),
    })),
    escalation: levelsOfSettings(settings),
    gaugesPerDatabase: environments.filter(({ alarms }) => alarms.perDatabase).map((each) => each.name),
    mailAddresses: mailAddresses(routed, settings.escalation),
    askedTopics: askedTopics(routed, settings.escalation),
    load: loadSources(
      sources.map(({ target }) => target),
      known,
    ),
    review: {
      timeZone: settings.review.timeZone,
      receivers: reviewReceivers(routed, settings.review.to ?? undefined),
    },
    errorPatterns: errorPatterns.map(({ name: pattern, regex }) => ({ name: pattern, regex })),
    runbookUrl: settings.runbookUrl ?? RUNBOOK_URL,
  };
}

/** Retention in days, with the field names that the functions use. */
export function retentionOf({ factDays, runDays, incidentDays }: Settings['retention']) {
  return { fact: factDays, run: runDays, incident: incidentDays };
}

/** Are these all databases? A window over all of them becomes a window over whole environments. */
export function isEveryDatabase(databases: readonly string[], { databases: all }: Settings): boolean {
  return databases.length === all.length;
}

/** Drops `null` fields. In settings, `null` means "any" or "not known"; the functions leave such a field out. */
export function withoutNulls<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as never;
}

function databaseOf({
  engine,
  multiStatement,
  noTxWrap,
  transactionalTables,
  resources,
  metrics,
}: Settings['databases'][number]): DatabaseDeclaration {
  return {
    ...withoutNulls({ engine, multiStatement, noTxWrap, transactionalTables }),
    clusters: identifiersOf(resources, 'cluster'),
    instances: identifiersOf(resources, 'instance'),
    metrics,
  };
}

/** Identifiers of RDS resources of one kind, by environment. */
export function identifiersOf(
  resources: Settings['databases'][number]['resources'],
  wanted: 'cluster' | 'instance',
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    resources.flatMap(({ environment, kind, identifier }) =>
      kind === wanted ? [[environment, identifier]] : [],
    ),
  );
}

function sourceDeclarations({ sources, logGroups }: Settings): readonly SourceDeclaration[] {
  const groups = new Map(logGroups.map((each) => [each.key, each]));
  return sources.map(({ logGroup: key, ecs, codebuild, dedicated, rules }) => {
    const { reference, account, preFilter } = groups.get(key)!;
    return {
      account: account ?? undefined,
      logGroup: logGroupName(reference),
      isFiltered: preFilter,
      cluster: ecs?.cluster,
      family: ecs?.family,
      project: codebuild ?? undefined,
      dedicated,
      rules: rules.map(({ environment, database, ...rule }) => ({
        environment,
        database,
        ...withoutNulls(rule),
      })),
    };
  });
}

/** Only the deploy knows the value of an export, so the export's own name is used instead. */
export function logGroupName(reference: LogGroupReference): string {
  return reference.kind === 'name' ? reference.name : reference.exportName;
}

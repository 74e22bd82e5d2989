import { CANARY_DEFAULTS } from '../../lambda/contract/canary.ts';
import { own } from '../../lambda/contract/own.ts';
import { REVIEW_DEFAULTS } from '../../lambda/contract/review.ts';
import { RETENTION_DAYS } from '../../lambda/contract/table.ts';
import { durationMs } from './duration.ts';
import { databaseNames, environmentNames, formerNamesOf, usualEnvironment } from './names.ts';
import { resolveChannels, resolveEscalation } from './resolve-channels.ts';
import { deadlinesOf, resolveEnvironments } from './resolve-environments.ts';
import { logGroupsOf, resolveSources, targetsOf } from './resolve-sources.ts';
import type { SettingsInput } from './schema/settings.ts';
import type { DatabaseSettings, Settings } from './settings.ts';

/** Fills in every default of a file that has no problems. */
export function resolveSettings(input: SettingsInput): Settings {
  const environments = environmentNames(input);
  const databases = databaseNames(input);
  const sources = resolveSources(input);
  return {
    name: input.name ?? 'migrate-watch',
    environments: resolveEnvironments(input),
    databases: databases.map((name) => completeDatabase(input, name, environments)),
    sources,
    targets: targetsOf(sources),
    logGroups: logGroupsOf(input),
    relays: [...new Set(input.relays ?? [])],
    ingestConcurrency: input.ingestConcurrency ?? null,
    channels: resolveChannels(input),
    escalation: resolveEscalation(input),
    errorPatterns: Object.entries(input.errorPatterns ?? {}).map(([name, { regex, severity }]) => ({
      name,
      regex,
      severity: severity ?? null,
    })),
    maintenance: (input.maintenance ?? []).map((window) => ({
      name: window.name,
      schedule: window.schedule,
      durationMs: durationMs(window.duration)!,
      timeZone: window.timeZone ?? 'UTC',
      environments: window.environments ?? environments,
      databases: window.databases ?? databases,
    })),
    expectedRuns: (input.expectedRuns ?? []).map((run) => ({
      name: run.name,
      schedule: run.schedule,
      withinMs: durationMs(run.within ?? '1h')!,
      timeZone: run.timeZone ?? 'UTC',
      environment: run.environment ?? usualEnvironment(input)!,
      database: run.database,
    })),
    deadlines: deadlinesOf(input.thresholds),
    review: {
      enabled: input.review?.enabled ?? true,
      monthly: input.review?.monthly ?? true,
      at: input.review?.at ?? REVIEW_DEFAULTS.at,
      timeZone: input.review?.timeZone ?? REVIEW_DEFAULTS.timeZone,
      to: input.review?.to ?? null,
    },
    canary: {
      enabled: input.canary?.enabled ?? true,
      everyMs: input.canary?.every === undefined ? CANARY_DEFAULTS.everyMs : durationMs(input.canary.every)!,
      alarmAfterMissing: input.canary?.alarmAfterMissing ?? CANARY_DEFAULTS.alarmAfterMissing,
    },
    retention: {
      factDays: input.retention?.factDays ?? RETENTION_DAYS.fact,
      runDays: input.retention?.runDays ?? RETENTION_DAYS.run,
      incidentDays: input.retention?.incidentDays ?? RETENTION_DAYS.incident,
      logDays: input.retention?.logDays ?? 90,
    },
    encryption: {
      table: input.encryption?.table ?? 'aws-owned',
      keyArn: input.encryption?.keyArn ?? null,
    },
    runbookUrl: input.runbookUrl ?? null,
  };
}

function completeDatabase(
  { databases }: SettingsInput,
  name: string,
  environments: readonly string[],
): DatabaseSettings {
  const input = own(databases, name) ?? {};
  const kind = input.cluster === undefined ? 'instance' : 'cluster';
  const ids = input[kind];
  return {
    name,
    was: formerNamesOf(input.was),
    engine: input.engine ?? null,
    multiStatement: input.multiStatement ?? null,
    noTxWrap: input.noTxWrap ?? null,
    transactionalTables: input.transactionalTables ?? null,
    resources: environments.flatMap((environment) => {
      const identifier = typeof ids === 'object' ? own(ids, environment) : ids;
      return identifier === undefined ? [] : [{ environment, kind, identifier }];
    }),
    metrics: (input.metrics ?? []).map(({ unit = 'none', environment, ...metric }) => ({
      ...metric,
      unit,
      ...(environment !== undefined && { environment }),
    })),
  };
}

import { ArnFormat, Duration, Fn, type Stack, TimeZone } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { EnvironmentOptions } from '../constructs/alarms/environment-options.ts';
import type { MaintenanceWindow } from '../constructs/alarms/maintenance.ts';
import { anchorPattern } from '../constructs/anchor-pattern.ts';
import type { CanaryOptions } from '../constructs/functions/canary.ts';
import type { ReviewOptions } from '../constructs/functions/review.ts';
import type { MigrateMonitorProps } from '../constructs/monitor-props.ts';
import type { Channel } from '../constructs/paging/channel.ts';
import type { DatabaseOptions, WatchedSource } from '../constructs/sources/watched-source.ts';
import { identifiersOf, isEveryDatabase, retentionOf, withoutNulls } from '../functions/declarations-of.ts';
import type { SecretSettings } from '../settings/channels/channel-of-kind.ts';
import type {
  ChannelSettings,
  DatabaseSettings,
  EnvironmentSettings,
  LogGroupSettings,
  MaintenanceSettings,
  Settings,
} from '../settings/settings.ts';

/** The construct's props for a settings file. Existing resources that the file names are imported into `stack`. */
export function monitorPropsOf(settings: Settings, stack: Stack): MigrateMonitorProps {
  const {
    name,
    environments,
    databases,
    channels,
    maintenance,
    expectedRuns,
    encryption,
    runbookUrl,
    retention,
    errorPatterns,
  } = settings;
  return {
    namePrefix: name,
    sources: sourcesOf(settings, stack),
    environments: Object.fromEntries(environments.map((each) => [each.name, environmentOf(each)])),
    databases: Object.fromEntries(databases.map((each) => [each.name, databaseOf(each)])),
    channels: channels.map((each) => channelOf(each, stack)),
    escalation: Object.fromEntries(
      Object.entries(settings.escalation).map(([severity, { levels, repeat }]) => [
        severity,
        { levels: levels.map(({ afterMs, to }) => ({ after: Duration.millis(afterMs), to })), repeat },
      ]),
    ),
    errorPatterns: Object.fromEntries(
      errorPatterns.map(({ name: pattern, regex, severity }) => [
        pattern,
        { regex, ...withoutNulls({ severity }) },
      ]),
    ),
    maintenance: maintenance.map((window) => windowOf(window, settings)),
    expectedRuns: expectedRuns.map(({ withinMs, timeZone, ...run }) => ({
      ...run,
      within: Duration.millis(withinMs),
      timeZone: TimeZone.of(timeZone),
    })),
    canary: canaryOf(settings),
    review: reviewOf(settings),
    relays: settings.relays.map((arn) => Role.fromRoleArn(stack, `relay ${arn.replaceAll('/', ':')}`, arn)),
    ...(settings.ingestConcurrency === null ? {} : { ingestConcurrency: settings.ingestConcurrency }),
    deadlines: settings.deadlines,
    logRetention: retention.logDays,
    retentionDays: retentionOf(retention),
    customerManagedTableKey: encryption.table === 'customer-managed',
    ...(encryption.keyArn === null
      ? {}
      : { encryptionKey: Key.fromKeyArn(stack, 'GivenKey', encryption.keyArn) }),
    ...(runbookUrl === null ? {} : { runbookUrl }),
  };
}

function canaryOf({ canary: { enabled, everyMs, alarmAfterMissing } }: Settings): CanaryOptions | false {
  return enabled && { every: Duration.millis(everyMs), alarmAfterMissing };
}

function reviewOf({ review: { enabled, timeZone, at, monthly, to } }: Settings): ReviewOptions | false {
  return enabled && { at, monthly, timeZone: TimeZone.of(timeZone), ...withoutNulls({ to }) };
}

function sourcesOf({ sources, logGroups }: Settings, stack: Stack): WatchedSource[] {
  const groups = new Map(logGroups.map((each) => [each.key, { ...each, logGroup: logGroupOf(each, stack) }]));
  const projects = new Map(
    [...new Set(sources.flatMap(({ codebuild }) => codebuild ?? []))].map((name) => [
      name,
      Project.fromProjectName(stack, `project ${name}`, name),
    ]),
  );
  return sources.map(({ logGroup: key, ecs, codebuild, dedicated, rules }) => {
    const { logGroup, account, create, subscribe, preFilter } = groups.get(key)!;
    return {
      logGroup,
      ...(account === null ? {} : { account }),
      ...(create === null ? {} : { create: create.retentionDays }),
      subscribe,
      dedicated,
      rules: rules.map(({ environment, database, ...rule }) => ({
        environment,
        database,
        ...withoutNulls(rule),
      })),
      ...(preFilter ? { filterPattern: anchorPattern() } : {}),
      ...(codebuild === null ? {} : { project: projects.get(codebuild)! }),
      ...(ecs === null ? {} : { tasks: { cluster: clusterOf(ecs.cluster, stack), family: ecs.family } }),
    };
  });
}

function logGroupOf({ key, reference }: LogGroupSettings, stack: Stack): ILogGroup {
  const id = key.replaceAll('/', ':');
  if (reference.kind === 'export') {
    return LogGroup.fromLogGroupName(stack, id, Fn.importValue(reference.exportName));
  }
  return LogGroup.fromLogGroupName(stack, id, reference.name);
}

function clusterOf(clusterName: string, stack: Stack) {
  const clusterArn = stack.formatArn({ service: 'ecs', resource: 'cluster', resourceName: clusterName });
  return { clusterName, clusterArn };
}

function environmentOf({ was, after, severity, deadlines, alarms }: EnvironmentSettings): EnvironmentOptions {
  return {
    ...(was.length > 0 && { was }),
    ...(after !== null && { after }),
    severity,
    ...durationsOf({
      silentWarning: deadlines.silentWarningMs,
      silentCritical: deadlines.silentCriticalMs,
      longRunningWarning: deadlines.longRunningWarningMs,
      longRunningCritical: deadlines.longRunningCriticalMs,
    }),
    alarmsPerDatabase: alarms.perDatabase,
    anomalyDetection: alarms.anomalyDetection,
  };
}

/** Durations from ms, of those that are given. */
function durationsOf<K extends string>(
  times: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, Duration>> {
  const given = Object.entries<number | undefined>(times).flatMap(([name, ms]) =>
    ms === undefined ? [] : [[name, Duration.millis(ms)]],
  );
  return Object.fromEntries(given) as Partial<Record<K, Duration>>;
}

function databaseOf({
  was,
  engine,
  multiStatement,
  noTxWrap,
  transactionalTables,
  resources,
  metrics,
}: DatabaseSettings): DatabaseOptions {
  return {
    ...(was.length > 0 && { was }),
    ...withoutNulls({ engine, multiStatement, noTxWrap, transactionalTables }),
    clusters: identifiersOf(resources, 'cluster'),
    instances: identifiersOf(resources, 'instance'),
    ...(metrics.length > 0 && { metrics }),
  };
}

function channelOf(channel: ChannelSettings, stack: Stack): Channel {
  const { name, routes: topics } = channel;
  switch (channel.kind) {
    case 'email':
      return { kind: channel.kind, name, topics, address: channel.address };
    case 'pagerduty': {
      const { kind, region, healthSecret: health, apiSecret: api, kmsKey } = channel;
      return {
        kind,
        name,
        topics,
        secret: secretOf(channel, stack),
        region,
        ...(health !== null && { healthSecret: importSecret(`health of ${name}`, health, null, stack) }),
        ...(api !== null && { apiSecret: importSecret(`API secret of ${name}`, api, kmsKey, stack) }),
      };
    }
    case 'slack':
      return { kind: channel.kind, name, topics, secret: secretOf(channel, stack) };
    case 'webhook': {
      const { kind, url } = channel;
      return { kind, name, topics, secret: secretOf(channel, stack), url };
    }
    case 'eventbridge': {
      const { kind, bus } = channel;
      const eventBus = bus.startsWith('arn:')
        ? EventBus.fromEventBusArn(stack, `bus of ${name}`, bus)
        : EventBus.fromEventBusName(stack, `bus of ${name}`, bus);
      return { kind, name, topics, eventBus };
    }
    default:
      return channel satisfies never;
  }
}

function secretOf(
  { name, secret, kmsKey }: SecretSettings & { readonly name: string },
  stack: Stack,
): ISecret {
  return importSecret(`secret of ${name}`, secret, kmsKey, stack);
}

/**
 * An ARN that ends in a dash and six characters is a complete one, as it is for Secrets Manager. If the name of the secret itself ends so,
 * the settings have to give the name.
 */
function importSecret(id: string, secret: string, kmsKey: string | null, stack: Stack): ISecret {
  const key = kmsKey === null ? {} : { encryptionKey: Key.fromKeyArn(stack, `key of ${id}`, kmsKey) };
  if (!secret.startsWith('arn:')) {
    const arn = { service: 'secretsmanager', resource: 'secret', resourceName: secret };
    const secretPartialArn = stack.formatArn({ ...arn, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    return Secret.fromSecretAttributes(stack, id, { secretPartialArn, ...key });
  }
  return Secret.fromSecretAttributes(stack, id, {
    ...(/-[A-Za-z0-9]{6}$/.test(secret) ? { secretCompleteArn: secret } : { secretPartialArn: secret }),
    ...key,
  });
}

/** A window over every database becomes a window over whole environments, so that it mutes the environments' alarms too. */
function windowOf(window: MaintenanceSettings, settings: Settings): MaintenanceWindow {
  const { name, schedule, durationMs, timeZone, environments, databases } = window;
  return {
    name,
    schedule,
    duration: Duration.millis(durationMs),
    timeZone: TimeZone.of(timeZone),
    environments,
    ...(isEveryDatabase(databases, settings) ? {} : { databases }),
  };
}

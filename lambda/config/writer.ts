import * as z from 'zod/mini';
import {
  DEADLINES,
  type DeadlineRules,
  type DeadlineTimes,
  SEALED_AFTER_DAYS,
} from '../contract/defaults.ts';
import { ENGINES } from '../contract/engine.ts';
import { ENV, TOPIC_ENV } from '../contract/env.ts';
import { LOAD_UNITS } from '../contract/load-unit.ts';
import type { MonitorPlace } from '../contract/monitor.ts';
import type { Names } from '../contract/names.ts';
import { PEOPLE_TOPICS, type PeopleTopic } from '../contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../contract/severity.ts';
import { RETENTION_DAYS, type Retention } from '../contract/table.ts';
import type { LoadSource } from '../domain/load/load-metrics.ts';
import { nameIn } from '../domain/model/account-name.ts';
import { type Monitor, monitorOf } from '../domain/model/monitor.ts';
import type { Source, SourceFields } from '../domain/model/target.ts';
import type { ErrorPattern } from '../domain/runs/error-pattern.ts';
import { withWritten } from '../domain/runs/record/deadlines.ts';

import { type Environment, type EnvReader, readEnv } from './read-env.ts';

/** What the three writers and `page` are configured with. */
export interface WriterConfig extends SettingsConfig {
  readonly eventsTopicArn: string;
}

/** What the settings say about runs, and where they are kept. */
export interface SettingsConfig extends Required<DeadlineRules> {
  readonly monitor: Monitor;
  readonly tableName: string;
  readonly sources: readonly Source[];
  readonly names: Names | undefined;
  readonly retention: Retention;
}

export interface IngestConfig extends WriterConfig {
  /** The user's error patterns, which `ingest` alone looks for. */
  readonly errorPatterns: readonly ErrorPattern[];
}

export interface SweepConfig extends WriterConfig {
  /** Environments whose databases always have gauges. */
  readonly gaugesPerDatabase: readonly string[];
  /** E-mail subscriptions of the settings, by topic. */
  readonly mails: readonly DeclaredMails[];
  /** Topics with a channel that can be asked what people did at its receiver. */
  readonly askedTopics: readonly Severity[];
  /** What is asked about the load of databases after their runs. */
  readonly load: readonly LoadSource[];
}

/** The e-mail addresses that subscribe to one topic. */
export interface DeclaredMails {
  readonly topicArn: string;
  readonly addresses: readonly string[];
}

const word = z.string().check(z.minLength(1));
const optional = z.optional;

const sourcesShape = () =>
  z.array(
    z.strictObject({
      target: z.strictObject({ environment: word, database: word }),
      account: optional(z.string().check(z.regex(/^\d{12}$/))),
      logGroup: optional(word),
      streamPrefix: optional(word),
      cluster: optional(word),
      family: optional(word),
      project: optional(word),
      container: optional(word),
      command: optional(word),
      nth: optional(z.int().check(z.gte(1))),
      dedicated: optional(z.boolean()),
      filtered: optional(z.boolean()),
      engine: optional(z.enum(ENGINES)),
      multiStatement: optional(z.boolean()),
      noTxWrap: optional(z.boolean()),
      transactionalTables: optional(z.boolean()),
      measured: optional(z.boolean()),
    }),
  );

const words = z.array(word);
const namesShape = () =>
  z.partial(
    z.strictObject({
      environments: z.record(word, word),
      databases: z.record(word, word),
      announcedEnvironments: words,
      announcedDatabases: words,
      expected: z.array(z.strictObject({ environment: word, database: word })),
      patterns: words,
      after: z.record(word, word),
    }),
  );

const wholeMs = z.int().check(z.gte(1));
const deadlinesShape = () =>
  z.partial(
    z.strictObject({
      silentWarningMs: wholeMs,
      silentCriticalMs: wholeMs,
      longRunningWarningMs: wholeMs,
      longRunningCriticalMs: wholeMs,
      settledVerboseMs: wholeMs,
      settledPlainMs: wholeMs,
      reconcileAfterMs: z.tuple([wholeMs, wholeMs]),
      linesMissingMs: wholeMs,
      endUnknownMs: wholeMs,
      endNotToldMs: wholeMs,
      outboxResendMs: wholeMs,
    }),
  );

const loadShape = () =>
  z.array(
    z.strictObject({
      environment: word,
      database: word,
      resource: optional(z.strictObject({ kind: z.enum(['cluster', 'instance']), identifier: word })),
      metrics: z.array(
        z.strictObject({
          label: word,
          namespace: word,
          name: word,
          dimensions: z.record(word, word),
          statistic: word,
          unit: z.enum(LOAD_UNITS),
        }),
      ),
    }),
  );

const mailsShape = () => z.partialRecord(z.enum(PEOPLE_TOPICS), z.array(word));

const days = z.int().check(z.gte(SEALED_AFTER_DAYS + 1));
const retentionShape = () => z.partial(z.strictObject({ fact: days, run: days, incident: days }));

const patternsShape = () => z.array(z.strictObject({ name: word, regex: word }));

/**
 * Reads {@link ENV}, which says what its variables hold and what happens when one is left out.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readWriterConfig(env: Environment): WriterConfig {
  return readEnv('a writer', env, writerConfig);
}

/**
 * The same for `ingest`, with its error patterns; none when the variable is left out.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readIngestConfig(env: Environment): IngestConfig {
  return readEnv('ingest', env, (reader) => ({
    ...writerConfig(reader),
    errorPatterns: errorPatterns(reader),
  }));
}

/**
 * The same for `sweep`, with the environments whose databases always have gauges, the e-mail subscriptions, the topics that are
 * asked, and the metrics of databases; none of each when its variable is left out.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readSweepConfig(env: Environment): SweepConfig {
  return readEnv('sweep', env, (reader) => ({
    ...writerConfig(reader),
    gaugesPerDatabase: reader.json(ENV.gaugesPerDatabase, () => words, []),
    askedTopics: reader.json(ENV.askedTopics, () => z.array(z.enum(SEVERITIES)), []),
    load: reader.json(ENV.load, loadShape, []) as readonly LoadSource[],
    mails: Object.entries(reader.json(ENV.mailAddresses, mailsShape, {})).map(([topic, addresses]) => ({
      topicArn: reader.required(TOPIC_ENV[topic as PeopleTopic]),
      addresses,
    })),
  }));
}

/** What all of them share. */
export function writerConfig(reader: EnvReader): WriterConfig {
  return { ...settingsConfig(reader), eventsTopicArn: reader.required(ENV.eventsTopicArn) };
}

/** The same for a function that publishes nothing to the topic `events`. */
export function settingsConfig({ required, json, monitor }: EnvReader): SettingsConfig {
  const { fact, run, incident } = RETENTION_DAYS;
  const tableName = required(ENV.tableName);
  const place = monitor();
  return {
    monitor: monitorOf(place, tableName),
    tableName,
    sources: json(ENV.sources, sourcesShape, []).map((source) => keptSource(source, place)),
    names: json(ENV.names, namesShape, undefined) as Names | undefined,
    retention: { fact, run, incident, ...(json(ENV.retention, retentionShape, {}) as Partial<Retention>) },
    deadlines: withWritten(DEADLINES, json(ENV.deadlines, deadlinesShape, {}) as Partial<DeadlineTimes>),
    deadlinesByEnvironment: json(
      ENV.deadlinesByEnvironment,
      () => z.record(word, deadlinesShape()),
      {},
    ) as Readonly<Record<string, Partial<DeadlineTimes>>>,
  };
}

/** A source with the names by which the monitor keeps its log group and its cluster. */
function keptSource(
  { account, ...source }: z.infer<ReturnType<typeof sourcesShape>>[number],
  { account: own }: MonitorPlace,
): Source {
  const { logGroup, cluster } = source;
  const names = {
    ...(logGroup !== undefined && { logGroup: nameIn(account, logGroup, own) }),
    ...(cluster !== undefined && { cluster: nameIn(account, cluster, own) }),
  };
  const fields = { ...source, ...names } as SourceFields;
  return fields as Source;
}

function errorPatterns({ json, problem }: EnvReader): readonly ErrorPattern[] {
  return json(ENV.errorPatterns, patternsShape, []).flatMap(({ name, regex }) => {
    try {
      return [{ name, regex: new RegExp(regex, 'u') }];
    } catch {
      problem(`${ENV.errorPatterns}.${name}: expected a regular expression`);
      return [];
    }
  });
}

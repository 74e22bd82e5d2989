import { DEADLINES, type DeadlineRules, type Deadlines, SEALED_AFTER_DAYS } from '../contract/defaults.ts';
import { ENGINES } from '../contract/engine.ts';
import { ENV, TOPIC_ENV } from '../contract/env.ts';
import type { MonitorPlace } from '../contract/monitor.ts';
import type { Names } from '../contract/names.ts';
import { PEOPLE_TOPICS, type PeopleTopic } from '../contract/people-topics.ts';
import { RETENTION_DAYS, type Retention } from '../contract/table.ts';
import { nameIn } from '../domain/model/account-name.ts';
import { type Monitor, monitorOf } from '../domain/model/monitor.ts';
import type { Source, SourceFields } from '../domain/model/target.ts';
import type { ErrorPattern } from '../domain/runs/error-pattern.ts';
import { type Environment, type EnvReader, readEnv } from './read-env.ts';
import { flag, like, listOf, objectOf, oneOf, recordOf, type Shape, wholeNumber, word } from './shape.ts';

/** What the three writers and `page` are configured with. */
export interface WriterConfig extends Required<DeadlineRules> {
  readonly monitor: Monitor;
  readonly tableName: string;
  readonly eventsTopicArn: string;
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
}

/** The e-mail addresses that subscribe to one topic. */
export interface DeclaredMails {
  readonly topicArn: string;
  readonly addresses: readonly string[];
}

const sourcesShape = listOf(
  objectOf({ target: objectOf({ environment: word, database: word }) }, {
    account: like(/^\d{12}$/, '12 digits'),
    logGroup: word,
    streamPrefix: word,
    cluster: word,
    family: word,
    project: word,
    container: word,
    command: word,
    nth: wholeNumber(1),
    dedicated: flag,
    filtered: flag,
    engine: oneOf(ENGINES),
    multiStatement: flag,
    noTxWrap: flag,
    transactionalTables: flag,
  } satisfies Readonly<Record<Exclude<keyof DeployedSource, 'target'>, Shape>>),
);

const words = listOf(word);
const namesShape = objectOf({}, {
  environments: recordOf(word),
  databases: recordOf(word),
  announcedEnvironments: words,
  announcedDatabases: words,
  expected: listOf(objectOf({ environment: word, database: word })),
  patterns: words,
} satisfies Readonly<Record<keyof Names, Shape>>);

const wholeMs = wholeNumber(1);
const deadlinesShape = objectOf({}, {
  silentWarningMs: wholeMs,
  silentCriticalMs: wholeMs,
  longRunningWarningMs: wholeMs,
  longRunningCriticalMs: wholeMs,
  settledVerboseMs: wholeMs,
  settledPlainMs: wholeMs,
  reconcileAfterMs: listOf(wholeMs, 2),
  linesMissingMs: wholeMs,
  endUnknownMs: wholeMs,
  endNotToldMs: wholeMs,
  outboxResendMs: wholeMs,
} satisfies Readonly<Record<keyof Deadlines, Shape>>);

type MailAddresses = Readonly<Partial<Record<PeopleTopic, readonly string[]>>>;
const mailsShape = objectOf({}, Object.fromEntries(PEOPLE_TOPICS.map((topic) => [topic, listOf(word)])));

const days = wholeNumber(SEALED_AFTER_DAYS + 1);
const retentionShape = objectOf({}, { fact: days, run: days, incident: days } satisfies Readonly<
  Record<keyof Retention, Shape>
>);

const patternsShape = listOf(objectOf({ name: word, regex: word }));

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
 * The same for `sweep`, with the environments whose databases always have gauges, and the e-mail subscriptions; none of either when
 * its variable is left out.
 *
 * @throws {@link ConfigError} with all problems at once.
 */
export function readSweepConfig(env: Environment): SweepConfig {
  return readEnv('sweep', env, (reader) => ({
    ...writerConfig(reader),
    gaugesPerDatabase: reader.json<readonly string[]>(ENV.gaugesPerDatabase, listOf(word), []),
    mails: Object.entries(reader.json<MailAddresses>(ENV.mailAddresses, mailsShape, {})).map(
      ([topic, addresses]) => ({ topicArn: reader.required(TOPIC_ENV[topic as PeopleTopic]), addresses }),
    ),
  }));
}

/** What all of them share. */
export function writerConfig({ required, json, monitor }: EnvReader): WriterConfig {
  const { fact, run, incident } = RETENTION_DAYS;
  const tableName = required(ENV.tableName);
  const place = monitor();
  return {
    monitor: monitorOf(place, tableName),
    tableName,
    eventsTopicArn: required(ENV.eventsTopicArn),
    sources: json<readonly DeployedSource[]>(ENV.sources, sourcesShape, []).map((source) =>
      keptSource(source, place),
    ),
    names: json<Names | undefined>(ENV.names, namesShape, undefined),
    retention: { fact, run, incident, ...json<Partial<Retention>>(ENV.retention, retentionShape, {}) },
    deadlines: { ...DEADLINES, ...json<Partial<Deadlines>>(ENV.deadlines, deadlinesShape, {}) },
    deadlinesByEnvironment: json<Readonly<Record<string, Partial<Deadlines>>>>(
      ENV.deadlinesByEnvironment,
      recordOf(deadlinesShape),
      {},
    ),
  };
}

/** A source as the variable has it: a log group or cluster of another account by its plain name. */
interface DeployedSource extends SourceFields {
  /** 12 digits; left out if it is the monitor's own. */
  readonly account?: string;
}

/** A source with the names by which the monitor keeps its log group and its cluster. */
function keptSource({ account, ...source }: DeployedSource, { account: own }: MonitorPlace): Source {
  const { logGroup, cluster } = source;
  const names = {
    ...(logGroup !== undefined && { logGroup: nameIn(account, logGroup, own) }),
    ...(cluster !== undefined && { cluster: nameIn(account, cluster, own) }),
  };
  const fields = { ...source, ...names } as SourceFields;
  return fields as Source;
}

function errorPatterns({ json, problem }: EnvReader): readonly ErrorPattern[] {
  const found: ErrorPattern[] = [];
  for (const { name, regex } of json<readonly PatternFields[]>(ENV.errorPatterns, patternsShape, [])) {
    try {
      found.push({ name, regex: new RegExp(regex, 'u') });
    } catch {
      problem(`${ENV.errorPatterns}.${name}: expected a regular expression`);
    }
  }
  return found;
}

interface PatternFields {
  readonly name: string;
  readonly regex: string;
}

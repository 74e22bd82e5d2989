import type { DeadlineTimes } from '../../lambda/contract/defaults.ts';
import { ENV, PAGE_ENV, REVIEW_ENV, TOPIC_ENV } from '../../lambda/contract/env.ts';
import type { Escalation } from '../../lambda/contract/escalation.ts';
import { formatMonitorPlace, type MonitorPlace } from '../../lambda/contract/monitor.ts';
import type { Names } from '../../lambda/contract/names.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { SEVERITIES, type Severity } from '../../lambda/contract/severity.ts';
import type { Retention } from '../../lambda/contract/table.ts';
import type { DeclaredSource } from './declared-source.ts';
import type { DeclaredLoad } from './load-sources.ts';
import { PLAIN_WRITING, type SourceVariables, sourceVariables, type Writing } from './source-variables.ts';

/** Values that only the deploy knows; the constructs pass CDK tokens. */
export interface DeployedNames {
  readonly monitor: MonitorPlace;
  readonly tableName: string;
  readonly eventsTopicArn: string;
  readonly topicArns: Readonly<Record<PeopleTopic, string>>;
  readonly dashboardUrl: string;
}

/** A maintenance window as `page` reads it. */
export interface DeclaredWindow {
  readonly name: string;
  readonly schedule: string;
  readonly durationMs: number;
  /** IANA. */
  readonly timeZone: string;
  /** All if left out. */
  readonly environments?: readonly string[] | undefined;
  /** All if left out. */
  readonly databases?: readonly string[] | undefined;
}

/** What `review` is configured with. */
export interface DeclaredReview {
  /** IANA. */
  readonly timeZone: string;
  /** Who gets reviews, by topic. */
  readonly receivers: Readonly<Partial<Record<Severity, readonly string[]>>>;
}

/** Everything that the three writers, `page` and `review` are configured with. */
export interface Declarations extends DeployedNames {
  readonly sources: readonly DeclaredSource[];
  readonly names: Names;
  readonly retention: Partial<Retention>;
  /** Only those that users wrote. */
  readonly deadlines: Partial<DeadlineTimes>;
  readonly deadlinesByEnvironment: Readonly<Record<string, Partial<DeadlineTimes>>>;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly maintenance: readonly DeclaredWindow[];
  readonly escalation: Escalation;
  /** Environments with alarms for each database. */
  readonly gaugesPerDatabase: readonly string[];
  /** E-mail addresses by the topic that they subscribe to; topics without addresses are left out. */
  readonly mailAddresses: Readonly<Partial<Record<PeopleTopic, readonly string[]>>>;
  /** Topics with a channel that can be asked what people did at its receiver. */
  readonly askedTopics: readonly Severity[];
  /** What is asked about the load of databases after their runs. */
  readonly load: readonly DeclaredLoad[];
  readonly review: DeclaredReview;
  readonly errorPatterns: readonly { readonly name: string; readonly regex: string }[];
  readonly runbookUrl: string;
}

export type ConfiguredFunction = 'ingest' | 'lifecycle' | 'sweep' | 'page' | 'review';

/**
 * The environment variables of the functions, and the files beside their code: made only here, for the constructs and for commands
 * that run the functions without AWS.
 */
export function functionVariables(
  declared: Declarations,
  writing: Writing = PLAIN_WRITING,
): Readonly<Record<ConfiguredFunction, SourceVariables>> {
  const { variables, files: sourceFiles } = sourceVariables(declared.sources, writing);
  const names = listVariable(ENV.names, declared.names);
  const files = { ...sourceFiles, ...names.files };
  const all = {
    [ENV.monitor]: formatMonitorPlace(declared.monitor),
    [ENV.tableName]: declared.tableName,
    [ENV.eventsTopicArn]: declared.eventsTopicArn,
    ...unlessEmpty(ENV.retention, declared.retention),
    ...variables,
    ...names.variables,
  };
  const writers = {
    ...all,
    ...unlessEmpty(ENV.deadlines, declared.deadlines),
  };
  const deadlines = { [ENV.deadlinesByEnvironment]: declared.deadlinesByEnvironment };
  const withFiles = (own: Readonly<Record<string, string>>, lists: Readonly<Record<string, object>> = {}) => {
    const made = listVariables(lists);
    return { variables: { ...own, ...made.variables }, files: { ...files, ...made.files } };
  };
  return {
    ingest: withFiles(writers, { ...deadlines, [ENV.errorPatterns]: declared.errorPatterns }),
    lifecycle: withFiles(writers, deadlines),
    sweep: withFiles(
      { ...writers, ...topicsOf(Object.keys(declared.mailAddresses) as PeopleTopic[], declared) },
      {
        ...deadlines,
        [ENV.gaugesPerDatabase]: declared.gaugesPerDatabase,
        [ENV.mailAddresses]: declared.mailAddresses,
        [ENV.askedTopics]: declared.askedTopics,
        [ENV.load]: declared.load,
      },
    ),
    page: withFiles(
      {
        ...all,
        ...topicsOf(SEVERITIES, declared),
        [PAGE_ENV.runbookUrl]: declared.runbookUrl,
        [PAGE_ENV.dashboardUrl]: declared.dashboardUrl,
      },
      {
        [PAGE_ENV.severities]: declared.severities,
        [PAGE_ENV.maintenance]: declared.maintenance,
        [PAGE_ENV.escalation]: declared.escalation,
      },
    ),
    review: withFiles(
      {
        [ENV.monitor]: formatMonitorPlace(declared.monitor),
        [ENV.tableName]: declared.tableName,
        ...unlessEmpty(ENV.retention, declared.retention),
        ...unlessEmpty(ENV.deadlines, declared.deadlines),
        ...variables,
        ...names.variables,
        [PAGE_ENV.runbookUrl]: declared.runbookUrl,
        ...topicsOf(Object.keys(declared.review.receivers) as Severity[], declared),
        [REVIEW_ENV.timeZone]: declared.review.timeZone,
      },
      {
        ...deadlines,
        [PAGE_ENV.severities]: declared.severities,
        [PAGE_ENV.maintenance]: declared.maintenance,
        [REVIEW_ENV.receivers]: declared.review.receivers,
      },
    ),
  };
}

/** The ARNs of topics, by their variables. */
function topicsOf(
  topics: readonly PeopleTopic[],
  { topicArns }: Pick<DeployedNames, 'topicArns'>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(topics.map((topic) => [TOPIC_ENV[topic], topicArns[topic]]));
}

/** Most characters that one list may take of a function's 4 KB of variables; beside it are names, addresses and sources. */
const MAX_INLINE = 300;

/** Lists by their variables, those that are not empty. */
function listVariables(lists: Readonly<Record<string, object>>): SourceVariables {
  const made = Object.entries(lists)
    .filter(([, list]) => Object.keys(list).length > 0)
    .map(([name, list]) => listVariable(name, list));
  return {
    variables: Object.assign({}, ...made.map(({ variables }) => variables)),
    files: Object.assign({}, ...made.map(({ files }) => files)),
  };
}

/** A list as a variable; a long one is a file beside the code, which its variable names. */
function listVariable(name: string, list: object): SourceVariables {
  const text = JSON.stringify(list);
  const file = `${name.toLowerCase().replaceAll('_', '-')}.json`;
  if (text.length <= MAX_INLINE) return { variables: { [name]: text }, files: {} };
  return { variables: { [name]: `@${file}` }, files: { [file]: text } };
}

/** A variable that holds `value` as JSON; no variable when `value` is empty. */
function unlessEmpty(name: string, value: object): Record<string, string> {
  return Object.keys(value).length === 0 ? {} : { [name]: JSON.stringify(value) };
}

import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type DeadlineTimes, SEALED_AFTER_DAYS } from '../../lambda/contract/defaults.ts';
import { RESERVED_ENVIRONMENTS } from '../../lambda/contract/names.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import { RETENTION_DAYS, type Retention } from '../../lambda/contract/table.ts';
import { formerNameFaults } from '../settings/former-name-fault.ts';
import { orderFaults } from '../settings/order-fault.ts';
import type { EnvironmentOptions } from './alarms/environment-options.ts';
import { type ErrorPattern, patternProblems } from './alarms/error-pattern.ts';
import type { MaintenanceWindow } from './alarms/maintenance.ts';
import type { CanaryOptions } from './functions/canary.ts';
import type { ReviewOptions } from './functions/review.ts';
import type { ExpectedRun } from './functions/sweep.ts';
import { type Channel, channelProblems } from './paging/channel.ts';
import { type EscalationBySeverity, escalationProblems } from './paging/escalation.ts';
import type { DatabaseOptions, WatchedSource } from './sources/watched-source.ts';

/** Props of {@link MigrateMonitor}. Only the sources are required. */
export interface MigrateMonitorProps {
  /** Log groups that golang-migrate writes to; at least one. */
  readonly sources: readonly WatchedSource[];
  /**
   * Options of environments by name, including environments that no source names.
   *
   * @default those that sources name, with default options
   */
  readonly environments?: Readonly<Record<string, EnvironmentOptions>>;
  /**
   * Properties of databases, by name.
   *
   * @default nothing
   */
  readonly databases?: Readonly<Record<string, DatabaseOptions>>;
  /**
   * Ways to reach people.
   *
   * @default nobody is notified, and a warning at synth says so
   */
  readonly channels?: readonly Channel[];
  /**
   * Who is notified of an incident that nobody has taken, by severity.
   *
   * @default nobody else
   */
  readonly escalation?: EscalationBySeverity;
  /**
   * Roles of functions that pass log deliveries on to the ingest function, for log groups without a subscription here.
   *
   * @default none
   */
  readonly relays?: readonly IRole[];
  /**
   * Most invocations of the ingest function at a time, reserved from the account's concurrency. AWS refuses the deploy if fewer than 100
   * would be left for other functions. CloudWatch Logs tries a throttled delivery again for up to 24 hours.
   *
   * @default nothing is reserved, and there is no limit
   */
  readonly ingestConcurrency?: number;
  /**
   * Your own patterns, by their names in alarms and pages: a matching line in a watched log opens an incident.
   *
   * @default none
   */
  readonly errorPatterns?: Readonly<Record<string, ErrorPattern>>;
  /**
   * Times in which slow and missing runs notify nobody.
   *
   * @default none
   */
  readonly maintenance?: readonly MaintenanceWindow[];
  /**
   * Runs that are expected on a schedule.
   *
   * @default none
   */
  readonly expectedRuns?: readonly ExpectedRun[];
  /**
   * Test runs of the whole path, from a log group to a page that is written and sent to nobody; `false` for none.
   *
   * @default every 15 minutes, with an alarm on `health` after 2 missing ones
   */
  readonly canary?: CanaryOptions | false;
  /**
   * The review of each week and month; `false` for none.
   *
   * @default each Monday and on the first of each month at 8:00 UTC, to every e-mail and every Slack channel
   */
  readonly review?: ReviewOptions | false;
  /**
   * Deadlines in ms, for all environments. A limit of slow runs that is given here counts as one that you chose, even if it equals the
   * default.
   *
   * @default those of `lambda/contract/defaults.ts`
   */
  readonly deadlines?: Partial<DeadlineTimes>;
  /**
   * The monitor's name: prefix of the names of alarms, dashboards and its own log groups, dimension `Monitor` of its metrics, and part
   * of its incidents' keys. Letters, digits and -, at most 40; unique among the monitors of the account and Region.
   *
   * @default made from the construct's path
   */
  readonly namePrefix?: string;
  /**
   * URL of docs/runbook.md, without a fragment; alarms and pages link to its headings.
   *
   * @default the runbook in this package's repository
   */
  readonly runbookUrl?: string;
  /**
   * Days that facts, run records and incidents are kept; each more than 30, and facts no longer than the others.
   *
   * @default 45 for facts, 400 for the others
   */
  readonly retentionDays?: Partial<Retention>;
  /**
   * How long the log of runs and the functions' own logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * An existing table, with the keys, the index and the TTL of `lambda/contract/table.ts`. Let CloudFormation generate its name: keys of
   * incidents carry digits that stand for the table's name, so that a new table does not reuse the keys of an earlier one.
   *
   * @default one is made
   */
  readonly table?: ITable;
  /**
   * Encrypt the table by {@link encryptionKey} instead of a key that DynamoDB owns.
   *
   * @default false
   */
  readonly customerManagedTableKey?: boolean;
  /**
   * Encrypts the topics. Alarms can only publish to a topic with a customer-managed key.
   *
   * @default one is made
   */
  readonly encryptionKey?: IKey;
  /**
   * Existing topics to use instead of new ones.
   *
   * @default all are made
   */
  readonly topics?: Readonly<Partial<Record<PeopleTopic, ITopic>>>;
  /**
   * Removal policy of the table, and of a key that is created here.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** @throws with all problems at once. */
export function checkProps({
  sources,
  environments = {},
  databases = {},
  channels = [],
  escalation = {},
  namePrefix,
  ingestConcurrency,
  retentionDays = {},
  errorPatterns = {},
}: MigrateMonitorProps): void {
  const problems = [
    ...channelProblems(channels),
    ...escalationProblems(escalation, channels),
    ...retentionProblems(retentionDays),
    ...patternProblems(errorPatterns),
  ];
  if (ingestConcurrency !== undefined && !(Number.isInteger(ingestConcurrency) && ingestConcurrency > 0))
    problems.push(`ingestConcurrency is ${ingestConcurrency}; expected a whole number, at least 1`);
  if (sources.length === 0) problems.push('sources is empty; expected at least one log group');
  if (namePrefix !== undefined && !/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(namePrefix)) {
    problems.push(
      `namePrefix is '${namePrefix}'; expected letters, digits and -, at most 40, a letter first`,
    );
  }
  const names = sources.flatMap(({ rules }) =>
    rules.flatMap(({ environment, database }) => [environment, database]),
  );
  for (const name of new Set([...names, ...Object.keys(environments), ...Object.keys(errorPatterns)])) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      problems.push(
        `'${name}' is not a valid name of an environment, database or error pattern; expected letters, digits and . _ -, at most 64`,
      );
    }
  }
  for (const name of reservedAmong(sources, environments)) {
    problems.push(`environment '${name}' is used by the monitor itself; expected another name`);
  }
  const environmentNames = [
    ...Object.keys(environments),
    ...sources.flatMap(({ rules }) => rules.map(({ environment }) => environment)),
  ];
  problems.push(
    ...orderProblems(environments, [...new Set(environmentNames)]),
    ...renameProblems('environment', environments, environmentNames),
    ...renameProblems('database', databases, [
      ...Object.keys(databases),
      ...sources.flatMap(({ rules }) => rules.map(({ database }) => database)),
    ]),
  );
  sources.forEach(({ logGroup, rules }, index) => {
    if (rules.length === 0)
      problems.push(`sources[${index}] (${logGroup.node.id}) has no rules; expected at least one`);
  });
  if (problems.length > 0)
    throw new Error(`wrong props of MigrateMonitor:\n${problems.map((each) => `  ${each}`).join('\n')}`);
}

function orderProblems(
  options: Readonly<Record<string, EnvironmentOptions>>,
  names: readonly string[],
): readonly string[] {
  const ordered = Object.entries(options).map(([name, { after }]) => ({ name, after }));
  return orderFaults(ordered, names).map(({ name, words }) => `environment '${name}': after ${words}`);
}

function renameProblems(
  of: 'environment' | 'database',
  options: Readonly<Record<string, { readonly was?: readonly string[] }>>,
  present: readonly string[],
): readonly string[] {
  const renamed = Object.entries(options).map(([name, { was = [] }]) => ({ name, was }));
  const reserved = of === 'environment' ? RESERVED_ENVIRONMENTS : [];
  return formerNameFaults(renamed, of, new Set(present), reserved).map(
    ({ name, words }) => `${of} '${name}': was ${words}`,
  );
}

function retentionProblems(given: Partial<Retention>): string[] {
  const { fact, run, incident } = { ...RETENTION_DAYS, ...given };
  const isWrong = (days: number) => !Number.isInteger(days) || days <= SEALED_AFTER_DAYS;
  return Object.entries({ fact, run, incident }).flatMap(([what, days]) =>
    isWrong(days) || days < fact
      ? [
          `retentionDays.${what} is ${days}; expected whole days, more than ${SEALED_AFTER_DAYS}, and facts kept no longer than the others`,
        ]
      : [],
  );
}

function reservedAmong(
  sources: readonly WatchedSource[],
  environments: Readonly<Record<string, EnvironmentOptions>>,
): readonly string[] {
  const named = sources.flatMap(({ rules }) => rules.map(({ environment }) => environment));
  return [...new Set([...named, ...Object.keys(environments)])].filter((name) =>
    RESERVED_ENVIRONMENTS.includes(name),
  );
}

import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IFilterPattern, ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Engine } from '../../../lambda/contract/engine.ts';
import type { MetricDeclaration } from '../../functions/database-declaration.ts';
import type { SourceDeclaration } from '../../functions/declared-source.ts';
import { knownName } from '../functions/log-group-name.ts';
import type { Subscription } from '../functions/log-ingest.ts';
import { runContainer } from './run-container.ts';
import type { SourceTasks } from './source-tasks.ts';

/** A rule that assigns runs of a log group to a database. */
export interface SourceRule {
  readonly environment: string;
  readonly database: string;
  /**
   * Exact container name.
   *
   * @default the container of the source's tasks, else any
   */
  readonly container?: string;
  /**
   * Beginning of the log stream name.
   *
   * @default any
   */
  readonly streamPrefix?: string;
  /**
   * A part of the command line in a build's log or a task's override.
   *
   * @default any
   */
  readonly command?: string;
  /**
   * The n-th run of its build or container, from 1.
   *
   * @default any
   */
  readonly nth?: number;
}

/** A log group that golang-migrate writes to, with its writers. */
export interface WatchedSource {
  readonly logGroup: ILogGroup;
  /**
   * Account of the log group, and of its tasks or builds: 12 digits. Nothing is created or read in another account than the stack's,
   * so its log events and state events have to be passed on: docs/relay.md. `logGroup` then only names it.
   *
   * @default the stack's
   */
  readonly account?: string;
  /**
   * Creates the log group and keeps its events for this long. `logGroup` then only names it: `LogGroup.fromLogGroupName(…)`. It
   * stays when the stack is deleted.
   *
   * @default it exists already
   */
  readonly create?: RetentionDays;
  /** In order; across all sources the first rule that fits a run counts. A run that fits no rule is `unmatched`. */
  readonly rules: readonly SourceRule[];
  /**
   * Creates a subscription filter on the log group.
   *
   * @default true
   */
  readonly subscribe?: boolean;
  /**
   * Which log events are delivered, by our subscription filter or by a relay. The other output of a failed run is then
   * read from the log. {@link anchorPattern} passes the lines that identify runs.
   *
   * @default all
   */
  readonly filterPattern?: IFilterPattern;
  /**
   * ECS tasks whose starts and stops are watched.
   *
   * @default none
   */
  readonly tasks?: SourceTasks;
  /**
   * CodeBuild project whose builds' starts and ends are watched.
   *
   * @default none
   */
  readonly project?: IProject;
  /**
   * The container only migrates, so its start and stop are the run's, whether or not it prints anything.
   *
   * @default false
   */
  readonly dedicated?: boolean;
}

/** Properties of a database. */
export interface DatabaseOptions {
  /**
   * Former names, in all environments. Their history and open incidents are carried over while they are given.
   *
   * @default none
   */
  readonly was?: readonly string[];
  /**
   * @default read from the driver's errors
   */
  readonly engine?: Engine;
  /**
   * `x-multi-statement` of the database URL.
   *
   * @default not known, so verdicts are cautious about what an error rolled back
   */
  readonly multiStatement?: boolean;
  /**
   * SQLite: `x-no-tx-wrap` of the database URL.
   *
   * @default not known, so verdicts are cautious about what an error rolled back
   */
  readonly noTxWrap?: boolean;
  /**
   * MySQL: every table that migrations change is of a storage engine with transactions (InnoDB).
   *
   * @default not known, so verdicts are cautious about rows that a failed statement changed
   */
  readonly transactionalTables?: boolean;
  /**
   * RDS or Aurora cluster identifiers by environment, for the dashboards and for the load after a run.
   *
   * @default none
   */
  readonly clusters?: Readonly<Record<string, string>>;
  /**
   * RDS instance identifiers by environment, for the dashboards and for the load after a run.
   *
   * @default none
   */
  readonly instances?: Readonly<Record<string, string>>;
  /**
   * Metrics of your own, at most five, which are read after each run.
   *
   * @default none
   */
  readonly metrics?: readonly MetricDeclaration[];
}

/** The source without its constructs. */
export function declarationOf({
  account,
  logGroup,
  rules,
  filterPattern,
  tasks,
  project,
  dedicated,
}: WatchedSource): SourceDeclaration {
  return {
    account,
    logGroup: knownName(logGroup) ?? logGroup.logGroupName,
    isFiltered: filterPattern !== undefined,
    cluster: tasks?.cluster.clusterName,
    family: tasks?.family,
    project: project?.projectName,
    rules,
    container: runContainer(tasks),
    dedicated,
  };
}

/** Is the log group in the stack's account? */
export function isOwn({ account }: WatchedSource): boolean {
  return account === undefined;
}

/**
 * One for each log group that is created or subscribed to, even if several sources share it. If one of these sources wants all
 * events, all are delivered.
 */
export function subscriptionsOf(sources: readonly WatchedSource[]): readonly Subscription[] {
  const names = [...new Set(sources.map(({ logGroup }) => logGroup.logGroupName))];
  return names.flatMap((name) => {
    const readers = sources.filter(({ logGroup }) => logGroup.logGroupName === name);
    const [{ logGroup }] = readers as [WatchedSource];
    const subscribers = readers.filter(({ subscribe = true }) => subscribe);
    const create = readers.find((each) => each.create !== undefined)?.create;
    if (subscribers.length === 0 && create === undefined) return [];
    const filterPattern = subscribers.every((each) => each.filterPattern !== undefined)
      ? subscribers[0]?.filterPattern
      : undefined;
    return [
      {
        logGroup,
        subscribe: subscribers.length > 0,
        ...(create === undefined ? {} : { create }),
        ...(filterPattern === undefined ? {} : { filterPattern }),
      },
    ];
  });
}

/** Each log group once, by its name in alarms. */
export function logGroupsOf(
  sources: readonly { readonly logGroup: ILogGroup }[],
): Readonly<Record<string, ILogGroup>> {
  return Object.fromEntries(
    sources.map(({ logGroup }) => [knownName(logGroup) ?? logGroup.node.id, logGroup]),
  );
}

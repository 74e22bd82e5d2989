import { Duration, Stack, TimeZone, Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { MonitorPlace } from '../../lambda/contract/monitor.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import {
  type Declarations,
  type DeclaredWindow,
  type DeployedNames,
  functionVariables,
} from '../functions/function-variables.ts';
import type { SourceVariables, Writing } from '../functions/source-variables.ts';
import type { ErrorPattern } from './alarms/error-pattern.ts';
import type { MaintenanceWindow } from './alarms/maintenance.ts';
import { acknowledgeWildcards } from './functions/acknowledge-wildcards.ts';
import { MonitorFunction } from './functions/monitor-function.ts';
import { allowRereads } from './functions/rereads.ts';
import { allowItems, allowOpenIndex } from './functions/table-access.ts';
import type { Paging } from './paging/paging.ts';

type Declared = Omit<Declarations, keyof DeployedNames | 'maintenance' | 'errorPatterns'>;

export interface MonitorFunctionsProps extends Declared {
  readonly monitor: MonitorPlace;
  readonly table: ITable;
  readonly paging: Paging;
  /** The log group `…/runs`, which the three writers log to. */
  readonly runsLog: ILogGroup;
  readonly pageLog: ILogGroup;
  /** Log groups whose streams the sweep may read again. */
  readonly watched: readonly ILogGroup[];
  readonly maintenance: readonly MaintenanceWindow[];
  readonly errorPatterns: Readonly<Record<string, ErrorPattern>>;
  /** Reserved concurrency of `ingest`; none if left out. */
  readonly ingestConcurrency?: number | undefined;
  readonly dashboardUrl: string;
}

const WRITER_TIMEOUT = Duration.millis(WRITER_TIMEOUT_MS);

/** The three writers and `page`, each with exactly the rights that its work takes. */
export class MonitorFunctions extends Construct {
  readonly ingest: MonitorFunction;
  readonly lifecycle: MonitorFunction;
  readonly sweep: MonitorFunction;
  readonly page: MonitorFunction;
  /** What the function `review` is configured with, except its bucket. */
  readonly reviewVariables: SourceVariables;

  constructor(scope: Construct, id: string, props: MonitorFunctionsProps) {
    super(scope, id);
    const variables = functionVariables(declarationsOf(props), writingIn(Stack.of(this)));
    this.ingest = this.writer(
      'ingest',
      'turns log events into run records',
      props,
      variables.ingest,
      props.ingestConcurrency,
    );
    this.lifecycle = this.writer(
      'lifecycle',
      'records starts and ends of ECS tasks and CodeBuild builds',
      props,
      variables.lifecycle,
    );
    this.sweep = this.writer(
      'sweep',
      'runs every minute: deadlines, reminders, retries and gauges',
      props,
      variables.sweep,
    );
    this.page = this.pager(props, variables.page);
    this.reviewVariables = variables.review;
    for (const reader of [this.sweep, this.page]) allowOpenIndex(reader, props.table);
    for (const writer of [this.sweep, this.lifecycle])
      allowItems(writer, props.table, 'dynamodb:PutItem', ['expected']);
    // How long migrations took, which only `page` writes; and what an earlier release stored.
    allowItems(this.sweep, props.table, 'dynamodb:Query', ['target', 'index']);
    allowItems(this.sweep, props.table, 'dynamodb:UpdateItem', ['origin', 'target', 'index']);
    allowRereads(this, this.sweep, props.watched);
    if (props.load.length > 0) {
      this.sweep.allow(['cloudwatch:GetMetricData'], ['*']);
      acknowledgeWildcards(this.sweep.role!, ['*'], {
        reason: 'GetMetricData supports neither resources nor a condition on the namespace.',
      });
    }
    const mailed = Object.keys(props.mailAddresses) as PeopleTopic[];
    if (mailed.length > 0) {
      const arns = mailed.map((topic) => props.paging.people[topic].topicArn);
      this.sweep.allow(['sns:ListSubscriptionsByTopic'], arns);
    }
  }

  /** The functions by their names in alarms. */
  get all(): Readonly<Record<string, MonitorFunction>> {
    const { ingest, lifecycle, sweep, page } = this;
    return { ingest, lifecycle, sweep, page };
  }

  private writer(
    handler: string,
    description: string,
    { table, paging, runsLog }: MonitorFunctionsProps,
    { variables, files }: SourceVariables,
    concurrency?: number,
  ): MonitorFunction {
    const writer = new MonitorFunction(this, handler, {
      handler,
      description,
      logGroup: runsLog,
      timeout: WRITER_TIMEOUT,
      files,
      environment: variables,
      ...(concurrency !== undefined && { concurrency }),
    });
    for (const action of ['dynamodb:PutItem', 'dynamodb:Query'] as const)
      allowItems(writer, table, action, ['origin']);
    paging.allowEvents(writer);
    return writer;
  }

  private pager(
    { table, paging, pageLog }: MonitorFunctionsProps,
    { variables, files }: SourceVariables,
  ): MonitorFunction {
    const page = new MonitorFunction(this, 'page', {
      handler: 'page',
      description: 'writes incidents and their pages',
      logGroup: pageLog,
      timeout: WRITER_TIMEOUT,
      files,
      environment: variables,
    });
    allowItems(page, table, 'dynamodb:PutItem', ['target', 'test', 'review']);
    allowItems(page, table, 'dynamodb:Query', ['target', 'origin']);
    paging.readBy(page);
    return page;
  }
}

function declarationsOf({
  table,
  paging: { events, people },
  maintenance,
  errorPatterns,
  ...declared
}: MonitorFunctionsProps): Declarations {
  return {
    ...declared,
    tableName: table.tableName,
    eventsTopicArn: events.topicArn,
    topicArns: {
      critical: people.critical.topicArn,
      warning: people.warning.topicArn,
      info: people.info.topicArn,
      health: people.health.topicArn,
    },
    maintenance: maintenance.map(declaredWindow),
    errorPatterns: Object.entries(errorPatterns).map(([name, { regex }]) => ({ name, regex })),
  };
}

function declaredWindow({ duration, timeZone, ...window }: MaintenanceWindow): DeclaredWindow {
  return {
    ...window,
    durationMs: duration.toMilliseconds(),
    timeZone: (timeZone ?? TimeZone.ETC_UTC).timezoneName,
  };
}

function writingIn(stack: Stack): Writing {
  return {
    json: (value) => stack.toJsonString(value),
    length: (text) => JSON.stringify(stack.resolve(text)).length,
    isLate: (text) => Token.isUnresolved(text),
  };
}

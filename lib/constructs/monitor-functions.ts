import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Deadlines, WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import { ENV } from '../../lambda/contract/env.ts';
import { PAGE_ENV } from '../../lambda/contract/page-env.ts';
import type { Retention } from '../../lambda/contract/table.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import type { ErrorPattern } from './error-pattern.ts';
import type { MaintenanceWindow } from './maintenance.ts';
import { MonitorFunction } from './monitor-function.ts';
import type { Paging } from './paging.ts';
import type { Severity } from './severity.ts';
import { sourcesForFunctions } from './sources-for-functions.ts';
import { allowItems, allowOpenIndex } from './table-access.ts';
import type { DeclaredSource } from './watched-source.ts';

export interface MonitorFunctionsProps {
  readonly table: ITable;
  readonly paging: Paging;
  /** The log group `…/runs`, which the three writers write to. */
  readonly runsLog: ILogGroup;
  readonly pageLog: ILogGroup;
  /** Log groups whose streams the sweep may read again. */
  readonly watched: readonly ILogGroup[];
  readonly sources: readonly DeclaredSource[];
  readonly retention: Partial<Retention>;
  readonly deadlines: Partial<Deadlines>;
  readonly deadlinesByEnvironment: Readonly<Record<string, Partial<Deadlines>>>;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly errorPatterns: Readonly<Record<string, ErrorPattern>>;
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
}

const WRITER_TIMEOUT = Duration.millis(WRITER_TIMEOUT_MS);

/** The three writers and `page`, each with exactly the rights that its work takes. */
export class MonitorFunctions extends Construct {
  readonly ingest: MonitorFunction;
  readonly lifecycle: MonitorFunction;
  readonly sweep: MonitorFunction;
  readonly page: MonitorFunction;

  constructor(scope: Construct, id: string, props: MonitorFunctionsProps) {
    super(scope, id);
    const patterns = Object.entries(props.errorPatterns).map(([name, { regex }]) => ({ name, regex }));
    this.ingest = this.writer('ingest', 'understands deliveries of log events', props, {
      ...unlessEmpty(ENV.errorPatterns, patterns),
    });
    this.lifecycle = this.writer('lifecycle', 'hears of starts and ends on ECS and CodeBuild', props);
    this.sweep = this.writer('sweep', 'does every minute what only time brings', props);
    this.page = this.pager(props);
    for (const reader of [this.sweep, this.page]) allowOpenIndex(reader, props.table);
    allowItems(this.sweep, props.table, 'dynamodb:PutItem', ['expected']);
    // What is usual for a database, which only `page` writes.
    allowItems(this.sweep, props.table, 'dynamodb:Query', ['target']);
    allowRereads(this.sweep, props.watched);
  }

  /** By the names that alarms call them. */
  get all(): Readonly<Record<string, MonitorFunction>> {
    const { ingest, lifecycle, sweep, page } = this;
    return { ingest, lifecycle, sweep, page };
  }

  private writer(
    handler: string,
    description: string,
    props: MonitorFunctionsProps,
    more: Readonly<Record<string, string>> = {},
  ): MonitorFunction {
    const { table, paging, runsLog, deadlines, deadlinesByEnvironment } = props;
    const sources = sourcesForFunctions(Stack.of(this), props.sources);
    const writer = new MonitorFunction(this, handler, {
      handler,
      description,
      logGroup: runsLog,
      timeout: WRITER_TIMEOUT,
      files: sources.files,
      environment: {
        ...this.shared(props),
        ...sources.variables,
        ...unlessEmpty(ENV.deadlines, deadlines),
        ...unlessEmpty(ENV.deadlinesByEnvironment, deadlinesByEnvironment),
        ...more,
      },
    });
    for (const action of ['dynamodb:PutItem', 'dynamodb:Query'] as const)
      allowItems(writer, table, action, ['origin']);
    paging.allowEvents(writer);
    return writer;
  }

  private pager(props: MonitorFunctionsProps): MonitorFunction {
    const { table, paging, pageLog, severities, maintenance, runbookUrl, dashboardUrl } = props;
    const sources = sourcesForFunctions(Stack.of(this), props.sources);
    const page = new MonitorFunction(this, 'page', {
      handler: 'page',
      description: 'writes incidents and their pages',
      logGroup: pageLog,
      timeout: WRITER_TIMEOUT,
      files: sources.files,
      environment: {
        ...this.shared(props),
        ...sources.variables,
        [PAGE_ENV.criticalTopicArn]: paging.people.critical.topicArn,
        [PAGE_ENV.warningTopicArn]: paging.people.warning.topicArn,
        [PAGE_ENV.infoTopicArn]: paging.people.info.topicArn,
        [PAGE_ENV.runbookUrl]: runbookUrl,
        [PAGE_ENV.dashboardUrl]: dashboardUrl,
        [PAGE_ENV.severities]: JSON.stringify(severities),
        ...unlessEmpty(PAGE_ENV.maintenance, maintenance.map(pageWindow)),
      },
    });
    allowItems(page, table, 'dynamodb:PutItem', ['target']);
    allowItems(page, table, 'dynamodb:Query', ['target', 'origin']);
    paging.readBy(page);
    return page;
  }

  private shared({ table, paging, retention }: MonitorFunctionsProps): Record<string, string> {
    return {
      [ENV.tableName]: table.tableName,
      [ENV.eventsTopicArn]: paging.events.topicArn,
      ...unlessEmpty(ENV.retention, retention),
    };
  }
}

/** A window as `page` reads it. */
function pageWindow({ duration, timeZone, ...window }: MaintenanceWindow): object {
  return {
    ...window,
    durationMs: duration.toMilliseconds(),
    timeZone: (timeZone ?? TimeZone.ETC_UTC).timezoneName,
  };
}

/** A variable that holds `value` as JSON; none when there is nothing to say. */
function unlessEmpty(name: string, value: object): Record<string, string> {
  return Object.keys(value).length === 0 ? {} : { [name]: JSON.stringify(value) };
}

function allowRereads(sweep: MonitorFunction, watched: readonly ILogGroup[]): void {
  if (watched.length === 0) return;
  const arns = watched.map(({ logGroupArn }) => logGroupArn);
  sweep.allow(['logs:FilterLogEvents'], arns);
  acknowledgeWildcards(sweep.role!, arns, {
    reason: 'The asterisk stands for the streams of one watched log group; their names are not known before.',
  });
}

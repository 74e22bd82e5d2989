import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, MONITOR_ENVIRONMENT, UNMATCHED_NAME } from '../../../lambda/contract/metrics.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { AlarmKind } from '../../runbook.ts';
import type { Canary } from '../functions/canary.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { runMetric } from '../run-metric.ts';
import { type AlarmLinks, addActionsAndTags, alarmDescription, alarmName } from './alarm-spec.ts';

/** A part of the monitor by the name that alarms call it. */
export type Named<T> = Readonly<Record<string, T>>;

export interface HealthAlarmsProps {
  readonly functions: Named<MonitorFunction>;
  /** Where requests end that nobody took. */
  readonly queues: Named<IQueue>;
  /** Where pages wait for a channel to take them. */
  readonly waiting: Named<IQueue>;
  readonly topics: Named<ITopic>;
  /** Which of the functions, queues and topics stand between an event and the people. */
  readonly pagePath: ReadonlySet<string>;
  readonly environments: readonly string[];
  /** Log groups that are subscribed to, by the name that the alarm calls them. */
  readonly logGroups: Named<ILogGroup>;
  readonly filterName: string;
  /** Left out: none proves the path, and none is missed. */
  readonly canary?: Pick<Canary, 'target' | 'missedAfter'>;
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/** So many lines an hour that nobody understands are a change of format, not chance. */
const UNRECOGNIZED_PER_HOUR = 200;
/**
 * A page that waits longer was not taken twice. SQS leaves out of the age what was tried more than three times: from then
 * on the errors of the deliverer speak.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const PAGE_WAITS_SECONDS = 5 * 60;
/** Minutes without gauges; one lost call of the sweep is made up by the next. */
const SWEEP_SILENT_MINUTES = 5;

/** What alarms call the path as a whole. */
export const END_TO_END = 'end-to-end';

/** What the monitor tells of itself, on a topic of its own that no function of ours stands in the way of. */
export class HealthAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  /** Those that mean: people may not be told. */
  readonly pagePath: readonly Alarm[];
  readonly #props: HealthAlarmsProps;
  readonly #pagePath: Alarm[] = [];

  constructor(scope: Construct, id: string, props: HealthAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.alarms = [
      ...Object.entries(props.functions).flatMap(([name, fn]) => this.watchFunction(name, fn)),
      ...Object.entries(props.queues).map(([name, queue]) =>
        this.add(
          'dead-letters',
          name,
          1,
          queue.metricApproximateNumberOfMessagesVisible(maximum),
          'messages waiting',
        ),
      ),
      ...Object.entries(props.waiting).map(([name, queue]) =>
        this.add(
          'waiting-pages',
          name,
          PAGE_WAITS_SECONDS,
          queue.metricApproximateAgeOfOldestMessage(maximum),
          'seconds that a page has waited',
        ),
      ),
      ...Object.entries(props.topics).map(([name, topic]) =>
        this.add(
          'notifications-failed',
          name,
          1,
          topic.metricNumberOfNotificationsFailed(sum),
          'failed notifications',
        ),
      ),
      ...Object.entries(props.logGroups).flatMap(([name, group]) => this.watchDelivery(name, group)),
      ...props.environments.map((environment) =>
        this.add(
          'unrecognized-lines',
          environment,
          UNRECOGNIZED_PER_HOUR,
          runMetric('UnrecognizedLines', { environment }, { period: Duration.hours(1) }),
          'lines within an hour',
        ),
      ),
      this.add(
        'unmatched-runs',
        'monitor',
        1,
        runMetric('UnmatchedRun', { environment: UNMATCHED_NAME }, { period: Duration.hours(1) }),
        'run without a database within an hour',
        QUIET,
      ),
      this.add('rejected-inputs', 'monitor', 1, ofMonitor('RejectedInputs'), 'inputs within 5 min'),
      this.add('refused-pages', 'channels', 1, ofMonitor('RefusedPages'), 'pages within 5 min'),
      ...this.watchSweep(),
      ...this.watchPath(),
    ];
    this.pagePath = this.#pagePath;
  }

  private watchFunction(name: string, fn: MonitorFunction): Alarm[] {
    const dropped = fn.metric('AsyncEventsDropped', sum);
    return [
      this.add('function-errors', name, 1, fn.metricErrors(sum), 'errors within 5 min'),
      this.add('function-throttles', name, 1, fn.metricThrottles(sum), 'throttles within 5 min'),
      ...(fn.isAsynchronous
        ? [this.add('dropped-requests', name, 1, dropped, 'requests dropped within 5 min')]
        : []),
    ];
  }

  private watchDelivery(name: string, { logGroupName }: ILogGroup): Alarm[] {
    return ['DeliveryErrors', 'DeliveryThrottling'].map((metricName) =>
      this.add(
        'log-delivery',
        `${name}-${metricName}`,
        1,
        new Metric({
          namespace: 'AWS/Logs',
          metricName,
          dimensionsMap: {
            LogGroupName: logGroupName,
            DestinationType: 'Lambda',
            FilterName: this.#props.filterName,
          },
          ...sum,
        }),
        `${metricName} within 5 min`,
      ),
    );
  }

  /** A heartbeat: that nothing comes is the trouble. Any environment's gauge tells, because all come in one call. */
  private watchSweep(): Alarm[] {
    const [environment] = this.#props.environments;
    if (environment === undefined) return [];
    const metric = runMetric('RunningFor', { environment }, { statistic: Stats.SAMPLE_COUNT });
    return [
      this.add(
        'sweep',
        'monitor',
        1,
        metric,
        `gauges in each of ${SWEEP_SILENT_MINUTES} min`,
        heartbeat(SWEEP_SILENT_MINUTES),
      ),
    ];
  }

  /**
   * Minute by minute instead of one period for each run: how far CloudWatch looks back beyond the evaluation periods for
   * points that came is then a matter of minutes.
   */
  private watchPath(): Alarm[] {
    const { canary } = this.#props;
    if (canary === undefined) return [];
    const minutes = canary.missedAfter.toMinutes();
    const what = `test runs seen within ${minutes} min`;
    const shape = heartbeat(minutes);
    return [this.add('canary-not-seen', END_TO_END, 1, runMetric('CanarySeen', canary.target), what, shape)];
  }

  private add(
    kind: AlarmKind,
    name: string,
    threshold: number,
    metric: IMetric,
    what: string,
    shape: AlarmShape = EVENT,
  ): Alarm {
    const { links, topic, pagePath } = this.#props;
    const { words, warmUpMinutes, severity = 'warning', ...evaluation } = shape;
    const dress = {
      kind,
      of: [name],
      severity,
      rule: `${words} ${threshold} ${what}`,
    } as const;
    const alarm = new Alarm(this, `${name}-${kind}`.replaceAll('/', ':'), {
      alarmName: alarmName(links, dress),
      alarmDescription: alarmDescription(links, dress),
      metric,
      threshold,
      ...evaluation,
    });
    if (warmUpMinutes !== undefined) {
      (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = {
        warmUpPeriodDurationInMinutes: warmUpMinutes,
      };
    }
    addActionsAndTags(alarm, dress, topic);
    if (pagePath.has(name)) this.#pagePath.push(alarm);
    return alarm;
  }
}

function ofMonitor(name: MetricName): IMetric {
  return runMetric(name, { environment: MONITOR_ENVIRONMENT }, { period: Duration.minutes(5) });
}

const sum = { statistic: Stats.SUM, period: Duration.minutes(5) } as const;
const maximum = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) } as const;

interface AlarmShape {
  readonly words: string;
  /** Left out: warning. */
  readonly severity?: Severity;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly evaluationPeriods: number;
  /** Left out: judged from the moment that it is made. */
  readonly warmUpMinutes?: number;
}

/** Points come only when something happened: none means that nothing did. */
const EVENT: AlarmShape = {
  words: 'at least',
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
  evaluationPeriods: 1,
};

/** Something to put right in the settings by day; the runs themselves are told of. */
const QUIET: AlarmShape = { ...EVENT, severity: 'info' };

/** Comes by itself: none for so many minutes is the trouble, but not before the first one can have come. */
function heartbeat(minutes: number): AlarmShape {
  return {
    words: 'fewer than',
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluationPeriods: minutes,
    warmUpMinutes: minutes,
  };
}

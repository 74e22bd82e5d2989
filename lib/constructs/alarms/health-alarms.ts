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

/** Parts of the monitor by their names in alarms. */
export type Named<T> = Readonly<Record<string, T>>;

export interface HealthAlarmsProps {
  readonly functions: Named<MonitorFunction>;
  /** Dead-letter queues. */
  readonly queues: Named<IQueue>;
  /** Queues in which pages wait for their channel. */
  readonly waiting: Named<IQueue>;
  readonly topics: Named<ITopic>;
  /** Names of the functions, queues and topics that a page passes through. */
  readonly pagePath: ReadonlySet<string>;
  readonly environments: readonly string[];
  /** Subscribed log groups, by their names in alarms. */
  readonly logGroups: Named<ILogGroup>;
  readonly filterName: string;
  /** Left out if there are no test runs; then there is no alarm on missing test runs. */
  readonly canary?: Pick<Canary, 'target' | 'missedAfter'>;
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/** This many unrecognised lines an hour mean that the format has changed. */
const UNRECOGNIZED_PER_HOUR = 200;
/**
 * A page that waits longer has failed twice. SQS does not include messages that were tried more than three times in the age; for
 * those, the alarm on the deliverer's errors rises.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const PAGE_WAITS_SECONDS = 5 * 60;
/** Minutes without gauges. One lost call of the sweep does not count: the next one makes up for it. */
const SWEEP_SILENT_MINUTES = 5;

/** Name of the whole path in alarms. */
export const END_TO_END = 'end-to-end';

/** Alarms about the monitor itself, on a separate topic that does not depend on our functions. */
export class HealthAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  /** Alarms that mean that people may not be notified. */
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

  /** A heartbeat: missing data is the problem. One environment's gauge is enough, because all are sent in one call. */
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
   * The alarm has periods of a minute, not one period for each test run. CloudWatch looks for data points even before the
   * evaluation periods; with short periods it looks back only a few minutes.
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
    const spec = {
      kind,
      of: [name],
      severity,
      rule: `${words} ${threshold} ${what}`,
    } as const;
    const alarm = new Alarm(this, `${name}-${kind}`.replaceAll('/', ':'), {
      alarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      metric,
      threshold,
      ...evaluation,
    });
    if (warmUpMinutes !== undefined) {
      (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = {
        warmUpPeriodDurationInMinutes: warmUpMinutes,
      };
    }
    addActionsAndTags(alarm, spec, topic);
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
  /** `warning` if left out. */
  readonly severity?: Severity;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly evaluationPeriods: number;
  /** If it is left out, CloudWatch evaluates the alarm from its creation on. */
  readonly warmUpMinutes?: number;
}

/** Data points are sent only when something happened, so missing data means that nothing did. */
const EVENT: AlarmShape = {
  words: 'at least',
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
  evaluationPeriods: 1,
};

/** For something that people correct in the settings during working hours; the runs themselves are reported. */
const QUIET: AlarmShape = { ...EVENT, severity: 'info' };

/** For data points that are sent regularly: the alarm rises when none came for this many minutes, but not before the first was due. */
function heartbeat(minutes: number): AlarmShape {
  return {
    words: 'fewer than',
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluationPeriods: minutes,
    warmUpMinutes: minutes,
  };
}

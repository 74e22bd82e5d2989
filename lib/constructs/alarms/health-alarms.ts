import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, MONITOR_ENVIRONMENT, UNMATCHED_NAME } from '../../../lambda/contract/metrics.ts';
import { TEST_ALARM } from '../../../lambda/contract/test-alarm.ts';
import type { Canary } from '../functions/canary.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { deadLettersAlarm, functionAlarms, SUM } from './function-alarms.ts';
import {
  EVENT,
  type HealthAlarmSpec,
  type HealthTopic,
  healthAlarm,
  heartbeat,
  QUIET,
} from './health-alarm.ts';
import { runMetric } from './run-metric.ts';

/** Parts of the monitor by their names in alarms. */
export type Named<T> = Readonly<Record<string, T>>;

export interface HealthAlarmsProps extends HealthTopic {
  /** The functions, except those of channels, whose alarms are made with the channel. */
  readonly functions: Named<MonitorFunction>;
  /** Dead-letter queues, except those of channels. */
  readonly queues: Named<IQueue>;
  readonly topics: Named<ITopic>;
  /** Names of the functions, queues and topics that a page passes through. */
  readonly pagePath: ReadonlySet<string>;
  /** Its gauges are the heartbeat of the sweep; any environment will do, because all are sent in one call. */
  readonly environment: string;
  /** Name of the subscription filters; `undefined` if there is no subscription. */
  readonly filterName: string | undefined;
  /** Does an e-mail address subscribe to a topic? */
  readonly hasMails: boolean;
  /** Left out if there are no test runs; then there is no alarm on missing test runs. */
  readonly canary?: Pick<Canary, 'target' | 'missedAfter'>;
}

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

  constructor(scope: Construct, id: string, props: HealthAlarmsProps) {
    super(scope, id);
    this.#props = props;
    const { functions, queues, topics, pagePath, links } = props;
    const ofParts: readonly (readonly [string, readonly Alarm[]])[] = [
      ...Object.entries(functions).map(
        ([name, fn]) => [name, functionAlarms(this, name, fn, props)] as const,
      ),
      ...Object.entries(queues).map(
        ([name, queue]) => [name, [deadLettersAlarm(this, name, queue, props)]] as const,
      ),
      ...Object.entries(topics).map(([name, topic]) => [name, [this.watchTopic(name, topic)]] as const),
      [END_TO_END, this.watchPath()],
    ];
    this.pagePath = ofParts.flatMap(([name, alarms]) => (pagePath.has(name) ? alarms : []));
    this.alarms = [
      ...ofParts.flatMap(([, alarms]) => alarms),
      ...this.watchDelivery(),
      this.add({
        kind: 'unmatched-runs',
        name: 'monitor',
        threshold: 1,
        metric: runMetric(
          'UnmatchedRun',
          { monitor: links.namePrefix, environment: UNMATCHED_NAME },
          { period: Duration.hours(1) },
        ),
        what: 'run without a database within an hour',
        shape: QUIET,
      }),
      this.ofMonitor('rejected-inputs', 'monitor', 'RejectedInputs', 'inputs within 5 min'),
      this.ofMonitor('refused-pages', 'channels', 'RefusedPages', 'pages within 5 min'),
      this.watchSweep(),
      ...(props.hasMails ? [this.watchMails()] : []),
      this.forTests(),
    ];
  }

  private watchTopic(name: string, topic: ITopic): Alarm {
    const metric = topic.metricNumberOfNotificationsFailed(SUM);
    return this.add({
      kind: 'notifications-failed',
      name,
      threshold: 1,
      metric,
      what: 'failed notifications',
    });
  }

  /** One alarm over all log groups: a query finds them by the name of their filters, so their number does not matter. */
  private watchDelivery(): Alarm[] {
    const { filterName } = this.#props;
    if (filterName === undefined) return [];
    return ['DeliveryErrors', 'DeliveryThrottling'].map((metricName) =>
      this.add({
        kind: 'log-delivery',
        name: metricName,
        threshold: 1,
        metric: ofAllLogGroups(metricName, filterName),
        what: `${metricName} within 5 min`,
      }),
    );
  }

  /** A heartbeat: missing data is the problem. */
  private watchSweep(): Alarm {
    const { environment, links } = this.#props;
    const scope = { monitor: links.namePrefix, environment };
    return this.add({
      kind: 'sweep',
      name: 'monitor',
      threshold: 1,
      metric: runMetric('RunningFor', scope, { statistic: Stats.SAMPLE_COUNT }),
      what: `gauges in each of ${SWEEP_SILENT_MINUTES} min`,
      shape: heartbeat(SWEEP_SILENT_MINUTES),
    });
  }

  /**
   * The sweep counts once an hour. Two counts, so that people have an hour to confirm after the first deploy; of three hours, because an
   * hour of the alarm may hold none.
   */
  private watchMails(): Alarm {
    const scope = { monitor: this.#props.links.namePrefix, environment: MONITOR_ENVIRONMENT };
    return this.add({
      kind: 'unconfirmed-mails',
      name: 'channels',
      threshold: 1,
      metric: runMetric('UnconfirmedMails', scope, { period: Duration.hours(1), statistic: Stats.MAXIMUM }),
      what: 'e-mail subscriptions that are not confirmed, in two of three hours',
      shape: { ...EVENT, evaluationPeriods: 3, datapointsToAlarm: 2 },
    });
  }

  /**
   * `migrate-watch test-page --severity health` sets its state, and CloudWatch's next evaluation resets it. Its rule cannot hold: the
   * metric, which is there anyway, never gets so high.
   */
  private forTests(): Alarm {
    const scope = { monitor: this.#props.links.namePrefix, environment: MONITOR_ENVIRONMENT };
    return this.add({
      kind: TEST_ALARM.kind,
      name: TEST_ALARM.part,
      threshold: 1_000_000_000_000,
      metric: runMetric('OpenEntries', scope, { statistic: Stats.MAXIMUM }),
      what: 'open entries, which never happens',
      shape: QUIET,
    });
  }

  /**
   * The alarm has periods of a minute, not one period for each test run. CloudWatch looks for data points even before the
   * evaluation periods; with short periods it looks back only a few minutes.
   */
  private watchPath(): Alarm[] {
    const { canary, links } = this.#props;
    if (canary === undefined) return [];
    const minutes = canary.missedAfter.toMinutes();
    return [
      this.add({
        kind: 'canary-not-seen',
        name: END_TO_END,
        threshold: 1,
        metric: runMetric('CanarySeen', { monitor: links.namePrefix, ...canary.target }),
        what: `test runs seen within ${minutes} min`,
        shape: heartbeat(minutes),
      }),
    ];
  }

  private ofMonitor(
    kind: HealthAlarmSpec['kind'],
    name: string,
    metricName: MetricName,
    what: string,
  ): Alarm {
    const metric = runMetric(
      metricName,
      { monitor: this.#props.links.namePrefix, environment: MONITOR_ENVIRONMENT },
      { period: Duration.minutes(5) },
    );
    return this.add({ kind, name, threshold: 1, metric, what });
  }

  private add(spec: HealthAlarmSpec): Alarm {
    return healthAlarm(this, spec, this.#props);
  }
}

/**
 * Sum over the log groups whose subscription filter has this name.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
function ofAllLogGroups(metricName: string, filterName: string): IMetric {
  return new MathExpression({
    expression:
      `SELECT SUM(${metricName}) FROM SCHEMA("AWS/Logs", LogGroupName, DestinationType, FilterName) ` +
      `WHERE FilterName = '${filterName}'`,
    usingMetrics: {},
    label: metricName,
    period: Duration.minutes(5),
  });
}

import { Duration } from 'aws-cdk-lib';
import { type Alarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { type HealthTopic, healthAlarm } from './health-alarm.ts';

/**
 * A page that waits longer has failed twice. SQS does not include messages that were tried more than three times in the age; for
 * those, the alarm on the deliverer's errors rises.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const PAGE_WAITS_SECONDS = 5 * 60;

export const SUM = { statistic: Stats.SUM, period: Duration.minutes(5) } as const;
const MAXIMUM = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) } as const;

export function functionAlarms(
  scope: Construct,
  name: string,
  fn: MonitorFunction,
  health: HealthTopic,
): readonly Alarm[] {
  const rows = [
    { kind: 'function-errors', metric: fn.metricErrors(SUM), what: 'errors within 5 min' },
    { kind: 'function-throttles', metric: fn.metricThrottles(SUM), what: 'throttles within 5 min' },
    ...(fn.isAsynchronous
      ? [
          {
            kind: 'dropped-requests' as const,
            metric: fn.metric('AsyncEventsDropped', SUM),
            what: 'requests dropped within 5 min',
          },
        ]
      : []),
  ] as const;
  return rows.map((row) => healthAlarm(scope, { ...row, name, threshold: 1 }, health));
}

export function deadLettersAlarm(scope: Construct, name: string, queue: IQueue, health: HealthTopic): Alarm {
  const metric = queue.metricApproximateNumberOfMessagesVisible(MAXIMUM);
  return healthAlarm(
    scope,
    { kind: 'dead-letters', name, threshold: 1, metric, what: 'messages waiting' },
    health,
  );
}

/** The alarm on a queue in which pages wait for their channel. */
export function waitingAlarm(scope: Construct, name: string, queue: IQueue, health: HealthTopic): Alarm {
  const metric = queue.metricApproximateAgeOfOldestMessage(MAXIMUM);
  const what = 'seconds that a page has waited';
  return healthAlarm(
    scope,
    { kind: 'waiting-pages', name, threshold: PAGE_WAITS_SECONDS, metric, what },
    health,
  );
}

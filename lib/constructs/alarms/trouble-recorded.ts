import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmLinks, addTags, alarmDescription, alarmName } from './alarm-spec.ts';
import { OCCURRENCE } from './run-alarm-table.ts';
import { runMetric } from './run-metric.ts';

/**
 * On for a quarter of an hour after a run of the environment was recorded as ended in trouble, or as past a critical deadline.
 *
 * It has no action; {@link PagePathAlarm} reads it. Gauges of trouble come from incidents, which a broken page
 * function does not write; this metric comes from the function that recorded the run.
 */
export function troubleRecorded(scope: Construct, environment: string, links: AlarmLinks): Alarm {
  const spec = {
    kind: 'trouble-recorded',
    of: [environment],
    severity: 'info',
    rule: 'TroubleRecorded at least 1',
  } as const;
  const { periodMinutes, ...evaluation } = OCCURRENCE;
  const alarm = new Alarm(scope, `TroubleRecorded-${environment}`, {
    alarmName: alarmName(links, spec),
    alarmDescription: alarmDescription(links, spec),
    metric: runMetric(
      'TroubleRecorded',
      { monitor: links.namePrefix, environment },
      { period: Duration.minutes(periodMinutes) },
    ),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    ...evaluation,
  });
  addTags(alarm, spec);
  return alarm;
}

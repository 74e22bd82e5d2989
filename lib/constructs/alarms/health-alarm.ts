import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { AlarmKind } from '../../runbook.ts';
import { type AlarmLinks, addActionsAndTags, alarmDescription, alarmName } from './alarm-spec.ts';

/** Where alarms on the monitor itself lead. */
export interface HealthTopic {
  readonly links: AlarmLinks;
  /** The topic `health`. */
  readonly topic: ITopic;
}

/** One alarm on a part of the monitor. */
export interface HealthAlarmSpec {
  readonly kind: AlarmKind;
  /** The part's name in alarms. */
  readonly name: string;
  readonly threshold: number;
  readonly metric: IMetric;
  /** What the metric counts, for the description: `errors within 5 min`. */
  readonly what: string;
  /**
   * @default EVENT
   */
  readonly shape?: HealthAlarmShape;
}

export interface HealthAlarmShape {
  readonly words: string;
  /** `warning` if left out. */
  readonly severity?: Severity;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly evaluationPeriods: number;
  /** How many of them must breach; all if left out. */
  readonly datapointsToAlarm?: number;
  /** If it is left out, CloudWatch evaluates the alarm from its creation on. */
  readonly warmUpMinutes?: number;
}

/** Data points are sent only when something happened, so missing data means that nothing did. */
export const EVENT: HealthAlarmShape = {
  words: 'at least',
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
  evaluationPeriods: 1,
};

/** For something that people correct in the settings during working hours; the runs themselves are reported. */
export const QUIET: HealthAlarmShape = { ...EVENT, severity: 'info' };

/** For data points that are sent regularly: the alarm rises when none came for this many minutes, but not before the first was due. */
export function heartbeat(minutes: number): HealthAlarmShape {
  return {
    words: 'fewer than',
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluationPeriods: minutes,
    warmUpMinutes: minutes,
  };
}

/** An alarm about the monitor itself, on a separate topic that does not depend on our functions. */
export function healthAlarm(
  scope: Construct,
  { kind, name, threshold, metric, what, shape = EVENT }: HealthAlarmSpec,
  { links, topic }: HealthTopic,
): Alarm {
  const { words, warmUpMinutes, severity = 'warning', ...evaluation } = shape;
  const spec = { kind, of: [name], severity, rule: `${words} ${threshold} ${what}` } as const;
  const alarm = new Alarm(scope, `${name}-${kind}`.replaceAll('/', ':'), {
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
  return alarm;
}

import { Tags } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  ALL_DATABASES,
  formatAlarmReference,
  formatExpression,
} from '../../../lambda/contract/alarm-reference.ts';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import { ALARM_GUIDES, type AlarmKind, headingOf } from '../../runbook.ts';

/** What names and explains an alarm; its name, description and tags are made from the same values. */
export interface AlarmSpec {
  readonly kind: AlarmKind;
  readonly severity: Severity;
  /** Of whom it speaks, from the general to the particular: environment, database; or a function, a queue. */
  readonly of: readonly string[];
  /** The numbers behind it, such as `RunningFor at least 600 s`. */
  readonly rule: string;
  /** Kind of incident that it belongs to; left out for alarms about the monitor itself. */
  readonly incident?: IncidentKind;
  /** Tells apart two levels of one kind. */
  readonly level?: Severity;
  /** The user's regular expression that it stands for. */
  readonly matches?: string;
}

/** Where alarms lead to, the same for all of one monitor. */
export interface AlarmLinks {
  readonly namePrefix: string;
  readonly runbookUrl: string;
  /** Where to look, by environment; `undefined` is the overview. */
  readonly dashboardUrl: (environment?: string) => string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME = 255;

/** `<prefix>-<of whom>-<kind>[-<level>]`: stays the same over deploys, and tells what it is about when read alone. */
export function alarmName({ namePrefix }: AlarmLinks, { kind, of, level }: AlarmSpec): string {
  return [namePrefix, ...of, kind, ...(level ? [level] : [])].join('-').slice(0, MAX_NAME);
}

/** One sentence, the rule, the first step, and where to read on. */
export function alarmDescription({ runbookUrl, dashboardUrl }: AlarmLinks, dress: AlarmSpec): string {
  const { kind, of, rule, incident, matches, severity } = dress;
  const { meaning, firstStep } = ALARM_GUIDES[kind];
  const [environment = '', database = ALL_DATABASES] = of;
  return [
    `${of.join('/')}: ${meaning} (${rule}.)`,
    // `page` reads it from here, as it does the last line: it has no settings of patterns.
    ...(matches === undefined ? [] : [formatExpression(matches)]),
    `First step: ${firstStep}`,
    `Runbook: ${runbookUrl}#${headingOf(kind)}`,
    `Dashboard: ${dashboardUrl(incident && environment)}`,
    ...(incident ? [formatAlarmReference({ environment, database, kind: incident, severity })] : []),
  ].join('\n');
}

/** Gives `alarm` its actions, on the way there and on the way back, and its tags. */
export function addActionsAndTags(
  alarm: AlarmBase,
  { kind, severity, of, incident }: AlarmSpec,
  topic: ITopic,
): void {
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  addTags(alarm, { kind, severity, of, ...(incident && { incident }) });
}

/** The tags alone, for an alarm that is only there for another one. */
export function addTags(
  alarm: AlarmBase,
  { kind, severity, of, incident }: Pick<AlarmSpec, 'kind' | 'severity' | 'of' | 'incident'>,
): void {
  Tags.of(alarm).add('severity', severity);
  Tags.of(alarm).add('runbook', headingOf(kind));
  Tags.of(alarm).add(incident ? 'environment' : 'monitor-part', of[0]!);
}

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

/** The values from which an alarm's name, description and tags are made. */
export interface AlarmSpec {
  readonly kind: AlarmKind;
  readonly severity: Severity;
  /** Subject of the alarm, from general to specific: environment, database; or a function, a queue. */
  readonly of: readonly string[];
  /** Its rule, such as `SlowRunCritical at least 1`. */
  readonly rule: string;
  /** Kind of incident that it joins; left out for alarms about the monitor itself. */
  readonly incident?: IncidentKind;
  /** Distinguishes two levels of one kind. */
  readonly level?: Severity;
  /** The user's regular expression, for an alarm on an error pattern. */
  readonly matches?: string;
}

/** Links and prefix of alarms, the same for all alarms of one monitor. */
export interface AlarmLinks {
  readonly namePrefix: string;
  readonly runbookUrl: string;
  /** URL of an environment's dashboard; of the overview for `undefined`. */
  readonly dashboardUrl: (environment?: string) => string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME = 255;

/** `<prefix>-<subject>-<kind>[-<level>]`: stays the same across deploys, and is understandable by itself. */
export function alarmName({ namePrefix }: AlarmLinks, { kind, of, level }: AlarmSpec): string {
  return [namePrefix, ...of, kind, ...(level ? [level] : [])].join('-').slice(0, MAX_NAME);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_DESCRIPTION = 1_024;

/**
 * One sentence, the rule, the first step, and links. Longer texts are cut, but never what `page` reads.
 *
 * @throws when there is no room for the links, because the address of the runbook is too long
 */
export function alarmDescription({ runbookUrl, dashboardUrl }: AlarmLinks, spec: AlarmSpec): string {
  const { kind, of, rule, incident, matches, severity } = spec;
  const { meaning, firstStep } = ALARM_GUIDES[kind];
  const [environment = '', database = ALL_DATABASES] = of;
  const head = `${of.join('/')}: ${meaning} (${rule}.)`;
  const step = `First step: ${firstStep}`;
  // `page` reads this line and the last one, because it does not have the settings of patterns.
  const expression = matches === undefined ? [] : [formatExpression(matches)];
  const rest = [
    `Runbook: ${runbookUrl}#${headingOf(kind)}`,
    `Dashboard: ${dashboardUrl(incident && environment)}`,
    ...(incident ? [formatAlarmReference({ environment, database, kind: incident, severity })] : []),
  ];
  const room = MAX_DESCRIPTION - lengthOf([...expression, ...rest].join('\n')) - 2;
  if (room < LEAST_TEXT)
    throw new Error(
      `the links of alarm '${of.join('/')}' leave no room in its description of ${MAX_DESCRIPTION} characters: ` +
        `runbookUrl takes ${runbookUrl.length}; expected a shorter one`,
    );
  const cutStep = cut(step, Math.max(room - head.length, Math.floor(room / 2)));
  return [cut(head, room - cutStep.length), ...expression, cutStep, ...rest].join('\n');
}

/** Room for the subject and the beginning of meaning and first step. */
const LEAST_TEXT = 160;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Characters after the deploy: a link's unknown part is the Region. */
function lengthOf(text: string): number {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, 'ap-southeast-2').length;
}

/**
 * Alarms whose OK means that something is right again. Of the others the OK only means that nothing more came for some minutes, or
 * `page` ignores it, because evidence ends an incident. CloudWatch also calls OK actions when a new alarm gets its first state.
 */
const OK_MEANS_SOMETHING: ReadonlySet<AlarmKind> = new Set([
  'sweep',
  'canary-not-seen',
  'waiting-pages',
  'unconfirmed-mails',
  'test-page',
  'page-path',
  'pattern',
] satisfies AlarmKind[]);

/** Gives `alarm` its tags and its actions: for ALARM, and for OK if that means something. */
export function addActionsAndTags(
  alarm: AlarmBase,
  { kind, severity, of, incident }: AlarmSpec,
  topic: ITopic,
): void {
  alarm.addAlarmAction(new SnsAction(topic));
  if (OK_MEANS_SOMETHING.has(kind)) alarm.addOkAction(new SnsAction(topic));
  addTags(alarm, { kind, severity, of, ...(incident && { incident }) });
}

/** Only the tags, for an alarm without actions that another alarm reads. */
export function addTags(
  alarm: AlarmBase,
  { kind, severity, of, incident }: Pick<AlarmSpec, 'kind' | 'severity' | 'of' | 'incident'>,
): void {
  Tags.of(alarm).add('severity', severity);
  Tags.of(alarm).add('runbook', headingOf(kind));
  Tags.of(alarm).add(incident ? 'environment' : 'monitor-part', of[0]!);
}

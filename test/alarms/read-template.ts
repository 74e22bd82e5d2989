import { parseAlarmRule } from './alarm-rule.ts';
import type {
  Actions,
  Alarm,
  AlarmRule,
  Comparison,
  MetricAlarm,
  MissingData,
  Statistic,
} from './definition.ts';
import { metricKey } from './definition.ts';

/** The parts of a synthesised CloudFormation template that are read here. */
export interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}
type Properties = Readonly<Record<string, unknown>>;

/**
 * Every alarm of a synthesised template.
 *
 * In names, metrics and actions, a value that only the deployment knows is `${LogicalId}` or `${LogicalId.Attribute}`.
 *
 * @throws for a property that is not supported here and could change what an alarm does
 */
export function readAlarms(template: Template): readonly Alarm[] {
  const resources = Object.entries(template.Resources ?? {});
  const names = new Map(
    resources.flatMap(([id, { Properties }]) =>
      Properties?.['AlarmName'] === undefined ? [] : [[textOf(Properties['AlarmName']), id] as const],
    ),
  );
  /** Logical id of an alarm that is referred to by id, ARN or name. */
  const idOf = (reference: string) =>
    /^\$\{([^.}]+)(?:\.Arn)?\}$/.exec(reference)?.[1] ?? names.get(reference) ?? reference;
  return resources.flatMap(([id, { Type, Properties = {} }]): Alarm[] => {
    if (Type === 'AWS::CloudWatch::Alarm') return [metricAlarm(id, Properties)];
    if (Type === 'AWS::CloudWatch::CompositeAlarm') return [compositeAlarm(id, Properties, idOf)];
    return [];
  });
}

function metricAlarm(id: string, properties: Properties): Alarm {
  const opaque = (why: string): Alarm => ({ kind: 'opaque', why, ...common(id, properties) });
  const window = object(properties['EvaluationWindow']);
  if (window['WallClockWindow'] !== undefined) return opaque('wall-clock window');
  if (properties['ThresholdMetricId'] !== undefined) return opaque('anomaly band');
  const queries = list(properties['Metrics']).map(object);
  if (queries.some((query) => query['Expression'] !== undefined)) return opaque('metric math');
  if (queries.length > 1) throw new Error(`${id}: several metrics and no expression`);
  const stat = queries.length === 1 ? object(queries[0]!['MetricStat']) : properties;
  const metric = queries.length === 1 ? object(stat['Metric']) : properties;
  const dimensions = list(metric['Dimensions']).map(object);
  const evaluationPeriods = number(id, 'EvaluationPeriods', properties['EvaluationPeriods']);
  const alarm: MetricAlarm = {
    kind: 'metric',
    ...common(id, properties),
    metric: metricKey(
      textOf(metric['Namespace']),
      textOf(metric['MetricName']),
      Object.fromEntries(dimensions.map(({ Name, Value }) => [textOf(Name), textOf(Value)])),
    ),
    statistic: oneOf(id, STATISTICS, stat['Stat'] ?? stat['Statistic']),
    periodSeconds: number(id, 'Period', stat['Period']),
    evaluationPeriods,
    datapointsToAlarm:
      properties['DatapointsToAlarm'] === undefined
        ? evaluationPeriods
        : number(id, 'DatapointsToAlarm', properties['DatapointsToAlarm']),
    threshold: number(id, 'Threshold', properties['Threshold']),
    comparison: oneOf(id, COMPARISONS, properties['ComparisonOperator']),
    missingData: oneOf(id, TREATMENTS, properties['TreatMissingData'] ?? 'missing'),
    warmUpMinutes: warmUp(id, object(properties['WarmUpConfiguration'])),
  };
  return alarm;
}

/**
 * Without `OnlyStartEvaluatingAfterWarmUpPeriodEnds` an alarm begins as soon as its window is full of data. For ours that cannot
 * happen: their data arrives less often than once a period.
 */
function warmUp(id: string, properties: Properties): number {
  const minutes = properties['WarmUpPeriodDurationInMinutes'];
  return minutes === undefined ? 0 : number(id, 'WarmUpPeriodDurationInMinutes', minutes);
}

function compositeAlarm(id: string, properties: Properties, idOf: (reference: string) => string): Alarm {
  const suppressor = properties['ActionsSuppressor'];
  return {
    kind: 'composite',
    ...common(id, properties),
    rule: named(parseAlarmRule(textOf(properties['AlarmRule'])), idOf),
    suppressor:
      suppressor === undefined
        ? null
        : {
            alarm: idOf(textOf(suppressor)),
            waitSeconds: number(id, 'ActionsSuppressorWaitPeriod', properties['ActionsSuppressorWaitPeriod']),
            extensionSeconds: number(
              id,
              'ActionsSuppressorExtensionPeriod',
              properties['ActionsSuppressorExtensionPeriod'],
            ),
          },
  };
}

function named(rule: AlarmRule, idOf: (reference: string) => string): AlarmRule {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return { ...rule, of: rule.of.map((each) => named(each, idOf)) };
    case 'not':
      return { ...rule, of: named(rule.of, idOf) };
    case 'state':
      return { ...rule, alarm: idOf(rule.alarm) };
    case 'constant':
      return rule;
    default:
      return rule satisfies never;
  }
}

function common(id: string, properties: Properties) {
  const enabled = properties['ActionsEnabled'] !== false;
  const actions = (name: string) => (enabled ? list(properties[name]).map(textOf) : []);
  return {
    id,
    name: properties['AlarmName'] === undefined ? `\${${id}}` : textOf(properties['AlarmName']),
    description: properties['AlarmDescription'] === undefined ? '' : textOf(properties['AlarmDescription']),
    actions: {
      ALARM: actions('AlarmActions'),
      OK: actions('OKActions'),
      INSUFFICIENT_DATA: actions('InsufficientDataActions'),
    } satisfies Actions,
  };
}

/** A template's value as text, with `${…}` where an intrinsic function refers to a resource or a pseudo parameter. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const intrinsic = object(value);
  if (typeof intrinsic['Ref'] === 'string') return `\${${intrinsic['Ref']}}`;
  const attribute = intrinsic['Fn::GetAtt'];
  if (attribute !== undefined) return `\${${list(attribute).map(textOf).join('.')}}`;
  const join = intrinsic['Fn::Join'];
  if (Array.isArray(join)) return list(join[1]).map(textOf).join(textOf(join[0]));
  throw new Error(`template: cannot read ${JSON.stringify(value)} as text`);
}

const STATISTICS: readonly Statistic[] = ['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount'];
const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const COMPARISONS: readonly Comparison[] = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];

function oneOf<T extends string>(id: string, allowed: readonly T[], value: unknown): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined)
    throw new Error(`${id}: ${JSON.stringify(value)} is not one of ${allowed.join(', ')}`);
  return found;
}

function number(id: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw new Error(`${id}: ${name} is ${JSON.stringify(value)}`);
  return value;
}

function object(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

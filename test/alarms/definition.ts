/** State of a CloudWatch alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How an alarm treats periods without data. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** Comparisons with a fixed threshold. Comparisons with an anomaly band are not evaluated here. */
export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';

/** The actions of an alarm for each new state. References to other resources are their logical ids. */
export type Actions = Readonly<Record<AlarmState, readonly string[]>>;

/** Fields of all alarms of a template. */
interface Common {
  /** Logical id in the template. */
  readonly id: string;
  /** As in the template. A value that only the deployment knows is written as `${LogicalId}`. */
  readonly name: string;
  readonly description: string;
  readonly actions: Actions;
}

/** An alarm on one metric with a fixed threshold. */
export interface MetricAlarm extends Common {
  readonly kind: 'metric';
  /** See {@link metricKey}. */
  readonly metric: string;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  /** N in "M out of N". */
  readonly evaluationPeriods: number;
  /** M in "M out of N". CloudWatch's default is N. */
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: MissingData;
  /** Minutes after its creation in which the alarm is not evaluated. */
  readonly warmUpMinutes: number;
}

/** An alarm on the states of other alarms. */
export interface CompositeAlarm extends Common {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
  readonly suppressor: Suppressor | null;
}

/** An alarm that is not evaluated: its value comes from metric math, a learned band or a query. */
export interface OpaqueAlarm extends Common {
  readonly kind: 'opaque';
  readonly why: string;
}

export type Alarm = MetricAlarm | CompositeAlarm | OpaqueAlarm;

/** The alarm that keeps a composite alarm from acting while it is in ALARM. */
export interface Suppressor {
  /** Logical id. */
  readonly alarm: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

/** A composite alarm's rule as a tree. Alarms are referred to by logical id. */
export type AlarmRule =
  | { readonly kind: 'and' | 'or'; readonly of: readonly AlarmRule[] }
  | { readonly kind: 'not'; readonly of: AlarmRule }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean };

/** One name for a metric with its dimensions, whatever their order. */
export function metricKey(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, ...sorted]);
}

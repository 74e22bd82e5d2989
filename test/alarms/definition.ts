/** State of a CloudWatch alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What an alarm does with periods that no data came for. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** Comparisons with a fixed threshold; those with an anomaly band are not evaluated here. */
export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';

/** What an alarm calls on a change of state; references to other resources are their logical ids. */
export type Actions = Readonly<Record<AlarmState, readonly string[]>>;

/** What all alarms of a template have in common. */
interface Common {
  /** Logical id in the template. */
  readonly id: string;
  /** As in the template; a value that only deployment knows stands there as `${LogicalId}`. */
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
  /** The N of M out of N. */
  readonly evaluationPeriods: number;
  /** The M; CloudWatch's default is N. */
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: MissingData;
  /** Minutes after its creation in which it is not judged. */
  readonly warmUpMinutes: number;
}

/** An alarm on the states of others. */
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

/** A composite alarm's rule as a tree; alarms are named by logical id. */
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

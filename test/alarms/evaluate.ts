import type { AlarmState, Comparison, MetricAlarm } from './definition.ts';

/**
 * Periods that CloudWatch looks back beyond N when data is missing.
 *
 * AWS only says that "the evaluation range" is larger than N; its tables use 5 for N = 3. Tests of our own alarms run with several
 * values, so that no result depends on this one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const EXTRA_PERIODS = 2;

type Rules = Pick<
  MetricAlarm,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparison' | 'missingData'
>;

/**
 * State of an alarm after one evaluation.
 *
 * `range` has the statistic of each period of the evaluation range, oldest first; `null` for a period without data. It has at least
 * N entries. The treatment of missing data counts only when the whole range has fewer than N real data points.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(range: readonly (number | null)[], alarm: Rules, current: AlarmState): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = alarm;
  const real = range.filter((value) => value !== null).slice(-n);
  const breaching = real.filter((value) => isBreaching(value, alarm)).length;
  if (breaching >= m) return 'ALARM';
  if (real.length === n) return 'OK';

  const filled = n - real.length;
  if (missingData === 'notBreaching') return 'OK';
  if (missingData === 'breaching') return breaching + filled >= m ? 'ALARM' : 'OK';
  if (real.length === 0) return missingData === 'ignore' ? current : 'INSUFFICIENT_DATA';
  if (breaching < real.length) return 'OK';

  // All points are breaching, but there are fewer than M. When the oldest is M periods old, waiting longer could not clear the alarm:
  // AWS calls this "premature alarm state". For the time before, AWS only says that the alarm does not go to ALARM at once.
  const age = range.length - range.findIndex((value) => value !== null);
  return age >= m && missingData === 'missing' ? 'ALARM' : current;
}

/** Is `value` on the wrong side of the threshold? */
export function isBreaching(
  value: number,
  { threshold, comparison }: Pick<MetricAlarm, 'threshold' | 'comparison'>,
): boolean {
  return COMPARE[comparison](value, threshold);
}

const COMPARE: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

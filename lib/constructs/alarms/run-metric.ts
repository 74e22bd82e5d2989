import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRIC_NAMESPACE,
  type MetricName,
  MONITOR_DIMENSION,
  statisticOf,
} from '../../../lambda/contract/metrics.ts';

/** Dimensions of a metric. */
export interface MetricScope {
  readonly environment: string;
  /**
   * @default the whole environment: the highest of its databases for a gauge, their sum for a counter
   */
  readonly database?: string;
  /** Only for `RunsFailed` of an environment. */
  readonly errorClass?: string;
  /** Name of an error pattern; only for `PatternMatches`, whose only other dimension is the environment. */
  readonly pattern?: string;
}

/** Dimensions of a metric of one monitor. */
export interface MonitorScope extends MetricScope {
  /** The monitor's name. */
  readonly monitor: string;
}

/**
 * One of the monitor's metrics.
 *
 * Defaults of `options`: a period of one minute; `Sum` for counters, else `Maximum`.
 */
export function runMetric(name: MetricName, scope: MonitorScope, options: MetricOptions = {}): Metric {
  const { monitor, environment, database, errorClass, pattern } = scope;
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: {
      [MONITOR_DIMENSION]: monitor,
      Environment: environment,
      ...(database === undefined ? {} : { Database: database }),
      ...(errorClass === undefined ? {} : { ErrorClass: errorClass }),
      ...(pattern === undefined ? {} : { Pattern: pattern }),
    },
    statistic: statisticOf(name),
    period: Duration.minutes(1),
    ...options,
  });
}

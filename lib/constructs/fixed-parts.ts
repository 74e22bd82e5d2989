import { CfnAlarm, CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { GAUGES } from '../../lambda/contract/metrics.ts';
import type { FixedParts } from '../fixed-costs.ts';
import type { WatchedEnvironment } from './alarms/environment-options.ts';
import { Deliverer } from './paging/deliverer.ts';

const MONTH_MINUTES = 30 * 24 * 60;

/** What `monitor` and everything in it costs whatever runs. `canaryMinutes`: time between two test runs; `undefined`: there are none. */
export function fixedPartsOf(
  monitor: Construct,
  environments: readonly WatchedEnvironment[],
  canaryMinutes: number | undefined,
): FixedParts {
  const nodes = monitor.node.findAll();
  const count = (isCounted: (node: unknown) => boolean) => nodes.filter(isCounted).length;
  const isOnBand = (node: unknown) => node instanceof CfnAlarm && node.thresholdMetricId !== undefined;
  return {
    alarms: count((node) => node instanceof CfnAlarm && !isOnBand(node)),
    anomalyAlarms: count(isOnBand),
    compositeAlarms: count((node) => node instanceof CfnCompositeAlarm),
    dashboards: count((node) => node instanceof CfnDashboard),
    keys: count((node) => node instanceof CfnKey),
    series: gaugeSeries(environments) + OWN_SERIES + (canaryMinutes === undefined ? 0 : 1),
    canaryCalls: canaryMinutes === undefined ? 0 : MONTH_MINUTES / canaryMinutes,
    channels: count((node) => node instanceof Deliverer),
  };
}

/** `OpenEntries`. */
const OWN_SERIES = 1;

/** The sweep sends gauges for each environment that a source names and, with alarms for each database, for its databases. */
function gaugeSeries(environments: readonly WatchedEnvironment[]): number {
  return environments
    .filter(({ databases }) => databases.length > 0)
    .map(({ databases, alarmsPerDatabase }) => 1 + (alarmsPerDatabase ? databases.length : 0))
    .reduce((sum, scopes) => sum + scopes * GAUGES.length, 0);
}

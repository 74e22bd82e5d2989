import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleOf } from '../../../lambda/contract/console.ts';

/**
 * Name of an environment's dashboard, or of the overview.
 *
 * An account's dashboards are shown in all Regions, so the Region is part of the name. It is a name, not a reference,
 * because alarms link to dashboards that show these alarms.
 */
export function dashboardName(scope: Construct, namePrefix: string, environment?: string): string {
  const of = environment === undefined ? 'overview' : environment.replace(/[^A-Za-z0-9_-]/g, '-');
  return `${namePrefix}-${of}-${Stack.of(scope).region}`;
}

/** Console URL of the dashboard. */
export function dashboardUrl(scope: Construct, namePrefix: string, environment?: string): string {
  const { region } = Stack.of(scope);
  const name = dashboardName(scope, namePrefix, environment);
  return `${consoleOf(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}

import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Name of a dashboard: that of an environment, or the overview.
 *
 * Dashboards of an account are seen in all its Regions, so the Region is part of the name. A name rather than a
 * reference, because alarms link to dashboards that show the alarms.
 */
export function dashboardName(scope: Construct, namePrefix: string, environment?: string): string {
  const of = environment === undefined ? 'overview' : environment.replace(/[^A-Za-z0-9_-]/g, '-');
  return `${namePrefix}-${of}-${Stack.of(scope).region}`;
}

/** Where the console shows the dashboard. */
export function dashboardUrl(scope: Construct, namePrefix: string, environment?: string): string {
  const { region } = Stack.of(scope);
  const name = dashboardName(scope, namePrefix, environment);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}

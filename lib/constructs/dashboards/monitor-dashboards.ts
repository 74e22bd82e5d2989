import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { RunAlarms } from '../alarms/run-alarms.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import type { DatabaseOptions, WatchedSource } from '../watched-source.ts';
import { EnvironmentDashboard } from './environment-dashboard.ts';
import { OverviewDashboard } from './overview-dashboard.ts';
import { resourcesOf } from './resource-widgets.ts';

export interface MonitorDashboardsProps {
  readonly namePrefix: string;
  readonly environments: readonly RunAlarms[];
  readonly health: readonly AlarmBase[];
  readonly functions: Readonly<Record<string, MonitorFunction>>;
  readonly runsLog: ILogGroup;
  readonly sources: readonly WatchedSource[];
  readonly databases: Readonly<Record<string, DatabaseOptions>>;
}

/** One dashboard of all environments, and one for each environment. */
export class MonitorDashboards extends Construct {
  readonly overview: Dashboard;
  readonly byEnvironment: Readonly<Record<string, Dashboard>>;

  constructor(scope: Construct, id: string, props: MonitorDashboardsProps) {
    super(scope, id);
    const { namePrefix, environments, runsLog, sources, databases } = props;
    this.overview = new OverviewDashboard(this, 'overview', props);
    this.byEnvironment = Object.fromEntries(
      environments.map((alarms) => {
        const { name } = alarms.environment;
        const resources = resourcesOf(name, sources, databases);
        return [
          name,
          new EnvironmentDashboard(this, `environment-${name}`, { namePrefix, alarms, resources, runsLog }),
        ];
      }),
    );
  }
}

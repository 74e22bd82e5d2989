import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { WatchedEnvironment } from '../environment-options.ts';
import { Maintenance, type MaintenanceWindow } from '../maintenance.ts';
import type { AlarmLinks } from './alarm-spec.ts';
import { HealthAlarms, type HealthAlarmsProps } from './health-alarms.ts';
import { PagePathAlarm } from './page-path-alarm.ts';
import { RunAlarms } from './run-alarms.ts';
import { troubleRecorded } from './trouble-recorded.ts';

export interface MonitorAlarmsProps {
  readonly environments: readonly WatchedEnvironment[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** The parts whose health is watched. */
  readonly parts: Omit<HealthAlarmsProps, 'environments' | 'links' | 'topic'>;
  readonly links: AlarmLinks;
  /** Topic of the alarms on runs. */
  readonly events: ITopic;
  /** Topic of the alarms on the monitor itself. */
  readonly health: ITopic;
}

/** All alarms of a monitor: on runs, on the monitor itself, and on both together. */
export class MonitorAlarms extends Construct {
  readonly runs: readonly RunAlarms[];
  /** Alarms on the monitor itself. */
  readonly health: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: MonitorAlarmsProps) {
    super(scope, id);
    const { environments, maintenance, parts, links, events, health: topic } = props;
    this.runs = environments.map(
      (environment) => new RunAlarms(this, environment.name, { environment, links, topic: events }),
    );
    const names = environments.map(({ name }) => name);
    const own = new HealthAlarms(this, 'Health', { ...parts, environments: names, links, topic });
    const pagePaths = this.loudest().flatMap(({ environment: { name: environment }, critical }) => {
      const recorded = troubleRecorded(this, environment, links);
      const behind = { environment, broken: own.pagePath, critical: [...critical, recorded] };
      return [new PagePathAlarm(this, `PagePath-${environment}`, { ...behind, links, topic }), recorded];
    });
    this.health = [...pagePaths, ...own.alarms];
    const alarms = this.runs.flatMap((each) => each.alarms);
    if (maintenance.length > 0) new Maintenance(this, 'Maintenance', { windows: maintenance, alarms });
  }

  /** Environments whose failures are critical; all environments if no environment is critical. */
  private loudest(): readonly RunAlarms[] {
    const critical = this.runs.filter(({ environment }) => environment.severity === 'critical');
    return critical.length > 0 ? critical : this.runs;
  }
}

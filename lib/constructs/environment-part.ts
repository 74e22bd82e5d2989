import { Duration } from 'aws-cdk-lib';
import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlarmLinks } from './alarms/alarm-spec.ts';
import type { WatchedEnvironment } from './alarms/environment-options.ts';
import { healthAlarm } from './alarms/health-alarm.ts';
import { type MaintenanceWindow, mute } from './alarms/maintenance.ts';
import { PagePathAlarm, type PagePathBroken } from './alarms/page-path-alarm.ts';
import { RunAlarms } from './alarms/run-alarms.ts';
import { runMetric } from './alarms/run-metric.ts';
import { troubleRecorded } from './alarms/trouble-recorded.ts';
import { EnvironmentDashboard } from './dashboards/environment-dashboard.ts';
import type { WatchedResource } from './dashboards/resource-widgets.ts';
import { type ExpectedRun, ExpectedRuns, type SweepCalls } from './functions/sweep.ts';
import { MonitorPart } from './nested/monitor-part.ts';

export interface EnvironmentPartProps {
  readonly environment: WatchedEnvironment;
  readonly links: AlarmLinks;
  /** Topic of the alarms on runs. */
  readonly events: ITopic;
  /** Topic of the alarms on the monitor itself. */
  readonly health: ITopic;
  /** Without it, no alarm rises when the page path is broken while a critical alarm of the environment is on. */
  readonly broken?: PagePathBroken;
  readonly maintenance: readonly MaintenanceWindow[];
  /** Those of this environment. */
  readonly expectedRuns: readonly ExpectedRun[];
  readonly calls: SweepCalls;
  /** Resources to draw on its dashboard. Left out if it has none, because the overview shows the only environment. */
  readonly resources?: readonly WatchedResource[];
  readonly runsLog: ILogGroup;
}

/** This many unrecognised lines an hour mean that the format has changed. */
const UNRECOGNIZED_PER_HOUR = 200;

/** Everything that an environment has of its own: alarms, dashboard, mute rules and schedules of expected runs. */
export class EnvironmentPart extends MonitorPart {
  readonly runs: RunAlarms;
  /** Alarms on the monitor itself, about this environment. */
  readonly health: readonly AlarmBase[];
  /** `undefined` if it has none. */
  readonly dashboard: Dashboard | undefined;

  constructor(scope: Construct, id: string, props: EnvironmentPartProps) {
    const { environment, links, events, health: topic, broken, maintenance, expectedRuns, calls } = props;
    const { name } = environment;
    super(
      scope,
      id,
      `alarms and expected runs of ${name}`,
      'Use fewer errorPatterns, expectedRuns or maintenance windows for it, or divide it into several environments',
    );
    this.runs = new RunAlarms(this, 'Alarms', { environment, links, topic: events });
    const unrecognized = healthAlarm(
      this,
      {
        kind: 'unrecognized-lines',
        name,
        threshold: UNRECOGNIZED_PER_HOUR,
        metric: runMetric(
          'UnrecognizedLines',
          { monitor: links.namePrefix, environment: name },
          { period: Duration.hours(1) },
        ),
        what: 'lines within an hour',
      },
      { links, topic },
    );
    this.health = [...(broken ? this.watchPath(broken, props) : []), unrecognized];
    mute(maintenance, this.runs.alarms);
    new ExpectedRuns(this, 'Expected', expectedRuns, calls);
    const { resources, runsLog } = props;
    this.dashboard =
      resources &&
      new EnvironmentDashboard(this, 'Dashboard', {
        namePrefix: links.namePrefix,
        alarms: this.runs,
        resources,
        runsLog,
      });
  }

  private watchPath(broken: PagePathBroken, { links, health }: EnvironmentPartProps): readonly AlarmBase[] {
    const { environment, critical } = this.runs;
    const recorded = troubleRecorded(this, environment.name, links);
    const path = new PagePathAlarm(this, 'PagePath', {
      environment: environment.name,
      broken,
      critical: [...critical, recorded],
      links,
      topic: health,
    });
    return [path, recorded];
  }
}

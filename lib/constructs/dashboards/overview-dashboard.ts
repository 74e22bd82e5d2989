import { Duration } from 'aws-cdk-lib';
import {
  type AlarmBase,
  Dashboard,
  GraphWidgetView,
  type IMetric,
  type IWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type MetricName, MONITOR_ENVIRONMENT, UNMATCHED_NAME } from '../../../lambda/contract/metrics.ts';
import type { RunAlarms } from '../alarms/run-alarms.ts';
import { runMetric } from '../alarms/run-metric.ts';
import type { MonitorFunction } from '../functions/monitor-function.ts';
import { dashboardName, dashboardUrl } from './dashboard-link.ts';
import {
  alarmsOf,
  type EnvironmentDashboardProps,
  environmentVariables,
  environmentWidgets,
} from './environment-dashboard.ts';
import type { WatchedResource } from './resource-widgets.ts';
import { alarmStates, graph, HALF, heading, runsTable, THIRD } from './widgets.ts';

export interface OverviewDashboardProps {
  readonly namePrefix: string;
  readonly environments: readonly RunAlarms[];
  /** Resources to draw if there is only one environment. */
  readonly resources: readonly WatchedResource[];
  /** Alarms on the monitor itself, including the page-path composites. */
  readonly health: readonly AlarmBase[];
  readonly functions: Readonly<Record<string, MonitorFunction>>;
  readonly runsLog: ILogGroup;
}

/**
 * All environments side by side, then the monitor's own health, beginning with `PageDelay`.
 *
 * A single environment has no dashboard of its own: this one shows its rows instead, because each dashboard is billed.
 */
export class OverviewDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: OverviewDashboardProps) {
    const { namePrefix, environments } = props;
    const [first, ...others] = environments;
    const only = first && others.length === 0 ? { ...props, alarms: first } : undefined;
    super(scope, id, {
      dashboardName: dashboardName(scope, namePrefix),
      defaultInterval: Duration.days(1),
      variables: only ? environmentVariables(only) : [],
      widgets: [
        ...(only ? ofOne(only) : ofSeveral(scope, props)),
        [heading('## Ingest and pages')],
        ...health(props),
      ],
    });
  }
}

function ofOne(props: OverviewDashboardProps & EnvironmentDashboardProps): IWidget[][] {
  return [
    [heading(`# Migrations of ${props.alarms.environment.name}`)],
    [alarmStates('Alarms', alarmsOf(props), HALF), alarmStates('Monitor', props.health, HALF)],
    ...environmentWidgets(props),
  ];
}

function ofSeveral(scope: Construct, props: OverviewDashboardProps): IWidget[][] {
  const { namePrefix, environments, health: monitor } = props;
  const links = environments.map(
    ({ environment: { name } }) => `[${name}](${dashboardUrl(scope, namePrefix, name)})`,
  );
  const composites = environments.map(({ composite }) => composite);
  return [
    [heading(`# Migrations\n${links.join(' · ')}`)],
    [alarmStates('Environments in trouble', composites, HALF), alarmStates('Monitor', monitor, HALF)],
    ...runs(props),
  ];
}

function runs({ namePrefix: monitor, environments, runsLog }: OverviewDashboardProps): IWidget[][] {
  const each = (name: MetricName, period = Duration.hours(1)): IMetric[] =>
    environments.map(({ environment: { name: environment } }) =>
      runMetric(name, { monitor, environment }, { period, label: environment }),
    );
  const fine = Duration.minutes(1);
  return [
    [
      graph('Failed', THIRD, { left: each('RunsFailed'), view: GraphWidgetView.BAR }),
      graph('Killed, or ended in an unknown way', THIRD, {
        left: each('RunsKilled'),
        view: GraphWidgetView.BAR,
      }),
      graph('Migrations applied', THIRD, { left: each('MigrationsApplied'), view: GraphWidgetView.BAR }),
    ],
    [
      graph('Dirty', THIRD, { left: each('DirtyDatabase', fine), leftYAxis: { min: 0, max: 1 } }),
      graph('Running for (s)', THIRD, { left: each('RunningFor', fine) }),
      graph('Duration of runs (s)', THIRD, { left: each('RunDuration') }),
    ],
    [
      runsTable('Last runs that did not end well', runsLog, [
        'fields time, environment, database, outcome, version, dirtyVersion, errorClass, sqlState, durationMs',
        'filter ispresent(transition) and outcome in ["failed", "blocked", "killed", "unknown", "stopped-early"]',
        'sort @timestamp desc',
        'limit 50',
      ]),
    ],
  ];
}

function health({ namePrefix: monitor, environments, functions }: OverviewDashboardProps): IWidget[][] {
  const each = (name: MetricName): IMetric[] =>
    environments.map(({ environment: { name: environment } }) =>
      runMetric(name, { monitor, environment }, { period: Duration.minutes(5), label: environment }),
    );
  const parts = Object.entries(functions);
  const five = { period: Duration.minutes(5) };
  const own = (name: MetricName) => runMetric(name, { monitor, environment: MONITOR_ENVIRONMENT }, five);
  return [
    [
      graph('PageDelay: last log event of a failure to the channel’s answer (s)', HALF, {
        left: each('PageDelay'),
      }),
      graph('IngestLag: newest log event to its arrival (s)', HALF, { left: each('IngestLag') }),
    ],
    [
      graph('Lines not understood', THIRD, { left: each('UnrecognizedLines') }),
      graph('Redacted', THIRD, { left: each('RedactedSecrets') }),
      graph('Open, late, rejected and unmatched', THIRD, {
        left: [
          own('OpenEntries').with({ statistic: Stats.MAXIMUM }),
          own('RejectedInputs'),
          runMetric('UnmatchedRun', { monitor, environment: UNMATCHED_NAME }, five),
          ...each('LateFacts'),
          own('RefusedActions'),
          own('FailedAsks'),
        ],
      }),
    ],
    [
      graph('Errors and throttles', HALF, {
        left: parts.flatMap(([name, fn]) => [
          fn.metricErrors({ ...five, label: `${name} errors` }),
          fn.metricThrottles({ ...five, label: `${name} throttles` }),
        ]),
      }),
      graph('Time taken (ms)', HALF, {
        left: parts.map(([name, fn]) =>
          fn.metricDuration({ ...five, statistic: 'p99', label: `${name} p99` }),
        ),
      }),
    ],
  ];
}

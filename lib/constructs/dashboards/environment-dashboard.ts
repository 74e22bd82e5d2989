import { Duration } from 'aws-cdk-lib';
import {
  type AlarmBase,
  Dashboard,
  type DashboardVariable,
  GraphWidgetView,
  type IMetric,
  type IWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { GAUGES, type GaugeName, METRICS, type MetricName } from '../../../lambda/contract/metrics.ts';
import type { WatchedEnvironment } from '../alarms/environment-options.ts';
import type { RunAlarms } from '../alarms/run-alarms.ts';
import { type MonitorScope, runMetric } from '../alarms/run-metric.ts';
import { chooseDimension, searchFor } from './choice.ts';
import { dashboardName, dashboardUrl } from './dashboard-link.ts';
import { resourceRows, type WatchedResource } from './resource-widgets.ts';
import { alarmStates, FULL, graph, HALF, heading, runsTable, THIRD } from './widgets.ts';

export interface EnvironmentDashboardProps {
  readonly namePrefix: string;
  readonly alarms: RunAlarms;
  readonly resources: readonly WatchedResource[];
  readonly runsLog: ILogGroup;
}

/**
 * One environment: its alarms, its runs, and the metrics of its databases and tasks at the same time.
 *
 * With two or more databases, a variable chooses whose runs are drawn.
 */
export class EnvironmentDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: EnvironmentDashboardProps) {
    const { namePrefix, alarms } = props;
    const { name: environment } = alarms.environment;
    super(scope, id, {
      dashboardName: dashboardName(scope, namePrefix, environment),
      defaultInterval: Duration.days(1),
      variables: environmentVariables(props),
      widgets: [
        [heading(`# Migrations of ${environment}\n[All environments](${dashboardUrl(scope, namePrefix)})`)],
        [alarmStates('Alarms', alarmsOf(props), FULL)],
        ...environmentWidgets(props),
      ],
    });
  }
}

/** All alarms on the runs of the environment. */
export function alarmsOf({ alarms: { composite, alarms } }: EnvironmentDashboardProps): readonly AlarmBase[] {
  return [composite, ...alarms.map(({ alarm }) => alarm)];
}

/** The choices of a database and of resources, where there are several. */
export function environmentVariables({
  namePrefix,
  alarms,
  resources,
}: EnvironmentDashboardProps): DashboardVariable[] {
  const { name: environment, databases } = alarms.environment;
  const [first] = databases;
  return [
    ...(first && databases.length > 1
      ? [databaseVariable({ monitor: namePrefix, environment, database: first }, databases)]
      : []),
    ...resourceRows(resources).variables,
  ];
}

/** Rows about one environment. */
export function environmentWidgets(props: EnvironmentDashboardProps): IWidget[][] {
  const { namePrefix, alarms } = props;
  const { name: environment, databases } = alarms.environment;
  const [first] = databases;
  const scope = { monitor: namePrefix, environment };
  return [
    ...environmentRows(props),
    ...patternRows(namePrefix, alarms.environment),
    ...(first ? databaseRows({ ...scope, database: first }, databases.length) : []),
    ...resourceRows(props.resources).rows,
    [heading('## Runs')],
    ...logRows(props),
  ];
}

function databaseVariable(scope: MonitorScope, databases: readonly string[]): DashboardVariable {
  const metric = runMetric('RunDuration', scope);
  return chooseDimension({
    id: 'database',
    label: 'Database',
    values: databases,
    dimension: 'Database',
    search: searchFor(
      metric,
      Object.keys(metric.dimensions ?? {}).filter((name) => name !== 'Database'),
    ),
  });
}

const HOUR = { period: Duration.hours(1) };

/**
 * The unit of the gauges in one graph; every gauge is drawn in the graph of its unit. Those in `Count` are 0 or 1 and show current
 * trouble.
 */
type GaugeUnit = (typeof METRICS)[GaugeName]['unit'];
const gaugesIn = (unit: GaugeUnit) => GAUGES.filter((name) => METRICS[name].unit === unit);

function environmentRows({
  namePrefix: monitor,
  alarms: {
    environment: { name: environment, thresholds },
  },
}: EnvironmentDashboardProps): IWidget[][] {
  const metric = (name: MetricName, options = {}) =>
    runMetric(name, { monitor, environment }, { label: name, ...options });
  const duration = metric('RunDuration', HOUR);
  const band = new MathExpression({
    expression: 'ANOMALY_DETECTION_BAND(duration, 3)',
    usingMetrics: { duration },
    label: 'usual',
    ...HOUR,
  });
  const limits = [thresholds.longRunningWarning, thresholds.longRunningCritical].map((limit) => ({
    value: limit.toSeconds(),
    label: `slow from ${limit.toHumanString()}`,
  }));
  return [
    [
      graph('Runs', THIRD, {
        left: (['RunsSucceeded', 'RunsNoChange', 'RunsFailed', 'RunsKilled'] as const).map((name) =>
          metric(name, HOUR),
        ),
        view: GraphWidgetView.BAR,
        stacked: true,
      }),
      graph('In trouble now', THIRD, {
        left: gaugesIn('Count').map((name) => metric(name)),
        leftYAxis: { min: 0, max: 1 },
      }),
      graph('Migrations applied', THIRD, {
        left: [metric('MigrationsApplied', HOUR)],
        view: GraphWidgetView.BAR,
      }),
    ],
    [
      graph('Running now: for how long, and how long silent (s)', HALF, {
        left: gaugesIn('Seconds').map((name) => metric(name)),
        leftAnnotations: limits,
      }),
      graph('Duration of runs, with what is usual (s)', HALF, { left: [duration, band] }),
    ],
  ];
}

function patternRows(monitor: string, { name: environment, errorPatterns }: WatchedEnvironment): IWidget[][] {
  const patterns = Object.keys(errorPatterns);
  if (patterns.length === 0) return [];
  // Shows the largest number of lines in one batch, because a sum over the hour would count a repeated delivery twice.
  const matches = patterns.map((pattern) =>
    runMetric(
      'PatternMatches',
      { monitor, environment, pattern },
      { label: pattern, period: Duration.minutes(5) },
    ),
  );
  return [
    [
      graph('Lines of one delivery that match an error pattern', FULL, {
        left: matches,
        view: GraphWidgetView.BAR,
      }),
    ],
  ];
}

function databaseRows(scope: MonitorScope & { readonly database: string }, of: number): IWidget[][] {
  const metric = (name: MetricName, options = {}) => runMetric(name, scope, { label: name, ...options });
  // A database with nothing open gets no gauges, which means zero.
  const lines = (unit: GaugeUnit): IMetric[] =>
    gaugesIn(unit).map((name) => {
      const id = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      return new MathExpression({
        expression: `FILL(${id}, 0)`,
        usingMetrics: { [id]: metric(name) },
        label: name,
        period: Duration.minutes(1),
      });
    });
  const hourly = (...names: MetricName[]): IMetric[] => names.map((name) => metric(name, HOUR));
  return [
    [heading(of > 1 ? '## One database, as chosen above' : `## ${scope.database}`)],
    [
      graph('Durations (s)', THIRD, { left: hourly('RunDuration', 'LongestMigration') }),
      graph('Running now, over the longest that is usual', THIRD, { left: lines('None') }),
      graph('Running now (s), in trouble', THIRD, {
        left: lines('Seconds'),
        right: lines('Count'),
        rightYAxis: { min: 0, max: 1 },
      }),
    ],
  ];
}

function logRows({
  alarms: {
    environment: { name: environment },
  },
  runsLog,
}: EnvironmentDashboardProps): IWidget[][] {
  const here = `filter ispresent(transition) and environment = ${JSON.stringify(environment)}`;
  return [
    [
      runsTable('Last runs', runsLog, [
        'fields time, database, transition, outcome, command, version, migrationsApplied, durationMs, errorClass, sqlState',
        here,
        'sort @timestamp desc',
        'limit 50',
      ]),
    ],
    [
      runsTable(
        'Longest migrations',
        runsLog,
        [
          'fields time, database, version, identifier, direction, outcome, ranMs',
          `filter type = "migration" and environment = ${JSON.stringify(environment)} and ispresent(ranMs)`,
          'sort ranMs desc',
          'limit 20',
        ],
        HALF,
      ),
      runsTable(
        'Failures by class',
        runsLog,
        [
          here,
          'filter ispresent(errorClass)',
          'stats count(*) as failures, latest(time) as last by database, errorClass, sqlState',
          'sort failures desc',
        ],
        HALF,
      ),
    ],
  ];
}

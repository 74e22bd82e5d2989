import { Duration } from 'aws-cdk-lib';
import {
  type DashboardVariable,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { own } from '../../../lambda/contract/own.ts';
import type { DatabaseOptions, WatchedSource } from '../sources/watched-source.ts';
import { chooseDimension, chooseText, searchFor } from './choice.ts';
import { FULL, graph, heading } from './widgets.ts';

/** A resource whose own metrics are drawn on the same time axis as the runs. */
export type WatchedResource =
  | { readonly kind: 'rds-cluster' | 'rds-instance'; readonly id: string }
  | { readonly kind: 'ecs-tasks'; readonly cluster: string; readonly family: string };

/** Resources to draw with the runs of `environment`: those of its databases, and the tasks that migrate them. */
export function resourcesOf(
  environment: string,
  sources: readonly WatchedSource[],
  databases: Readonly<Record<string, DatabaseOptions>>,
): readonly WatchedResource[] {
  const rds = Object.values(databases).flatMap(({ clusters, instances }): WatchedResource[] => {
    const [cluster, instance] = [own(clusters, environment), own(instances, environment)];
    return [
      ...(cluster ? [{ kind: 'rds-cluster' as const, id: cluster }] : []),
      ...(instance ? [{ kind: 'rds-instance' as const, id: instance }] : []),
    ];
  });
  const tasks = sources.flatMap(({ rules, tasks: watched }): WatchedResource[] =>
    watched && rules.some((rule) => rule.environment === environment)
      ? [{ kind: 'ecs-tasks', cluster: watched.cluster.clusterName, family: watched.family }]
      : [],
  );
  return [...new Map([...rds, ...tasks].map((each) => [JSON.stringify(each), each])).values()];
}

/** Rows of graphs, and the variables that choose what they draw. */
export interface ResourceRows {
  readonly rows: IWidget[][];
  readonly variables: readonly DashboardVariable[];
}

/**
 * One row for each kind of resource, whatever their number: a dashboard takes 500 widgets. If there are several of a
 * kind, a variable chooses one.
 */
export function resourceRows(resources: readonly WatchedResource[]): ResourceRows {
  const rds = (kind: WatchedResource['kind']) =>
    resources.flatMap((each) => (each.kind === kind && 'id' in each ? [each.id] : []));
  const parts = [
    rdsRow(rds('rds-cluster'), 'DBClusterIdentifier', 'RDS cluster'),
    rdsRow(rds('rds-instance'), 'DBInstanceIdentifier', 'RDS instance'),
    ...taskRows(resources.filter((each) => each.kind === 'ecs-tasks')),
  ].filter((part) => part !== undefined);
  return {
    rows: parts.length === 0 ? [] : [[heading('## Databases and tasks')], ...parts.map(({ row }) => row)],
    variables: parts.flatMap(({ variable }) => variable ?? []),
  };
}

interface Part {
  readonly row: IWidget[];
  readonly variable?: DashboardVariable;
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
const RDS_METRICS = ['CPUUtilization', 'DatabaseConnections', 'FreeableMemory', 'WriteIOPS'];
/** Metrics of Container Insights; without it the graphs stay empty. */
const ECS_METRICS = ['CpuUtilized', 'MemoryUtilized'];

function rdsRow(ids: readonly string[], dimension: string, label: string): Part | undefined {
  const [first] = ids;
  if (first === undefined) return undefined;
  const metrics = RDS_METRICS.map(
    (metricName) =>
      new Metric({
        namespace: 'AWS/RDS',
        metricName,
        dimensionsMap: { [dimension]: first },
        label: metricName,
      }),
  );
  if (ids.length === 1) return { row: rowOf(first, metrics) };
  const variable = chooseDimension({
    id: dimension,
    label,
    values: ids,
    dimension,
    search: searchFor(metrics[0]!, []),
  });
  return { row: rowOf(`${label}, as chosen above`, metrics), variable };
}

type Tasks = Extract<WatchedResource, { readonly kind: 'ecs-tasks' }>;

/** Stands for the chosen family in searches. */
const FAMILY = '__family__';

function taskRows(tasks: readonly Tasks[]): readonly (Part | undefined)[] {
  const families = tasks.filter(({ family }) => !family.includes('*'));
  const patterns = tasks.filter(({ family }) => family.includes('*'));
  return [familyRow(families), ...patterns.map((each) => ({ row: patternRow(each) }))];
}

function familyRow(tasks: readonly Tasks[]): Part | undefined {
  const [first] = tasks;
  if (first === undefined) return undefined;
  const metrics = ECS_METRICS.map((metricName) => {
    const dimensionsMap = { ClusterName: first.cluster, TaskDefinitionFamily: first.family };
    return new Metric({ namespace: 'ECS/ContainerInsights', metricName, dimensionsMap, label: metricName });
  });
  if (tasks.length === 1) return { row: rowOf(first.family, metrics) };
  const variable = chooseText({
    id: FAMILY,
    label: 'Tasks',
    values: [...new Set(tasks.map(({ family }) => family))],
    dimension: 'TaskDefinitionFamily',
    search: searchFor(metrics[0]!, []),
  });
  // A search, because the family may be of any cluster.
  const found = ECS_METRICS.map((metricName) => search(metricName, `TaskDefinitionFamily="${FAMILY}"`));
  return { row: rowOf('Tasks, as chosen above', found, ECS_METRICS), variable };
}

/** All families of the cluster with the words of the pattern: a search compares words. */
function patternRow({ cluster, family }: Tasks): IWidget[] {
  const words = family.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const found = ECS_METRICS.map((metricName) =>
    search(metricName, [`ClusterName="${cluster}"`, ...words].join(' ')),
  );
  return rowOf(family, found, ECS_METRICS);
}

function search(metricName: string, terms: string): IMetric {
  return new MathExpression({
    expression: `SEARCH('{ECS/ContainerInsights,ClusterName,TaskDefinitionFamily} MetricName="${metricName}" ${terms}', 'Average', 300)`,
    usingMetrics: {},
    label: '',
    period: Duration.minutes(5),
  });
}

function rowOf(title: string, metrics: readonly IMetric[], names: readonly string[] = []): IWidget[] {
  return metrics.map((metric, at) =>
    graph(`${title}: ${names[at] ?? (metric as Metric).metricName}`, FULL / metrics.length, {
      left: [metric],
    }),
  );
}

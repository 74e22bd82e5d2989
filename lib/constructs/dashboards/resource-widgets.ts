import { type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { own } from '../../../lambda/contract/own.ts';
import type { DatabaseOptions, WatchedSource } from '../sources/watched-source.ts';
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
  const all = [...rds, ...tasks];
  return all.filter(
    (one, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at,
  );
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
const RDS_METRICS = ['CPUUtilization', 'DatabaseConnections', 'FreeableMemory', 'WriteIOPS'];
/** Metrics of Container Insights; without it the graphs stay empty. */
const ECS_METRICS = ['CpuUtilized', 'MemoryUtilized'];

/** A row of graphs for each resource. */
export function resourceRows(resources: readonly WatchedResource[]): IWidget[][] {
  if (resources.length === 0) return [];
  return [[heading('## Databases and tasks')], ...resources.map(resourceRow)];
}

function resourceRow(resource: WatchedResource): IWidget[] {
  const [title, namespace, names, dimensionsMap] = describe(resource);
  return names.map((metricName) =>
    graph(`${title}: ${metricName}`, FULL / names.length, {
      left: [new Metric({ namespace, metricName, dimensionsMap, label: metricName })],
    }),
  );
}

function describe(
  resource: WatchedResource,
): [title: string, namespace: string, metrics: readonly string[], dimensions: Record<string, string>] {
  switch (resource.kind) {
    case 'rds-cluster':
      return [resource.id, 'AWS/RDS', RDS_METRICS, { DBClusterIdentifier: resource.id }];
    case 'rds-instance':
      return [resource.id, 'AWS/RDS', RDS_METRICS, { DBInstanceIdentifier: resource.id }];
    case 'ecs-tasks': {
      const { cluster, family } = resource;
      return [
        family,
        'ECS/ContainerInsights',
        ECS_METRICS,
        { ClusterName: cluster, TaskDefinitionFamily: family },
      ];
    }
  }
}

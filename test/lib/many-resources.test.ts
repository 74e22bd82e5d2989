import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, test } from 'vitest';
import type { DatabaseOptions } from '../../lib/constructs/sources/watched-source.ts';
import { ENV, ofType, type Resource, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

/** A monitor of `count` databases, each with an RDS cluster and ECS tasks. */
function dashboardOf(count: number, family = (n: number) => `service-${n}-migrate`) {
  const cluster = {
    clusterName: 'prod',
    clusterArn: `arn:aws:ecs:${ENV.region}:${ENV.account}:cluster/prod`,
  };
  const world = synthesise((stack) => ({
    canary: false,
    namePrefix: 'watch',
    sources: Array.from({ length: count }, (_, n) => ({
      logGroup: LogGroup.fromLogGroupName(stack, `group-${n}`, `/ecs/${n}`),
      tasks: { cluster, family: family(n) },
      rules: [{ environment: 'production', database: `db-${n}` }],
    })),
    databases: Object.fromEntries(
      Array.from({ length: count }, (_, n): [string, DatabaseOptions] => [
        `db-${n}`,
        { clusters: { production: `cluster-${n}` } },
      ]),
    ),
  }));
  const [[, { Properties }]] = ofType(world, 'AWS::CloudWatch::Dashboard') as [[string, Resource]];
  const text = flat(Properties.DashboardBody);
  return { text, ...(JSON.parse(text) as { widgets: object[]; variables?: Record<string, unknown>[] }) };
}

test('one resource of a kind is drawn by itself', () => {
  const { text, variables = [] } = dashboardOf(1);
  expect(variables).toEqual([]);
  expect(text).toContain('cluster-0: CPUUtilization');
  expect(text).toContain('service-0-migrate: CpuUtilized');
});

test.each([2, 99, 100, 101, 130])('%i resources of a kind take one row, and a variable chooses', (count) => {
  const { text, widgets, variables = [] } = dashboardOf(count);
  expect(widgets).toHaveLength(dashboardOf(2).widgets.length);
  expect(variables.map(({ type, property, pattern }) => [type, property ?? pattern])).toEqual([
    ['property', 'Database'],
    ['property', 'DBClusterIdentifier'],
    ['pattern', '__family__'],
  ]);
  for (const { values, search } of variables) {
    if (count <= 100) expect(values).toHaveLength(count);
    else expect(search).toMatch(/^\{.+\} MetricName="\w+"/);
  }
  expect(text).toContain('TaskDefinitionFamily=\\"__family__\\"');
});

test('a family with an asterisk is searched for by its words', () => {
  expect(dashboardOf(2, () => '*-migrate').text).toContain('ClusterName=\\"prod\\" migrate');
});

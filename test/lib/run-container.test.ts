import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Cluster, ContainerImage, FargateTaskDefinition, FirelensLogRouterType } from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, test } from 'vitest';
import { readWriterConfig } from '../../lambda/config/writer.ts';
import type { SourceTasks } from '../../lib/constructs/sources/source-tasks.ts';
import { ofType, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

/** A monitor of the tasks of a definition with these containers. */
function watching(containers: readonly string[], more: Partial<SourceTasks> = {}) {
  return synthesise((stack) => {
    const taskDefinition = new FargateTaskDefinition(stack, 'Migrate', { family: 'orders-migrate' });
    for (const name of containers) {
      const image = ContainerImage.fromRegistry('migrate/migrate');
      if (name === 'router')
        taskDefinition.addFirelensLogRouter(name, {
          image,
          firelensConfig: { type: FirelensLogRouterType.FLUENTBIT },
        });
      else taskDefinition.addContainer(name, { image });
    }
    const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'prod',
      vpc: undefined as never,
    });
    return {
      canary: false,
      sources: [
        {
          logGroup: LogGroup.fromLogGroupName(stack, 'orders', '/ecs/orders'),
          tasks: { cluster, family: 'orders-migrate', taskDefinition, ...more },
          dedicated: true,
          rules: [{ environment: 'production', database: 'orders' }],
        },
      ],
    };
  });
}

function containerOf(world: ReturnType<typeof watching>): string | undefined {
  const [, fn] = ofType(world, 'AWS::Lambda::Function').find(([id]) =>
    id.startsWith('MonitorFunctionsingest'),
  )!;
  const variables = Object.entries<unknown>(fn.Properties.Environment.Variables);
  return readWriterConfig(Object.fromEntries(variables.map(([name, value]) => [name, flat(value)])))
    .sources[0]!.container;
}

const warnings = (world: ReturnType<typeof watching>) =>
  Annotations.fromStack(world.stack).findWarning('*', Match.stringLikeRegexp('tasks.container'));

test.each<{
  readonly name: string;
  readonly containers: readonly string[];
  readonly more: Partial<SourceTasks>;
  readonly expected: string | undefined;
}>([
  { name: 'its only one', containers: ['migrate'], more: {}, expected: 'migrate' },
  {
    name: 'its only one besides helpers',
    containers: ['xray-daemon', 'migrate', 'router'],
    more: {},
    expected: 'migrate',
  },
  {
    name: 'the one that is given',
    containers: ['app', 'migrate'],
    more: { container: 'migrate' },
    expected: 'migrate',
  },
  { name: 'none of several', containers: ['app', 'migrate'], more: {}, expected: undefined },
])('the container of a task definition is $name', ({ containers, more, expected }) => {
  const world = watching(containers, more);
  expect(containerOf(world)).toBe(expected);
  expect(warnings(world)).toHaveLength(expected === undefined ? 1 : 0);
});

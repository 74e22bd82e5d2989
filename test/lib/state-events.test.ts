import { Project } from 'aws-cdk-lib/aws-codebuild';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, test } from 'vitest';
import { ENV, minimal, ofType, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

const CLUSTER = { clusterName: 'prod', clusterArn: `arn:aws:ecs:${ENV.region}:${ENV.account}:cluster/prod` };

const watching = (families: readonly string[], projects: readonly string[] = []) =>
  synthesise((stack) => ({
    ...minimal(stack),
    canary: false,
    sources: [...families.map((family) => ({ family })), ...projects.map((project) => ({ project }))].map(
      (each, n) => ({
        logGroup: LogGroup.fromLogGroupName(stack, `group-${n}`, `/shared/${n % 3}`),
        rules: [{ environment: 'production', database: 'orders' }],
        subscribe: false,
        ...('family' in each ? { tasks: { cluster: CLUSTER, family: each.family } } : {}),
        ...('project' in each ? { project: Project.fromProjectName(stack, each.project, each.project) } : {}),
      }),
    ),
  }));
/** The rules but the one for deploys, which every monitor has. */
const rulesOf = (world: ReturnType<typeof watching>) =>
  ofType(world, 'AWS::Events::Rule').filter(([id]) => !id.includes('Deploys'));
const services = (count: number) => Array.from({ length: count }, (_, n) => `service-${n}-migrate`);

test('one rule holds some twenty families of a cluster, and keeps its id when there are more', () => {
  const ids = (count: number) => rulesOf(watching(services(count))).map(([id]) => id);
  const [one, more, many] = [ids(5), ids(30), ids(300)];
  expect([one.length, more.length, many.length]).toEqual([1, 2, 15]);
  expect(more.slice(0, 1)).toEqual(one);
  expect(many.slice(0, 2)).toEqual(more);
});

test('every pattern fits, whatever the number', () => {
  for (const [, { Properties }] of rulesOf(watching(services(300), services(90))))
    expect(JSON.stringify(Properties.EventPattern).length).toBeLessThanOrEqual(2_048);
});

test('a family with an asterisk needs one rule, and covers others', () => {
  const rules = rulesOf(watching(['orders-migrate', '*-migrate', 'other']));
  expect(rules).toHaveLength(1);
  expect(rules[0]![1].Properties.EventPattern.detail.taskDefinitionArn).toEqual([
    { wildcard: `arn:aws:ecs:${ENV.region}:${ENV.account}:task-definition/*-migrate:*` },
    { prefix: `arn:aws:ecs:${ENV.region}:${ENV.account}:task-definition/other:` },
  ]);
});

test('the dead-letter queue takes the events of all rules by one statement', () => {
  const world = watching(services(300));
  const [policy] = ofType(world, 'AWS::SQS::QueuePolicy').filter(([id]) => id.includes('StateEvents'));
  const statements = policy![1].Properties.PolicyDocument.Statement;
  expect(statements).toHaveLength(2);
  const sources = statements[1].Condition.ArnEquals['aws:SourceArn'];
  expect(sources.map(flat)).toEqual(ofType(world, 'AWS::Events::Rule').map(([id]) => `<${id}.Arn>`));
});

test('more rules than may invoke a function are refused', () => {
  expect(() => watching(services(1_000))).toThrow(
    /need \d+ event rules; one monitor takes 40\. Use one family/,
  );
});

test("tasks and builds of another account are matched by that account, and the stack's own stay as they were", () => {
  const other = '444455556666';
  const world = synthesise((stack) => ({
    ...minimal(stack),
    canary: false,
    sources: [undefined, other, ENV.account].map((account, n) => ({
      logGroup: LogGroup.fromLogGroupName(stack, `group-${n}`, '/shared/orders'),
      ...(account !== undefined && { account }),
      rules: [{ environment: 'production', database: n === 1 ? 'theirs' : 'ours' }],
      tasks: { cluster: CLUSTER, family: 'orders' },
      project: Project.fromProjectName(stack, `project-${n}`, 'deploy'),
    })),
  }));
  const patterns = rulesOf(world).map(([, { Properties }]) => Properties.EventPattern);
  const arn = (account: string, path: string) => `arn:aws:ecs:${ENV.region}:${account}:${path}`;
  const task = (account: string) => ({
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      clusterArn: [arn(account, 'cluster/prod')],
      lastStatus: ['RUNNING', 'STOPPED'],
      taskDefinitionArn: [{ prefix: arn(account, 'task-definition/orders:') }],
    },
  });
  const build = {
    source: ['aws.codebuild'],
    'detail-type': ['CodeBuild Build State Change'],
    detail: { 'project-name': ['deploy'] },
  };
  expect(patterns.map((each) => JSON.parse(flat(each).replaceAll('<AWS::Partition>', 'aws')))).toEqual(
    expect.arrayContaining([task(ENV.account), task(other), build, { account: [other], ...build }]),
  );
  expect(patterns).toHaveLength(4);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { expect, test } from 'vitest';
import { full, type Resource, synthesise } from './monitor-under-test.ts';

/**
 * Logical ids with types and physical names, as deployed. CloudFormation creates before it deletes, so a name under another logical
 * id fails with "already exists", and a generated name under another id is a new resource: for a table or a topic, a new one that is
 * empty or has no subscribers. So a line may be added, and never changed or removed. If it must be, the changelog says "needs two
 * deploys".
 */
const LIST = join(import.meta.dirname, 'deployed-names.txt');

/** Lines of {@link LIST} whose resource is gone for good, such as an alarm that others replace. Neither its id nor its name may come back. */
const RETIRED = join(import.meta.dirname, 'retired-names.txt');

const world = synthesise((stack) => {
  const props = full(stack);
  const rules = [{ environment: 'production', database: 'created' }];
  const logGroup = LogGroup.fromLogGroupName(stack, 'created', '/ecs/created');
  return { ...props, sources: [...props.sources, { logGroup, rules, create: RetentionDays.ONE_MONTH }] };
});

const lineOf = ([id, { Type, Properties = {} }]: [string, Resource]) => {
  const { AlarmName, DashboardName, LogGroupName, FilterName } = Properties;
  // A subscription filter takes its log group's name, which may be a reference.
  const name =
    Type === 'AWS::Logs::SubscriptionFilter'
      ? FilterName
      : (AlarmName ?? DashboardName ?? LogGroupName ?? '');
  return `${id} ${Type} ${name}`.trim();
};

const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');
const listed = linesOf(LIST);
const retired = linesOf(RETIRED);
const deployed = Object.entries(world.resources).map(lineOf);

test('no logical id and no name of an earlier build is lost', () => {
  const kept = listed.filter((line) => !retired.includes(line));
  expect(kept.filter((line) => !deployed.includes(line))).toEqual([]);
});

test('a resource that is gone for good was deployed once, and nothing takes its logical id or its name', () => {
  expect(retired.filter((line) => !listed.includes(line))).toEqual([]);
  const [ids, names] = [0, 2].map((part) => new Set(retired.map((line) => line.split(' ')[part]!)));
  expect(
    deployed.filter((line) => {
      const [id = '', , name = ''] = line.split(' ');
      return ids!.has(id) || names!.has(name);
    }),
  ).toEqual([]);
});

test('the list holds all: add these lines to it', () => {
  expect(deployed.filter((line) => !listed.includes(line)).sort()).toEqual([]);
});

import { Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnSubscriptionFilter, type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { mayBeMigrate } from '../../lambda/domain/lines/wording/anchors.ts';
import { anchorPattern } from '../../lib/constructs/anchor-pattern.ts';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import type { WatchedSource } from '../../lib/constructs/sources/watched-source.ts';
import { app, ENV, full, minimal, ofType, onlyOne, stackOf, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

const rules = [{ environment: 'production', database: 'orders' }];

/** A monitor of these log groups, by name. */
function watching(names: readonly string[], more: Partial<WatchedSource> = {}) {
  return synthesise((stack) => ({
    namePrefix: 'watch',
    canary: false,
    sources: names.map((name, index) => ({
      logGroup: LogGroup.fromLogGroupName(stack, `group ${index}`, name),
      rules,
      ...more,
    })),
  }));
}

type World = ReturnType<typeof watching>;

/** Without what belongs to the log group of runs by hand, which every monitor has. */
const ofWatched = (world: Pick<World, 'resources'>, type: string) =>
  ofType(world, type).filter(([id]) => !id.includes('ByHand'));

describe('log groups of another account', () => {
  const of = (account: string) => watching(['/ecs/orders'], { account });
  const made = (world: World) => ({
    filters: ofWatched(world, 'AWS::Logs::SubscriptionFilter').length,
    reads: ofType(world, 'AWS::IAM::Policy')
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }: { Action: string }) => Action === 'logs:FilterLogEvents')
      .some(({ Resource }: { Resource: unknown }) => JSON.stringify(Resource).includes('/ecs/orders')),
  });

  test('are neither subscribed to nor read', () => {
    expect(made(of('444455556666'))).toEqual({ filters: 0, reads: false });
    expect(made(of(ENV.account))).toEqual({ filters: 1, reads: true });
    expect(made(watching(['/ecs/orders']))).toEqual({ filters: 1, reads: true });
  });

  test('cannot be created, and have an account of 12 digits', () => {
    expect(() => watching(['/ecs/orders'], { account: '444455556666', create: 30 })).toThrow(
      "log group 'group 0' is in account 444455556666, where the monitor creates nothing",
    );
    expect(() => of('prod')).toThrow("account of source 'group 0' is 'prod'; expected 12 digits");
  });

  test('are doubted when the account of the stack is not known', () => {
    const stack = new Stack(app(), 'anywhere');
    new MigrateMonitor(stack, 'Monitor', {
      namePrefix: 'watch',
      sources: [
        {
          logGroup: LogGroup.fromLogGroupName(stack, 'group', '/ecs/orders'),
          account: '444455556666',
          rules,
        },
      ],
    });
    Annotations.fromStack(stack).hasWarning(
      '/anywhere/Monitor',
      Match.stringLikeRegexp('If it is 444455556666, leave out account'),
    );
  });
});

describe('subscription filters', () => {
  test('each log group has one, which may invoke the function before it is made', () => {
    const world = watching(['/ecs/orders', '/ecs/billing']);
    const filters = ofWatched(world, 'AWS::Logs::SubscriptionFilter');
    expect(filters.map(([, { Properties }]) => Properties.LogGroupName).sort()).toEqual([
      '/ecs/billing',
      '/ecs/orders',
    ]);
    const permissions = ofWatched(world, 'AWS::Lambda::Permission').filter(
      ([, each]) => each.Properties.Principal === 'logs.amazonaws.com',
    );
    expect(permissions).toHaveLength(1);
    const [permission, { Properties }] = permissions[0]!;
    expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', SourceAccount: '111122223333' });
    expect(flat(Properties.SourceArn)).toBe('arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/*');
    for (const [, { Properties }] of filters)
      expect(Properties).toMatchObject({ FilterPattern: '', FilterName: 'watch' });
    const parts = ofType(
      { resources: Template.fromStack(world.stack).toJSON()['Resources'] },
      'AWS::CloudFormation::Stack',
    ).filter(([id]) => id.includes('LogIngest'));
    expect(parts.length).toBeGreaterThan(0);
    for (const [, part] of parts) expect(part).toMatchObject({ DependsOn: [permission] });
  });

  test('of one part are made one after the other, as AWS takes few requests a second', () => {
    const names = Array.from({ length: 40 }, (_, n) => `/ecs/service-${n}`);
    const filters = ofType(watching(names), 'AWS::Logs::SubscriptionFilter').filter(([id]) =>
      id.includes('LogIngest'),
    );
    expect(filters).toHaveLength(40);
    const first = filters.filter(([, { DependsOn = [] }]) => DependsOn.length === 0);
    expect(first).toHaveLength(4);
    const before = filters.flatMap(([, { DependsOn = [] }]) => DependsOn);
    expect(new Set(before).size).toBe(36);
  });

  test('ids do not depend on the order of the log groups', () => {
    const ids = (...names: string[]) =>
      ofType(watching(names), 'AWS::Logs::SubscriptionFilter')
        .map(([id]) => id)
        .sort();
    expect(ids('/ecs/a', '/ecs/b')).toEqual(ids('/ecs/b', '/ecs/a'));
  });

  test('sources of one log group share one, and what wants all events gets them', () => {
    const world = synthesise((stack) => {
      const logGroup = LogGroup.fromLogGroupName(stack, 'shared', '/shared');
      return {
        canary: false,
        sources: [
          { logGroup, rules, filterPattern: anchorPattern() },
          { logGroup, rules },
        ],
      };
    });
    expect(
      ofWatched(world, 'AWS::Logs::SubscriptionFilter').map(([, { Properties }]) => Properties.FilterPattern),
    ).toEqual(['']);
  });

  test('none where something else hands events on', () => {
    const world = watching(['/ecs/orders'], { subscribe: false });
    expect(ofWatched(world, 'AWS::Logs::SubscriptionFilter')).toEqual([]);
    expect(
      ofWatched(world, 'AWS::Lambda::Permission').filter(
        ([, { Properties }]) => Properties.Principal === 'logs.amazonaws.com',
      ),
    ).toEqual([]);
  });

  test('are named after their log groups, so that a refused deploy says whose it was', () => {
    const [[id] = []] = ofWatched(watching(['/ecs/orders-migrate']), 'AWS::Logs::SubscriptionFilter');
    expect(id).toMatch(/ecsordersmigrate/);
  });

  test('roles that hand deliveries on may invoke the function, which may read the log group again', () => {
    const world = synthesise((stack) => ({
      relays: [Role.fromRoleArn(stack, 'shipper', 'arn:aws:iam::444455556666:role/log/shipper')],
      sources: [
        {
          logGroup: LogGroup.fromLogGroupName(stack, 'orders', '/ecs/orders'),
          rules,
          subscribe: false,
          filterPattern: anchorPattern(),
        },
      ],
    }));
    const filters = ofType(world, 'AWS::Logs::SubscriptionFilter').map(([, { Properties }]) => Properties);
    expect(filters.map(({ LogGroupName }) => LogGroupName)).not.toContain('/ecs/orders');
    const allowed = ofType(world, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(allowed).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^MonitorFunctionsingest/), 'Arn'] },
      Principal: 'arn:aws:iam::444455556666:role/log/shipper',
    });
    expect(ofType(world, 'AWS::IAM::Policy').filter(([id]) => id.includes('shipper'))).toEqual([]);
    world.template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'logs:FilterLogEvents', Effect: 'Allow' })]),
      },
    });
  });

  test('a log group whose name only the deploy knows is subscribed to as well', () => {
    const world = synthesise((stack) => ({
      sources: [
        { logGroup: LogGroup.fromLogGroupName(stack, 'exported', Fn.importValue('orders-log')), rules },
      ],
    }));
    world.template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      LogGroupName: { 'Fn::ImportValue': 'orders-log' },
    });
    world.template.hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:*',
    });
  });
});

describe('refuses', () => {
  test.each([
    ['by name', '/migrate-watch/watch/runs'],
    ['of another monitor', '/migrate-watch/other/page'],
    ['that Lambda would make', '/aws/lambda/migrate-watch-ingest'],
  ])('a log group of the monitor itself, %s', (_name, own) => {
    expect(() => watching([own])).toThrow(/is the monitor's own: its lines would come back for ever/);
  });

  const beside = (others: number, group: (stack: ReturnType<typeof stackOf>) => ILogGroup) => {
    const stack = stackOf();
    const logGroup = group(stack);
    for (let n = 0; n < others; n++) {
      new CfnSubscriptionFilter(stack, `other ${n}`, {
        logGroupName: logGroup.logGroupName,
        destinationArn: 'arn:aws:lambda:eu-central-1:111122223333:function:other',
        filterPattern: '',
      });
    }
    new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), sources: [{ logGroup, rules }] });
    return Annotations.fromStack(stack);
  };
  const named = (stack: ReturnType<typeof stackOf>) =>
    LogGroup.fromLogGroupName(stack, 'group', '/ecs/shared');
  const made = (stack: ReturnType<typeof stackOf>) => new LogGroup(stack, 'group');

  test.each([
    ['imported', named],
    ['made in the same app', made],
  ])('a sixth subscription filter of a log group %s, and warns of a third', (_name, group) => {
    expect(() => beside(5, group)).toThrow(/gets 6 subscription filters \(.*other 4.*\); AWS allows 2/);
    const third = Match.stringLikeRegexp('gets 3 subscription filters .*docs/relay.md');
    expect(beside(2, group).findWarning('*', third)).toHaveLength(1);
    expect(beside(1, group).findWarning('*', Match.stringLikeRegexp('subscription filters'))).toEqual([]);
  });
});

test('the pre-filter lets only through what may be golang-migrate’s', () => {
  const terms = [...anchorPattern().logPatternString.matchAll(/\?"((?:[^"\\]|\\.)*)"/g)].map(
    ([, term]) => term!,
  );
  expect(terms.length).toBeGreaterThan(10);
  for (const term of terms.filter((each) => !/^\/[ud] $/.test(each)))
    expect(mayBeMigrate(`x ${term} x`), term).toBe(true);
  expect(anchorPattern().logPatternString.length).toBeLessThanOrEqual(1_024);
});

describe('state events', () => {
  const world = synthesise(full);
  const rulesOf = (source: string) =>
    ofType(world, 'AWS::Events::Rule').filter(
      ([, { Properties }]) => Properties.EventPattern.source[0] === source,
    );

  test('come from the watched tasks of a cluster', () => {
    const { detail, 'detail-type': kind } = onlyOne(rulesOf('aws.ecs')).Properties.EventPattern;
    expect(kind).toEqual(['ECS Task State Change']);
    expect(detail.lastStatus).toEqual(['RUNNING', 'STOPPED']);
    expect(detail.clusterArn.map(flat)).toEqual(['arn:aws:ecs:eu-central-1:111122223333:cluster/prod']);
    expect(detail.taskDefinitionArn.map(({ prefix }: { prefix: unknown }) => flat(prefix))).toEqual([
      'arn:aws:ecs:eu-central-1:111122223333:task-definition/orders-migrate:',
    ]);
  });

  test('come from the watched builds', () => {
    expect(onlyOne(rulesOf('aws.codebuild')).Properties.EventPattern).toMatchObject({
      'detail-type': ['CodeBuild Build State Change'],
      detail: { 'project-name': ['deploy'] },
    });
  });

  test('that cannot be delivered are kept', () => {
    for (const [, { Properties }] of ofType(world, 'AWS::Events::Rule')) {
      const [target] = Properties.Targets;
      expect(flat(target.Arn)).toMatch(/^<MonitorFunctionslifecycle/);
      expect(flat(target.DeadLetterConfig.Arn)).toMatch(/^<MonitorStateEventsDeadLetters/);
      expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    }
  });

  test('nothing watched: only the rule for deploys of this monitor', () => {
    const rules = ofType(synthesise(minimal), 'AWS::Events::Rule');
    expect(rules.map(([, { Properties }]) => Properties.EventPattern)).toEqual([
      {
        source: ['migrate-watch'],
        'detail-type': ['Migration Run Expected'],
        detail: { monitor: ['watch'] },
      },
    ]);
  });
});

test('the sweep is called every minute', () => {
  const schedules = ofType(synthesise(minimal), 'AWS::Scheduler::Schedule');
  const { Properties } = onlyOne(schedules.filter(([id]) => id.startsWith('MonitorSweep')));
  expect(Properties).toMatchObject({
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Target: { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
  });
});

test('the table is what the contract says, and stays', () => {
  const { template } = synthesise(minimal);
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: Match.arrayWith([{ AttributeName: 'dueAt', AttributeType: 'N' }]),
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: false },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open',
          KeySchema: [
            { AttributeName: 'open', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'recent',
          KeySchema: [
            { AttributeName: 'list', KeyType: 'HASH' },
            { AttributeName: 'listedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] },
        },
      ],
    },
  });
});

test('the table takes a key of the customer', () => {
  synthesise(full).template.hasResourceProperties('AWS::DynamoDB::Table', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
  });
});

import { Duration } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { readPageConfig } from '../../lambda/config/page.ts';
import { readWriterConfig } from '../../lambda/config/writer.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { dynamoDbBy } from '../adapters/fake-dynamodb.ts';
import { full, ofType, type Resource, synthesise } from './monitor-under-test.ts';
import { flat, resourceBehind, rightsOf, statementsOf } from './template.ts';

const world = synthesise(full);
const functions = ofType(world, 'AWS::Lambda::Function');

describe('every function', () => {
  test.each(functions)('%s runs as decided', (_id, { Properties }) => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.stringMatching(/^Monitor.*log/) } },
      TracingConfig: { Mode: 'Active' },
    });
  });

  test('has a role of its own', () => {
    const roles = functions.map(([, { Properties }]) => flat(Properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
    for (const [, { Properties }] of ofType(world, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('keeps what it could not handle', () => {
    const kept = ofType(world, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => ({
      fn: flat(Properties.FunctionName),
      to: flat(Properties.DestinationConfig.OnFailure.Destination),
    }));
    const byQueue = ofType(world, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
      const queue = resourceBehind(world, Properties.EventSourceArn).Properties;
      return { fn: flat(Properties.FunctionName), to: flat(queue.RedrivePolicy.deadLetterTargetArn) };
    });
    expect(byQueue).toHaveLength(4);
    const all = [...kept, ...byQueue];
    expect(all.map(({ fn }) => fn).sort()).toEqual(functions.map(([id]) => `<${id}>`).sort());
    expect(new Set(all.map(({ to }) => to)).size).toBe(functions.length);
  });

  test('reads no queue but its own', () => {
    for (const [id] of functions) {
      const read = rightsOf(world, id.replace(/^Monitor|[0-9A-F]{8}$/g, '')).filter(({ actions }) =>
        actions.includes('sqs:ReceiveMessage'),
      );
      const queue = id.startsWith('Monitordeliver')
        ? [expect.stringContaining(`<${id.slice(0, -8)}Queue`)]
        : [];
      expect(
        read.flatMap(({ resources }) => resources),
        id,
      ).toEqual(queue);
    }
  });
});

test('an asterisk is used only where AWS does not support resources', () => {
  const wild = ofType(world, 'AWS::IAM::Policy')
    .flatMap(([, { Properties }]) => statementsOf(Properties.PolicyDocument))
    .filter(({ resources }) => resources.includes('*'));
  for (const { actions, conditions } of wild) {
    if (actions.includes('cloudwatch:PutMetricData')) {
      expect(actions).toEqual(['cloudwatch:PutMetricData']);
      expect(conditions).toEqual({ StringEquals: { 'cloudwatch:namespace': 'MigrateWatch' } });
    } else {
      const unlimited = ['cloudwatch:GetMetricData', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
      expect(unlimited).toEqual(expect.arrayContaining([...actions]));
    }
  }
  const actions = ofType(world, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
    statementsOf(Properties.PolicyDocument).flatMap((statement) => statement.actions),
  );
  expect([...new Set(actions.filter((action) => action.includes('*')))].sort()).toEqual([
    'kms:GenerateDataKey*',
    'kms:ReEncrypt*',
  ]);
});

describe('the table', () => {
  const keysFor = (handler: string, action: string) =>
    rightsOf(world, handler)
      .filter(({ actions }) => actions.includes(action))
      .map(({ resources, conditions }) => [
        resources.map((each) => each.replace(/<MonitorTable[0-9A-F]{8}\.Arn>/, 'table')).join(),
        conditions['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? 'all',
      ]);

  test.each([
    ['Functionsingest', 'dynamodb:PutItem', [['table', ['origin#*']]]],
    ['Functionsingest', 'dynamodb:Query', [['table', ['origin#*']]]],
    [
      'Functionslifecycle',
      'dynamodb:PutItem',
      [
        ['table', ['origin#*']],
        ['table', ['expected#*']],
      ],
    ],
    [
      'Functionssweep',
      'dynamodb:Query',
      [
        ['table', ['origin#*']],
        ['table/index/open', 'all'],
        ['table', ['target#*', 'index#*']],
      ],
    ],
    ['Functionssweep', 'dynamodb:UpdateItem', [['table', ['origin#*', 'target#*', 'index#*']]]],
    [
      'Functionssweep',
      'dynamodb:PutItem',
      [
        ['table', ['origin#*']],
        ['table', ['expected#*']],
      ],
    ],
    ['Functionspage', 'dynamodb:PutItem', [['table', ['target#*', 'test#*', 'review#*']]]],
    [
      'Functionspage',
      'dynamodb:Query',
      [
        ['table', ['target#*', 'origin#*']],
        ['table/index/open', 'all'],
      ],
    ],
    ['deliverteam', 'dynamodb:PutItem', [['table', ['delivery#*']]]],
    ['deliverteam', 'dynamodb:GetItem', [['table', ['target#*', 'delivery#*']]]],
    ['deliverteam', 'dynamodb:Query', []],
  ])('%s: %s', (handler, action, expected) => {
    expect(keysFor(handler, action)).toEqual(expected);
  });

  test('partition keys begin as the rights say', async () => {
    const asked: string[] = [];
    const client = dynamoDbBy(async ({ input }: { input: Record<string, unknown> }) => {
      asked.push(JSON.stringify(input));
      return { Items: [] };
    });
    const target = { environment: 'production', database: 'orders' };
    const facts = new DynamoDbFactStore(client, 'runs', () => 0);
    await facts.readOrigin('ecs/1/migrate');
    const expected = { name: 'nightly', target: { environment: 'production', database: 'orders' }, since: 0 };
    await facts.closeExpected({ ...expected, dueAt: 1 });
    const incidents = new DynamoDbIncidentStore(client, 'runs', () => 0);
    await incidents.readHistory(target);
    await incidents.readTarget(target);
    const deliveries = new DynamoDbDeliveryStore(client, 'runs', () => 0);
    await deliveries.readDelivery('migrate-watch/production/orders/slow/1', 'team');
    await deliveries.readIncident('migrate-watch/production/orders/slow/1');
    expect(asked.map((input) => /"S":"([a-z]+)#/.exec(input)?.[1])).toEqual([
      'origin',
      'expected',
      'target',
      'target',
      'delivery',
      'target',
    ]);
  });
});

test('the sweep may read the watched log groups again, and no others', () => {
  const [read, ...more] = rightsOf(world, 'Functionssweep').filter(({ actions }) =>
    actions.includes('logs:FilterLogEvents'),
  );
  expect(more).toEqual([]);
  expect(read!.resources.map((arn) => arn.replace(/^.*log-group:/, ''))).toEqual([
    '/aws/codebuild/deploy:*',
    '/ecs/orders-migrate:*',
    '<MonitorByHandLines5CD93056.Arn>',
  ]);
  for (const handler of ['Functionsingest', 'Functionslifecycle', 'Functionspage']) {
    expect(rightsOf(world, handler).flatMap(({ actions }) => actions)).not.toContain('logs:FilterLogEvents');
  }
});

describe('the environment is what handlers read', () => {
  const variables = (handler: string): Record<string, string> => {
    const [, fn] = functions.find(([id]) => id.startsWith(`MonitorFunctions${handler}`)) as [
      string,
      Resource,
    ];
    return Object.fromEntries(
      Object.entries(fn.Properties.Environment.Variables).map(([name, value]) => [name, flat(value)]),
    );
  };

  test.each(['ingest', 'lifecycle', 'sweep', 'page'])('%s', (handler) => {
    const config = readWriterConfig(variables(handler));
    expect(config.deadlines).toEqual(DEADLINES);
    expect(config.sources).toEqual([
      {
        target: { environment: 'production', database: 'orders' },
        logGroup: '/ecs/orders-migrate',
        cluster: 'prod',
        family: 'orders-migrate',
        container: 'migrate',
        dedicated: true,
        engine: 'postgres',
        multiStatement: false,
        measured: true,
      },
      {
        target: { environment: 'production', database: 'billing' },
        logGroup: '/aws/codebuild/deploy',
        project: 'deploy',
        nth: 2,
        engine: 'mysql',
        measured: true,
      },
      {
        target: { environment: 'staging', database: 'orders' },
        logGroup: '/aws/codebuild/deploy',
        project: 'deploy',
        command: 'staging',
        engine: 'postgres',
        multiStatement: false,
      },
      byHand('production/orders', { engine: 'postgres', multiStatement: false, measured: true }),
      byHand('production/billing', { engine: 'mysql', measured: true }),
      byHand('staging/orders', { engine: 'postgres', multiStatement: false }),
      expect.objectContaining({ target: { environment: 'canary', database: 'watch' } }),
    ]);
  });

  function byHand(name: string, declared: object) {
    const [environment, database] = name.split('/');
    const place = { logGroup: '/migrate-watch/watch/by-hand', streamPrefix: `${name}/`, dedicated: true };
    return { target: { environment, database }, ...place, ...declared };
  }

  test('retention, and the deadlines that are given for all environments and for single ones', () => {
    const { resources } = synthesise((stack) => ({
      ...full(stack),
      deadlines: { silentWarningMs: 240_000 },
      retentionDays: { incident: 90 },
      environments: { staging: { silentWarning: Duration.minutes(3) } },
    }));
    const [, sweep] = ofType({ resources }, 'AWS::Lambda::Function').find(([id]) => /sweep/.test(id))!;
    const { Variables } = sweep.Properties.Environment;
    const read = readWriterConfig(
      Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, flat(value)])),
    );
    expect(read.retention).toEqual({ fact: 45, run: 400, incident: 90 });
    expect(read.deadlines.silentWarningMs).toBe(240_000);
    expect(read.deadlinesByEnvironment).toEqual({ staging: { silentWarningMs: 180_000 } });
  });

  test('page also gets severities, topics and the runbook', () => {
    const { policy, topicArns } = readPageConfig(variables('page'));
    expect(policy.severities).toMatchObject({ production: 'critical', staging: 'info' });
    expect(policy.runbookUrl).toMatch(/^https:.*runbook\.md$/);
    expect(policy.dashboardUrl).toMatch(/^https:.*#dashboards\/dashboard\/.*-overview-/);
    expect(topicArns.critical).toMatch(/^<MonitorPagingcritical/);
    expect(policy.maintenance).toEqual([
      {
        name: 'nightly',
        schedule: 'cron(0 2 * * *)',
        durationMs: 7_200_000,
        timeZone: 'Etc/UTC',
        environments: ['production'],
      },
      {
        name: 'orders-only',
        schedule: 'at(2027-01-31T02:00)',
        durationMs: 3_600_000,
        timeZone: 'Etc/UTC',
        databases: ['orders'],
      },
    ]);
  });
});

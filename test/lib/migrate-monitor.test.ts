import { type App, Duration, type Environment, Fn, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test, vi } from 'vitest';
import { METRIC_NAMESPACE } from '../../lambda/contract/metrics.ts';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import type { MigrateMonitorProps } from '../../lib/constructs/monitor-props.ts';
import type { Channel } from '../../lib/constructs/paging/channel.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { wholeTemplateOf } from '../../scripts/synthesise.ts';
import { app, ENV, full, minimal, ofType, stackOf, synthesise, wholeOf } from './monitor-under-test.ts';

const WEBHOOK: Channel = {
  kind: 'webhook',
  name: 'x',
  topics: [],
  url: 'https://x.example',
  secret: Secret.fromSecretNameV2(new Stack(), 'key', 'key'),
};
const EMAIL: Channel = { kind: 'email', name: 'me', topics: [], address: 'me@example.com' };

test('the smallest stack is as it was', () => {
  const stack = new MonitorStack(app(), 'watch', { env: ENV, monitor: minimal });
  expect(wholeTemplateOf(stack)).toMatchSnapshot();
});

test('the stack with all options matches its snapshot, except the alarms, which the smallest stack has too', () => {
  const stack = new MonitorStack(app(), 'watch', { env: ENV, monitor: full });
  const { Resources: resources, ...rest } = wholeTemplateOf(stack);
  const others = Object.entries(resources as Record<string, { Type: string }>).filter(
    ([, { Type }]) => !Type.startsWith('AWS::CloudWatch::'),
  );
  expect({ ...rest, Resources: Object.fromEntries(others) }).toMatchSnapshot();
});

test('two monitors live in one stack', () => {
  const stack = stackOf();
  const { namePrefix: _, ...props } = minimal(stack);
  const first = new MigrateMonitor(stack, 'First', props);
  const staging = LogGroup.fromLogGroupName(stack, 'staging', '/staging/migrate');
  const rules = [{ environment: 'staging', database: 'orders' }];
  const second = new MigrateMonitor(stack, 'Second', { sources: [{ logGroup: staging, rules }] });
  const { resources } = wholeOf(stack);
  const names = ofType({ resources }, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties.AlarmName,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(first.dashboardUrl).not.toBe(second.dashboardUrl);
  const logs = ofType({ resources }, 'AWS::Logs::LogGroup').map(
    ([, { Properties }]) => Properties.LogGroupName,
  );
  // Of each: runs, page, canary, the canary's lines, review, and runs by hand.
  expect(new Set(logs).size).toBe(2 * 6);
});

describe('two monitors of one name', () => {
  const twin = (scope: App, id: string, env?: Environment) => {
    const stack = new Stack(scope, id, env === undefined ? {} : { env });
    return new MigrateMonitor(stack, 'Monitor', minimal(stack));
  };

  test.each<[string, Environment | undefined]>([
    ['that name their account and Region', ENV],
    ['that leave them to the deploy', undefined],
  ])('in one place are refused, in stacks %s', (_which, env) => {
    const scope = app();
    twin(scope, 'one', env);
    expect(() => twin(scope, 'two', env)).toThrow(
      "the monitors one/Monitor and two/Monitor are both called 'watch', in the same account and Region",
    );
  });

  test('in one stack are refused', () => {
    const stack = stackOf();
    const props = minimal(stack);
    new MigrateMonitor(stack, 'First', props);
    expect(() => new MigrateMonitor(stack, 'Second', props)).toThrow(
      "the monitors watch/First and watch/Second are both called 'watch'",
    );
  });

  test('in two Regions or accounts are not', () => {
    const scope = app();
    twin(scope, 'one', ENV);
    twin(scope, 'two', { ...ENV, region: 'us-east-1' });
    twin(scope, 'three', { ...ENV, account: '999900001111' });
  });
});

test('no alarm and no dashboard reads a metric without the monitor', () => {
  const { resources } = synthesise(full);
  const text = JSON.stringify(resources);
  // Metrics of alarms, and those of dashboards, whose bodies are JSON inside the template's JSON.
  const ofAlarms = [
    ...text.matchAll(/"Dimensions":(\[[^\]]*\]),"(?:(?!"Namespace").)*?"Namespace":"MigrateWatch"/g),
  ];
  const ofDashboards = [...text.matchAll(/\[\\"MigrateWatch\\",(.*?)\]/g)];
  expect(ofAlarms.length).toBeGreaterThan(50);
  expect(ofDashboards.length).toBeGreaterThan(50);
  for (const [, dimensions] of ofAlarms) expect(dimensions).toContain('{"Name":"Monitor","Value":"watch"}');
  for (const [, rest] of ofDashboards) expect(rest).toContain('\\"Monitor\\",\\"watch\\"');
});

test('the template is valid, and cdk-nag finds nothing that is not reasoned for', () => {
  vi.stubEnv('CDK_VALIDATION', 'true');
  const scope = app();
  expect(scope.node.getContext('@aws-cdk/core:validateAgainstDefaultRules')).toBe(true);
  new MonitorStack(scope, 'watch', { env: ENV, monitor: full });
  Validations.of(scope).addPlugins(new AwsSolutionsChecks(scope), new ServerlessChecks(scope));
  expect(() => scope.synth()).not.toThrow();
  vi.unstubAllEnvs();
});

test('cdk-nag finds nothing either where account, Region and names are known to the deploy alone', () => {
  vi.stubEnv('CDK_VALIDATION', 'true');
  const scope = app();
  const monitor = (stack: Stack) => ({
    sources: [
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'exported', Fn.importValue('orders-log')),
        rules: [{ environment: 'production', database: 'orders' }],
      },
    ],
  });
  new MonitorStack(scope, 'watch', { monitor });
  Validations.of(scope).addPlugins(new AwsSolutionsChecks(scope), new ServerlessChecks(scope));
  expect(() => scope.synth()).not.toThrow();
  vi.unstubAllEnvs();
});

test('a monitor that tells nobody warns of it', () => {
  const stack = new Stack();
  new MigrateMonitor(stack, 'Monitor', minimal(stack));
  Annotations.fromStack(stack).hasWarning('/Default/Monitor', Match.stringLikeRegexp('nobody is notified'));
});

test.each<[string, Partial<MigrateMonitorProps>, RegExp]>([
  ['no sources', { sources: [] }, /sources is empty/],
  ['a prefix that names cannot begin with', { namePrefix: '1 prefix' }, /namePrefix is '1 prefix'; expected/],
  ['a name with a slash', { environments: { 'a/b': {} } }, /'a\/b' is not a valid name/],
  [
    'a channel of a kind that there is not',
    { channels: [{ ...EMAIL, kind: 'pigeon' as never }] },
    /'me' is of the kind 'pigeon'; expected one of email, pagerduty, slack, webhook/,
  ],
  ['a plain http webhook', { channels: [{ ...WEBHOOK, url: 'http://x.example' }] }, /https URL/],
  [
    'a webhook with credentials in its URL',
    { channels: [{ ...WEBHOOK, url: 'https://me:s3cr3t@x.example' }] },
    /^(?!.*s3cr3t).*'x' posts to a URL that holds credentials/s,
  ],
  [
    'a channel whose name cannot be in the name of its log group',
    { channels: [{ ...WEBHOOK, name: 'me@x+y' }] },
    /'me@x\+y' has a name that cannot be used; expected letters, digits and \. _ -/,
  ],
  ['a concurrency of half a function', { ingestConcurrency: 0.5 }, /ingestConcurrency is 0\.5; expected/],
  ['no concurrency at all', { ingestConcurrency: 0 }, /ingestConcurrency is 0; expected/],
  [
    'variables of fewer characters than Lambda takes bytes',
    {
      sources: [
        {
          logGroup: LogGroup.fromLogGroupName(new Stack(), 'x', '/ecs/orders'),
          rules: [{ environment: 'production', database: 'orders', command: '漢'.repeat(1_400) }],
        },
      ],
    },
    /environment of ingest takes \d{4} bytes/,
  ],
  ['a channel twice', { channels: [EMAIL, EMAIL] }, /'me' is given twice/],
  [
    'health through one of our functions',
    { channels: [{ ...WEBHOOK, topics: ['health'] }] },
    /cannot take health/,
  ],
  [
    'a warning after the critical alarm',
    { environments: { production: { silentWarning: Duration.minutes(20) } } },
    /'production': silentWarning is 20 minutes and silentCritical 15 minutes; expected/,
  ],
  [
    'facts that go before their runs are sealed',
    { retentionDays: { fact: 30 } },
    /retentionDays\.fact is 30; expected whole days, more than 30/,
  ],
  ['facts that outlive their runs', { retentionDays: { fact: 500 } }, /retentionDays\.run is 400; expected/],
  [
    'an environment after one that there is not',
    { environments: { production: { after: 'stagin' }, staging: {} } },
    /environment 'production': after is 'stagin', which is not an environment .*; expected staging; did you mean 'staging'\?/,
  ],
  [
    'environments in a circle',
    { environments: { production: { after: 'staging' }, staging: { after: 'production' } } },
    /environment 'production': after is 'staging', which makes a circle: production after staging after production;/,
  ],
  [
    'a threshold under a minute',
    { environments: { production: { longRunningWarning: Duration.seconds(59) } } },
    /longRunningWarning is 59 seconds .* at least a minute/,
  ],
  [
    'a pattern that a line can make slow',
    { errorPatterns: { slow: { regex: '(a+)+b' } } },
    /errorPatterns\.slow\.regex is '\(a\+\)\+b'; expected only plain characters/,
  ],
  [
    'an invalid pattern',
    { errorPatterns: { open: { regex: '(' } } },
    /open\.regex is '\('; expected a JavaScript/,
  ],
  [
    'a pattern as long as a page',
    { errorPatterns: { long: { regex: 'x'.repeat(201) } } },
    /expected at most 200/,
  ],
  [
    'a pattern with an invalid name',
    { errorPatterns: { 'a/b': { regex: 'x' } } },
    /'a\/b' is not a valid name/,
  ],
  [
    'a pattern with a name that alarms use',
    { errorPatterns: { all: { regex: 'x' } } },
    /errorPatterns\.all has a name/,
  ],
])('refuses %s', (_name, props, message) => {
  const stack = stackOf();
  expect(() => new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), ...props })).toThrow(message);
});

test('reserves concurrency for ingest alone, and only when asked', () => {
  const reserved = (props: Partial<MigrateMonitorProps>) =>
    ofType(
      synthesise((stack) => ({ ...minimal(stack), ...props })),
      'AWS::Lambda::Function',
    ).flatMap(([id, { Properties }]) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[id.replace(/[0-9A-F]{8}$/, ''), Properties.ReservedConcurrentExecutions]],
    );
  expect(reserved({})).toEqual([]);
  expect(reserved({ ingestConcurrency: 20 })).toEqual([['MonitorFunctionsingest', 20]]);
});

test('takes a log group with the longest name', () => {
  const name = `/ecs/${'x'.repeat(507)}`;
  const world = synthesise((stack) => ({
    ...minimal(stack),
    sources: [
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'long', name),
        rules: [{ environment: 'production', database: 'orders' }],
      },
    ],
  }));
  const filters = ofType(world, 'AWS::Logs::SubscriptionFilter').map(
    ([, each]) => each.Properties.LogGroupName,
  );
  expect(filters).toContain(name);
  // Neither a dimension (at most 255 characters) nor a tag holds it.
  for (const [, { Properties }] of ofType(world, 'AWS::CloudWatch::Alarm'))
    expect(JSON.stringify([Properties.Dimensions, Properties.Metrics, Properties.Tags])).not.toContain(name);
});

test('error patterns are told to ingest alone, in a file when they are many', () => {
  const patterns = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`p${n}`, { regex: `${n} ${'x'.repeat(150)}` }]),
    );
  const monitor = (count: number) => {
    const stack = stackOf();
    new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), errorPatterns: patterns(count) });
    return ofType(wholeOf(stack), 'AWS::Lambda::Function');
  };
  const told = monitor(1).flatMap(([id, { Properties }]) => {
    const text = Properties.Environment.Variables.ERROR_PATTERNS;
    return text === undefined ? [] : [[id, JSON.parse(text)[0]]];
  });
  expect(told).toEqual([
    [expect.stringMatching(/^MonitorFunctionsingest/), { name: 'p0', regex: `0 ${'x'.repeat(150)}` }],
  ]);
  const many = monitor(25).flatMap(
    ([, { Properties }]) => Properties.Environment.Variables.ERROR_PATTERNS ?? [],
  );
  expect(many).toEqual(['@error-patterns.json']);
});

test('refuses more late names of log groups than the environment of a function holds', () => {
  const monitor = (count: number) => () => {
    const stack = stackOf();
    const rules = [{ environment: 'production', database: 'orders' }];
    const sources = Array.from({ length: count }, (_, n) => ({
      logGroup: LogGroup.fromLogGroupName(stack, `group ${n}`, Fn.importValue(`log-${n}`)),
      rules,
    }));
    return new MigrateMonitor(stack, 'Monitor', { sources });
  };
  expect(monitor(25)).not.toThrow();
  expect(monitor(40)).toThrow(
    /environment of ingest takes \d+ bytes \(.*LOG_GROUP_\d+ \d+.*\); Lambda takes 4096/,
  );
});

test('tells all that is wrong with props at once', () => {
  const stack = stackOf();
  expect(
    () => new MigrateMonitor(stack, 'Monitor', { sources: [], namePrefix: '', channels: [EMAIL, EMAIL] }),
  ).toThrow(/twice[\s\S]*sources is empty[\s\S]*namePrefix is ''/);
});

test('takes a table and topics that are there already', () => {
  const stack = stackOf();
  const table = Table.fromTableName(stack, 'given', 'runs');
  const critical = Topic.fromTopicArn(stack, 'people', 'arn:aws:sns:eu-central-1:111122223333:people');
  const monitor = new MigrateMonitor(stack, 'Monitor', {
    ...minimal(stack),
    table: table as ITable,
    topics: { critical },
  });
  expect(monitor.topics.critical).toBe(critical);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::DynamoDB::Table', 0);
  template.resourceCountIs('AWS::SNS::Topic', 4);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ TABLE_NAME: 'runs', CRITICAL_TOPIC_ARN: critical.topicArn }),
    },
  });
});

test('publishes to given topics with their own keys, and warns of a topic whose key is not known', () => {
  const stack = stackOf();
  const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/theirs';
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:people';
  const monitor = new MigrateMonitor(stack, 'Monitor', {
    ...minimal(stack),
    topics: {
      critical: Topic.fromTopicAttributes(stack, 'encrypted', { topicArn, keyArn }),
      warning: Topic.fromTopicArn(stack, 'unknown', `${topicArn}-too`),
    },
  });
  const page = stack.resolve(monitor.functions['page']!.role!.roleName);
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties: { Roles, PolicyDocument } }) =>
    JSON.stringify(Roles) === JSON.stringify([page]) ? PolicyDocument.Statement : [],
  );
  expect(statements.filter(({ Resource }) => [Resource].flat().includes(keyArn))).toEqual([
    expect.objectContaining({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
  ]);
  const about = (name: string) => Match.stringLikeRegexp(`The key of the ${name} topic is not known here`);
  Annotations.fromStack(stack).hasWarning('*', about('warning'));
  Annotations.fromStack(stack).hasNoWarning('*', about('critical'));
});

test('a topic of somebody else for health warns that its policy is theirs', () => {
  const stack = new Stack();
  const health = Topic.fromTopicArn(stack, 'people', 'arn:aws:sns:eu-central-1:111122223333:people');
  new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), topics: { health } });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('must allow cloudwatch.amazonaws.com'));
});

test('metrics are those of the contract', () => {
  const stack = stackOf();
  const monitor = new MigrateMonitor(stack, 'Monitor', minimal(stack));
  const scope = { environment: 'production', database: 'orders' };
  expect(stack.resolve(monitor.metricRunsFailed(scope).toMetricConfig().metricStat)).toMatchObject({
    namespace: METRIC_NAMESPACE,
    metricName: 'RunsFailed',
    statistic: 'Sum',
    dimensions: [
      { name: 'Database', value: 'orders' },
      { name: 'Environment', value: 'production' },
      { name: 'Monitor', value: 'watch' },
    ],
  });
  expect(monitor.metricRunDuration(scope).statistic).toBe('Maximum');
  expect(monitor.metricDirtyDatabase(scope).statistic).toBe('Maximum');
});

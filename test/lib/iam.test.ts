import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DETAIL_TYPES } from '../../lambda/contract/bus-events.ts';
import { PARTITIONS, type Partition, TABLE } from '../../lambda/contract/table.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { ACCOUNT, REGION, resolved } from '../../scripts/resolved-template.ts';
import { wholeTemplateOf } from '../../scripts/synthesise.ts';
import { type Operation, operationsOf } from './iam/operations.ts';
import { type Request, Role } from './iam/role.ts';
import { app, ENV } from './monitor-under-test.ts';

const { settings } = readSettings(readFileSync('examples/several-environments.yaml', 'utf8'), 'settings');
const stack = new MonitorStack(app(), 'watch', {
  env: ENV,
  monitor: (scope) => monitorPropsOf(settings!, scope),
});
const resources = resolved(wholeTemplateOf(stack));

type Target = Omit<Request, 'action'>;

/** Id of the one resource whose id, without the hash that CDK appends, is `beginning`. */
function idOf(beginning: string): string {
  const found = Object.keys(resources).filter((each) => each.replace(/[0-9A-F]{8}$/, '') === beginning);
  expect(found, beginning).toHaveLength(1);
  return found[0]!;
}

function arnOf(beginning: string, arn: (id: string) => string): string {
  return arn(idOf(beginning));
}

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const tableArn = arnOf('MonitorTable', (id) => arn('dynamodb', `table/${id}`));
const items = (...partitions: Partition[]): Target[] =>
  partitions.map((partition) => ({
    resource: tableArn,
    context: { 'dynamodb:LeadingKeys': [`${PARTITIONS[partition]}some`] },
  }));
const openIndex: Target = { resource: `${tableArn}/index/${TABLE.openIndex.name}` };
const recentIndex: Target = { resource: `${tableArn}/index/${TABLE.recentIndex.name}` };
const topics = (...names: string[]): Target[] =>
  names.map((name) => ({ resource: arnOf(`MonitorPaging${name}`, (id) => arn('sns', id)) }));
const metrics: Target[] = [{ resource: '*', context: { 'cloudwatch:namespace': 'MigrateWatch' } }];
const stream = (group: string): Target => ({ resource: arn('logs', `log-group:${group}:log-stream:some`) });
const group = (name: string): Target => ({ resource: arn('logs', `log-group:${name}:*`) });
const secret = (name: string): Target[] => [{ resource: arn('secretsmanager', `secret:${name}-a1B2c3`) }];
const busEvent = (type: string, bus = 'shop-migrations', source = 'migrate-watch'): Target => ({
  resource: arn('events', `event-bus/${bus}`),
  context: { 'events:source': [source], 'events:detail-type': [type] },
});
const canaryLines = '/migrate-watch/shop-migrations/canary-lines';

const writer: Readonly<Record<Operation, Target[]>> = {
  'cloudwatch PutMetricData': metrics,
  'dynamodb PutItem': items('origin'),
  'dynamodb Query': items('origin'),
  'sns Publish': topics('events'),
};
const ownDelivery: Readonly<Record<Operation, Target[]>> = {
  'cloudwatch PutMetricData': metrics,
  'dynamodb GetItem': items('target', 'delivery'),
  'dynamodb PutItem': items('delivery'),
};
const deliverer = (secretName: string): Readonly<Record<Operation, Target[]>> => ({
  ...ownDelivery,
  'secrets-manager GetSecretValue': secret(secretName),
});

interface Use {
  /** `lambda/handlers/<handler>.ts` */
  readonly handler: string;
  /** Id of its role, without CDK's hash. */
  readonly role: string;
  /** What each operation that its code can ask for is used on. */
  readonly operations: Readonly<Record<Operation, readonly Target[]>>;
}

/** What each function of the stack does in AWS. */
const USES: Readonly<Record<string, Use>> = {
  ingest: { handler: 'ingest', role: 'MonitorFunctionsingestRole', operations: writer },
  lifecycle: {
    handler: 'lifecycle',
    role: 'MonitorFunctionslifecycleRole',
    operations: { ...writer, 'dynamodb PutItem': items('origin', 'expected') },
  },
  sweep: {
    handler: 'sweep',
    role: 'MonitorFunctionssweepRole',
    operations: {
      ...writer,
      'dynamodb PutItem': items('origin', 'expected'),
      'dynamodb Query': [...items('origin', 'target', 'index'), openIndex],
      'dynamodb UpdateItem': items('origin', 'target', 'index'),
      'cloudwatch GetMetricData': [{ resource: '*' }],
      'sns ListSubscriptionsByTopic': topics('health'),
      'cloudwatch-logs FilterLogEvents': [
        group('/production/migrate'),
        group('/aws/codebuild/deploy-previews'),
        group('/migrate-watch/shop-migrations/by-hand'),
      ],
    },
  },
  page: {
    handler: 'page',
    role: 'MonitorFunctionspageRole',
    operations: {
      'cloudwatch PutMetricData': metrics,
      'dynamodb PutItem': items('target', 'test', 'review'),
      'dynamodb Query': [...items('target', 'origin'), openIndex],
      'sns Publish': topics('critical', 'warning', 'info'),
    },
  },
  canary: {
    handler: 'canary',
    role: 'MonitorCanaryFunctionRole',
    operations: {
      'cloudwatch PutMetricData': metrics,
      'cloudwatch-logs CreateLogStream': [stream(canaryLines)],
      'cloudwatch-logs PutLogEvents': [stream(canaryLines)],
    },
  },
  review: {
    handler: 'review',
    role: 'MonitorReviewFunctionRole',
    operations: {
      'cloudwatch PutMetricData': metrics,
      'dynamodb GetItem': items('review'),
      'dynamodb PutItem': items('review'),
      'dynamodb Query': [...items('review', 'origin', 'target'), openIndex, recentIndex],
      's3 PutObject': [
        { resource: `${arnOf('MonitorReviewPages', (id) => `arn:aws:s3:::${id}`)}/reviews/some` },
      ],
      'sns Publish': topics('critical'),
    },
  },
  'deliver-oncall': {
    handler: 'deliver-pagerduty',
    role: 'MonitordeliveroncallFunctionRole',
    operations: {
      ...deliverer('shop/pagerduty-routing-key'),
      'secrets-manager GetSecretValue': [
        ...secret('shop/pagerduty-routing-key'),
        ...secret('shop/pagerduty-rest-key'),
      ],
      'sns Publish': topics('events'),
    },
  },
  'deliver-team': {
    handler: 'deliver-slack',
    role: 'MonitordeliverteamFunctionRole',
    operations: deliverer('shop/slack-webhook-url'),
  },
  'deliver-audit': {
    handler: 'deliver-webhook',
    role: 'MonitordeliverauditFunctionRole',
    operations: deliverer('shop/audit-signing-key'),
  },
  'deliver-automation': {
    handler: 'deliver-eventbridge',
    role: 'MonitordeliverautomationFunctionRole',
    operations: {
      ...ownDelivery,
      'eventbridge PutEvents': Object.values(DETAIL_TYPES).map((type) => busEvent(type)),
    },
  },
};

/** Services whose IAM prefix is not their client's name. */
const PREFIXES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'logs',
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
};

function requestsOf(name: string): readonly Request[] {
  return Object.entries(USES[name]!.operations).flatMap(([operation, targets]) => {
    const [client = '', action] = operation.split(' ');
    return targets.map((target) => ({ action: `${PREFIXES[client] ?? client}:${action}`, ...target }));
  });
}

function roleOf(name: string): Role {
  return new Role(idOf(USES[name]!.role), resources);
}

const key = (request: Request) => JSON.stringify(request);
const names = Object.keys(USES);
const everything = new Map(names.flatMap(requestsOf).map((request) => [key(request), request]));

test('the table above names every function of the stack', () => {
  expect(Object.keys(stack.monitor.functions).sort()).toEqual([...names].sort());
});

test.each(names)(
  'the table above names every operation that the code of %s asks for, and no other',
  (name) => {
    const { handler, operations } = USES[name]!;
    expect(Object.keys(operations).sort()).toEqual([...operationsOf(handler)].sort());
  },
);

describe.each(names)('%s', (name) => {
  const role = roleOf(name);
  const needed = requestsOf(name);

  test('may do what it does', async () => {
    for (const request of needed) expect(await role.answer(request), key(request)).toBe('Allowed');
  });

  test('may not do what only other functions do', async () => {
    const own = new Set(needed.map(key));
    const others = [...everything].filter(([each]) => !own.has(each));
    expect(others.length).toBeGreaterThan(10);
    for (const [each, request] of others) expect(await role.answer(request), each).toBe('ImplicitlyDenied');
  });

  test('has no right that neither its code nor the platform uses', () => {
    const used = new Set(needed.map(({ action }) => action));
    const unused = role.statements
      .flatMap(({ Action }) => [Action].flat())
      .filter((action) => !used.has(action));
    expect(unused.filter((action) => !(action in WITHOUT_CODE))).toEqual([]);
  });
});

/** Rights that our code does not use, and who uses them. */
const WITHOUT_CODE: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'Lambda sends traces.',
  'xray:PutTelemetryRecords': 'Lambda sends traces.',
  'logs:CreateLogStream': 'Lambda writes the log of a function.',
  'logs:PutLogEvents': 'Lambda writes the log of a function.',
  'sqs:SendMessage': 'Lambda puts requests that failed into the dead-letter queue.',
  'sqs:ReceiveMessage': 'The event source mapping reads the queue of a deliverer.',
  'sqs:DeleteMessage': 'The event source mapping deletes what was delivered.',
  'sqs:ChangeMessageVisibility': 'The event source mapping gives back what was not delivered.',
  'sqs:GetQueueAttributes': 'The event source mapping needs it; CDK grants it with SendMessage too.',
  'sqs:GetQueueUrl': 'CDK grants it with the others.',
  'kms:Decrypt': 'SNS and DynamoDB ask KMS in the name of the caller.',
  'kms:GenerateDataKey*': 'SNS and DynamoDB ask KMS in the name of the caller.',
  'kms:Encrypt': 'DynamoDB asks for it with a customer-managed key.',
  'kms:ReEncrypt*': 'DynamoDB asks for it with a customer-managed key.',
  'kms:DescribeKey': 'DynamoDB asks for it with a customer-managed key.',
};

describe('what services ask for in the name of a function', () => {
  const keyArn = arnOf('MonitorKey', (id) => arn('kms', `key/${id}`));

  test.each(['ingest', 'lifecycle', 'sweep', 'page'])('%s may publish to encrypted topics', async (name) => {
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey'])
      expect(await roleOf(name).answer({ action, resource: keyArn }), action).toBe('Allowed');
  });

  test.each(names)(
    '%s may leave what failed in a dead-letter queue of its own, or read its queue',
    async (name) => {
      const role = roleOf(name);
      const queues = Object.keys(resources).filter((id) => resources[id]!.Type === 'AWS::SQS::Queue');
      const answers = async (action: string) => {
        const each = queues.map(async (id) =>
          (await role.answer({ action, resource: arn('sqs', id) })) === 'Allowed' ? [id] : [],
        );
        return (await Promise.all(each)).flat();
      };
      const [sends, reads] = [await answers('sqs:SendMessage'), await answers('sqs:ReceiveMessage')];
      expect([sends.length, reads.length]).toEqual(name.startsWith('deliver-') ? [0, 1] : [1, 0]);
    },
  );
});

describe('policies for people', () => {
  const recentIndex: Target = { resource: `${tableArn}/index/${TABLE.recentIndex.name}` };
  const keyArn = arnOf('MonitorKey', (id) => arn('kms', `key/${id}`));
  const via = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
  const stack = arn('cloudformation', 'stack/watch/0a1b2c3d');
  const person = (policy: string) => new Role('person', resources, [idOf(policy)]);
  const each = (action: string, targets: readonly Target[]) =>
    targets.map((target): Request => ({ action, ...target }));
  const keys = items('origin', 'target', 'expected', 'delivery', 'index', 'test');
  const byHand = (name: string): Target => ({
    resource: arn('logs', `log-group:/migrate-watch/${settings!.name}/by-hand:log-stream:${name}`),
  });
  const alarm = (name: string): Target[] => [{ resource: arn('cloudwatch', `alarm:${name}`) }];
  const reads = [
    ...each('cloudformation:DescribeStacks', [{ resource: stack }]),
    ...each('dynamodb:Query', [openIndex, recentIndex, ...keys]),
    ...each('dynamodb:GetItem', keys),
    ...each('dynamodb:BatchGetItem', keys),
    ...each('kms:Decrypt', [{ resource: keyArn, context: via('dynamodb') }]),
    ...each('cloudwatch:GetMetricData', [{ resource: '*' }]),
  ];
  const sends = [
    ...each('sns:Publish', topics('events')),
    ...each('kms:GenerateDataKey', [{ resource: keyArn, context: via('sns') }]),
    ...each('kms:Decrypt', [{ resource: keyArn, context: via('sns') }]),
    ...each('sns:ListSubscriptionsByTopic', topics('critical', 'warning', 'info', 'health')),
    ...each('cloudwatch:SetAlarmState', alarm(`${settings!.name}-monitor-test-page`)),
    ...each('logs:CreateLogStream', [byHand('production/orders/ada-1')]),
    ...each('logs:PutLogEvents', [byHand('production/orders/ada-1')]),
    ...each('events:PutEvents', [busEvent('Migration Run Expected', 'default')]),
  ];
  const nobody = [
    ...each('dynamodb:PutItem', keys),
    ...each('dynamodb:UpdateItem', keys),
    ...each('dynamodb:DeleteItem', keys),
    ...each('dynamodb:Scan', [{ resource: tableArn }]),
    ...each('dynamodb:Query', [{ resource: tableArn }]),
    ...each('events:PutEvents', [
      busEvent('Migration Run Expected', 'default', 'aws.ecs'),
      busEvent('ECS Task State Change', 'default'),
    ]),
    ...each('sns:Publish', topics('critical', 'warning', 'info', 'health')),
    ...each('kms:Decrypt', [{ resource: keyArn, context: via('s3') }]),
    ...each('cloudformation:DescribeStacks', [{ resource: arn('cloudformation', 'stack/other/0a1b') }]),
    ...each('cloudwatch:SetAlarmState', alarm(`${settings!.name}-end-to-end-canary-not-seen`)),
    ...each('cloudwatch:SetAlarmState', alarm('an-alarm-of-others')),
    ...each('cloudwatch:PutMetricData', metrics),
    ...each('logs:PutLogEvents', ['production/orderz/ada-1', 'production/orders', 'some'].map(byHand)),
    ...each('logs:PutLogEvents', [stream(canaryLines)]),
    ...each('logs:FilterLogEvents', [byHand('production/orders/ada-1')]),
    ...each('lambda:InvokeFunction', [{ resource: arn('lambda', 'function:some') }]),
  ];

  test.each([
    ['MonitorPeopleReader', reads, [...sends, ...nobody]],
    ['MonitorPeopleOperator', [...reads, ...sends], nobody],
  ])('%s allows what the commands do, and nothing else', async (policy, may, mayNot) => {
    const role = person(policy);
    for (const request of may) expect(await role.answer(request), key(request)).toBe('Allowed');
    for (const request of mayNot) expect(await role.answer(request), key(request)).toBe('ImplicitlyDenied');
  });
});

test.each([
  { who: 'page', what: { action: 'sns:Publish', resource: arn('sns', 'a-topic-of-others') } },
  { who: 'ingest', what: { action: 'dynamodb:Query', resource: tableArn } },
  { who: 'ingest', what: { action: 'dynamodb:Scan', resource: tableArn } },
  { who: 'page', what: { action: 'dynamodb:DeleteItem', ...items('target')[0]! } },
  { who: 'sweep', what: { action: 'logs:FilterLogEvents', ...group('/production/payments') } },
  {
    who: 'canary',
    what: {
      action: 'cloudwatch:PutMetricData',
      resource: '*',
      context: { 'cloudwatch:namespace': 'Billing' },
    },
  },
  // A deploy's event would make a missing run out of nothing.
  { who: 'deliver-automation', what: { action: 'events:PutEvents', ...busEvent('Migration Run Expected') } },
  {
    who: 'deliver-automation',
    what: { action: 'events:PutEvents', ...busEvent('Incident Opened', 'default') },
  },
  {
    who: 'deliver-automation',
    what: { action: 'events:PutEvents', ...busEvent('Incident Opened', 'shop-migrations', 'aws.ecs') },
  },
  {
    who: 'deliver-automation',
    what: { action: 'events:PutEvents', resource: arn('events', 'event-bus/shop-migrations') },
  },
  {
    who: 'deliver-team',
    what: { action: 'secretsmanager:GetSecretValue', ...secret('shop/slack-webhook-url-of-others')[0]! },
  },
])('$who may not: $what.action', async ({ who, what }) => {
  expect(await roleOf(who).answer(what)).toBe('ImplicitlyDenied');
});

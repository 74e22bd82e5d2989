import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, test } from 'vitest';
import { readDeliverConfig } from '../../lambda/config/deliver.ts';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import type { Channel, EventBridgeChannel } from '../../lib/constructs/paging/channel.ts';
import { full, minimal, ofType, type Resource, synthesise } from './monitor-under-test.ts';
import { flat, resourceBehind, rightsOf, statementsOf } from './template.ts';

const world = synthesise(full);

test('every alarm reaches one topic that lets it in, by a key that lets it in', () => {
  const alarms = [
    ...ofType(world, 'AWS::CloudWatch::Alarm'),
    ...ofType(world, 'AWS::CloudWatch::CompositeAlarm'),
  ];
  expect(alarms.length).toBeGreaterThan(50);
  for (const [id, { Properties }] of alarms) {
    // Read by another alarm only.
    if (/TroubleRecorded|PagePathBroken/.test(id)) continue;
    expect(Properties.AlarmActions, id).toHaveLength(1);
    const meansSomething =
      /-(?:sweep|canary-not-seen|waiting-pages|page-path|pattern|unconfirmed-mails|test-page)$/.test(
        Properties.AlarmName,
      );
    expect(Properties.OKActions ?? [], id).toEqual(meansSomething ? Properties.AlarmActions : []);
    const [action] = Properties.AlarmActions;
    const topic = resourceBehind(world, action);
    expect(topic.Type, id).toBe('AWS::SNS::Topic');
    const policies = ofType(world, 'AWS::SNS::TopicPolicy').filter(([, policy]) =>
      policy.Properties.Topics.some((each: unknown) => flat(each) === flat(action)),
    );
    expect(policies, id).toHaveLength(1);
    expect(allowedToAlarms(policies[0]![1].Properties.PolicyDocument), id).toContain('sns:Publish');
    const key = resourceBehind(world, topic.Properties.KmsMasterKeyId);
    expect(allowedToAlarms(key.Properties.KeyPolicy), id).toEqual(
      expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
    );
  }
});

function allowedToAlarms(document: Parameters<typeof statementsOf>[0]): readonly string[] {
  return statementsOf(document)
    .filter(
      ({ effect, principals, conditions }) =>
        effect === 'Allow' &&
        principals.includes('cloudwatch.amazonaws.com') &&
        conditions['StringEquals']?.['aws:SourceAccount'] === '111122223333',
    )
    .flatMap(({ actions }) => actions);
}

test('every topic is encrypted by our key and takes TLS only', () => {
  const topics = ofType(world, 'AWS::SNS::Topic');
  expect(topics).toHaveLength(5);
  for (const [id, { Properties }] of topics) {
    expect(resourceBehind(world, Properties.KmsMasterKeyId).Type).toBe('AWS::KMS::Key');
    const [, policy] = ofType(world, 'AWS::SNS::TopicPolicy').find(
      ([, each]) => flat(each.Properties.Topics[0]) === `<${id}>`,
    )!;
    expect(statementsOf(policy.Properties.PolicyDocument)).toContainEqual(
      expect.objectContaining({ effect: 'Deny', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  }
});

const NOT_THE_FIRST_OK = JSON.stringify({
  $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }, { NewStateValue: [{ exists: false }] }],
});

describe('subscriptions', () => {
  const subscriptions = ofType(world, 'AWS::SNS::Subscription').map(([, { Properties }]) => ({
    topic: flat(Properties.TopicArn).replace(/^<MonitorPaging(.*)[0-9A-F]{8}>$/, '$1'),
    protocol: Properties.Protocol,
    endpoint: flat(Properties.Endpoint).replace(/[0-9A-F]{8}\.Arn>$/, '>'),
    dead: flat(Properties.RedrivePolicy.deadLetterTargetArn).replace(/[0-9A-F]{8}\.Arn>$/, '>'),
  }));

  test('page alone reads events', () => {
    expect(subscriptions.filter(({ topic }) => topic === 'events')).toEqual([
      {
        topic: 'events',
        protocol: 'lambda',
        endpoint: '<MonitorFunctionspage>',
        dead: '<MonitorPagingpagesubscriptiondeadletters>',
      },
    ]);
  });

  test('each channel gets the topics that it asked for, and dead letters of its function or of its protocol', () => {
    const heard = subscriptions.filter(({ topic }) => topic !== 'events');
    expect(heard.map(({ topic, protocol, dead }) => `${topic} ${protocol} ${dead}`).sort()).toEqual([
      'critical email <MonitorPagingemailsubscriptiondeadletters>',
      'critical sqs <MonitordeliverauditFunctionDeadLetters>',
      'critical sqs <MonitordeliverautomationFunctionDeadLetters>',
      'critical sqs <MonitordeliveroncallFunctionDeadLetters>',
      'critical sqs <MonitordeliverteamFunctionDeadLetters>',
      'health email <MonitorPagingemailsubscriptiondeadletters>',
      'health https <MonitorPagingpagerdutysubscriptiondeadletters>',
      'info sqs <MonitordeliverautomationFunctionDeadLetters>',
      'info sqs <MonitordeliverteamFunctionDeadLetters>',
      'warning sqs <MonitordeliverteamFunctionDeadLetters>',
    ]);
  });

  test('people get pages, not changes; on health every alarm passes, and its OK after it, but not the first OK of a new alarm', () => {
    const filters = ofType(world, 'AWS::SNS::Subscription').map(([id, { Properties }]) => {
      const [protocol, policy] = [Properties.Protocol, Properties.FilterPolicy];
      return `${flat(Properties.TopicArn).replace(/^<MonitorPaging(.*)[0-9A-F]{8}>$/, '$1')} ${/oncall|team|audit|automation/.exec(id)?.[0] ?? protocol} ${JSON.stringify(policy ?? 'all')}`;
    });
    expect(filters.sort()).toEqual([
      'critical audit {"kind":[{"anything-but":["ask"]}]}',
      'critical automation {"kind":[{"anything-but":["ask"]}]}',
      'critical email {"kind":["page","test:dba@example.com","review:dba@example.com"]}',
      'critical oncall {"kind":[{"anything-but":["ask"]}]}',
      'critical team {"kind":["page","handled","test:team","review:team"]}',
      'events lambda "all"',
      `health email ${NOT_THE_FIRST_OK}`,
      `health https ${NOT_THE_FIRST_OK}`,
      'info automation {"kind":[{"anything-but":["ask"]}]}',
      'info team {"kind":["page","handled","test:team","review:team"]}',
      'warning team {"kind":["page","handled","test:team","review:team"]}',
    ]);
  });

  test('only a channel that can ask its receiver gets asks, and may publish what people did there', () => {
    const secret = (name: string) => Secret.fromSecretNameV2(new Stack(), name, name);
    const oncall = {
      kind: 'pagerduty',
      name: 'oncall',
      topics: ['critical'],
      secret: secret('key'),
    } as const;
    const of = (apiSecret?: ISecret) => {
      const monitor = synthesise((stack) => ({
        ...minimal(stack),
        channels: [{ ...oncall, ...(apiSecret && { apiSecret }) }],
      }));
      const [[, subscription] = []] = ofType(monitor, 'AWS::SNS::Subscription').filter(
        ([, { Properties }]) => Properties.Protocol === 'sqs',
      );
      const rights = rightsOf(monitor, 'deliveroncall');
      const using = (action: string) =>
        rights.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
      const variables = ofType(monitor, 'AWS::Lambda::Function')
        .map(([, { Properties }]) => Properties.Environment.Variables)
        .filter((each) => each.ASKED_TOPICS ?? each.PAGERDUTY_API_SECRET);
      return { filter: subscription!.Properties.FilterPolicy, using, variables };
    };
    const asking = of(secret('rest-key'));
    expect(asking.filter).toBeUndefined();
    expect(asking.using('sns:Publish')).toEqual([
      expect.stringMatching(/^<MonitorPagingevents[0-9A-F]{8}>$/),
    ]);
    expect(asking.using('secretsmanager:GetSecretValue')).toHaveLength(2);
    expect(asking.variables).toMatchObject([
      { ASKED_TOPICS: '["critical"]' },
      { PAGERDUTY_API_SECRET: 'rest-key', PAGERDUTY_API_URL: 'https://api.pagerduty.com' },
    ]);
    const silent = of();
    expect(silent.filter).toEqual({ kind: [{ 'anything-but': ['ask'] }] });
    expect(silent.using('sns:Publish')).toEqual([]);
    expect(silent.using('secretsmanager:GetSecretValue')).toHaveLength(1);
    expect(silent.variables).toEqual([]);
  });

  test('of an address do not depend on the names of its channels, nor on how many name it', () => {
    const of = (...channels: Channel[]) =>
      Object.fromEntries(
        ofType(
          synthesise((stack) => ({ ...minimal(stack), channels })),
          'AWS::SNS::Subscription',
        ).filter(([, { Properties }]) => Properties.Protocol !== 'lambda'),
      );
    const address = 'dba@example.com';
    const topics = ['critical', 'health'] as const;
    const one = of({ kind: 'email', name: 'mail', topics, address });
    expect(Object.keys(one)).toHaveLength(2);
    expect(of({ kind: 'email', name: 'renamed', topics, address })).toEqual(one);
    const twice = of(
      { kind: 'email', name: 'mail', topics, address },
      { kind: 'email', name: address, topics: ['critical', 'info'], address },
    );
    expect(twice).toMatchObject(one);
    expect(Object.keys(twice)).toHaveLength(3);
    const secret = Secret.fromSecretNameV2(new Stack(), 'key', 'pager');
    const pager = (name: string): Channel => ({
      kind: 'pagerduty',
      name,
      topics: ['health'],
      secret,
      healthSecret: secret,
    });
    expect(of(pager('new'))).toEqual(of(pager('old')));
  });

  test('health reaches people without any of our functions', () => {
    const health = subscriptions.filter(({ topic }) => topic === 'health');
    expect(health.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining([
        'dba@example.com',
        'https://events.eu.pagerduty.com/integration/{{resolve:secretsmanager:watch/pagerduty-health:SecretString:integrationKey::}}/enqueue',
      ]),
    );
    expect(health.some(({ protocol }) => protocol === 'lambda')).toBe(false);
  });

  test('a channel’s queue holds on to each page for hours, and shows it to one invocation at a time', () => {
    const mappings = ofType(world, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(4);
    for (const [, { Properties }] of mappings) {
      expect(Properties).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 5 } });
      const queue = resourceBehind(world, Properties.EventSourceArn).Properties;
      const { Timeout } = resourceBehind(world, Properties.FunctionName).Properties;
      expect(queue.SqsManagedSseEnabled).toBe(true);
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
      const hours = (queue.RedrivePolicy.maxReceiveCount * queue.VisibilityTimeout) / 3_600;
      expect(hours).toBe(6);
      expect(queue.MessageRetentionPeriod).toBe(14 * 24 * 3_600);
    }
  });

  test('keep the envelope, which names the message', () => {
    const queues = ofType(world, 'AWS::SNS::Subscription').filter(
      ([, { Properties }]) => Properties.Protocol === 'sqs',
    );
    expect(queues.map(([, { Properties }]) => Properties.RawMessageDelivery ?? false)).toEqual(
      queues.map(() => false),
    );
  });

  test('every queue takes TLS only', () => {
    for (const [id] of ofType(world, 'AWS::SQS::Queue')) {
      const policy = ofType(world, 'AWS::SQS::QueuePolicy').find(
        ([, { Properties }]) => flat(Properties.Queues[0]) === `<${id}>`,
      );
      expect(statementsOf(policy![1].Properties.PolicyDocument), id).toContainEqual(
        expect.objectContaining({ effect: 'Deny', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('every queue that they write to takes letters from its topics', () => {
    const queues = new Set(
      ofType(world, 'AWS::SQS::QueuePolicy').map(([, { Properties }]) => flat(Properties.Queues[0])),
    );
    expect(ofType(world, 'AWS::SQS::Queue').filter(([id]) => !queues.has(`<${id}>`))).toEqual([]);
  });
});

describe('deliverers', () => {
  const variables = (name: string): Record<string, string> => {
    const [, fn] = ofType(world, 'AWS::Lambda::Function').find(([id]) =>
      id.startsWith(`Monitordeliver${name}`),
    ) as [string, Resource];
    return Object.fromEntries(
      Object.entries(fn.Properties.Environment.Variables).map(([key, value]) => [key, flat(value)]),
    );
  };

  test('are configured as they read it', () => {
    expect(readDeliverConfig(variables('oncall'), 'pagerduty')).toMatchObject({
      channelName: 'oncall',
      secret: 'watch/pagerduty',
      eventsUrl: 'https://events.eu.pagerduty.com',
      allowLoopbackHttp: false,
      dashboardUrl: expect.stringContaining('#dashboards/dashboard/watch-overview-eu-central-1'),
    });
    expect(readDeliverConfig(variables('team'), 'slack')).toMatchObject({
      channelName: 'team',
      secret: 'watch/slack',
    });
    expect(readDeliverConfig(variables('audit'), 'webhook')).toMatchObject({
      url: 'https://audit.example.com/x',
    });
    expect(readDeliverConfig(variables('automation'), 'eventbridge')).toEqual({
      monitor: { account: '111122223333', region: 'eu-central-1', name: 'watch' },
      tableName: expect.stringMatching(/^<MonitorTable/),
      channelName: 'automation',
      busArn: 'arn:aws:events:eu-central-1:111122223333:event-bus/default',
    });
    expect(variables('automation')).not.toHaveProperty('CHANNEL_SECRET');
  });

  test('read their own secret and nobody else’s', () => {
    const secrets = rightsOf(world, 'deliverteam').filter(({ actions }) =>
      actions.includes('secretsmanager:GetSecretValue'),
    );
    expect(secrets.flatMap(({ resources }) => resources)).toEqual([
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:watch/slack-??????',
    ]);
  });
});

type Bus = (stack: Stack) => NonNullable<EventBridgeChannel['eventBus']>;

describe('an event bus', () => {
  const of = (eventBus?: Bus) => {
    const given = synthesise((stack) => ({
      ...minimal(stack),
      channels: [
        {
          kind: 'eventbridge',
          name: 'bus',
          topics: ['critical'],
          ...(eventBus && { eventBus: eventBus(stack) }),
        },
      ],
    }));
    const [, fn] = ofType(given, 'AWS::Lambda::Function').find(([id]) => id.startsWith('Monitordeliverbus'))!;
    return {
      variable: flat(fn.Properties.Environment.Variables.EVENT_BUS_ARN),
      rights: rightsOf(given, 'deliverbus').filter(({ actions }) =>
        actions.some((action) => /^(?:events|secretsmanager):/.test(action)),
      ),
    };
  };
  const OTHERS = 'arn:aws:events:eu-central-1:444455556666:event-bus/migrations';

  test.each<[string, string, Bus | undefined]>([
    ['by default', 'arn:aws:events:eu-central-1:111122223333:event-bus/default', undefined],
    [
      'by its name',
      'arn:aws:events:eu-central-1:111122223333:event-bus/migrations',
      (stack) => EventBus.fromEventBusName(stack, 'given', 'migrations'),
    ],
    ['of another account', OTHERS, (stack) => EventBus.fromEventBusArn(stack, 'given', OTHERS)],
    ['of the same stack', '<Made>', (stack) => new EventBus(stack, 'Made')],
  ])(
    '%s: only there, and only events of the channel may be put; no secret is read',
    (_name, arn, eventBus) => {
      const { variable, rights } = of(eventBus);
      const found = (text: string) => text.replace(/<Made[0-9A-F]{8}\.Arn>/, '<Made>');
      expect(found(variable)).toBe(arn);
      expect(
        rights.map(({ resources, ...right }) => ({ ...right, resources: resources.map(found) })),
      ).toEqual([
        expect.objectContaining({
          actions: ['events:PutEvents'],
          resources: [arn],
          conditions: {
            'ForAllValues:StringEquals': {
              'events:source': ['migrate-watch'],
              'events:detail-type': [
                'Incident Opened',
                'Incident Updated',
                'Incident Reminder',
                'Incident Escalated',
                'Incident Handled',
                'Incident Resolved',
                'Migrations Applied',
                'Test Page',
              ],
            },
            Null: { 'events:source': 'false', 'events:detail-type': 'false' },
          },
        }),
      ]);
    },
  );

  test('of another Region fails at synth, because EventBridge would drop the events', () => {
    const arn = 'arn:aws:events:us-east-1:111122223333:event-bus/migrations';
    expect(() => of((stack) => EventBus.fromEventBusArn(stack, 'given', arn))).toThrow(
      `channel 'bus' sends to ${arn}; expected an event bus in eu-central-1, where a rule can pass events on to other Regions`,
    );
  });

  test('cannot take health', () => {
    expect(() =>
      synthesise((stack) => ({
        ...minimal(stack),
        channels: [{ kind: 'eventbridge', name: 'bus', topics: ['health'] }],
      })),
    ).toThrow("channel 'bus' cannot take health");
  });
});

test('a key of somebody else warns of what its policy must allow', () => {
  const stack = new Stack();
  const encryptionKey = Key.fromKeyArn(stack, 'key', 'arn:aws:kms:eu-central-1:111122223333:key/abc');
  new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), encryptionKey });
  Annotations.fromStack(stack).hasWarning('/Default/Monitor', Match.stringLikeRegexp('kms:GenerateDataKey'));
});

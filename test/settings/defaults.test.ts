import { expect, test } from 'vitest';
import { HEALTH_SECRET_HOLDS } from '../../lambda/contract/channel-kinds.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';

const SHORTEST = `sources:
  - { logGroup: /ecs/orders-migrate, database: orders }
routes: { critical: [oncall@example.com] }
`;
const read = (text: string) => readSettings(text, 'f').settings!;

test('three lines give a whole watch', () => {
  expect(read(SHORTEST)).toEqual({
    name: 'migrate-watch',
    environments: [
      {
        name: 'production',
        was: [],
        after: null,
        severity: 'critical',
        deadlines: {},
        alarms: { perDatabase: false, anomalyDetection: true },
      },
    ],
    databases: [
      {
        name: 'orders',
        was: [],
        engine: null,
        multiStatement: null,
        noTxWrap: null,
        transactionalTables: null,
        resources: [],
        metrics: [],
      },
    ],
    sources: [
      {
        logGroup: 'name /ecs/orders-migrate',
        ecs: null,
        codebuild: null,
        dedicated: false,
        rules: [
          {
            container: null,
            streamPrefix: null,
            command: null,
            nth: null,
            environment: 'production',
            database: 'orders',
          },
        ],
      },
    ],
    targets: [{ environment: 'production', database: 'orders' }],
    logGroups: [
      {
        key: 'name /ecs/orders-migrate',
        account: null,
        reference: { kind: 'name', name: '/ecs/orders-migrate' },
        create: null,
        subscribe: true,
        preFilter: false,
      },
    ],
    relays: [],
    channels: [
      {
        name: 'oncall@example.com',
        kind: 'email',
        address: 'oncall@example.com',
        routes: ['critical', 'warning', 'health'],
      },
    ],
    errorPatterns: [],
    maintenance: [],
    expectedRuns: [],
    ingestConcurrency: null,
    deadlines: {},
    escalation: {},
    review: { enabled: true, monthly: true, at: '08:00', timeZone: 'UTC', to: null },
    canary: { enabled: true, everyMs: 900_000, alarmAfterMissing: 2 },
    retention: { factDays: 45, runDays: 400, incidentDays: 400, logDays: 90 },
    encryption: { table: 'aws-owned', keyArn: null },
    runbookUrl: null,
  } satisfies Settings);
});

test('only the deadlines that are written are in the settings, for all environments and for single ones', () => {
  const { environments, deadlines } = read(`
environments:
  production: {}
  staging: { severity: info, thresholds: { silent: { critical: 1h } } }
sources:
  - { logGroup: /a, environment: production, database: orders }
  - { logGroup: /b, environment: staging, database: orders }
thresholds:
  silent: { warning: 90s, critical: 10m }
  settled: { plain: 1h30m }
routes: { critical: [a@example.com], info: [a@example.com] }
`);
  const general = { silentWarningMs: 90_000, silentCriticalMs: 600_000, settledPlainMs: 5_400_000 };
  expect(deadlines).toEqual(general);
  expect(environments[0]!.deadlines).toEqual({});
  expect(environments[1]!.deadlines).toEqual({ silentCriticalMs: 3_600_000 });
  expect(environments[1]!.severity).toBe('info');
});

test('a bus is named or given by its ARN; by default it is the account’s own', () => {
  const { channels } = read(`
sources: [{ logGroup: /a, database: orders }]
channels:
  own: { eventbridge: {} }
  named: { eventbridge: { bus: migrations } }
  other: { eventbridge: { bus: 'arn:aws:events:eu-west-1:444455556666:event-bus/migrations' } }
routes: { critical: [a@example.com, own, named, other], info: [own] }
`);
  expect(channels.slice(0, 3)).toEqual([
    { name: 'own', routes: ['critical', 'warning', 'info'], kind: 'eventbridge', bus: 'default' },
    { name: 'named', routes: ['critical', 'warning'], kind: 'eventbridge', bus: 'migrations' },
    {
      name: 'other',
      routes: ['critical', 'warning'],
      kind: 'eventbridge',
      bus: 'arn:aws:events:eu-west-1:444455556666:event-bus/migrations',
    },
  ]);
});

test('environments that nobody declares are those that sources are of', () => {
  const { environments } = read(`
sources:
  - { logGroup: /a, database: orders }
  - { logGroup: /b, environment: staging, database: orders }
routes: { critical: [a@example.com], info: [a@example.com] }
`);
  expect(environments.map(({ name, severity }) => [name, severity])).toEqual([
    ['production', 'critical'],
    ['staging', 'info'],
  ]);
});

test('a warning goes where critical goes unless the file says otherwise; health only where SNS itself reaches', () => {
  const channels = (routes: string) =>
    Object.fromEntries(
      read(`
sources:
  - { logGroup: /a, database: orders }
channels: { team: { slack: { secret: s } }, oncall: { pagerduty: { secret: p, healthSecret: h } }, quiet: { pagerduty: { secret: q } } }
routes: ${routes}
`).channels.map((channel) => [channel.name, channel.routes]),
    );
  expect(channels('{ critical: [team, oncall, quiet] }')).toEqual({
    team: ['critical', 'warning'],
    oncall: ['critical', 'warning', 'health'],
    quiet: ['critical', 'warning'],
  });
  expect(channels('{ critical: [oncall], warning: [], info: [team], health: [x@example.com] }')).toEqual({
    team: ['info'],
    oncall: ['critical'],
    quiet: [],
    'x@example.com': ['health'],
  });
});

test('one log group of several sources stands once: made by one, pre-filtered only if all want it', () => {
  const { logGroups } = read(`
sources:
  - { logGroup: /a, ecs: { cluster: c, family: f, container: x }, preFilter: true, database: orders }
  - { logGroup: /a, create: true, retentionDays: 30, database: billing }
  - { logGroupExport: shared, preFilter: true, subscribe: true, database: search }
routes: { critical: [a@example.com] }
`);
  expect(logGroups).toEqual([
    {
      key: 'name /a',
      account: null,
      reference: { kind: 'name', name: '/a' },
      create: { retentionDays: 30 },
      subscribe: true,
      preFilter: false,
    },
    {
      key: 'export shared',
      account: null,
      reference: { kind: 'export', exportName: 'shared' },
      create: null,
      subscribe: true,
      preFilter: true,
    },
  ]);
});

test('resources of a database: one id for every environment, or one each', () => {
  const { databases } = read(`
environments: { production: {}, staging: { severity: critical } }
databases:
  orders: { cluster: shared }
  billing: { instance: { staging: billing-staging } }
sources:
  - { logGroup: /a, environment: production, database: orders }
  - { logGroup: /b, environment: staging, database: billing }
routes: { critical: [a@example.com] }
`);
  expect(databases.map(({ resources }) => resources)).toEqual([
    [
      { environment: 'production', kind: 'cluster', identifier: 'shared' },
      { environment: 'staging', kind: 'cluster', identifier: 'shared' },
    ],
    [{ environment: 'staging', kind: 'instance', identifier: 'billing-staging' }],
  ]);
});

test('anchors and merges are read, and a problem in one is told where it stands', () => {
  const text = (database: string) => `
sources:
  - &usual { logGroup: /a, ecs: { cluster: c, family: f, container: x }, database: orders }
  - <<: *usual
    ecs: { cluster: c, family: f, container: y }
    database: ${database}
databases: { orders: {}, billing: {} }
routes: { critical: [a@example.com] }
`;
  expect(read(text('billing')).sources.map(({ ecs }) => ecs?.container)).toEqual(['x', 'y']);
  expect(readSettings(text('biling'), 'f').problems[0]).toMatchObject({ line: 6, column: 15 });
});

test('PagerDuty takes health only with a secret for it', () => {
  const text = `
sources: [{ logGroup: /a, database: orders }]
channels: { oncall: { pagerduty: { secret: p } } }
routes: { critical: [oncall], health: [oncall] }
`;
  const { problems } = readSettings(text, 'watch.yaml');
  expect(problems.map(({ path, message }) => [path, message])).toEqual([
    [
      'routes.health[0]',
      `routes.health[0] is 'oncall', which has no healthSecret; expected in channels.oncall.pagerduty.healthSecret the name or ARN of a secret that holds ${HEALTH_SECRET_HOLDS}`,
    ],
  ]);
});

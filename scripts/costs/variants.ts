/** The settings that the table is about, or a variant of them with one addition. */
export interface Variant {
  /** The most that the addition may cost in US dollars a month; by default it has no limit. */
  readonly mostUsd?: number;
  readonly what: string;
  readonly settings: string;
}

const ORDERS = '{ logGroup: /ecs/orders-migrate, environment: production, database: orders }';

function settings(sources: readonly string[], routes: string, ...more: readonly string[]): string {
  return [
    'sources:',
    ...sources.map((source) => `  - ${source}`),
    `routes: { critical: [${routes}] }`,
    ...more,
  ].join('\n');
}

/** The settings of examples/minimal.yaml, with a named environment. */
export const BASE = settings([ORDERS], 'oncall@example.com');

/** 300 services in three environments, in one place: each environment has one log group, and each service has a container. */
const LARGE = settings(
  ['production', 'staging', 'development'].map(
    (environment) =>
      `{ logGroup: /ecs/${environment}, rules: [${Array.from(
        { length: 300 },
        (_, index) =>
          `{ container: service-${index}, environment: ${environment}, database: service-${index} }`,
      ).join(', ')}] }`,
  ),
  'oncall@example.com',
);

/** Whole settings, each with the most that it may cost in US dollars a month, whatever runs. */
export const WHOLE: readonly (Variant & { readonly mostUsd: number })[] = [
  { what: 'the three lines of the README', settings: BASE, mostUsd: 17 },
  {
    what: '300 services in three environments, a log group for each environment',
    settings: LARGE,
    mostUsd: 60,
  },
];

export const VARIANTS: readonly Variant[] = [
  {
    what: 'a database, in a log group of its own',
    mostUsd: 0.35,
    settings: settings(
      [ORDERS, '{ logGroup: /ecs/billing-migrate, environment: production, database: billing }'],
      'oncall@example.com',
    ),
  },
  {
    what: 'an environment with one database, in a log group of its own',
    settings: settings(
      [ORDERS, '{ logGroup: /ecs/orders-staging, environment: staging, database: orders }'],
      'oncall@example.com',
    ),
  },
  {
    what: 'alarms for each database, for one (`alarms: { perDatabase: true }`)',
    settings: settings(
      [ORDERS],
      'oncall@example.com',
      'environments: { production: { alarms: { perDatabase: true } } }',
    ),
  },
  {
    what: 'PagerDuty, Slack or a webhook, with its secret',
    settings: settings(
      [ORDERS],
      'oncall@example.com, pager',
      'channels: { pager: { pagerduty: { secret: pager-key } } }',
    ),
  },
  {
    what: 'an EventBridge bus, without its events: a dollar a million',
    settings: settings([ORDERS], 'oncall@example.com, bus', 'channels: { bus: { eventbridge: {} } }'),
  },
  { what: 'an e-mail address', settings: settings([ORDERS], 'oncall@example.com, dba@example.com') },
  {
    what: 'leaving out the alarm on the band (`alarms: { anomalyDetection: false }`)',
    settings: settings(
      [ORDERS],
      'oncall@example.com',
      'environments: { production: { alarms: { anomalyDetection: false } } }',
    ),
  },
];

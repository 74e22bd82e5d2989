/** The settings that the table is about, or a variant of them with one addition. */
export interface Variant {
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

export const VARIANTS: readonly Variant[] = [
  {
    what: 'a database, in a log group of its own',
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

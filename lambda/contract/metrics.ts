import type { IncidentKind } from './incident-kind.ts';

/** CloudWatch namespace of every metric. */
export const METRIC_NAMESPACE = 'MigrateWatch';

/** The first dimension of every metric: the monitor's name. */
export const MONITOR_DIMENSION = 'Monitor';

export interface MetricRow {
  /** CloudWatch's unit. A gauge in `Count` is 0 or 1. */
  readonly unit: 'Count' | 'Seconds' | 'None';
  readonly kind: 'counter' | 'gauge' | 'occurrence' | 'health';
  /** Kind of incident that an alarm on the metric is about. Left out if it is not about an incident. */
  readonly incident?: IncidentKind;
}

/**
 * Every metric, and with it every gauge, every alarm on runs and every curve of an environment's dashboard.
 *
 * - A `counter` is for dashboards. It has the time of its event, and is sent at most once, because PutMetricData has no idempotency key.
 * - A `gauge` is for alarms. Every sweep sends it with the current time. It does not compile without a source
 *   (`lambda/domain/incidents/gauges.ts`) and a list of its alarms (`lib/constructs/alarms/run-alarm-table.ts`).
 * - An `occurrence` is sent with the current time, and only when something is seen. Alarms read its `Maximum`, so repeats do no harm.
 * - `health` is about the monitor itself, and is sent with the current time.
 */
export const METRICS = {
  RunsStarted: { unit: 'Count', kind: 'counter' },
  RunsSucceeded: { unit: 'Count', kind: 'counter' },
  /** Failed and blocked runs. The only metric that is also sent with the dimension `ErrorClass`. */
  RunsFailed: { unit: 'Count', kind: 'counter', incident: 'migration' },
  RunsNoChange: { unit: 'Count', kind: 'counter' },
  /** Runs that were ended from outside, or whose end is not known. */
  RunsKilled: { unit: 'Count', kind: 'counter', incident: 'migration' },
  MigrationsApplied: { unit: 'Count', kind: 'counter' },
  RunDuration: { unit: 'Seconds', kind: 'counter', incident: 'slow' },
  LongestMigration: { unit: 'Seconds', kind: 'counter', incident: 'slow' },
  /** 1 from a run that failed until a run that ends clean, or that fails in another way; else 0. */
  FailedRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that was ended from outside, or whose end is not known. */
  KilledRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that was refused because the database was already dirty. */
  BlockedRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that gave up waiting for golang-migrate's lock. A run that still waits prints nothing, so it shows in `SilentFor`. */
  LockFailure: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** 1 while an open incident says that the database is dirty, else 0. */
  DirtyDatabase: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** 1 from a run that ended with exit code 0 but was wrong, until a run that was not wrong; else 0. */
  WrongRun: { unit: 'Count', kind: 'gauge', incident: 'wrong' },
  /** 1 from a credential in the log until a person acknowledges it, else 0. */
  LeakedSecret: { unit: 'Count', kind: 'gauge', incident: 'leak' },
  /** 1 while an open incident has a running run that is slow: past a warning deadline, or a critical one; else 0. */
  SlowRunWarning: { unit: 'Count', kind: 'gauge', incident: 'slow' },
  /** The same for a run that is past a critical deadline. */
  SlowRunCritical: { unit: 'Count', kind: 'gauge', incident: 'slow' },
  /** Duration of the database's longest running run; 0 when no run is running. For drawing only. */
  RunningFor: { unit: 'Seconds', kind: 'gauge', incident: 'slow' },
  /** Longest time since the last line of a running run; 0 when no run is running. For drawing only. */
  SilentFor: { unit: 'Seconds', kind: 'gauge', incident: 'slow' },
  /** 1 from the time at which an expected run had to come until it comes, else 0. */
  ExpectedRunMissing: { unit: 'Count', kind: 'gauge', incident: 'missing' },
  /** How long the executing migration has lasted, divided by the limit from which it is unusual; 0 until it is compared. */
  DurationDeviation: { unit: 'None', kind: 'gauge', incident: 'slow' },
  /** Lines of one batch that match an error pattern of the settings, by `Pattern`. */
  PatternMatches: { unit: 'Count', kind: 'occurrence', incident: 'pattern' },
  /**
   * 1 when a run is recorded that ended in trouble, or that passed a critical deadline. The writers send it, so it arrives even when
   * `page` is broken.
   */
  TroubleRecorded: { unit: 'Count', kind: 'occurrence' },
  /** 1 when a run ended whose database no source names. */
  UnmatchedRun: { unit: 'Count', kind: 'occurrence' },
  UnrecognizedLines: { unit: 'Count', kind: 'health' },
  RedactedSecrets: { unit: 'Count', kind: 'health', incident: 'leak' },
  /** Time from the newest event of a batch to its arrival here. */
  IngestLag: { unit: 'Seconds', kind: 'health' },
  /** Time from the last log event of a failure to the moment when the channel's receiver has taken the page. */
  PageDelay: { unit: 'Seconds', kind: 'health' },
  CanarySeen: { unit: 'Count', kind: 'health' },
  /**
   * Inputs that cannot be read, one per attempt; they end in the on-failure destination. Also log events that were left out, and
   * bytes that were replaced, in an input that could be read in part: the log of the function says why.
   */
  RejectedInputs: { unit: 'Count', kind: 'health' },
  /** Pages that a channel refused for good, or whose secret is missing, one per attempt. They end in the channel's dead-letter queue. */
  RefusedPages: { unit: 'Count', kind: 'health' },
  /**
   * E-mail subscriptions of the settings that nobody has confirmed, or that are gone. The sweep counts them once an hour, and sends the
   * number only when it is not 0.
   */
  UnconfirmedMails: { unit: 'Count', kind: 'health' },
  /** Actions of people that could not be applied, such as one on an incident that has ended: the log of `page` says why. */
  RefusedActions: { unit: 'Count', kind: 'health' },
  /** Questions to a receiver about what people did there that failed, such as with a key that it refuses: the log of the deliverer says why. */
  FailedAsks: { unit: 'Count', kind: 'health' },
  /** Facts about sealed runs. They are stored, but not folded. */
  LateFacts: { unit: 'Count', kind: 'health' },
  /** Entries of the open index that one sweep read. */
  OpenEntries: { unit: 'Count', kind: 'health' },
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof METRICS;
/** Metrics of one kind, or of several. */
type MetricOf<Kind extends MetricRow['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
export type GaugeName = MetricOf<'gauge'>;
export type CounterName = MetricOf<'counter'>;
export type OccurrenceName = MetricOf<'occurrence'>;

/** CloudWatch's statistic for a metric, by which alarms and dashboards read it: the sum of what is counted, else the highest value. */
export function statisticOf(name: MetricName): 'Sum' | 'Maximum' {
  const { unit, kind }: MetricRow = METRICS[name];
  return unit === 'Count' && kind !== 'gauge' && kind !== 'occurrence' ? 'Sum' : 'Maximum';
}

/** All gauges, in the order in which alarms and dashboards show them. */
export const GAUGES = (Object.keys(METRICS) as MetricName[]).filter(
  (name): name is GaugeName => METRICS[name].kind === 'gauge',
);

/** Environment, and also database, of a run whose database no source names. */
export const UNMATCHED_NAME = 'unmatched';

/** Metrics without an environment (the monitor's own health) are sent under this one. */
export const MONITOR_ENVIRONMENT = 'migrate-watch';

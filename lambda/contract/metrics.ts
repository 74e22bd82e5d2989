import type { IncidentKind } from './incident-kind.ts';

/** CloudWatch namespace of every metric. */
export const METRIC_NAMESPACE = 'MigrateWatch';

export interface MetricRow {
  /** CloudWatch's unit. A gauge in `Count` is 0 or 1. */
  readonly unit: 'Count' | 'Seconds' | 'None';
  readonly kind: 'counter' | 'gauge' | 'occurrence' | 'health';
  /** Kind of incident that an alarm on the metric is about; left out: none. */
  readonly incident?: IncidentKind;
}

/**
 * Every metric, and with it every gauge, every alarm on runs and every curve of an environment's dashboard.
 *
 * A `counter` is sent at most once, stamped with event time, and is for drawing: PutMetricData has no idempotency
 * key. A `gauge` is sent by every sweep, stamped now, and is what alarms read: it does not compile without a source
 * (`lambda/domain/incidents/gauges.ts`) and a list of its alarms (`lib/constructs/alarms/run-alarm-table.ts`). An `occurrence` is sent
 * when something is seen, stamped now, and never otherwise; alarms read its `Maximum`, so that repeats do no harm.
 * `health` is about the monitor itself, stamped now.
 */
export const METRICS = {
  RunsStarted: { unit: 'Count', kind: 'counter' },
  RunsSucceeded: { unit: 'Count', kind: 'counter' },
  /** Failed and blocked runs; the only one also sent by `ErrorClass`. */
  RunsFailed: { unit: 'Count', kind: 'counter', incident: 'migration' },
  RunsNoChange: { unit: 'Count', kind: 'counter' },
  /** Ended from outside, or nothing says how. */
  RunsKilled: { unit: 'Count', kind: 'counter', incident: 'migration' },
  MigrationsApplied: { unit: 'Count', kind: 'counter' },
  RunDuration: { unit: 'Seconds', kind: 'counter', incident: 'slow' },
  LongestMigration: { unit: 'Seconds', kind: 'counter', incident: 'slow' },
  /** 1 from a run that failed until a run that ends clean, or that fails in another way; else 0. */
  FailedRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that was ended from outside, or of which nothing says how it ended. */
  KilledRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that was refused because the database was already dirty. */
  BlockedRun: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** The same for a run that gave up waiting for golang-migrate's lock. One that still waits prints nothing: that is `SilentFor`. */
  LockFailure: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** 1 while an open incident says that the database is dirty, else 0. */
  DirtyDatabase: { unit: 'Count', kind: 'gauge', incident: 'migration' },
  /** 1 from a run that was green but wrong until one that is not, else 0. */
  WrongRun: { unit: 'Count', kind: 'gauge', incident: 'wrong' },
  /** 1 from a credential in the log until a person acknowledges it, else 0. */
  LeakedSecret: { unit: 'Count', kind: 'gauge', incident: 'leak' },
  /** Longest of the database's running runs, 0 when none runs. */
  RunningFor: { unit: 'Seconds', kind: 'gauge', incident: 'slow' },
  /** Longest time since the last line of a running run, 0 when none runs. */
  SilentFor: { unit: 'Seconds', kind: 'gauge', incident: 'slow' },
  /** 1 from the time at which an expected run had to come until it comes, else 0. */
  ExpectedRunMissing: { unit: 'Count', kind: 'gauge', incident: 'missing' },
  /** What the running run has taken so far, over the longest duration that is usual for its database; 0 until enough are known. */
  DurationDeviation: { unit: 'None', kind: 'gauge', incident: 'slow' },
  /** Lines of one batch that match an error pattern of the settings, by `Pattern`. */
  PatternMatches: { unit: 'Count', kind: 'occurrence', incident: 'pattern' },
  /** 1 when a run is recorded as ended in trouble: what a broken `page` cannot hide. */
  TroubleRecorded: { unit: 'Count', kind: 'occurrence' },
  /** 1 when a run ended that no source names the database of. */
  UnmatchedRun: { unit: 'Count', kind: 'occurrence' },
  UnrecognizedLines: { unit: 'Count', kind: 'health' },
  RedactedSecrets: { unit: 'Count', kind: 'health', incident: 'leak' },
  /** From the newest event of the batch to its arrival here. */
  IngestLag: { unit: 'Seconds', kind: 'health' },
  /** From the last log event of the failure to the channel's receiver having taken the page. */
  PageDelay: { unit: 'Seconds', kind: 'health' },
  CanarySeen: { unit: 'Count', kind: 'health' },
  /**
   * Inputs that no retry can make readable, one per attempt: they lie in the failure destination. Also what was left out
   * or replaced of one that could be read in part: the log of runs says why.
   */
  RejectedInputs: { unit: 'Count', kind: 'health' },
  /** A channel refused a page for good, or its secret is not there; the page lies in the channel's failure destination. One per attempt. */
  RefusedPages: { unit: 'Count', kind: 'health' },
  /** Facts about runs that are sealed: stored, not folded. */
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

/** All gauges, in the order in which alarms and dashboards show them. */
export const GAUGES = (Object.keys(METRICS) as MetricName[]).filter(
  (name): name is GaugeName => METRICS[name].kind === 'gauge',
);

/** Runs that no source names the database of are recorded under this environment, and this database. */
export const UNMATCHED_NAME = 'unmatched';

/** Metrics without an environment (the monitor's own health) are sent under this one. */
export const MONITOR_ENVIRONMENT = 'migrate-watch';

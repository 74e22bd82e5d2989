/** CloudWatch namespace of every metric. */
export const METRIC_NAMESPACE = 'MigrateWatch';

/**
 * Every metric: its CloudWatch unit and what it is.
 *
 * A `counter` is sent at most once, stamped with event time, and is for drawing: PutMetricData has no idempotency
 * key. A `gauge` is sent by every sweep, stamped now, and is what alarms read. A `sign` is sent when something shows,
 * stamped now, and never otherwise; alarms read its `Maximum`, so that repeats do no harm. `health` is about the
 * monitor itself, stamped now.
 */
export const METRICS = {
  RunsStarted: { unit: 'Count', kind: 'counter' },
  RunsSucceeded: { unit: 'Count', kind: 'counter' },
  /** Failed and blocked runs; the only one also sent by `ErrorClass`. */
  RunsFailed: { unit: 'Count', kind: 'counter' },
  RunsNoChange: { unit: 'Count', kind: 'counter' },
  /** Ended from outside, or nothing says how. */
  RunsKilled: { unit: 'Count', kind: 'counter' },
  MigrationsApplied: { unit: 'Count', kind: 'counter' },
  RunDuration: { unit: 'Seconds', kind: 'counter' },
  LongestMigration: { unit: 'Seconds', kind: 'counter' },
  /** Longest of the database's running runs, 0 when none runs. */
  RunningFor: { unit: 'Seconds', kind: 'gauge' },
  SilentFor: { unit: 'Seconds', kind: 'gauge' },
  /** 1 while an open incident says that the database is dirty, else 0. */
  DirtyDatabase: { unit: 'Count', kind: 'gauge' },
  /** 1 from a run that failed until a run that ends clean, or that fails in another way; else 0. So the three after it. */
  FailedRun: { unit: 'Count', kind: 'gauge' },
  /** Ended from outside, or nothing says how. */
  KilledRun: { unit: 'Count', kind: 'gauge' },
  BlockedRun: { unit: 'Count', kind: 'gauge' },
  /** A run gave up waiting for golang-migrate's lock. One that still waits prints nothing: that is `SilentFor`. */
  LockFailure: { unit: 'Count', kind: 'gauge' },
  /** 1 from a run that was green but wrong until one that is not, else 0. */
  WrongRun: { unit: 'Count', kind: 'gauge' },
  /** 1 from a credential in the log until a person acknowledges it, else 0. */
  LeakedSecret: { unit: 'Count', kind: 'gauge' },
  /** What the running run has taken so far, over the longest duration that is usual for its database; 0 until enough are known. */
  DurationDeviation: { unit: 'None', kind: 'gauge' },
  ExpectedRunMissing: { unit: 'Count', kind: 'gauge' },
  /** Lines of one batch that match an error pattern of the settings, by `Pattern`. */
  PatternMatches: { unit: 'Count', kind: 'sign' },
  /** 1 when a run is recorded as ended in trouble: what a broken `page` cannot hide. */
  TroubleRecorded: { unit: 'Count', kind: 'sign' },
  /** 1 when a run ended that no source names the database of. */
  UnmatchedRun: { unit: 'Count', kind: 'sign' },
  UnrecognizedLines: { unit: 'Count', kind: 'health' },
  RedactedSecrets: { unit: 'Count', kind: 'health' },
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
} as const satisfies Record<string, { unit: string; kind: 'counter' | 'gauge' | 'sign' | 'health' }>;

export type MetricName = keyof typeof METRICS;

/** Runs that no source names the database of are recorded under this environment, and this database. */
export const UNMATCHED_NAME = 'unmatched';

/** Metrics without an environment (the monitor's own health) are sent under this one. */
export const MONITOR_ENVIRONMENT = 'migrate-watch';

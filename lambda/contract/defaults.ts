const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Time after which each deadline is due, in ms. At exactly this time it is due. */
export interface DeadlineTimes {
  /** A running run may print nothing for this long before the warning. Default 5 min. */
  readonly silentWarningMs: number;
  /** Default 15 min. */
  readonly silentCriticalMs: number;
  /** A run may last this long before the warning. Default 10 min. */
  readonly longRunningWarningMs: number;
  /** Default 30 min. */
  readonly longRunningCriticalMs: number;
  /** A verbose library run with all migrations finished is over after this much silence. Default 60 s. */
  readonly settledVerboseMs: number;
  /** The same for plain output, which does not say what is queued. Default 15 min. */
  readonly settledPlainMs: number;
  /** When the log stream is read again while lines are missing, counted from the last known event. Default after 2 and 10 min. */
  readonly reconcileAfterMs: readonly [number, number];
  /** After this time the monitor no longer waits for missing lines, if the log stream cannot be read. Default 20 min. */
  readonly linesMissingMs: number;
  /** A run without new lines for this long, and without an end from the platform, gets the outcome `unknown`. Default 2 h. */
  readonly endUnknownMs: number;
  /** The same for a run whose end ECS will report, so that a lost event does not leave it open for ever. Default 24 h. */
  readonly endNotToldMs: number;
  /** The sweep sends an outbox entry that is older than this. Default {@link OUTBOX_RESEND_MS}. */
  readonly outboxResendMs: number;
}

/** The deadlines of slow runs. */
export const RUN_LIMITS = [
  'silentWarningMs',
  'silentCriticalMs',
  'longRunningWarningMs',
  'longRunningCriticalMs',
] as const satisfies (keyof DeadlineTimes)[];
export type RunLimit = (typeof RUN_LIMITS)[number];

export interface Deadlines extends DeadlineTimes {
  /**
   * The limits that a user wrote, in the order of {@link RUN_LIMITS}. A written limit always counts, even if it equals the default. A
   * default may give way to what is known about a migration.
   */
  readonly written: readonly RunLimit[];
}

/** Deadlines for all environments, and other ones for single environments. */
export interface DeadlineRules {
  readonly deadlines: Deadlines;
  /**
   * What users wrote for single environments: all of these limits count as {@link Deadlines.written}.
   *
   * @default all environments have the same deadlines
   */
  readonly deadlinesByEnvironment?: Readonly<Record<string, Partial<DeadlineTimes>>>;
}

/** After the end of a run or an incident, the gauges of its database are sent for this long, ms. */
export const GAUGES_GO_ON_MS = 15 * MINUTE_MS;

/**
 * An incident that has ended stays in the open index for this long, ms. An alarm may look back over 25 minutes, and its message may be
 * a few minutes late: `page` finds the incident there.
 */
export const ENDED_INDEXED_MS = 30 * MINUTE_MS;

/** Age of an outbox entry, ms, at which its sender must have failed, so that another function sends it. */
export const OUTBOX_RESEND_MS = 2 * MINUTE_MS;

export const DEADLINES: Deadlines = {
  silentWarningMs: 5 * MINUTE_MS,
  silentCriticalMs: 15 * MINUTE_MS,
  longRunningWarningMs: 10 * MINUTE_MS,
  longRunningCriticalMs: 30 * MINUTE_MS,
  settledVerboseMs: 60 * SECOND_MS,
  settledPlainMs: 15 * MINUTE_MS,
  reconcileAfterMs: [2 * MINUTE_MS, 10 * MINUTE_MS],
  linesMissingMs: 20 * MINUTE_MS,
  endUnknownMs: 2 * HOUR_MS,
  endNotToldMs: 24 * HOUR_MS,
  outboxResendMs: OUTBOX_RESEND_MS,
  written: [],
};

/**
 * People are notified of failures that a process retries when the first failure is this old, ms. At exactly this age they are.
 */
export const RETRIED_FOR_MS = MINUTE_MS;

/** Days after its last event at which a run is sealed. Later facts are stored and shown as `late`, but not folded into it. */
export const SEALED_AFTER_DAYS = 30;

/**
 * Timeout of the three writers, ms; the CDK app sets it on their functions. Lambda waits a minute before it tries again. So when a
 * delivery is repeated, the sender of an older outbox entry must have failed, and a younger entry is being sent.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const WRITER_TIMEOUT_MS = 45_000;

/**
 * Most transitions of one origin that one call of a writer stores; it leaves the others to the sweep. Each takes two writes, all in one
 * partition of the table, which takes 1,000 a second. So they are done well within {@link WRITER_TIMEOUT_MS}.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const MAX_TRANSITIONS_AT_ONCE = 2_000;

/** Least number of facts that a new snapshot of an origin must add. Most origins never have that many before their last runs. */
export const SNAPSHOT_LEAST_FACTS = 16;

/**
 * Time from the announcement of a snapshot to its making, ms. It covers two timeouts: of the writer that announces the snapshot, and of
 * a writer that read the origin just before that.
 */
export const SNAPSHOT_ANNOUNCED_MS = 2 * WRITER_TIMEOUT_MS;

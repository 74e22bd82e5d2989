const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long each deadline lets a run go; all in ms. A deadline is due at exactly this long, not after it. */
export interface Deadlines {
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
  /** Re-reads of the log stream while lines are missing, counted from the last thing known. Default after 2 and 10 min. */
  readonly reconcileAfterMs: readonly [number, number];
  /** Lines still missing and the log stream out of reach: given up. Default 20 min. */
  readonly linesMissingMs: number;
  /** Silent for this long with the platform's end not known: outcome `unknown`. Default 2 h. */
  readonly endUnknownMs: number;
  /** The same where ECS will tell the end, so that a lost event leaves nothing open for ever. Default 24 h. */
  readonly endNotToldMs: number;
  /** The sweep sends an outbox entry that is older than this. Default {@link OUTBOX_RESEND_MS}. */
  readonly outboxResendMs: number;
}

/** Deadlines of all environments, and by environment where one differs. */
export interface DeadlineRules {
  readonly deadlines: Deadlines;
  /** Left out: none differs. */
  readonly deadlinesByEnvironment?: Readonly<Record<string, Partial<Deadlines>>>;
}

/** Age of an outbox entry at which its sender must have failed, so that somebody else sends it. */
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
};

/**
 * Failures that a process may mend by trying again are told of when the first of them is this old. At exactly this age it is.
 */
export const RETRIED_FOR_MS = MINUTE_MS;

/** A run that took no more than this over its database's median is never unusual, however regular the others are. */
export const UNUSUAL_OVER_MS = MINUTE_MS;

/** Days after its last event at which a run is sealed: later facts are stored and shown `late`, no longer folded into it. */
export const SEALED_AFTER_DAYS = 30;

/**
 * Timeout of the three writers, ms; the CDK app sets it on their functions. Lambda waits a minute before it tries again,
 * so what a repeated delivery finds owed for longer than this was left behind, and what is younger is on its way.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const WRITER_TIMEOUT_MS = 45_000;

/**
 * Runs of one origin that a writer tells of before it leaves the rest to the sweep: each is two writes, and all of them are in one partition
 * of the table, which takes 1,000 a second. So they are done well within {@link WRITER_TIMEOUT_MS}.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const MAX_TRANSITIONS_AT_ONCE = 2_000;

/** Facts that one more snapshot of an origin has to cover; most origins never have so many before their last runs. */
export const SNAPSHOT_LEAST_FACTS = 16;

/**
 * How long a snapshot is announced before it is made, ms: the writer that announces it may live for as long as its timeout, and so may
 * one that read just before.
 */
export const SNAPSHOT_ANNOUNCED_MS = 2 * WRITER_TIMEOUT_MS;

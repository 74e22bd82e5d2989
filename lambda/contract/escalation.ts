import type { Severity } from './severity.ts';

/** People who are told about an incident that nobody has taken. */
export interface EscalationLevel {
  /** Time from the first page, or from the end of the last acknowledgement or snooze, ms. Greater than that of the level before. */
  readonly afterMs: number;
  /** Names of channels. Empty if all of them were told before and escalate by a policy of their own. */
  readonly to: readonly string[];
}

export interface EscalationRule {
  /** Level 1 is the first; level 0 is the route of the severity. */
  readonly levels: readonly EscalationLevel[];
  /** How often all levels are gone through again. The time of the last level is that of one round. */
  readonly repeat: number;
}

/** Severities that are left out do not escalate. */
export type Escalation = Readonly<Partial<Record<Severity, EscalationRule>>>;

const MINUTE_MS = 60_000;

/** What settings may say. The sweep looks at incidents once a minute, so a shorter time would not be kept well. */
export const ESCALATION_LIMITS = {
  levels: 5,
  repeat: 3,
  leastAfterMs: 5 * MINUTE_MS,
  mostAfterMs: 24 * 60 * MINUTE_MS,
} as const;

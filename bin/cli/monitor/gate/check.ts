/** One thing that the gate asked, and the answer. */
export interface GateCheck {
  readonly check: 'monitor' | 'canary' | 'clean' | 'incident' | 'in-flight' | 'version';
  /** `null` for a check of the monitor, or of a whole environment. */
  readonly database: string | null;
  readonly state: CheckState;
  /** One sentence without its full stop. */
  readonly text: string;
  /** The command that shows more; `null` if the sentence is everything. */
  readonly command: string | null;
}

/** `unknown`: the monitor cannot know it, so the answer is neither yes nor no. */
export type CheckState = 'open' | 'closed' | 'unknown';

/** A check that is closed closes the gate. Without one, a check that is unknown makes the gate unknown. */
export function verdictOf(checks: readonly GateCheck[]): CheckState {
  if (checks.some(({ state }) => state === 'closed')) return 'closed';
  return checks.length === 0 || checks.some(({ state }) => state === 'unknown') ? 'unknown' : 'open';
}

/** What an unknown gate does to the pipeline. */
export const ON_UNKNOWN = ['pass', 'fail'] as const;
export type OnUnknown = (typeof ON_UNKNOWN)[number];

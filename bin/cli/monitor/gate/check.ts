import type { GateCheckName } from '../../../../lambda/domain/model/gate-override.ts';

/** One thing that the gate asked, and the answer. */
export interface GateCheck {
  readonly check: GateCheckName;
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

/**
 * A check that is closed closes the gate. Without one, a check that is unknown makes the gate unknown. Checks that are `allowed` count
 * as open.
 */
export function verdictOf(checks: readonly GateCheck[], allowed: readonly GateCheckName[] = []): CheckState {
  const states = checks.filter(({ check }) => !allowed.includes(check)).map(({ state }) => state);
  if (states.includes('closed')) return 'closed';
  return checks.length === 0 || states.includes('unknown') ? 'unknown' : 'open';
}

/** What an unknown gate does to the pipeline. */
export const ON_UNKNOWN = ['pass', 'fail'] as const;
export type OnUnknown = (typeof ON_UNKNOWN)[number];

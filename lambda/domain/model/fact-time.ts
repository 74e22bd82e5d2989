import type { Fact } from './fact.ts';

/**
 * Up to when a fact tells of its origin's runs, epoch ms: the time of its newest line or the end of the window that was read again, of
 * a deadline the begin of the run that it is about. 0 for a start or an end, which is about all of them.
 *
 * Does not depend on when the fact was received.
 */
export function lastTimeOf(fact: Fact): number {
  switch (fact.kind) {
    case 'lines':
      return fact.lines.reduce((newest, { at }) => Math.max(newest, at ?? 0), fact.window?.to ?? 0);
    case 'deadline':
      return fact.runStartedAt;
    case 'started':
    case 'ended':
      return 0;
  }
}

/** Did the run's first line, which its id tells, come at `since` (epoch ms) or later? */
export function isRunSince(runId: string, since: number): boolean {
  return Number.parseInt(runId.slice(runId.lastIndexOf('-') + 1), 36) >= since;
}

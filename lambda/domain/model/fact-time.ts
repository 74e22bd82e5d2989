import type { Fact } from './fact.ts';

/**
 * The latest moment in its origin's runs that a fact is about, epoch ms. For lines: the newest line, or the end of the window that
 * was re-read. For a deadline, a forecast or load: the start of its run. 0 for a start or an end, which concern all runs of the origin.
 *
 * The fold continues from a snapshot with the facts since then. So a fact about a single run must not return 0: it would be lost.
 *
 * Independent of when the fact was received.
 */
export function lastTimeOf(fact: Fact): number {
  switch (fact.kind) {
    case 'lines':
      return fact.lines.reduce((newest, { at }) => Math.max(newest, at ?? 0), fact.window?.to ?? 0);
    case 'deadline':
    case 'forecast':
    case 'load':
      return fact.runStartedAt;
    case 'started':
    case 'ended':
      return 0;
  }
}

/** Did the run's first line come at `since` (epoch ms) or later? The run id ends with the time of that line. */
export function isRunSince(runId: string, since: number): boolean {
  return Number.parseInt(runId.slice(runId.lastIndexOf('-') + 1), 36) >= since;
}

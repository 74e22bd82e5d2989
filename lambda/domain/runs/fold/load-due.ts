import type { LoadFact } from '../../model/fact.ts';
import type { Load } from '../../model/load.ts';
import type { Run } from '../../model/run.ts';

/** CloudWatch has most metrics of a minute within five minutes, and nearly all within fifteen. */
const FIRST_AFTER_MS = 5 * 60_000;
const SECOND_AFTER_MS = 15 * 60_000;

/** When the load of a run that has ended has to be asked for, epoch ms; `undefined` if that is done, or not needed. */
export function loadDueAt({ measured, outcome, startedAt, endedAt, load }: Run): number | undefined {
  if (measured !== true || outcome === 'running' || startedAt === null || endedAt === null) return undefined;
  if (load === undefined) return endedAt + FIRST_AFTER_MS;
  return isUnfinished(load) ? endedAt + SECOND_AFTER_MS : undefined;
}

function isUnfinished({ attempt, metrics }: Load): boolean {
  return attempt === 1 && metrics.some(({ word }) => word === 'late');
}

/** The fact that holds the load of a run. */
export function loadFact(run: Run, at: number, load: Load): LoadFact {
  const runStartedAt = run.startedAt ?? at;
  return { kind: 'load', id: `load-${runStartedAt}-${load.attempt}`, at, runStartedAt, load };
}

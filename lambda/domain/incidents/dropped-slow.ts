import { checksum } from '../model/checksum.ts';
import { happenedAt, type RunSummary } from './run-summary.ts';
import { type Dropped, type DroppedSlow, KEPT_SLOW_MARKS, type TargetState } from './target-state.ts';

/**
 * Adds to `dropped` the slow runs among `runs`: runs that are no longer kept, or that arrived when they were too old to be
 * kept. Returns `dropped` itself if nothing changes.
 */
export function withSlow(dropped: Dropped, runs: readonly RunSummary[]): Dropped {
  const slow = runs.filter(({ alerts }) => alerts.length > 0).reduce(withRun, dropped.slow ?? NONE);
  return slow === (dropped.slow ?? NONE) ? dropped : { ...dropped, slow };
}

/** How many slow runs are still running but no longer kept. */
export function droppedGoing({ dropped }: TargetState): number {
  return dropped?.slow?.marks.filter((mark) => mark.startsWith('+')).length ?? 0;
}

const NONE: DroppedSlow = { marks: [] };

function withRun(slow: DroppedSlow, run: RunSummary): DroppedSlow {
  const sum = checksum(run.id);
  const goesOn = run.outcome === 'running' && !run.superseded;
  // Messages arrive in any order. Once the end of a run is known, no later message about it counts.
  if (slow.marks.includes(`-${sum}`) || (goesOn && slow.marks.includes(`+${sum}`))) return slow;
  const others = slow.marks.filter((mark) => mark !== `+${sum}`);
  const marks = [...others, `${goesOn ? '+' : '-'}${sum}`].slice(-KEPT_SLOW_MARKS);
  const isLast =
    !goesOn && !run.superseded && (slow.last === undefined || happenedAt(run) > happenedAt(slow.last));
  return { ...slow, marks, ...(isLast && { last: run }) };
}

import { type Alternative, type Steps, shownBranches } from '../diagnosis/advice/branches.ts';
import { truncateList } from '../model/truncate.ts';
import type { Branch } from '../model/verdict.ts';

/** How a channel writes what a page tells to do. */
export interface BranchWriter {
  /** What is always done first. */
  readonly first: (steps: Steps) => string;
  readonly alternative: (alternative: Alternative) => string;
  /** Where what had no room can be read. */
  readonly elsewhere: string;
}

/**
 * What a page tells to do in at most `limit` UTF-16 units: whole branches only, from the first on.
 *
 * Half a branch would be another repair; so one that does not fit, and those after it, are left out, and the text says
 * how many there are. Empty when there is nothing to do.
 */
export function truncateBranches(
  next: readonly Branch[],
  limit: number,
  { first: writeFirst, alternative, elsewhere }: BranchWriter,
): string {
  const { first, alternatives } = shownBranches(next);
  const parts = [...(first.length === 0 ? [] : [writeFirst(first)]), ...alternatives.map(alternative)];
  return truncateList(parts, limit, '\n', (count) => {
    if (count > alternatives.length) return `… too long to be shown here: see ${elsewhere}`;
    return `… ${count} more ${count === 1 ? 'alternative' : 'alternatives'}: see ${elsewhere}`;
  });
}

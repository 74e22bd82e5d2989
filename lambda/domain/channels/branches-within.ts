import { type Alternative, type Steps, shownBranches } from '../diagnosis/advice/branches.ts';
import { truncateList } from '../model/truncate.ts';
import type { Branch } from '../model/verdict.ts';

/** How a channel writes the steps of a page. */
export interface BranchWriter {
  /** Writes the steps that always apply. */
  readonly first: (steps: Steps) => string;
  /** Writes one alternative, with its condition. */
  readonly alternative: (alternative: Alternative) => string;
  /** Where people can read the branches that were left out. */
  readonly elsewhere: string;
}

/**
 * Writes the steps of a page in at most `limit` UTF-16 units: whole branches only, in their order.
 *
 * Half a branch would be a different repair. So a branch that does not fit is left out with those after it, and the text says how
 * many are missing. Empty when there is nothing to do.
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

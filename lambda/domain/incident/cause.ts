import type { Episode } from './episode-chain.ts';
import type { TargetState } from './target-state.ts';

/** What an open incident stands for, as its runs tell it; each has a gauge of its own. */
export const CAUSES = ['failed', 'killed', 'blocked', 'lock', 'dirty', 'missing', 'wrong', 'leak'] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * Causes of an episode that is not over, in the order of {@link CAUSES}; none for one that is.
 *
 * Alarms are none: an alarm reads the gauge of a cause, and would keep itself standing.
 */
export function causesOf(state: TargetState, { kind, marks, ended }: Episode): readonly Cause[] {
  if (ended !== null) return [];
  const found = new Set<Cause>();
  for (const { id, outcome, errorClass } of state.runs) {
    if (!marks.includes(id)) continue;
    if (kind === 'wrong' || kind === 'leak') found.add(kind);
    if (kind !== 'migration') continue;
    if (outcome === 'failed' || outcome === 'blocked') found.add(outcome);
    if (outcome === 'killed' || outcome === 'unknown') found.add('killed');
    if (errorClass === 'lock') found.add('lock');
  }
  if (kind === 'missing' && marks.some((mark) => mark.startsWith('missing:'))) found.add('missing');
  if (kind === 'migration' && state.dirty) found.add('dirty');
  return CAUSES.filter((cause) => found.has(cause));
}

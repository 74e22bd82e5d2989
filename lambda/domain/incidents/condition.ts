import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { Episode } from './episode-chain.ts';
import { parseMark } from './mark.ts';
import type { RunSummary } from './run-summary.ts';
import type { TargetState } from './target-state.ts';

interface Standing {
  readonly kind: IncidentKind;
  /** The runs among its marks. */
  readonly runs: readonly RunSummary[];
  readonly marks: readonly string[];
  readonly dirty: boolean;
}

/** What an open incident can stand for, and when it does; each has a gauge of its own. */
const STANDS_FOR = {
  failed: ({ kind, runs }) => kind === 'migration' && runs.some(({ outcome }) => outcome === 'failed'),
  killed: ({ kind, runs }) =>
    kind === 'migration' && runs.some(({ outcome }) => outcome === 'killed' || outcome === 'unknown'),
  blocked: ({ kind, runs }) => kind === 'migration' && runs.some(({ outcome }) => outcome === 'blocked'),
  lock: ({ kind, runs }) => kind === 'migration' && runs.some(({ errorClass }) => errorClass === 'lock'),
  dirty: ({ kind, dirty }) => kind === 'migration' && dirty,
  missing: ({ kind, marks }) =>
    kind === 'missing' && marks.some((mark) => parseMark(mark).kind === 'missing'),
  wrong: ({ kind, runs }) => kind === 'wrong' && runs.length > 0,
  leak: ({ kind, runs }) => kind === 'leak' && runs.length > 0,
} as const satisfies Readonly<Record<string, (standing: Standing) => boolean>>;

export type Condition = keyof typeof STANDS_FOR;

const CONDITIONS = Object.keys(STANDS_FOR) as readonly Condition[];

/**
 * Causes of an episode that is not over, in the order of the table; none for one that is.
 *
 * Alarms are not among them: an alarm reads the gauge of a cause, and would keep itself in ALARM.
 */
export function conditionsOf(state: TargetState, { kind, marks, ended }: Episode): readonly Condition[] {
  if (ended !== null) return [];
  const runs = state.runs.filter(({ id }) => marks.includes(id));
  const standing = { kind, runs, marks, dirty: state.dirty };
  return CONDITIONS.filter((cause) => STANDS_FOR[cause](standing));
}

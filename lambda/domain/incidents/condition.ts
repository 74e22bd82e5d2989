import type { IncidentKind } from '../../contract/incident-kind.ts';
import { droppedGoing } from './dropped-slow.ts';
import type { Episode } from './episode-chain.ts';
import { parseMark } from './mark.ts';
import type { RunSummary } from './run-summary.ts';
import type { TargetState } from './target-state.ts';

/** The facts that the conditions of an episode depend on. */
interface Standing {
  readonly kind: IncidentKind;
  /** The runs among its marks. */
  readonly runs: readonly RunSummary[];
  readonly marks: readonly string[];
  /** True while the database is marked dirty. */
  readonly dirty: boolean;
  /** How many slow runs are still running that are no longer kept. At which level each of them is slow is not known. */
  readonly droppedGoing: number;
}

/** Each condition of an open incident, with the test for it. Each condition has its own gauge. */
const HOLDS = {
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
  'slow-warning': ({ kind, runs, droppedGoing: dropped }) =>
    kind === 'slow' && (dropped > 0 || runs.some((run) => isGoing(run) && run.alerts.length > 0)),
  'slow-critical': ({ kind, runs }) =>
    kind === 'slow' && runs.some((run) => isGoing(run) && isSlowCritical(run)),
} as const satisfies Readonly<Record<string, (standing: Standing) => boolean>>;

export type Condition = keyof typeof HOLDS;

const CONDITIONS = Object.keys(HOLDS) as readonly Condition[];

/**
 * The conditions of an open episode, in the order of the table; empty for an episode that is over.
 *
 * An alarm alone is not a condition: alarms watch the gauges of conditions, so an alarm would keep itself in ALARM.
 */
export function conditionsOf(state: TargetState, { kind, marks, ended }: Episode): readonly Condition[] {
  if (ended !== null) return [];
  const runs = state.runs.filter(({ id }) => marks.includes(id));
  const standing = { kind, runs, marks, dirty: state.dirty, droppedGoing: droppedGoing(state) };
  return CONDITIONS.filter((condition) => HOLDS[condition](standing));
}

/** Is the run past a critical deadline, or was it before it ended? */
export function isSlowCritical({ alerts }: Pick<RunSummary, 'alerts'>): boolean {
  return alerts.some((alert) => alert.endsWith('-critical'));
}

/** A slow incident stays open until all of its runs have ended. The trouble of one is over when it ends. */
function isGoing({ outcome }: RunSummary): boolean {
  return outcome === 'running';
}

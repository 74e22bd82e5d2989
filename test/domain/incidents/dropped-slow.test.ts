import { describe, expect, test } from 'vitest';
import { droppedGoing, withSlow } from '../../../lambda/domain/incidents/dropped-slow.ts';
import { type RunSummary, summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { type Dropped, emptyState, KEPT_SLOW_MARKS } from '../../../lambda/domain/incidents/target-state.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const NOTHING: Dropped = {
  through: { startedAt: T0, id: 'before' },
  versions: emptyState({ environment: 'production', database: 'orders' }),
};
const SLOW: Partial<Run> = { outcome: 'succeeded', alerts: ['silent-warning'] };
const RUNNING: Partial<Run> = { ...SLOW, outcome: 'running', endedAt: null };

function run(id: string, over: Partial<Run>, superseded = false): RunSummary {
  return summaryOf(handMadeRun({ id, startedAt: T0, endedAt: T0 + 1_000, ...over }), 1, superseded);
}

function dropping(...runs: readonly RunSummary[]): Dropped {
  return runs.reduce((dropped, each) => withSlow(dropped, [each]), NOTHING);
}

const going = (dropped: Dropped) =>
  droppedGoing({ ...emptyState({ environment: 'production', database: 'orders' }), dropped });

describe('slow runs that are no longer kept', () => {
  test('none is running in a state that dropped no run, or no slow run', () => {
    expect(droppedGoing(emptyState({ environment: 'production', database: 'orders' }))).toBe(0);
    expect(going(NOTHING)).toBe(0);
  });

  test('a run that was never slow changes nothing', () => {
    expect(withSlow(NOTHING, [run('a', { outcome: 'running', endedAt: null, alerts: [] })])).toBe(NOTHING);
    expect(withSlow(NOTHING, [])).toBe(NOTHING);
  });

  test('a running one counts once, until it ends', () => {
    const one = dropping(run('a', RUNNING));
    expect(going(one)).toBe(1);
    expect(withSlow(one, [run('a', RUNNING)])).toBe(one);
    expect(going(withSlow(one, [run('b', RUNNING)]))).toBe(2);
    const ended = withSlow(one, [run('a', SLOW)]);
    expect(going(ended)).toBe(0);
    expect(ended.slow!.marks).toHaveLength(1);
  });

  test('one that was superseded is over', () => {
    const replaced = dropping(run('a', RUNNING), run('a', RUNNING, true));
    expect(going(replaced)).toBe(0);
    expect(replaced.slow!.last).toBeUndefined();
  });

  test('a message that arrives after the end says nothing new', () => {
    const ended = dropping(run('a', SLOW));
    expect(withSlow(ended, [run('a', RUNNING)])).toBe(ended);
    expect(withSlow(ended, [run('a', SLOW)])).toBe(ended);
    expect(going(ended)).toBe(0);
  });

  test('the last one is the one that ended latest, in any order of arrival', () => {
    const early = run('early', { ...SLOW, endedAt: T0 + 1_000 });
    const late = run('late', { ...SLOW, endedAt: T0 + 2_000 });
    expect(dropping(early, late).slow!.last).toEqual(late);
    expect(dropping(late, early).slow!.last).toEqual(late);
    expect(dropping(late, run('same', { ...SLOW, endedAt: T0 + 2_000 })).slow!.last).toEqual(late);
    expect(dropping(run('a', RUNNING)).slow!.last).toBeUndefined();
  });

  test('the oldest marks are dropped at the limit', () => {
    const marks = Array.from({ length: KEPT_SLOW_MARKS }, (_, n) => `+${n}`);
    const full: Dropped = { ...NOTHING, slow: { marks } };
    const next = withSlow(full, [run('a', RUNNING)]);
    expect(next.slow!.marks).toHaveLength(KEPT_SLOW_MARKS);
    expect(next.slow!.marks.slice(0, -1)).toEqual(marks.slice(1));
    expect(going(next)).toBe(KEPT_SLOW_MARKS);
  });
});

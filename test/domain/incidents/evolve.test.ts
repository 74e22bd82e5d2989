import { describe, expect, test } from 'vitest';
import { evolve, type Observation } from '../../../lambda/domain/incidents/evolve.ts';
import { summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import {
  emptyState,
  KEPT_NOTES,
  KEPT_OPEN,
  KEPT_RUNS,
  type TargetState,
} from '../../../lambda/domain/incidents/target-state.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const MINUTE = 60_000;
const EMPTY = emptyState({ environment: 'production', database: 'orders' });

const idOf = (n: number) => `run-${String(n).padStart(4, '0')}`;
/** The n-th run, which began at the n-th minute. */
const ran = (n: number, over: Partial<Run> = {}, revision = 1, superseded = false): Observation => {
  const startedAt = T0 + n * MINUTE;
  const endedAt = over.outcome === 'running' ? null : startedAt + 5_000;
  return {
    kind: 'run',
    run: summaryOf(
      handMadeRun({ id: idOf(n), startedAt, endedAt, lastEventAt: startedAt, ...over }),
      revision,
      superseded,
    ),
  };
};
const applied = (durationMs: number | null = 5_000): Partial<Run> => ({
  outcome: 'succeeded',
  durationMs,
  migrations: [handMadeMigration({ version: '42' })],
});
const failed: Partial<Run> = { outcome: 'failed', dirtyVersion: '42' };
const running: Partial<Run> = { outcome: 'running' };
const rose = (n: number): Observation => ({
  kind: 'alarm',
  alarm: { name: `a${n}`, kind: 'migration', at: T0 + n, text: '' },
});
const missing = (n: number): Observation => ({
  kind: 'missing',
  missing: { id: `m${n}`, since: T0, dueAt: T0 + n },
});
const acknowledged = (n: number): Observation => ({
  kind: 'acknowledged',
  acknowledgement: { id: `k${n}`, kind: 'leak', at: T0 + n, by: 'Kim', explains: false },
});

const stateAfter = (...all: readonly Observation[]): TargetState => all.reduce(evolve, EMPTY);
const many = (count: number, of: (n: number) => Observation, from = 0) =>
  Array.from({ length: count }, (_, n) => of(from + n));
const runsOf = ({ runs }: TargetState) => runs.map(({ id }) => id);

describe('an observation that is not new changes nothing', () => {
  test.each<[string, readonly Observation[], Observation]>([
    ['the same revision of a run', [ran(1, failed, 2)], ran(1, applied(), 2)],
    ['an older revision of a run', [ran(1, failed, 2)], ran(1, applied(), 1)],
    ['a run that merely began', [], ran(1, running)],
    ['the same alarm', [rose(1)], rose(1)],
    ['the same missing run', [missing(1)], missing(1)],
    ['the same acknowledgement', [acknowledged(1)], acknowledged(1)],
  ])('%s', (_name, before, again) => {
    const state = stateAfter(...before);
    expect(evolve(state, again)).toBe(state);
  });

  test.each<[string, readonly Observation[], Observation]>([
    ['a newer revision of a run', [ran(1, failed, 2)], ran(1, applied(), 3)],
    ['a run that began while one is missing', [missing(1)], ran(1, running)],
    ['a run that is slow', [], ran(1, { ...running, alerts: ['silent-warning'] })],
    ['a run that printed a credential', [], ran(1, { ...running, leaked: ['password'] })],
    ['a run that was replaced before its first message arrived', [], ran(1, running, 1, true)],
    [
      'another alarm of that time',
      [rose(1)],
      { kind: 'alarm', alarm: { name: 'b', kind: 'migration', at: T0 + 1, text: '' } },
    ],
    [
      'the same alarm at another time',
      [rose(1)],
      { kind: 'alarm', alarm: { name: 'a1', kind: 'migration', at: T0 + 2, text: '' } },
    ],
  ])('but %s does', (_name, before, then) => {
    const state = stateAfter(...before);
    expect(evolve(state, then)).not.toBe(state);
  });
});

describe('the order of arrival does not matter', () => {
  test('runs are kept in order of their start', () => {
    expect(runsOf(stateAfter(ran(3, failed), ran(1, failed), ran(2, failed)))).toEqual([1, 2, 3].map(idOf));
  });

  test('notes are kept in order of time, then of name', () => {
    const [a, b, c] = [
      rose(3),
      rose(1),
      { kind: 'alarm', alarm: { name: 'a0', kind: 'migration', at: T0 + 1, text: '' } },
    ] as const;
    expect(stateAfter(a, b, c).alarms.map(({ name }) => name)).toEqual(['a0', 'a1', 'a3']);
    expect(stateAfter(c, b, a).alarms.map(({ name }) => name)).toEqual(['a0', 'a1', 'a3']);
    expect(stateAfter(missing(2), missing(1)).missing.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(stateAfter(acknowledged(2), acknowledged(1)).acknowledgements.map(({ id }) => id)).toEqual([
      'k1',
      'k2',
    ]);
  });
});

describe('the state keeps', () => {
  test('the last sixty runs', () => {
    expect(stateAfter(...many(KEPT_RUNS, (n) => ran(n, applied()))).dropped).toBeNull();
    const state = stateAfter(...many(KEPT_RUNS + 1, (n) => ran(n, applied())));
    expect(state.runs).toHaveLength(KEPT_RUNS);
    expect(state.runs[0]!.id).toBe(idOf(1));
    expect(state.dropped).toMatchObject({
      through: { id: idOf(0), startedAt: T0 },
      versions: { cleanVersion: '42', lastGoodRun: { id: idOf(0) } },
    });
    expect(state.dropped).not.toHaveProperty('open');
    expect(state.dropped).not.toHaveProperty('passed');
  });

  test('no run that began before the dropped ones', () => {
    const state = stateAfter(...many(KEPT_RUNS + 2, (n) => ran(n, applied()), 10));
    expect(state.dropped!.through.id).toBe(idOf(11));
    expect(evolve(state, ran(9, failed))).toBe(state);
    expect(evolve(state, ran(11, failed, 9))).toBe(state);
    const between: Partial<Run> = { ...failed, startedAt: T0 + 11 * MINUTE + 1 };
    expect(evolve(state, ran(5, between))).not.toBe(state);
  });

  test('running and slow runs in addition, which count with their outcome', () => {
    const slow = { ...running, alerts: ['silent-warning'] as const };
    const state = stateAfter(ran(0, slow), ...many(KEPT_RUNS + 5, (n) => ran(n, applied()), 1));
    expect(runsOf(state)).toHaveLength(KEPT_RUNS + 1);
    expect(runsOf(state)[0]).toBe(idOf(0));
    expect(state.dropped!.open).toEqual([idOf(0)]);
    expect(state.dirty).toBe(false);
    const ended = evolve(state, ran(0, failed, 2));
    expect(runsOf(ended)).not.toContain(idOf(0));
    expect(ended.dirty).toBe(false);
    // What was dropped before is still too old to count.
    expect(ended.dropped!.through.id).toBe(state.dropped!.through.id);
    expect(evolve(ended, ran(3, failed))).toBe(ended);
  });

  test('the outcome of those for later decisions', () => {
    const slow = { ...running, alerts: ['silent-warning'] as const };
    const state = stateAfter(ran(0, slow), ...many(KEPT_RUNS + 5, (n) => ran(n, failed), 1));
    expect(state).toMatchObject({ dirty: true, dropped: { open: [idOf(0)] } });
    const [later, ended] = [ran(500, applied()), ran(0, applied(), 2)];
    expect([later, ended].reduce(evolve, state)).toMatchObject({ dirty: false, cleanVersion: '42' });
    expect([ended, later].reduce(evolve, state)).toMatchObject({ dirty: false, cleanVersion: '42' });
  });

  test('the lead, and the last 120 running runs', () => {
    const slow = { ...running, alerts: ['silent-warning'] as const };
    const state = stateAfter(
      ...many(KEPT_OPEN + 1, (n) => ran(n, slow)),
      ...many(KEPT_RUNS, (n) => ran(n, applied()), 1_000),
    );
    expect(runsOf(state)).toHaveLength(KEPT_OPEN + KEPT_RUNS);
    expect(runsOf(state)).toEqual([
      ...Array.from({ length: KEPT_OPEN + 1 }, (_, n) => idOf(n)),
      ...Array.from({ length: KEPT_RUNS - 1 }, (_, n) => idOf(1_001 + n)),
    ]);
  });

  test('the last thirty notes of each kind', () => {
    const state = stateAfter(
      ...many(KEPT_NOTES + 1, rose),
      ...many(KEPT_NOTES + 1, missing),
      ...many(KEPT_NOTES + 1, acknowledged),
    );
    for (const notes of [state.alarms, state.missing, state.acknowledgements])
      expect(notes).toHaveLength(KEPT_NOTES);
    expect(state.alarms[0]!.name).toBe('a1');
    expect(state.missing[0]!.id).toBe('m1');
    expect(state.acknowledgements[0]!.id).toBe('k1');
  });
});

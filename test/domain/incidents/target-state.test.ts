import { describe, expect, test } from 'vitest';
import { leadsInUse } from '../../../lambda/domain/incidents/episode.ts';
import { evolve } from '../../../lambda/domain/incidents/evolve.ts';
import { type RunSummary, summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import {
  cleanBefore,
  emptyState,
  KEPT_RUNS,
  type TargetState,
} from '../../../lambda/domain/incidents/target-state.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const TARGET = { environment: 'production', database: 'orders' };

function seen(n: number, over: Partial<Run>): RunSummary {
  const startedAt = T0 + n * 60_000;
  return summaryOf(
    handMadeRun({ id: `run-${String(n).padStart(3, '0')}`, startedAt, endedAt: startedAt + 5, ...over }),
    1,
  );
}
const applied = (version: string, direction: 'up' | 'down' = 'up') => ({
  outcome: 'succeeded' as const,
  migrations: [handMadeMigration({ version, direction })],
});
const dirty = (version: string) => ({ outcome: 'failed' as const, dirtyVersion: version });
const force = { outcome: 'succeeded' as const, command: 'force' };
const forced = (forcedVersion: string, over: Partial<Run> = {}) => ({ ...force, forcedVersion, ...over });

function after(...runs: Partial<Run>[]): TargetState {
  return runs.reduce<TargetState>(
    (state, over, n) => evolve(state, { kind: 'run', run: seen(n, over) }),
    emptyState(TARGET),
  );
}

describe('the version that was proved clean', () => {
  test.each<[string, Partial<Run>[], string | null]>([
    ['is the last one applied', [applied('41'), applied('42')], '42'],
    ['stays when there was nothing to do', [applied('41'), { outcome: 'no-change' }], '41'],
    [
      'stays over a failure to connect',
      [applied('41'), { outcome: 'failed' }, { outcome: 'no-change' }],
      '41',
    ],
    [
      'is forgotten after a down: its lines do not name what is left',
      [applied('42'), applied('42', 'down')],
      null,
    ],
    ['is forgotten when someone forced another', [applied('41'), dirty('42'), force], null],
    [
      'is forgotten when trouble ended out of sight',
      [applied('41'), dirty('42'), { outcome: 'no-change' }],
      null,
    ],
    ['comes back with the next one applied', [applied('41'), dirty('42'), force, applied('43')], '43'],
  ])('%s', (_name, runs, cleanVersion) => {
    expect(after(...runs).cleanVersion).toBe(cleanVersion);
  });
});

describe('the version before a run', () => {
  test.each<[string, Partial<Run>[], string | null]>([
    ['is what the last clean run left', [applied('41'), dirty('42')], '41'],
    [
      'is still that for a re-run',
      [applied('41'), dirty('42'), { outcome: 'blocked', dirtyVersion: '42' }],
      '41',
    ],
    ['is not known after trouble with another version', [applied('41'), dirty('42'), dirty('43')], null],
    ['is not known without a clean run', [dirty('42')], null],
  ])('%s', (_name, runs, version) => {
    const state = after(...runs);
    expect(cleanBefore(state, state.runs.at(-1)!).cleanVersion).toBe(version);
  });
});

describe('a version that a person forced', () => {
  test.each<{
    readonly name: string;
    readonly runs: Partial<Run>[];
    readonly cleanVersion: string | null;
    readonly markedByHand: boolean;
  }>([
    {
      name: 'is kept as marked by hand',
      runs: [applied('41'), dirty('42'), forced('41')],
      cleanVersion: '41',
      markedByHand: true,
    },
    { name: '-1 means no version', runs: [dirty('1'), forced('-1')], cleanVersion: '-1', markedByHand: true },
    {
      name: 'stays marked by hand when there was nothing to do',
      runs: [forced('41'), { outcome: 'no-change' }],
      cleanVersion: '41',
      markedByHand: true,
    },
    {
      name: 'is proved by the next one applied',
      runs: [forced('41'), applied('42')],
      cleanVersion: '42',
      markedByHand: false,
    },
    {
      name: 'is not kept where the force itself failed',
      runs: [applied('41'), forced('7', { outcome: 'failed' })],
      cleanVersion: '41',
      markedByHand: false,
    },
    {
      name: 'is not kept where something was applied with it',
      runs: [{ ...applied('43'), ...forced('41') }],
      cleanVersion: null,
      markedByHand: false,
    },
    {
      name: 'is forgotten with the trouble after it',
      runs: [forced('41'), dirty('42'), { outcome: 'no-change' }],
      cleanVersion: null,
      markedByHand: false,
    },
  ])('$name', ({ runs, cleanVersion, markedByHand }) => {
    expect(after(...runs)).toMatchObject({ cleanVersion, markedByHand });
  });
});

test('a later failure is forced back to the version that a person forced', () => {
  const state = after(applied('41'), dirty('42'), forced('41'), dirty('42'));
  expect(cleanBefore(state, state.runs.at(-1)!)).toMatchObject({ cleanVersion: '41', markedByHand: true });
});

test('the last good run is the last run that ended clean', () => {
  const state = after(applied('41'), dirty('42'));
  expect(state.lastGoodRun).toEqual({ id: 'run-000', endedAt: T0 + 5, version: '41' });
});

test('old runs are dropped, except leads of open incidents; what they proved is kept', () => {
  const refused = Array.from({ length: 200 }, () => ({ outcome: 'blocked' as const, dirtyVersion: '42' }));
  const state = after(applied('41'), dirty('42'), ...refused);
  expect(state.runs.length).toBeLessThanOrEqual(KEPT_RUNS + 1);
  expect(leadsInUse(state)).toEqual(new Set(['run-001']));
  expect(state).toMatchObject({ cleanVersion: '41', dirtyVersion: '42', lastGoodRun: { id: 'run-000' } });
  expect(evolve(state, { kind: 'run', run: seen(5, applied('99')) })).toBe(state);
});

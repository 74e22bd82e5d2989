import { expect, test } from 'vitest';
import type { DatabaseState } from '../../lambda/domain/model/verdict.ts';
import { compare, type Grade } from '../../scripts/states/compare.ts';
import { makeScenario } from '../../scripts/states/make-scenario.ts';
import { versionAfter } from '../../scripts/states/scenario.ts';
import type { Extent, Truth } from '../../scripts/states/truth.ts';

const scenario = makeScenario(1);
const verdict = (state: DatabaseState) => ({ state, evidence: [], next: [], doNot: [] });
const dirty = (change: Extent, working = false): Truth => ({
  mark: { version: versionAfter(scenario, 1), dirty: true },
  at: 0,
  change,
  working,
});
const clean = (applied: number): Truth => ({
  mark: applied === 0 ? null : { version: versionAfter(scenario, applied), dirty: false },
  at: 0,
  change: 'all',
  working: false,
});

test.each<[DatabaseState, Truth, Grade]>([
  ['rolled-back', dirty('none'), 'right'],
  ['rolled-back', dirty('part'), 'wrong'],
  ['rolled-back', dirty('none', true), 'wrong'],
  ['partly-applied', dirty('part'), 'right'],
  ['partly-applied', dirty('all'), 'wrong'],
  ['applied-but-marked-dirty', dirty('all'), 'right'],
  ['applied-but-marked-dirty', dirty('none'), 'wrong'],
  ['still-running', dirty('none', true), 'right'],
  ['still-running', dirty('none'), 'wrong'],
  ['not-applied', clean(scenario.start), 'right'],
  ['not-applied', dirty('none'), 'wrong'],
  ['unknown', dirty('part'), 'unknown'],
])('%s', (state, truth, grade) => {
  expect(
    compare(scenario, { outcome: 'failed', endSeen: true, verdict: verdict(state), next: [] }, truth),
  ).toBe(grade);
});

test.each<[boolean, Truth, Grade]>([
  [true, clean(scenario.target), 'clean'],
  [false, clean(scenario.target), 'clean'],
  [true, clean(scenario.start), 'wrong'],
  [true, dirty('none'), 'wrong'],
  [false, dirty('none'), 'unknown'],
])('no verdict, end seen: %s', (endSeen, truth, grade) => {
  expect(compare(scenario, { outcome: 'succeeded', endSeen, verdict: null, next: [] }, truth)).toBe(grade);
});

import { expect, test } from 'vitest';
import { baselineOf } from '../../../lambda/domain/incidents/baseline.ts';

const S = 1_000;

test('there is no baseline with seven runs, and there is one with eight', () => {
  expect(baselineOf(Array(7).fill(30 * S))).toBeUndefined();
  expect(baselineOf(Array(8).fill(30 * S))).toEqual({ medianMs: 30 * S, limitMs: 90 * S, runs: 8 });
});

test.each([
  ['short runs: a minute over the median', Array(8).fill(2 * S), 62 * S],
  ['long even runs: twice the median', Array(8).fill(600 * S), 1_200 * S],
  [
    'uneven runs: six robust deviations',
    [100, 200, 300, 400, 500, 600, 700, 800].map((s) => s * S),
    (450 + 6 * 1.4826 * 200) * S,
  ],
])('%s', (_name, durations, limitMs) => {
  expect(baselineOf(durations)?.limitMs).toBeCloseTo(limitMs, 3);
});

test('one outlier among the samples does not move the baseline', () => {
  expect(baselineOf([...Array(9).fill(30 * S), 86_400 * S])?.limitMs).toBe(90 * S);
});

test('only the last thirty runs count', () => {
  expect(baselineOf([...Array(50).fill(900 * S), ...Array(30).fill(30 * S)])?.medianMs).toBe(30 * S);
});

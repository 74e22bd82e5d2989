import { describe, expect, test } from 'vitest';
import { atLeast, failureRateOf } from '../../../lambda/domain/normal/failure-rate.ts';
import type { Pair } from '../../../lambda/domain/normal/pair.ts';
import { trendOf } from '../../../lambda/domain/normal/trend.ts';
import { type Random, random } from '../../../scripts/bench/payloads/random.ts';

const DAY = 24 * 60 * 60_000;
const NOW = 400 * DAY;

function normal(choose: Random): number {
  const uniform = () => (choose.int(0, 999_998) + 1) / 1_000_000;
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** `count` pairs over the last half year, whose ratio of about 4 grows to `growth` times that. */
function pairs(choose: Random, count: number, growth: number, scatter = 0.9): readonly Pair[] {
  return Array.from({ length: count }, (_, n) => {
    const age = 180 * (1 - n / (count - 1));
    const sourceMs = 1_500 * Math.exp(choose.int(0, 300) / 100);
    const ratio = 4 * growth ** (1 - age / 180) * Math.exp(scatter * normal(choose));
    return { id: `${n}`, at: NOW - age * DAY, sourceMs, targetMs: (1_000 + sourceMs) * ratio - 1_000 };
  });
}

const told = (seeds: number, make: (choose: Random) => readonly Pair[]) =>
  Array.from({ length: seeds }, (_, seed) => trendOf(make(random(seed + 1)), NOW)).filter(
    (trend) => trend !== undefined,
  );

describe('a trend', () => {
  test('of three times in half a year is told, with an interval that holds it', () => {
    const found = told(100, (choose) => pairs(choose, 120, 3));
    // In one look; it is looked at every two weeks.
    expect(found.length).toBeGreaterThanOrEqual(75);
    const holds = found.filter(({ low, high }) => low <= 3 && 3 <= high).length;
    expect(holds / found.length).toBeGreaterThanOrEqual(0.93);
    expect(found[0]).toMatchObject({ n: 120, days: 180 });
  });

  test('is hardly ever told where there is none', () => {
    expect(told(200, (choose) => pairs(choose, 120, 1)).length).toBeLessThanOrEqual(2);
  });

  test('of a fifth is not worth telling', () => {
    expect(told(50, (choose) => pairs(choose, 120, 1.2, 0.1))).toEqual([]);
  });

  test.each([
    ['19 migrations', (all: readonly Pair[]) => all.slice(-19)],
    ['brief migrations', (all: readonly Pair[]) => all.map((pair) => ({ ...pair, sourceMs: 1_000 }))],
    [
      'migrations of a year ago',
      (all: readonly Pair[]) => all.map((pair) => ({ ...pair, at: pair.at - 181 * DAY })),
    ],
    ['migrations of one moment', (all: readonly Pair[]) => all.map((pair) => ({ ...pair, at: NOW }))],
    ['none', () => []],
  ])('is not told from %s', (_name, change) => {
    expect(trendOf(change(pairs(random(1), 120, 3, 0.1)), NOW)).toBeUndefined();
  });

  test('does not depend on the order of the pairs', () => {
    const all = pairs(random(7), 60, 3, 0.3);
    expect(trendOf([...all].reverse(), NOW)).toEqual(trendOf(all, NOW));
  });
});

describe('the failure rate', () => {
  const runs = (outcomes: readonly number[]) =>
    outcomes.map((failed, n) => ({ at: NOW - (outcomes.length - n) * DAY, failed: failed === 1 }));
  const base = (failed: number, of: number) => Array.from({ length: of }, (_, n) => (n < failed ? 1 : 0));

  test.each([
    ['3 of 20 after 1 of 100', base(1, 100), base(3, 20), true],
    ['2 of 20 after none of 100', base(0, 100), base(2, 20), false],
    ['3 of 20 after 10 of 100', base(10, 100), base(3, 20), false],
    ['8 of 20 after 10 of 100', base(10, 100), base(8, 20), true],
    ['3 of 20 without anything before', [], base(3, 20), false],
    ['3 of the first 3', [], base(3, 3), true],
    ['nothing', [], [], false],
  ])('%s', (_name, before, last, isMore) => {
    expect(failureRateOf(runs([...before, ...last])).isMore).toBe(isMore);
  });

  test('counts the last 20 runs, and those of the half year before them', () => {
    const long = [...base(5, 300), ...base(4, 20)].map((failed, n) => ({
      at: NOW - (320 - n) * DAY,
      failed: failed === 1,
    }));
    expect(failureRateOf(long)).toMatchObject({
      last: { failed: 4, of: 20 },
      before: { failed: 0, of: 180 },
    });
  });

  test('the chances of all numbers of failures add up to one', () => {
    expect(atLeast(0, 20, 1.5, 103.5)).toBeCloseTo(1, 12);
    // Uniform over 0 to 20.
    expect(atLeast(20, 20, 1, 1)).toBeCloseTo(1 / 21, 12);
  });
});

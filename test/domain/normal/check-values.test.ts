import { expect, test } from 'vitest';
import type { Forecast } from '../../../lambda/domain/model/forecast.ts';
import { forecastOf, intervalOf } from '../../../lambda/domain/normal/forecast.ts';
import { limitsOf, warningChance } from '../../../lambda/domain/normal/limits.ts';
import type { Pair } from '../../../lambda/domain/normal/pair.ts';
import { chanceToLast, totalGiven } from '../../../lambda/domain/normal/remaining.ts';

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;
const NOW = 1_000 * DAY;
/** With so few migrations in a month, a warning is false for 1 of 20. */
const FEW = 10;

/** Pairs of this size whose ratio is 4, scattered by a factor of e^0.3, one each half day. */
function pairsOf(sourceMs: number, count: number): readonly Pair[] {
  return Array.from({ length: count }, (_, i) => {
    const scatter = count > 1 ? 0.3 * (i % 2 === 1 ? 1 : -1) : 0;
    const targetMs = sourceMs * (sourceMs < S ? 1 : 4) * Math.exp(scatter);
    return { id: `run/${i}`, at: NOW - 1 - (i * DAY) / 2, sourceMs, targetMs };
  });
}

function known(sourceMs: number, count: number): Forecast {
  return forecastOf({ sourceMs, at: NOW, pairs: pairsOf(sourceMs, count), scores: [] });
}

/** [time in the source, pairs, median, low, high, warning, critical], from an independent calculation of the same method. */
test.each([
  [3 * S, 0, 5.8 * S, 0, 95.8 * S, 95.8 * S, 30 * MIN],
  [3 * S, 1, 9.7 * S, 1.08 * S, 54.5 * S, 69.7 * S, 5 * MIN],
  [3 * S, 5, 10.8 * S, 3.26 * S, 31.6 * S, 70.8 * S, 5 * MIN],
  [3 * S, 20, 11.9 * S, 5.5 * S, 24.3 * S, 71.9 * S, 5 * MIN],
  [3 * S, 100, 12 * S, 6.7 * S, 20.8 * S, 72 * S, 5 * MIN],
  [60 * S, 0, 120 * S, 3.25 * S, 58 * MIN, 15 * MIN, 30 * MIN],
  [60 * S, 1, 197 * S, 25.2 * S, 25 * MIN, 15 * MIN, 30 * MIN],
  [60 * S, 2, 214 * S, 39.2 * S, 19.1 * MIN, 15 * MIN, 30 * MIN],
  [60 * S, 5, 216 * S, 62.6 * S, 12.3 * MIN, 12.3 * MIN, 31.8 * MIN],
  [60 * S, 20, 237 * S, 107 * S, 8.7 * MIN, 8.7 * MIN, 14.4 * MIN],
  [60 * S, 100, 239 * S, 134 * S, 7.12 * MIN, 7.97 * MIN, 9.98 * MIN],
  [15 * MIN, 5, 53.9 * MIN, 15.6 * MIN, 3.11 * H, 3.11 * H, 8.1 * H],
  [15 * MIN, 20, 59.1 * MIN, 26.6 * MIN, 2.19 * H, 2.19 * H, 3.64 * H],
  [15 * MIN, 100, 59.8 * MIN, 33.4 * MIN, 1.78 * H, 1.99 * H, 2.5 * H],
])('%d ms in the source, %d pairs', (sourceMs, pairs, median, low, high, warning, critical) => {
  const forecast = known(sourceMs, pairs);
  const { lowMs, medianMs, highMs } = intervalOf(forecast);
  const { warningMs, criticalMs } = limitsOf(forecast, FEW);
  const within = (value: number, wanted: number) => {
    expect(value).toBeGreaterThanOrEqual(wanted * 0.95);
    expect(value).toBeLessThanOrEqual(wanted * 1.05);
  };
  within(medianMs, median);
  within(lowMs, low);
  within(highMs, high);
  within(warningMs, warning);
  within(criticalMs, critical);
});

test.each([0, 1, 2, 5, 20, 100])(
  '20 ms in the source, %d pairs: under a second, and told about after a minute',
  (pairs) => {
    const forecast = known(20, pairs);
    expect(intervalOf(forecast).highMs).toBeLessThan(S);
    const { warningMs, criticalMs } = limitsOf(forecast, FEW);
    expect(warningMs / MIN).toBeCloseTo(1, 2);
    expect(criticalMs).toBe(5 * MIN);
  },
);

test('a migration that lasts longer than expected: chance, median and 90 %', () => {
  const forecast: Forecast = { sourceMs: MIN, mu: Math.log(241), sigma: 0.4, nu: 24, n: 20, up: 1, down: 1 };
  expect(chanceToLast(forecast, 600 * S)).toBeCloseTo(0.016, 3);
  expect(totalGiven(forecast, 600 * S, 0.5) / S).toBeCloseTo(681, -1);
  expect(totalGiven(forecast, 600 * S, 0.9) / S).toBeCloseTo(895, -1);
});

test('sizes of the table narrow the forecast without any pair', () => {
  const wide = intervalOf(forecastOf({ sourceMs: MIN, at: NOW, pairs: [], scores: [] }));
  const sized = forecastOf({ sourceMs: MIN, at: NOW, pairs: [], scores: [], rowsRatio: 10 });
  const { lowMs, medianMs, highMs } = intervalOf(sized);
  expect(medianMs / MIN).toBeCloseTo(10, 1);
  expect(highMs / lowMs).toBeLessThan(wide.highMs / wide.lowMs / 10);
  expect(limitsOf(sized, FEW).warningMs).toBeGreaterThan(15 * MIN);
});

test('the warning is rarer in an environment with more migrations, down to one in 200', () => {
  expect([0, 1, 10, 11, 50, 100, 1_000].map(warningChance)).toEqual([
    0.05,
    0.05,
    0.05,
    0.5 / 11,
    0.01,
    0.005,
    0.005,
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Forecast } from '../../../lambda/domain/model/forecast.ts';
import { calibrationOf, type Score } from '../../../lambda/domain/normal/calibration.ts';
import { forecastOf, intervalOf, scoreOf } from '../../../lambda/domain/normal/forecast.ts';
import { limitsOf } from '../../../lambda/domain/normal/limits.ts';
import type { Pair } from '../../../lambda/domain/normal/pair.ts';
import { chanceToLast, totalGiven } from '../../../lambda/domain/normal/remaining.ts';
import { scoresIn } from '../../../lambda/domain/normal/scores.ts';
import { togetherOf } from '../../../lambda/domain/normal/whole-run.ts';

const S = 1_000;
const DAY = 24 * 60 * 60 * S;
const NOW = 1_000 * DAY;
const SEED = 1958;

/** From 0 ms to four hours, small ones as likely as large ones. */
const duration = fc.double({ min: 0, max: 16.5, noNaN: true }).map((x) => Math.expm1(x));
const pairs = fc
  .array(
    fc.record({
      age: fc.double({ min: 1e-3, max: 400, noNaN: true }),
      sourceMs: duration,
      targetMs: duration,
      other: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all.map(
      ({ age, sourceMs, targetMs, other }, i): Pair => ({
        id: `run/${i}`,
        at: NOW - age * DAY,
        sourceMs,
        targetMs,
        ...(other && { otherDatabase: true }),
      }),
    ),
  );

function of(sourceMs: number, known: readonly Pair[], at = NOW, scores: readonly Score[] = []): Forecast {
  return forecastOf({ sourceMs, at, pairs: known, scores });
}

test('any pairs give a forecast that is finite and in order', () => {
  fc.assert(
    fc.property(duration, pairs, (sourceMs, known) => {
      const forecast = of(sourceMs, known);
      for (const value of [forecast.mu, forecast.sigma, forecast.nu])
        expect(Number.isFinite(value)).toBe(true);
      expect(forecast.sigma).toBeGreaterThan(0);
      const { lowMs, medianMs, highMs } = intervalOf(forecast);
      expect(lowMs).toBeGreaterThanOrEqual(0);
      expect(lowMs).toBeLessThanOrEqual(medianMs);
      expect(medianMs).toBeLessThanOrEqual(highMs);
      expect(forecast.n).toBeLessThanOrEqual(known.length);
    }),
    { seed: SEED },
  );
});

test('the order of the pairs makes no difference, and neither does when everything happened', () => {
  fc.assert(
    fc.property(duration, pairs, fc.integer({ min: -900, max: 9_000 }), (sourceMs, known, days) => {
      const moved = known.map((pair) => ({ ...pair, at: pair.at + days * DAY }));
      const forecast = of(sourceMs, known);
      for (const other of [of(sourceMs, [...known].reverse()), of(sourceMs, moved, NOW + days * DAY)]) {
        expect(other.mu).toBeCloseTo(forecast.mu, 6);
        expect(other.sigma).toBeCloseTo(forecast.sigma, 6);
        expect(other.n).toBeCloseTo(forecast.n, 6);
      }
    }),
    { seed: SEED },
  );
});

test('a pair that began later does not count, not even at the same millisecond', () => {
  const earlier: Pair = { id: 'a/1', at: NOW - 1, sourceMs: 60 * S, targetMs: 240 * S };
  const later: Pair = { ...earlier, id: 'b/1', at: NOW, targetMs: 2 * S };
  expect(of(60 * S, [earlier, later])).toEqual(of(60 * S, [earlier]));
});

test('from the first pair on, more pairs of the same residual never widen the interval', () => {
  fc.assert(
    fc.property(duration, fc.double({ min: -3, max: 5, noNaN: true }), (sourceMs, residual) => {
      const targetMs = Math.max(0, ((1 + sourceMs / S) * Math.exp(residual) - 1) * S);
      const width = (count: number) => {
        const same = Array.from({ length: count }, (_, i) => ({
          id: `${i}`,
          at: NOW - 1,
          sourceMs,
          targetMs,
        }));
        const { sigma, nu, n } = of(sourceMs, same);
        expect(n).toBeCloseTo(count, 6);
        const { lowMs, highMs } = intervalOf({ sourceMs, mu: 20, sigma, nu, n, up: 1, down: 1 });
        return highMs / lowMs;
      };
      const widths = [1, 2, 3, 5, 10, 40].map(width);
      for (const [i, each] of widths.slice(1).entries())
        expect(each).toBeLessThanOrEqual(widths[i]! * (1 + 1e-9));
    }),
    { seed: SEED },
  );
});

test('a limit is a minute over the median at least, twice the median at least, and critical is not before the warning', () => {
  fc.assert(
    fc.property(duration, pairs, fc.integer({ min: 0, max: 500 }), (sourceMs, known, tellable) => {
      const forecast = of(sourceMs, known);
      const { medianMs } = intervalOf(forecast);
      const { warningMs, criticalMs } = limitsOf(forecast, tellable);
      expect(criticalMs).toBeGreaterThanOrEqual(warningMs);
      expect(criticalMs).toBeGreaterThanOrEqual(300 * S);
      if (forecast.n < 2) {
        expect(warningMs).toBeLessThanOrEqual(900 * S);
        expect(criticalMs).toBeLessThanOrEqual(1_800 * S);
        return;
      }
      expect(warningMs).toBeGreaterThanOrEqual(medianMs + 60 * S);
      expect(warningMs).toBeGreaterThanOrEqual(2 * medianMs);
    }),
    { seed: SEED },
  );
});

test('one migration that was a thousand times slower moves a limit from 30 pairs by less than a factor of 2', () => {
  const usual = Array.from({ length: 30 }, (_, i) => ({
    id: `${i}`,
    at: NOW - 1 - i,
    sourceMs: 60 * S,
    targetMs: 200 * S + i * S,
  }));
  const slow = { id: 'slow', at: NOW - 1, sourceMs: 60 * S, targetMs: 200_000 * S };
  const before = limitsOf(of(60 * S, usual), 10).warningMs;
  expect(limitsOf(of(60 * S, [...usual, slow]), 10).warningMs).toBeLessThan(2 * before);
});

test('migrations of another size say nothing, however many there are', () => {
  const quick = Array.from({ length: 400 }, (_, i) => ({
    id: `${i}`,
    at: NOW - 1 - i,
    sourceMs: 12,
    targetMs: 12,
  }));
  expect(of(600 * S, quick).n).toBe(0);
});

test('calibration begins with 20 scores of about the size, widens the side that failed, and has bounds', () => {
  const score = (value: number, i: number, sourceMs = 60 * S): Score => ({
    id: `${i}`,
    sourceMs,
    score: value,
    held: Math.abs(value) <= 1,
  });
  const high = Array.from({ length: 20 }, (_, i) => score(i < 17 ? 0.2 : 2, i));
  expect(calibrationOf(60 * S, high.slice(1))).toEqual({ up: 1, down: 1, n: 19, held: 16 });
  expect(calibrationOf(60 * S, high)).toEqual({ up: 2, down: 0.5, n: 20, held: 17 });
  expect(
    calibrationOf(
      60 * S,
      high.map((each) => ({ ...each, score: -9 * each.score })),
    ),
  ).toMatchObject({ up: 0.5, down: 3 });
  expect(
    calibrationOf(
      60 * S,
      high.map((each) => ({ ...each, sourceMs: 60 })),
    ).n,
  ).toBe(0);
  const last = Array.from({ length: 60 }, (_, i) => score(i < 20 ? 3 : 0.7, i));
  expect(calibrationOf(60 * S, last)).toMatchObject({ up: 0.7, n: 40 });
});

test('a score says how a forecast turned out, by the interval that was said', () => {
  const forecast = { ...of(60 * S, []), up: 0.5, down: 1 };
  const { lowMs, medianMs, highMs } = intervalOf(forecast);
  expect(scoreOf('a/1', forecast, medianMs)).toMatchObject({ sourceMs: 60 * S, held: true });
  expect(scoreOf('a/1', forecast, medianMs).score).toBeCloseTo(0, 9);
  expect(scoreOf('a/1', forecast, highMs).score).toBeCloseTo(0.5, 9);
  expect(scoreOf('a/1', forecast, lowMs).score).toBeCloseTo(-1, 9);
  expect(scoreOf('a/1', forecast, highMs * 1.01).held).toBe(false);
  expect(scoreOf('a/1', forecast, lowMs * 0.99).held).toBe(false);
});

test('the longer it has lasted, the rarer it is and the longer it will take', () => {
  fc.assert(
    fc.property(duration, pairs, duration, duration, (sourceMs, known, a, b) => {
      const forecast = of(sourceMs, known);
      const [shorter, longer] = [Math.min(a, b), Math.max(a, b)];
      expect(chanceToLast(forecast, longer)).toBeLessThanOrEqual(chanceToLast(forecast, shorter) + 1e-12);
      for (const quantile of [0.5, 0.9]) {
        expect(totalGiven(forecast, longer, quantile)).toBeGreaterThanOrEqual(longer);
        const [later, earlier] = [longer, shorter].map((each) => totalGiven(forecast, each, quantile));
        expect(later!).toBeGreaterThanOrEqual(earlier! * (1 - 1e-9));
      }
    }),
    { seed: SEED },
  );
});

test('several migrations together take less than the sum of their upper bounds, and one takes what it takes', () => {
  const minute = of(
    60 * S,
    Array.from({ length: 20 }, (_, i) => ({
      id: `${i}`,
      at: NOW - 1,
      sourceMs: 60 * S,
      targetMs: (200 + 10 * (i % 5)) * S,
    })),
  );
  const one = intervalOf(minute);
  const alone = togetherOf([minute]);
  for (const bound of ['lowMs', 'medianMs', 'highMs'] as const)
    expect(alone[bound] / one[bound]).toBeCloseTo(1, 1);
  const ten = togetherOf(Array(10).fill(minute));
  expect(ten.medianMs / one.medianMs).toBeCloseTo(10, -1);
  expect(ten.highMs).toBeLessThan(0.9 * 10 * one.highMs);
  expect(togetherOf(Array(10).fill(minute))).toEqual(ten);
  expect(togetherOf([])).toEqual({ lowMs: 0, medianMs: 0, highMs: 0 });
});

test('the score of a forecast is made from what began before it, and stays the same', () => {
  const all = Array.from(
    { length: 70 },
    (_, i): Pair => ({ id: `${i}`, at: NOW + i * DAY, sourceMs: 60 * S, targetMs: (100 + 40 * (i % 7)) * S }),
  );
  const scores = scoresIn(all);
  expect(scores.map(({ id }) => id)).toEqual(all.slice(-60).map(({ id }) => id));
  const [last] = all.slice(-1);
  const forecast = of(60 * S, all.slice(0, -1), last!.at, scores.slice(0, -1));
  expect(scores.at(-1)).toEqual(scoreOf('69', forecast, last!.targetMs));
  for (const [i, each] of scoresIn([...all].reverse()).entries())
    expect(each.score).toBeCloseTo(scores[i]!.score, 9);
  expect(scoresIn(all.slice(0, 40))).toEqual(scoresIn(all.slice(0, 45)).slice(0, 40));
  expect(scoresIn(all.map((pair) => ({ ...pair, otherDatabase: true as const })))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { effectOf, minutesIn } from '../../../lambda/domain/load/effect.ts';
import { type LoadMetric, metricsOf } from '../../../lambda/domain/load/load-metrics.ts';
import { type Random, random } from '../../../scripts/bench/payloads/random.ts';

const MINUTE = 60_000;
const DAY = 24 * 60;
const START = Date.UTC(2026, 2, 16, 8);
const DATABASE = { environment: 'production', database: 'orders', metrics: [] } as const;
const OF_RDS = metricsOf({ ...DATABASE, resource: { kind: 'instance', identifier: 'orders' } });
const [CPU, , WAITING] = OF_RDS as readonly [LoadMetric, LoadMetric, LoadMetric];
const FREE = OF_RDS.find(({ name }) => name === 'FreeStorageSpace')!;

/** Values by minute: `value` is called with the minutes from the start of the run. */
function series(value: (minute: number) => number | undefined, from = -DAY - 31, to = 60) {
  const read = new Map<number, number>();
  for (let minute = from; minute < to; minute++) {
    const each = value(minute);
    if (each !== undefined) read.set(START + minute * MINUTE, each);
  }
  return read;
}

const lasting = (minutes: number) => ({ from: START, to: START + minutes * MINUTE });
const during = (minutes: number, low: number, high: number) => (minute: number) =>
  minute >= 0 && minute < minutes ? high : low;

describe('a metric', () => {
  test('that rises for three minutes has moved, with its values and its peak', () => {
    const read = series((minute) => (minute === 1 ? 91 : during(3, 31, 88)(minute)));
    expect(effectOf(CPU, lasting(3), read)).toEqual({
      label: 'CPU',
      unit: 'percent',
      word: 'moved',
      before: 31,
      during: 88,
      peak: 91,
      peakAt: START + MINUTE,
    });
  });

  test.each([
    ['for two minutes', 2, 88, 'perhaps'],
    ['by its floor', 5, 41, 'unmoved'],
    ['by more than its floor', 5, 42, 'moved'],
  ])('that rises %s', (_name, minutes, high, word) => {
    expect(effectOf(CPU, lasting(minutes), series(during(minutes, 31, high))).word).toBe(word);
  });

  test('that was as high at this time of the day before has not moved', () => {
    const alsoYesterday = (minute: number) =>
      minute >= -DAY - 31 && minute < -DAY + 36 ? 88 : during(5, 31, 88)(minute);
    expect(effectOf(CPU, lasting(5), series(alsoYesterday)).word).toBe('unmoved');
  });

  test('is compared with the hour before alone if yesterday has no data', () => {
    expect(effectOf(CPU, lasting(5), series(during(5, 31, 88), -62)).word).toBe('moved');
  });

  test('of which less is worse: a fall counts, a rise does not', () => {
    const GIB = 2 ** 30;
    expect(effectOf(FREE, lasting(5), series(during(5, 90 * GIB, 60 * GIB))).word).toBe('moved');
    expect(effectOf(FREE, lasting(5), series(during(5, 60 * GIB, 90 * GIB))).word).toBe('unmoved');
  });

  test('that is published only while there is load: a minute without data is 0', () => {
    const read = series((minute) => (minute >= 0 && minute < 5 ? 4 : minute === -40 ? 0.2 : undefined));
    expect(effectOf(WAITING, lasting(5), read)).toMatchObject({ word: 'moved', before: 0, during: 4 });
  });

  test('without any data is not published', () => {
    expect(effectOf(CPU, lasting(5), new Map()).word).toBe('unpublished');
    expect(effectOf(WAITING, lasting(5), new Map()).word).toBe('unpublished');
  });

  test('whose last minute has not come is late, unless nobody asks again', () => {
    const read = series(during(5, 31, 88), -62, 4);
    expect(effectOf(CPU, lasting(5), read).word).toBe('late');
    expect(effectOf(CPU, lasting(5), read, true).word).toBe('moved');
    expect(
      effectOf(
        CPU,
        lasting(5),
        series(() => 31, -62, 0),
        true,
      ).word,
    ).toBe('late');
  });

  test('of the user’s own without a floor has to change by a tenth', () => {
    const p95: LoadMetric = {
      label: 'p95',
      namespace: 'AWS/ApplicationELB',
      name: 'TargetResponseTime',
      dimensions: {},
      statistic: 'p95',
      unit: 'seconds',
    };
    expect(effectOf(p95, lasting(5), series(during(5, 0.2, 0.22))).word).toBe('unmoved');
    expect(effectOf(p95, lasting(5), series(during(5, 0.2, 0.23))).word).toBe('moved');
  });
});

test('only whole minutes count', () => {
  expect(minutesIn({ from: START + 1, to: START + MINUTE + 59_999 })).toEqual([]);
  expect(minutesIn({ from: START + 1, to: START + 2 * MINUTE })).toEqual([START + MINUTE]);
  expect(minutesIn({ from: START, to: START + MINUTE })).toEqual([START]);
});

/** One-minute CPU over a day: a daily pattern, noise that lasts for some minutes, and spikes. */
function noisyDay(choose: Random): readonly number[] {
  const uniform = () => choose.int(0, 1_000_000) / 1_000_001;
  const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-9)) * Math.cos(2 * Math.PI * uniform());
  const phase = uniform() * DAY;
  let noise = 0;
  return Array.from({ length: 2 * DAY + 120 }, (_, minute) => {
    noise = 0.8 * noise + 0.6 * 4 * normal();
    const daily = 15 * Math.sin((2 * Math.PI * (minute - phase)) / DAY);
    return Math.max(0, 30 + daily + noise + (uniform() < 0.01 ? 40 * uniform() : 0));
  });
}

test.each([
  // Minutes of the run, most false marks and least found rises of 25 points, of 600 runs.
  [3, 0.01, 0.85],
  [10, 0.005, 0.9],
])(
  'of runs of %d minutes without cause hardly any is marked, and a rise by 25 points nearly always',
  (minutes, most, least) => {
    const choose = random(20261201);
    let [marked, found] = [0, 0];
    const runs = 600;
    for (let n = 0; n < runs; n++) {
      const day = noisyDay(choose);
      const with_ = (rise: number) =>
        series((minute) => day[minute + DAY + 100]! + (minute >= 0 && minute < minutes ? rise : 0));
      if (effectOf(CPU, lasting(minutes), with_(0)).word === 'moved') marked++;
      if (effectOf(CPU, lasting(minutes), with_(25)).word === 'moved') found++;
    }
    expect(marked / runs).toBeLessThanOrEqual(most);
    expect(found / runs).toBeGreaterThanOrEqual(least);
  },
);

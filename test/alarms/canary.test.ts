import { beforeAll, describe, expect, test } from 'vitest';
import { appTemplate } from './app-template.ts';
import type { MetricAlarm } from './definition.ts';
import { EXTRA_PERIODS } from './evaluate.ts';
import { readAlarms } from './read-template.ts';
import { Series } from './series.ts';
import { simulate } from './simulate.ts';

const EVERY = 15;
const DAY = 24 * 60;
const FROM = Date.UTC(2026, 0, 1) / 60_000;

let alarm: MetricAlarm;
beforeAll(() => {
  const found = readAlarms(appTemplate()).find(({ name }) => name.endsWith('-canary-not-seen'));
  if (found?.kind !== 'metric') throw new Error('the canary has no alarm that can be judged here');
  alarm = found;
});

/** Minutes of the first day at which a run was seen: the n-th is due at 15 n, `late` says by how much it missed that. */
function seen(late: (nth: number) => number | 'never'): number[] {
  return Array.from({ length: DAY / EVERY }, (_, index) => index + 1).flatMap((nth) => {
    const by = late(nth);
    return by === 'never' ? [] : nth * EVERY + by;
  });
}

/** Minutes at which the alarm changes, with the state it takes. */
function changes(minutes: readonly number[], extraPeriods: number, lagMinutes = 0): [number, string][] {
  const series = new Series();
  for (const at of [...minutes].sort((a, b) => a - b)) series.add(FROM + at, 1);
  const span = { from: FROM, to: FROM + DAY };
  const all = simulate([alarm], {
    ...span,
    series: new Map([[alarm.metric, series]]),
    extraPeriods,
    lagMinutes,
  });
  return all.get(alarm.id)!.map(({ at, to }) => [at - FROM, to]);
}

/** How far CloudWatch looks back, and how late data can be read, are not documented: nothing may hang on it. */
describe.each([
  [EXTRA_PERIODS, 0],
  [EXTRA_PERIODS, 1],
  [7, 1],
])('with %i extra periods and data %i min late', (extraPeriods, lagMinutes) => {
  const of = (minutes: readonly number[]) => changes(minutes, extraPeriods, lagMinutes);
  const onTime = () => 0;

  test('a canary on time never raises it, from the first deployment on', () => {
    expect(of(seen(onTime))).toEqual([[alarm.warmUpMinutes, 'OK']]);
  });

  test('one that is missing does not raise it', () => {
    expect(of(seen((nth) => (nth === 20 ? 'never' : 0)))).toHaveLength(1);
  });

  test('one that is late does not raise it, by however much', () => {
    for (const by of [1, 7, 14]) expect(of(seen((nth) => (nth === 20 ? by : 0)))).toHaveLength(1);
    expect(of(seen((nth) => nth % 7))).toHaveLength(1);
  });

  test('one missing run and the next one late by up to five minutes do not raise it', () => {
    const late = (nth: number) => (nth === 20 ? 'never' : nth === 21 ? 5 - lagMinutes : 0);
    expect(of(seen(late))).toHaveLength(1);
  });

  test('two missing runs raise it before the third is due, and the next seen run clears it', () => {
    const gone = (nth: number) => (nth === 20 || nth === 21 ? 'never' : 0);
    const [, raised, cleared, ...more] = of(seen(gone));
    expect(more).toEqual([]);
    expect(raised![1]).toBe('ALARM');
    expect(raised![0]).toBeGreaterThan(21 * EVERY);
    expect(raised![0]).toBeLessThanOrEqual(22 * EVERY);
    expect(cleared).toEqual([22 * EVERY + 1 + lagMinutes, 'OK']);
  });

  test('a canary that was never seen raises it once the alarm is warm', () => {
    expect(of([])).toEqual([[alarm.warmUpMinutes, 'ALARM']]);
  });
});

test('the measure of two missing ones would notice another window or treatment', () => {
  const gone = seen((nth) => (nth === 20 || nth === 21 ? 'never' : 0));
  const right = changes(gone, EXTRA_PERIODS);
  const kept = alarm;
  for (const wrong of [{ missingData: 'missing' }, { evaluationPeriods: 3, periodSeconds: 900 }] as const) {
    alarm = { ...kept, ...wrong, ...('evaluationPeriods' in wrong ? { datapointsToAlarm: 3 } : {}) };
    expect(changes(gone, EXTRA_PERIODS)).not.toEqual(right);
  }
  alarm = kept;
});

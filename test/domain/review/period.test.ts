import { describe, expect, test } from 'vitest';
import { Calendar } from '../../../lambda/domain/model/calendar.ts';
import * as periods from '../../../lambda/domain/review/period.ts';

const HOUR = 60 * 60_000;
const BERLIN = new Calendar('Europe/Berlin');
const weekOf = (at: number, weeks?: number) => periods.weekOf(BERLIN, at, weeks);
const monthOf = (at: number, months?: number) => periods.monthOf(BERLIN, at, months);
const periodNamed = (name: string) => periods.periodNamed(BERLIN, name);
/** `2026-03-18T12:00`, an hour before UTC: no moment here is so close to another day or week that summer time matters. */
const berlin = (text: string) => Date.parse(`${text}:00+01:00`);

test('a week begins on Monday at local midnight, and ends where the next begins', () => {
  const week = weekOf(berlin('2026-03-18T12:00'));
  expect(week).toEqual({
    kind: 'week',
    name: '2026-W12',
    from: Date.UTC(2026, 2, 15, 23),
    until: Date.UTC(2026, 2, 22, 23),
    comparedFrom: Date.UTC(2026, 1, 15, 23),
  });
  expect(weekOf(week.from)).toEqual(week);
  expect(weekOf(week.until - 1)).toEqual(week);
  expect(weekOf(week.until)).toEqual(weekOf(week.from, 1));
  expect(weekOf(week.from, -1).until).toBe(week.from);
});

test('weeks and months in which the clocks change have an hour less or more', () => {
  const hours = ({ from, until }: { readonly from: number; readonly until: number }) => (until - from) / HOUR;
  expect(hours(weekOf(berlin('2026-03-29T12:00')))).toBe(7 * 24 - 1);
  expect(hours(weekOf(berlin('2026-10-25T12:00')))).toBe(7 * 24 + 1);
  expect(hours(monthOf(berlin('2026-03-15T12:00')))).toBe(31 * 24 - 1);
  expect(hours(monthOf(berlin('2026-10-15T12:00')))).toBe(31 * 24 + 1);
});

test('a week belongs to the year of its Thursday', () => {
  expect(weekOf(berlin('2026-01-01T12:00')).name).toBe('2026-W01');
  expect(weekOf(berlin('2027-01-03T12:00')).name).toBe('2026-W53');
  expect(weekOf(berlin('2024-12-30T12:00')).name).toBe('2025-W01');
});

test('names are read as they are written', () => {
  for (let week = weekOf(berlin('2019-12-25T12:00')); week.name < '2033'; week = weekOf(week.from, 1))
    expect(periodNamed(week.name)).toEqual(week);
  for (let month = monthOf(berlin('2019-12-25T12:00')); month.name < '2033'; month = monthOf(month.from, 1))
    expect(periodNamed(month.name)).toEqual(month);
});

test.each(['2026-W54', '2025-W53', '2026-W00', '2026-13', '2026-00', '2026', '2026-W1', '2026-3', ''])(
  'there is no period %j',
  (name) => {
    expect(periodNamed(name)).toBeUndefined();
  },
);

test('a week is compared with four weeks, a month with three months', () => {
  expect(weekOf(berlin('2026-04-08T12:00')).comparedFrom).toBe(berlin('2026-03-09T00:00'));
  expect(monthOf(berlin('2026-02-08T12:00')).comparedFrom).toBe(berlin('2025-11-01T00:00'));
});

test('the last period is the one that is over', () => {
  const monday = berlin('2026-03-16T00:00');
  expect(periods.lastPeriod('week', BERLIN, monday).name).toBe('2026-W11');
  expect(periods.lastPeriod('week', BERLIN, monday - 1).name).toBe('2026-W10');
  expect(periods.lastPeriod('month', BERLIN, monday).name).toBe('2026-02');
});

describe('in other zones', () => {
  test.each([
    // Clocks go from 0:00 to 1:00 on 6 September 2026.
    ['America/Santiago', '2026-W36', '2026-08-31T04:00:00Z', '2026-09-07T03:00:00Z'],
    ['Asia/Kolkata', '2026-W12', '2026-03-15T18:30:00Z', '2026-03-22T18:30:00Z'],
    ['Pacific/Kiritimati', '2026-W12', '2026-03-15T10:00:00Z', '2026-03-22T10:00:00Z'],
    ['UTC', '2026-03', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'],
  ])('%s: %s', (zone, name, from, until) => {
    const found = periods.periodNamed(new Calendar(zone), name);
    expect(found).toMatchObject({ from: Date.parse(from), until: Date.parse(until) });
  });

  test('a day whose midnight the clocks skip begins with its first moment', () => {
    const santiago = new Calendar('America/Santiago');
    const first = santiago.midnight(2026, 8, 6);
    expect(santiago.moment(first)).toBe('2026-09-06 01:00');
    expect(santiago.moment(first - 1)).toBe('2026-09-05 23:59');
  });
});

import { InvalidArgumentError } from 'commander';
import { expect, test, vi } from 'vitest';
import { typedMoment } from '../../bin/cli/monitor/times.ts';

vi.hoisted(() => {
  process.env['TZ'] = 'Europe/Berlin';
});

/** Monday 30 March 2026, 08:00 in Berlin, the day after the clocks went forward. */
const NOW = Date.UTC(2026, 2, 30, 6);

test.each([
  ['90s', '2026-03-30T05:58:30.000Z'],
  ['15m', '2026-03-30T05:45:00.000Z'],
  ['12h', '2026-03-29T18:00:00.000Z'],
  ['7d', '2026-03-23T06:00:00.000Z'],
  ['2w', '2026-03-16T06:00:00.000Z'],
  ['today', '2026-03-29T22:00:00.000Z'],
  ['yesterday', '2026-03-28T23:00:00.000Z'],
  ['Monday', '2026-03-29T22:00:00.000Z'],
  ['tuesday', '2026-03-23T23:00:00.000Z'],
  ['2026-03-16', '2026-03-15T23:00:00.000Z'],
  ['2026-03-16T08:00', '2026-03-16T07:00:00.000Z'],
  ['2026-03-16 08:00:30', '2026-03-16T07:00:30.000Z'],
  ['2026-03-16T08:00Z', '2026-03-16T08:00:00.000Z'],
  ['2026-03-16T08:00:00.000Z', '2026-03-16T08:00:00.000Z'],
])('%s', (text, moment) => {
  expect(new Date(typedMoment(text)(NOW)).toISOString()).toBe(moment);
});

test('a span that reaches back before 1970 begins there', () => {
  expect(typedMoment('99999w')(NOW)).toBe(0);
});

test.each([
  '',
  '7',
  '7 days',
  '-7d',
  'd',
  '2026-02-30',
  '2026-13-01',
  '2026-03-16T24:00',
  'last week',
  '7d; rm',
])('%j is refused with what is allowed', (text) => {
  expect(() => typedMoment(text)).toThrow(InvalidArgumentError);
  expect(() => typedMoment(text)).toThrow(/^Expected 90s, 15m, 12h, 7d/);
});

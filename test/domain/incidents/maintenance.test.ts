import { describe, expect, test } from 'vitest';
import { type MaintenanceSchedule, windowAt } from '../../../lambda/domain/incidents/maintenance.ts';
import {
  DEFAULT_SEVERITIES,
  type PagePolicy,
  silencingWindow,
} from '../../../lambda/domain/incidents/page-policy.ts';
import { WATCH } from '../../builders/notices.ts';

const HOUR = 60 * 60_000;

function schedule(over: Partial<MaintenanceSchedule>): MaintenanceSchedule {
  return {
    name: 'nightly',
    schedule: 'cron(0 2 * * *)',
    durationMs: 2 * HOUR,
    timeZone: 'Europe/Berlin',
    ...over,
  };
}

test.each([
  ['every night, winter time', {}, '2026-03-05T01:00:00Z'],
  ['every night, summer time', {}, '2026-07-05T00:00:00Z'],
  ['a time that the clock leaps over begins after the leap', {}, '2026-03-29T01:00:00Z'],
  ['Sundays by name', { schedule: 'cron(30 22 * * SUN)', timeZone: 'UTC' }, '2026-03-08T22:30:00Z'],
  ['Sundays by number', { schedule: 'cron(30 22 * * 0)', timeZone: 'UTC' }, '2026-03-08T22:30:00Z'],
  ['once', { schedule: 'at(2027-01-31T02:00)' }, '2027-01-31T01:00:00Z'],
  [
    'longer than a day',
    { schedule: 'cron(0 0 1 * *)', durationMs: 72 * HOUR, timeZone: 'UTC' },
    '2026-03-01',
  ],
])('%s: from its first moment to the last before its end', (_name, over, begins) => {
  const from = Date.parse(begins);
  const planned = schedule(over);
  const until = from + planned.durationMs;
  const window = { from, until, reason: 'nightly' };
  expect(windowAt(planned, from - 1)).toBeNull();
  expect(windowAt(planned, from)).toEqual(window);
  expect(windowAt(planned, until - 1)).toEqual(window);
  expect(windowAt(planned, until)).toBeNull();
});

test('of windows that overlap, the one that ends first; the next follows without a gap', () => {
  const planned = schedule({ schedule: 'cron(0 * * * *)', durationMs: 1.5 * HOUR, timeZone: 'UTC' });
  const at = Date.parse('2026-03-05T10:10:00Z');
  const first = windowAt(planned, at)!;
  expect(new Date(first.from).toISOString()).toBe('2026-03-05T09:00:00.000Z');
  expect(windowAt(planned, first.until)!.from).toBe(first.from + HOUR);
});

describe('a window', () => {
  const at = Date.parse('2026-03-05T02:00:00Z');
  const policyOf = (over: Partial<MaintenanceSchedule>): PagePolicy => ({
    monitor: WATCH,
    severities: DEFAULT_SEVERITIES,
    otherwise: 'info',
    maintenance: [schedule({ environments: ['somewhere else'] }), schedule(over)],
    sources: [],
    runbookUrl: 'https://example.org/runbook.md',
  });
  const orders = { environment: 'production', database: 'orders' };

  test.each([
    ['every environment and database', {}, true],
    ['its environments', { environments: ['staging', 'production'] }, true],
    ['no other environment', { environments: ['staging'] }, false],
    ['its databases', { databases: ['orders'] }, true],
    ['no other database', { databases: ['users'] }, false],
  ])('silences %s', (_name, over, silenced) => {
    expect(silencingWindow(policyOf(over), 'slow', orders, at) !== null).toBe(silenced);
  });

  test.each([
    ['slow', true],
    ['missing', true],
    ['migration', false],
    ['wrong', false],
    ['leak', false],
  ] as const)('and incidents of kind %s: %s', (kind, silenced) => {
    expect(silencingWindow(policyOf({}), kind, orders, at) !== null).toBe(silenced);
  });
});

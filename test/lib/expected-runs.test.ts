import { expect, test } from 'vitest';
import { decodeSweepEvent } from '../../lambda/adapters/input/decode-sweep-event.ts';
import { schedulerExpressions } from '../../lib/constructs/functions/scheduler-cron.ts';
import { full, ofType, synthesise } from './monitor-under-test.ts';

test.each([
  ['at(2027-01-31T02:00)', ['at(2027-01-31T02:00:00)']],
  ['cron(0 3 * * *)', ['cron(0 3 * * ? *)']],
  ['cron(*/15 3-5 1,15 JAN *)', ['cron(*/15 3-5 1,15 JAN ? *)']],
  ['cron(0 3 * * 0)', ['cron(0 3 ? * SUN *)']],
  ['cron(0 3 * * 1-5)', ['cron(0 3 ? * MON,TUE,WED,THU,FRI *)']],
  ['cron(0 3 * * mon,6)', ['cron(0 3 ? * MON,SAT *)']],
  ['cron(0 3 * * */2)', ['cron(0 3 ? * SUN,TUE,THU,SAT *)']],
  ['cron(0 3 * * MON-FRI/2)', ['cron(0 3 ? * MON,WED,FRI *)']],
  ['cron(0 3 1 * FRI)', ['cron(0 3 1 * ? *)', 'cron(0 3 ? * FRI *)']],
])('%s in the words of the scheduler', (schedule, expected) => {
  expect(schedulerExpressions(schedule)).toEqual(expected);
});

test.each([['rate(1 hour)'], ['cron(0 3 * * * *)'], ['']])('%j is refused', (schedule) => {
  expect(() => schedulerExpressions(schedule)).toThrow(/expected cron/);
});

test('the schedule of an expected run hands the sweep what it reads', () => {
  const { resources } = synthesise(full);
  const [, { Properties }] = ofType({ resources }, 'AWS::Scheduler::Schedule').find(([id]) =>
    id.includes('Expectednightly'),
  )!;
  expect(Properties).toMatchObject({
    ScheduleExpression: 'cron(0 3 ? * MON,TUE,WED,THU,FRI *)',
    ScheduleExpressionTimezone: 'Etc/UTC',
  });
  const input = JSON.parse(
    Properties.Target.Input.replace('<aws.scheduler.scheduled-time>', '2026-03-05T03:00:00Z'),
  );
  const since = Date.UTC(2026, 2, 5, 3);
  expect(decodeSweepEvent(input)).toEqual({
    name: 'nightly',
    target: { environment: 'production', database: 'orders' },
    since,
    dueAt: since + 3_600_000,
  });
});

test('the call of every minute expects nothing', () => {
  expect(decodeSweepEvent({})).toBeUndefined();
  expect(decodeSweepEvent(null)).toBeUndefined();
});

test.each([
  [{ expected: {} }],
  [{ expected: { name: 'n', environment: 'e', database: 'd', withinMs: 1, at: 'soon' } }],
])('%j cannot be read', (event) => {
  expect(() => decodeSweepEvent(event)).toThrow();
});

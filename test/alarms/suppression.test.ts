import { expect, test } from 'vitest';
import type { AlarmState } from './definition.ts';
import { actionsTaken, type SuppressionEvent } from './suppression.ts';

/** AWS's examples count in time units: wait 2, extension 3. */
function acted(...events: readonly [at: number, of: 'composite' | 'suppressor', to: AlarmState][]) {
  const told = events.map(([at, of, to]): SuppressionEvent => ({ at, of, to }));
  return actionsTaken({ waitSeconds: 2, extensionSeconds: 3 }, told, 100).map(
    ({ at, state }) => `t${at} ${state}`,
  );
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html, examples 1 to 6 */
test.each([
  ['1: not suppressed after the wait period', acted([2, 'composite', 'ALARM']), ['t4 ALARM']],
  [
    '2: suppressed by the alarm before the wait period expires',
    acted([2, 'composite', 'ALARM'], [3, 'suppressor', 'ALARM']),
    [],
  ],
  [
    '3: a change during the wait period begins a new one',
    acted([2, 'composite', 'ALARM'], [3, 'composite', 'OK']),
    ['t5 OK'],
  ],
  [
    '4: a change while the suppressor is in ALARM',
    acted([1, 'suppressor', 'ALARM'], [2, 'composite', 'ALARM']),
    [],
  ],
  [
    '5: not suppressed after the extension period',
    acted([2, 'composite', 'ALARM'], [3, 'suppressor', 'ALARM'], [6, 'suppressor', 'OK']),
    ['t9 ALARM'],
  ],
  [
    '6: a change during the extension period begins a wait period',
    acted(
      [2, 'composite', 'ALARM'],
      [3, 'suppressor', 'ALARM'],
      [6, 'suppressor', 'OK'],
      [7, 'composite', 'OK'],
    ),
    ['t9 OK'],
  ],
])('AWS’s example %s', (_name, taken, expected) => expect(taken).toEqual(expected));

test('a suppressor that goes on and off while the alarm is OK causes no action', () => {
  expect(acted([1, 'suppressor', 'ALARM'], [5, 'suppressor', 'OK'])).toEqual([]);
});

test('a suppressor that returns to ALARM during the extension period keeps suppressing', () => {
  expect(
    acted(
      [1, 'suppressor', 'ALARM'],
      [2, 'composite', 'ALARM'],
      [6, 'suppressor', 'OK'],
      [8, 'suppressor', 'ALARM'],
    ),
  ).toEqual([]);
});

import { expect, test } from 'vitest';
import { nextReminder } from '../../../lambda/domain/incidents/reminder.ts';

const HOUR = 60 * 60_000;

test.each([
  ['a millisecond before it is due', HOUR - 1, HOUR],
  ['when it is due: that one is being sent', HOUR, 4 * HOUR],
  ['after all of them', 5 * 24 * HOUR, null],
])('the next reminder, %s', (_when, now, next) => {
  expect(nextReminder(0, 0, now)).toBe(next);
});

test('a sent reminder is not sent again if late facts move the start of the trouble', () => {
  expect(nextReminder(0, 1, HOUR - 1)).toBe(4 * HOUR);
});

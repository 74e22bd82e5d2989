import { expect, test } from 'vitest';
import { firstWrong } from './any-schedule.ts';

test('in 20,000 schedules, records are the same as in order, no outbox entry is lost, and people are notified once', async () => {
  expect(await firstWrong(20_000, 11)).toBeUndefined();
});

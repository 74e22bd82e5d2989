import { expect, test } from 'vitest';
import { firstWrong } from './any-schedule.ts';

test('20,000 schedules: the records come out as in order, nothing owed is lost, people hear once', async () => {
  expect(await firstWrong(20_000, 11)).toBeUndefined();
});

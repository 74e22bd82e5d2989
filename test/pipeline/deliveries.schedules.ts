import { test } from 'vitest';
import { expectAnySchedule } from './any-schedule.ts';

test('20,000 schedules: the records come out as in order, nothing owed is lost, people hear once', async () => {
  await expectAnySchedule(20_000, 11);
});

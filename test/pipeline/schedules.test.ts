import { test } from 'vitest';
import { expectAnySchedule } from './any-schedule.ts';

test('a sample: whatever happens to deliveries, the records come out as in order and nothing owed is lost', async () => {
  await expectAnySchedule(300, 20260305);
});

import { expect, test } from 'vitest';
import { firstWrong } from './any-schedule.ts';
import { FOUND } from './found-schedules.ts';
import { faultsOf, inOrder, play } from './schedule.ts';

test('a sample: whatever happens to deliveries, the records come out as in order and nothing owed is lost', async () => {
  expect(await firstWrong(300, 20260305)).toBeUndefined();
});

test('the same with an origin that leaves its first runs to a snapshot', async () => {
  expect(await firstWrong(150, 20261130, 'seven runs of one service')).toBeUndefined();
});

test.each(FOUND)('found once: $was', async ({ schedule }) => {
  expect(faultsOf(await play(schedule), await inOrder(schedule.references))).toEqual([]);
});

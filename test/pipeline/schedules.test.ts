import { expect, test } from 'vitest';
import { firstWrong } from './any-schedule.ts';
import { FOUND } from './found-schedules.ts';
import { faultsOf, inOrder, play } from './schedule.ts';

test('in a sample of schedules, records are the same as in order, and no outbox entry is lost', async () => {
  expect(await firstWrong(300, 20260305)).toBeUndefined();
});

test('the same holds for an origin whose first runs are in a snapshot', async () => {
  expect(await firstWrong(150, 20261130, 'seven runs of one service')).toBeUndefined();
});

test.each(FOUND)('found once: $was', async ({ schedule }) => {
  expect(faultsOf(await play(schedule), await inOrder(schedule.references))).toEqual([]);
});

import { expect, test } from 'vitest';
import { MAX_TRANSITIONS_AT_ONCE } from '../../lambda/contract/defaults.ts';
import { type Line, Writers } from './one-origin.ts';
import { MINUTE } from './page-world.ts';

test('if there are more runs than one call may write, the sweep continues, and each run is sent once', async () => {
  const count = MAX_TRANSITIONS_AT_ONCE + 3;
  const writers = new Writers();
  await writers.deliver(Array.from({ length: count }, (_, n): Line => [n, 'no change']));
  expect(writers.store.allRecords()).toHaveLength(MAX_TRANSITIONS_AT_ONCE);
  expect(writers.sent).toHaveLength(MAX_TRANSITIONS_AT_ONCE - 1);
  expect(writers.calls).not.toContain('putSnapshot');
  // The entry that is not sent makes the origin due at once.
  expect((await writers.store.listOpen()).map(({ dueAt }) => dueAt)).toEqual([writers.now]);

  await writers.sweepAfter(0);
  expect(writers.store.allRecords()).toHaveLength(count);

  await writers.sweepAfter(2 * MINUTE);
  expect(writers.sent).toHaveLength(count);
  expect(new Set(writers.sent).size).toBe(count);
  expect(writers.runLines).toHaveLength(count);
});

test('as many runs as one call may write are written and sent at once', async () => {
  const writers = new Writers();
  await writers.deliver(Array.from({ length: MAX_TRANSITIONS_AT_ONCE }, (_, n): Line => [n, 'no change']));
  expect(writers.sent).toHaveLength(MAX_TRANSITIONS_AT_ONCE);
  expect(await writers.store.listOpen()).toEqual([]);
});

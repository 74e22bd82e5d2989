import { expect, test } from 'vitest';
import { expectInTime, expectTold } from './storm-bars.ts';
import { StormWorld } from './storm-world.ts';

test.each([10, 1_000])(
  '300 databases that only their log streams name: none is lost although all are unmatched at first, with %d invocations of page at once',
  async (most) => {
    const world = new StormWorld({
      databases: 300,
      isSharedGroup: true,
      failureOf: () => ({ fixture: 'pg-second-of-three-fails' }),
      mostAtOnce: () => most,
    });
    await world.play(6);
    expectInTime(world);
    await expectTold(world, world.placed);
    expect(world.lambda.deadLetters).toEqual([]);
    // All starts and ends are written to one item first.
    expect(world.conflicts).toBeGreaterThan(200);
  },
);

import fc from 'fast-check';
import { expect } from 'vitest';
import { REFERENCE_RUNS } from './reference-runs.ts';
import { faultsOf, inOrder, play, type Schedule } from './schedule.ts';
import type { Fault, World } from './world.ts';

const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];

const schedules: fc.Arbitrary<Schedule> = fc.record({
  references: fc.uniqueArray(fc.nat(REFERENCE_RUNS.length - 1), { minLength: 1, maxLength: 2 }),
  cuts: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
  repeats: fc.array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 3 }),
  choices: fc.array(fc.nat(255), { maxLength: 250 }),
  faults: fc.array(fc.record({ call: fc.nat(120), fault: fc.constantFrom(...FAULTS) }), { maxLength: 8 }),
});

/**
 * Plays so many seeded schedules: splits, repeats, reordering, delays, throttles, lost conditions, writers at once, and
 * crashes before and after calls. Records come out as in order, nothing owed is lost, and people hear once.
 */
export async function expectAnySchedule(schedulesToPlay: number, seed: number): Promise<void> {
  const known = new Map<string, World>();
  const wantedOf = async (indexes: readonly number[]): Promise<World> => {
    const key = [...indexes].sort().join();
    const world = known.get(key) ?? (await inOrder(indexes.map((index) => REFERENCE_RUNS[index]!)));
    known.set(key, world);
    return world;
  };
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      const references = schedule.references.map((index) => REFERENCE_RUNS[index]!);
      const world = await play(schedule, references);
      expect(faultsOf(world, await wantedOf(schedule.references))).toEqual([]);
    }),
    { numRuns: schedulesToPlay, seed },
  );
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REFERENCE_RUNS } from './reference-runs.ts';
import { faultsOf, inOrder, play, type Schedule } from './schedule.ts';
import type { Fault, World } from './world.ts';

/** `npm run test:schedules` sets it; `npm test` plays a sample. */
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 300);
const SEED = Number(process.env['SCHEDULES_SEED'] ?? 20260305);

const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];

const schedules: fc.Arbitrary<Schedule> = fc.record({
  references: fc.uniqueArray(fc.nat(REFERENCE_RUNS.length - 1), { minLength: 1, maxLength: 2 }),
  cuts: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
  repeats: fc.array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 3 }),
  choices: fc.array(fc.nat(255), { maxLength: 250 }),
  faults: fc.array(fc.record({ call: fc.nat(120), fault: fc.constantFrom(...FAULTS) }), { maxLength: 8 }),
});

const known = new Map<string, World>();
async function wantedOf(indexes: readonly number[]): Promise<World> {
  const key = [...indexes].sort().join();
  const world = known.get(key) ?? (await inOrder(indexes.map((index) => REFERENCE_RUNS[index]!)));
  known.set(key, world);
  return world;
}

test(`whatever happens to deliveries, the records come out as in order, and nothing owed is lost (${SCHEDULES} schedules)`, async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      const references = schedule.references.map((index) => REFERENCE_RUNS[index]!);
      const wanted = await wantedOf(schedule.references);
      expect(faultsOf(await play(schedule, references), wanted)).toEqual([]);
    }),
    { numRuns: SCHEDULES, seed: SEED },
  );
}, 600_000);

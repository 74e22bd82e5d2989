import fc from 'fast-check';
import { REFERENCE_RUNS } from './reference-runs.ts';
import { faultsOf, inOrder, play, type Schedule } from './schedule.ts';
import type { Fault, World } from './world.ts';

const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];

/** One or two of the reference runs. */
const oneOrTwo = fc
  .uniqueArray(fc.nat(REFERENCE_RUNS.length - 1), { minLength: 1, maxLength: 2 })
  .map((indexes) => indexes.map((index) => REFERENCE_RUNS[index]!.name));

const schedulesOf = (references: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Schedule> =>
  fc.record({
    references,
    cuts: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
    repeats: fc.array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 3 }),
    choices: fc.array(fc.nat(255), { maxLength: 250 }),
    faults: fc.array(fc.record({ call: fc.nat(120), fault: fc.constantFrom(...FAULTS) }), { maxLength: 8 }),
  });

/** A schedule with a wrong result, shrunk by fast-check. */
export interface WrongSchedule {
  readonly schedule: Schedule;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
}

/**
 * Plays seeded schedules with splits, repeats, reordering, delays, throttles, lost conditions, concurrent writers, and crashes before
 * and after calls. The records must be the same as after delivery in order, no outbox entry may be lost, and people are notified once.
 *
 * Returns the first schedule with a wrong result, or `undefined`. `name` is the only reference run to deliver; by default one or two of
 * all.
 */
export async function firstWrong(
  schedulesToPlay: number,
  seed: number,
  name?: string,
): Promise<WrongSchedule | undefined> {
  const schedules = schedulesOf(name === undefined ? oneOrTwo : fc.constant([name]));
  const known = new Map<string, World>();
  const wantedOf = async (names: readonly string[]): Promise<World> => {
    const key = [...names].sort().join();
    const world = known.get(key) ?? (await inOrder(names));
    known.set(key, world);
    return world;
  };
  const wrong = async (schedule: Schedule) =>
    faultsOf(await play(schedule), await wantedOf(schedule.references));
  const { counterexample } = await fc.check(
    fc.asyncProperty(schedules, async (schedule) => (await wrong(schedule)).length === 0),
    { numRuns: schedulesToPlay, seed },
  );
  if (counterexample === null) return undefined;
  const [schedule] = counterexample;
  return { schedule, faults: await wrong(schedule) };
}

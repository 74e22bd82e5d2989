import { describe, expect, test } from 'vitest';
import { faultsOf, inOrder, play } from './schedule.ts';
import type { Fault } from './world.ts';

const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];
const NAMES = ['second of three fails', 'three applied', 'killed while executing'];

describe.each(NAMES)('%s', (name) => {
  const schedule = { references: [name], cuts: [3], repeats: [], choices: [] };

  test('with one fault at each call in turn, records, requests and pages are the same as without a fault', async () => {
    const wanted = await inOrder([name]);
    const { steps } = await play({ ...schedule, faults: [] });
    expect(steps).toBeGreaterThan(30);

    const wrong: string[] = [];
    for (let call = 0; call < steps; call++) {
      for (const fault of FAULTS) {
        const world = await play({ ...schedule, faults: [{ call, fault }] });
        wrong.push(...faultsOf(world, wanted).map((what) => `${fault} at call ${call}: ${what}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  test('with a crash at each call and another at each call of the redelivery, they are the same too', async () => {
    const wanted = await inOrder([name]);
    const { steps } = await play({ ...schedule, faults: [] });
    const wrong: string[] = [];
    for (let call = 0; call < steps; call++) {
      for (let again = call + 1; again < call + 12; again++) {
        const faults = [call, again].map((each) => ({ call: each, fault: 'crash-after' as const }));
        const world = await play({ ...schedule, faults });
        wrong.push(
          ...faultsOf(world, wanted).map((what) => `crashes at calls ${call} and ${again}: ${what}`),
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

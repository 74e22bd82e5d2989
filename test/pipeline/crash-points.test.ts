import { describe, expect, test } from 'vitest';
import { REFERENCE_RUNS } from './reference-runs.ts';
import { faultsOf, inOrder, play } from './schedule.ts';
import type { Fault } from './world.ts';

const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];
const NAMES = ['second of three fails', 'three applied', 'killed while executing'];

describe.each(NAMES)('%s', (name) => {
  const index = REFERENCE_RUNS.findIndex((reference) => reference.name === name);
  const reference = REFERENCE_RUNS[index]!;
  const schedule = { references: [index], cuts: [3], repeats: [], choices: [] };

  test('one fault at every call in turn: the records, requests and pages come out as without it', async () => {
    const wanted = await inOrder([reference]);
    const { steps } = await play({ ...schedule, faults: [] }, [reference]);
    expect(steps).toBeGreaterThan(30);
    const wrong: string[] = [];
    for (let call = 0; call < steps; call++) {
      for (const fault of FAULTS) {
        const world = await play({ ...schedule, faults: [{ call, fault }] }, [reference]);
        wrong.push(...faultsOf(world, wanted).map((what) => `${fault} at call ${call}: ${what}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  test('a crash at every call and another at every call of what is delivered again', async () => {
    const wanted = await inOrder([reference]);
    const { steps } = await play({ ...schedule, faults: [] }, [reference]);
    const wrong: string[] = [];
    for (let call = 0; call < steps; call++) {
      for (let again = call + 1; again < call + 12; again++) {
        const faults = [call, again].map((each) => ({ call: each, fault: 'crash-after' as const }));
        const world = await play({ ...schedule, faults }, [reference]);
        wrong.push(
          ...faultsOf(world, wanted).map((what) => `crashes at calls ${call} and ${again}: ${what}`),
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

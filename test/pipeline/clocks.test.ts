import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ecsRun, type ReferenceRun, SOURCES, T0 } from './reference-runs.ts';
import { deliveriesOf } from './schedule.ts';
import { type Delivery, type Fault, World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the clock of a container makes of the time; all but the first are ahead, or from before there was anything to stamp. */
const CLOCKS: readonly (readonly [name: string, stamp: (at: number) => number])[] = [
  ['right', (at) => at],
  ['3 min ahead', (at) => at + 3 * MINUTE],
  ['2 h ahead', (at) => at + 2 * HOUR],
  ['a year ahead', (at) => at + 365 * 24 * HOUR],
  ['1969', (at) => at - T0 - 30 * 24 * HOUR],
];

const APPLIED = ecsRun('applied', { family: 'orders', minutes: 0, fixture: 'up-three.1', exitCode: 0 });
const FAILED = ecsRun('failed', {
  family: 'orders',
  minutes: 5,
  fixture: 'pg-second-of-three-fails-verbose',
  exitCode: 1,
});

function stamped(run: ReferenceRun, [, stamp]: (typeof CLOCKS)[number]): ReferenceRun {
  const events = run.stream.events.map((event) => ({ ...event, timestamp: stamp(event.timestamp!) }));
  return { ...run, stream: { ...run.stream, events } };
}

function shuffled<T>(list: readonly T[], keys: readonly number[]): readonly T[] {
  return list
    .map((item, index) => ({ item, key: keys[index % keys.length]! }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

const keys = fc.array(fc.nat(99), { minLength: 12, maxLength: 12 });
const cuts = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 });
const clock = fc.constantFrom(...CLOCKS);
const faults = fc.array(
  fc.record({
    call: fc.nat(80),
    fault: fc.constantFrom<Fault>('crash-before', 'crash-after', 'throttle', 'lost', 'ambiguous'),
  }),
  { maxLength: 3 },
);

test('with any clocks, a failure that came after a success is open and is never reported as over', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ first: clock, second: clock, cuts, keys, faults, again: fc.boolean() }),
      async ({ first, second, faults: all, again, ...how }) => {
        const [applied, failed] = [stamped(APPLIED, first), stamped(FAILED, second)];
        const world = new World(T0 + MINUTE, [applied.stream, failed.stream], SOURCES);
        for (const { call, fault } of all) world.faults.set(call, fault);
        const of = (run: ReferenceRun) => shuffled(deliveriesOf(run, how.cuts, []), how.keys);
        for (const delivery of of(applied)) await world.deliver(delivery);
        world.now = Math.max(world.now, T0 + 6 * MINUTE);
        for (const delivery of of(failed)) await world.deliver(delivery);
        if (again) for (const delivery of of(applied)) await world.deliver(delivery);
        await world.quiesce();
        const open = world.incidents
          .openIncidents()
          .filter(({ incidentKind }) => incidentKind === 'migration');
        expect(open).toMatchObject([{ environment: 'production', database: 'orders' }]);
        const over = world.pages.filter(
          ({ incidentKind, kind }) => incidentKind === 'migration' && kind === 'resolved',
        );
        expect(over.map(({ title }) => title)).toEqual([]);
      },
    ),
    { seed: 20260305, numRuns: 300 },
  );
});

test('a repeated delivery counts as received at its first receipt', async () => {
  const ahead = stamped(APPLIED, CLOCKS[2]!);
  const deliveries: readonly Delivery[] = deliveriesOf(ahead, [3], []);
  const world = new World(T0 + MINUTE, [ahead.stream], SOURCES);
  for (const delivery of deliveries) await world.deliver(delivery);
  const before = world.liveRecords().map(({ run }) => run);
  world.now += HOUR;
  for (const delivery of deliveries) await world.deliver(delivery);
  expect(world.liveRecords().map(({ run }) => run)).toEqual(before);
  expect(before).toMatchObject([{ outcome: 'succeeded', clock: { from: expect.any(Number) } }]);
  expect(before[0]!.endedAt).toBeLessThanOrEqual(T0 + MINUTE);
});

test('lines stamped by one clock keep their order, in any order of deliveries', async () => {
  const ahead = stamped(FAILED, CLOCKS[2]!);
  const world = new World(T0 + 6 * MINUTE, [ahead.stream], SOURCES);
  for (const delivery of deliveriesOf(ahead, [2], []).toReversed()) {
    await world.deliver(delivery);
    world.now += 20_000;
  }
  const [record, ...others] = world.liveRecords();
  expect(others).toEqual([]);
  expect(record!.run).toMatchObject({
    outcome: 'failed',
    migrations: [{ version: '1' }, { version: '2' }, { version: '3' }],
  });
});

test.each(CLOCKS.slice(0, 4))(
  'lines that are missing are read again by a clock that is %s',
  async (...clockOf) => {
    const ahead = stamped(FAILED, clockOf);
    const world = new World(T0 + 6 * MINUTE, [ahead.stream], SOURCES);
    for (const delivery of deliveriesOf(ahead, [100], []).slice(0, -1)) {
      const events = ahead.stream.events.filter(({ message }) => !message.includes('(details: '));
      await world.deliver(
        delivery.kind === 'batch' ? { ...delivery, batch: { ...ahead.stream, events } } : delivery,
      );
    }
    expect(world.liveRecords()[0]!.run).toMatchObject({
      outcome: 'failed',
      incomplete: { why: 'error-tail' },
    });

    await world.quiesce();
    expect(world.liveRecords()).toMatchObject([
      { run: { incomplete: null, error: { details: expect.any(String) } } },
    ]);
  },
);

import { expect, test } from 'vitest';
import { REFERENCE_RUNS, SOURCES, T0 } from './reference-runs.ts';
import { World } from './world.ts';

const { stream } = REFERENCE_RUNS.find(({ name }) => name === 'second of three fails')!;
const batch = (from: number, to?: number) =>
  ({ kind: 'batch', batch: { ...stream, events: stream.events.slice(from, to) } }) as const;

async function finish(world: World): Promise<void> {
  for (let [next] = world.active; next; [next] = world.active) await world.step(next);
}

test('two writers that did not see each other’s lines leave one record, with the id of the first line', async () => {
  const world = new World(T0 + 60_000, [stream], SOURCES);
  // Both have put their fact and read the origin before either writes; the first has read before the second put.
  for (const delivery of [batch(6), batch(0, 6)]) {
    await world.start(delivery);
    const writer = world.active.at(-1)!;
    while (writer.call !== 'putRecord') await world.step(writer);
  }
  await finish(world);
  const [first, second] = world.store.allRecords().toSorted((a, b) => a.run.startedAt! - b.run.startedAt!);
  expect(first).toMatchObject({ supersededBy: null, outbox: [], run: { outcome: 'failed', startedAt: T0 } });
  expect(second).toMatchObject({ supersededBy: first!.run.id, outbox: [] });
});

test('a writer that loses its condition folds again, with the facts of the other writer', async () => {
  const world = new World(T0 + 60_000, [stream], SOURCES);
  await world.deliver(batch(0, 1));
  for (const delivery of [batch(1, 2), batch(2, 3)]) {
    await world.start(delivery);
    const writer = world.active.at(-1)!;
    while (writer.call !== 'putRecord') await world.step(writer);
  }
  await finish(world);
  expect(world.calls.get('pause')).toBe(1);
  expect(world.liveRecords()).toMatchObject([{ run: { lastEventAt: stream.events[2]!.timestamp } }]);
});

test('after twelve lost conditions the invocation fails, so that its event is delivered again', async () => {
  const world = new World(T0 + 60_000, [stream], SOURCES);
  await world.start(batch(0, 1));
  const [writer] = world.active;
  let lost = 0;
  while (writer!.state === 'waiting') {
    if (writer!.call === 'putRecord') world.faults.set(world.steps, 'lost');
    lost += Number(writer!.call === 'putRecord');
    await world.step(writer!);
  }
  expect(lost).toBe(12);
  expect(writer!.error).toMatchObject({ message: 'lost the condition on a run record 12 times in a row' });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SnapshotRules } from '../../lambda/domain/runs/record/snapshot.ts';
import { type LongOrigin, longOrigins } from './long-origin.ts';
import { SOURCES, T0 } from './reference-runs.ts';
import { type Delivery, World } from './world.ts';

const NEVER: SnapshotRules = { leastFacts: Number.POSITIVE_INFINITY, announcedMs: 0 };

/** Nothing is received before it was printed. */
function receivedAt(delivery: Delivery, now: number): number {
  if (delivery.kind === 'sweep') return now + 61_000;
  if (delivery.kind !== 'batch') return now + 1;
  return Math.max(now, ...delivery.batch.events.map(({ timestamp }) => timestamp!)) + 1;
}

/** Records, and how many snapshots there were, after each delivery. */
async function play(
  { stream, deliveries }: LongOrigin,
  rules: SnapshotRules,
): Promise<{ readonly records: readonly string[]; readonly seeds: number }> {
  const world = new World(T0, [stream], SOURCES, rules);
  const records: string[] = [];
  let seeds = 0;
  for (const delivery of deliveries) {
    world.now = receivedAt(delivery, world.now);
    await world.deliver(delivery);
    // The basis of a record says from where it was folded.
    const stored = world.store.allRecords().map(({ basis: _, ...record }) => record);
    records.push(JSON.stringify(stored.toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1))));
    seeds += world.store.seeds();
  }
  return { records, seeds };
}

test.each([
  ['as soon as may be', { leastFacts: 1, announcedMs: 0 }],
  ['after three facts and a minute', { leastFacts: 3, announcedMs: 60_000 }],
] as const)(
  'after each delivery the records are the same as without snapshots, which are made %s',
  async (_name, rules) => {
    let seeds = 0;
    await fc.assert(
      fc.asyncProperty(longOrigins, async (origin) => {
        const played = await play(origin, rules);
        seeds += played.seeds;
        const { records } = await play(origin, NEVER);
        for (const [index, each] of played.records.entries())
          expect(JSON.parse(each)).toEqual(JSON.parse(records[index]!));
      }),
      { numRuns: 60, seed: 20261130 },
    );
    expect(seeds).toBeGreaterThan(100);
  },
);

test('a service that fails to connect for ten minutes has its first tries in a snapshot', async () => {
  const message =
    'failed to migrate: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused';
  const events = Array.from({ length: 60 }, (_, index) => ({
    id: String(index).padStart(56, '0'),
    timestamp: T0 + index * 10_000,
    message,
  }));
  const logStream = 'worker/worker/0123456789abcdef0123456789abcd14';
  const stream = { logGroup: '/ecs/worker', logStream, events };
  const deliveries = events.map((event) => ({
    kind: 'batch' as const,
    batch: { ...stream, events: [event] },
  }));
  const played = await play({ stream, deliveries }, { leastFacts: 4, announcedMs: 60_000 });
  expect(played.seeds).toBeGreaterThan(30);

  const { records } = await play({ stream, deliveries }, NEVER);
  expect(JSON.parse(played.records.at(-1)!)).toEqual(JSON.parse(records.at(-1)!));
});

import { describe, expect, test } from 'vitest';
import type { LogDelivery } from '../../bin/cli/aws-events/subscription.ts';
import { CANARY, CanaryWorld, EVERY, ORDERS, T0 } from './canary-world.ts';

const SEEN = { name: 'CanarySeen', value: 1, dimensions: { Environment: 'canary', Database: 'watch' } };

/** Of the texts of a batch, those that `keep` holds for. */
function only(keep: (text: string) => boolean) {
  return (batch: LogDelivery): readonly LogDelivery[] => [
    { ...batch, events: batch.events.filter(({ message }) => keep(message)) },
  ];
}

describe('the whole path is proved', () => {
  test('by a run that succeeds: the run is recorded and counted as seen', async () => {
    const world = new CanaryWorld();
    await world.canary(T0);
    expect(world.facts.allRecords().map(({ run, outbox }) => ({ ...run, outbox }))).toMatchObject([
      {
        target: CANARY,
        outcome: 'succeeded',
        endSeen: true,
        migrations: [{ status: 'applied' }],
        outbox: [],
      },
    ]);
    expect(world.seen).toEqual([{ ...SEEN, at: world.now }]);
    expect(world.warnings).toEqual([]);
  });

  test('by a run that fails: its page is stored, and the run is counted as seen', async () => {
    const world = new CanaryWorld();
    await world.canary(T0 + EVERY);
    const [{ run }] = world.facts.allRecords() as [ReturnType<typeof world.facts.allRecords>[number]];
    expect(run).toMatchObject({ target: CANARY, outcome: 'failed', error: { class: 'migration-failed' } });

    const [incident, ...others] = world.incidents.allIncidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: 'migration', lead: run.id, notifiedTopics: [], outbox: [] });
    expect(incident!.canaryPageText).toContain(
      '[canary] watch: migration 20260305101502 syntax_error FAILED, database is DIRTY at 20260305101502',
    );
    expect(incident!.canaryPageText).toContain(
      'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 20260305101501',
    );
    expect(world.seen).toEqual([{ ...SEEN, at: world.now }]);
  });

  test('by a day of runs: each is seen once, and each failure has its own incident, which the next run ends', async () => {
    const world = new CanaryWorld();
    const runs = 96;
    for (let nth = 0; nth < runs; nth++) await world.canary(T0 + nth * EVERY);
    expect(world.seen).toHaveLength(runs);

    const incidents = world.incidents.allIncidents();
    expect(incidents).toHaveLength(runs / 2);
    expect(new Set(incidents.map(({ lead }) => lead)).size).toBe(runs / 2);
    expect(incidents.filter(({ ended }) => ended === null)).toHaveLength(1);
    expect(world.warnings).toEqual([]);
  });

  test('in two batches, in any order', async () => {
    const world = new CanaryWorld();
    world.deliver = (batch) => [
      { ...batch, events: batch.events.slice(3) },
      { ...batch, events: batch.events.slice(0, 3) },
    ];
    await world.canary(T0);
    await world.canary(T0 + EVERY);
    expect(new Set(world.seen.map(({ at }) => at)).size).toBe(2);
    // The record of the later lines alone gives way to that of all; this is nothing that lacks.
    expect(world.warnings.filter((warning) => warning.includes('no record'))).toEqual([]);
  });

  test('by failures only, when the runs between them are lost', async () => {
    const world = new CanaryWorld();
    await world.canary(T0 + EVERY);
    await world.canary(T0 + 3 * EVERY);
    expect(world.seen).toHaveLength(2);
  });
});

describe('no canary run is counted as seen', () => {
  test('when page is broken', async () => {
    const world = new CanaryWorld();
    world.pageBroken = true;
    await world.canary(T0 + EVERY);
    expect(world.facts.allRecords()).toHaveLength(1);
    expect(world.seen).toEqual([]);
  });

  test('when no line arrives', async () => {
    const world = new CanaryWorld();
    world.deliver = () => [];
    await world.canary(T0);
    expect([world.seen, world.facts.allRecords()]).toEqual([[], []]);
  });

  test.each([
    { name: 'its error', nth: 1, keep: (text: string) => !/error:|details:/.test(text), warnings: [] },
    { name: 'its end', nth: 0, keep: (text: string) => !/Finished after|Closing/.test(text), warnings: [] },
    {
      name: 'the migration before',
      nth: 1,
      keep: (text: string) => !/create_orders/.test(text),
      warnings: [
        /^the canary is not seen: run .+ is recorded as failed \(applied, failed\); expected failed \(applied, applied, failed\)$/,
      ],
    },
  ] as const)('when a run lacks $name', async ({ nth, keep, warnings }) => {
    const world = new CanaryWorld();
    world.deliver = only(keep);
    await world.canary(T0 + nth * EVERY);
    expect(world.seen).toEqual([]);
    expect(world.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });

  test('when a failure is recorded as a success, and the log says so', async () => {
    const world = new CanaryWorld();
    world.deliver = (batch) => {
      const [first] = batch.events;
      const message = '2026/03/05 10:00:00 Finished after 2.9ms';
      const kept = batch.events.filter((event) => /create_users/.test(event.message));
      return [
        { ...batch, events: [...kept, { ...first!, id: '9', timestamp: first!.timestamp! + 99, message }] },
      ];
    };
    await world.canary(T0 + EVERY);
    expect(world.seen).toEqual([]);
    expect(world.warnings).toEqual([
      expect.stringMatching(/ is recorded as succeeded \(applied\); expected failed/),
    ]);
  });
});

describe('a canary run is not reported', () => {
  const day = async () => {
    const world = new CanaryWorld();
    for (let nth = 0; nth < 8; nth++) await world.canary(T0 + nth * EVERY);
    // One whose end never came.
    world.deliver = only((text) => !/Finished after|Closing/.test(text));
    await world.canary(T0 + 8 * EVERY);
    return world;
  };

  test('by any topic', async () => {
    expect((await day()).told).toEqual([]);
  });

  test('by metrics, except its own', async () => {
    const world = await day();
    await world.sweep(world.now + EVERY);
    const ofCanary = world.data.filter(({ dimensions }) => dimensions.Environment === CANARY.environment);
    expect(new Set(ofCanary.map(({ name }) => name))).toEqual(new Set(['CanarySeen']));
    expect(world.data.some(({ dimensions }) => dimensions.Environment === ORDERS.environment)).toBe(true);
  });

  test('by the log of runs', async () => {
    expect((await day()).runLines).toEqual([]);
  });

  test('by the sweep: the open index has no entry for it', async () => {
    const world = await day();
    expect(await world.facts.listOpen()).toEqual([]);
    for (const hours of [1, 2, 25]) await world.sweep(world.now + hours * 3_600_000);
    expect(world.told).toEqual([]);
  });

  test('and other runs are still reported, measured and logged', async () => {
    const world = await day();
    const { events } = world.streams[1]!;
    await world.ingest({ logGroup: '/ecs/orders', logStream: 'x', events });
    expect(world.told).toHaveLength(1);
    expect(world.runLines).toMatchObject(world.runLines.map(() => ORDERS));
    expect(world.data.some(({ name }) => name === 'RunsFailed')).toBe(true);
  });
});

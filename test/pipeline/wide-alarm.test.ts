import { describe, expect, test, vi } from 'vitest';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { Target } from '../../lambda/domain/model/target.ts';
import { deployedBy } from '../sources-of.ts';
import { alarm, clean, failed, missing, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, policyOf, runMessage, SENT_KEY } from './page-world.ts';

const production = (database: string): Target => ({ environment: 'production', database });
const LAG = 25 * MINUTE;

function worldOf(...databases: string[]): PageWorld {
  const world = new PageWorld();
  const sources = databases.map((name) => `{ logGroup: /ecs/${name}, database: ${name} }`);
  world.policy = policyOf(deployedBy(`sources: [${sources}]`));
  return world;
}

/** An alarm of all of production rises, `after` ms into the night, and its message arrives at once. */
async function rises(world: PageWorld, after: number, over: Partial<AlarmNotification> = {}): Promise<void> {
  const at = over.at === undefined ? NIGHT + after : over.at;
  await world.tell(alarm({ database: null, ...over, at }), NIGHT + after);
}

/** The incidents that an alarm is among, by database and kind. */
const about = ({ incidents }: PageWorld) =>
  incidents
    .allIncidents()
    .filter(({ marks }) => marks.some((mark) => mark.startsWith('alarm:')))
    .map(({ target, kind }) => `${target.environment}/${target.database}/${kind}`);

/** A failure and its repair half an hour into the night, in one database. */
async function repaired(world: PageWorld, database: string, endsAfter: number): Promise<void> {
  const target = production(database);
  const origin = `ecs/${database.padStart(32, '0')}/migrate`;
  await world.ended(failed(endsAfter - HOUR, '42', '42601', { target }));
  await world.ended(clean(endsAfter - 30_000, { target, origin, id: `${origin}-clean` }));
}

describe('an alarm of a whole environment joins', () => {
  test('the open incident of its kind in the environment', async () => {
    const world = worldOf('orders', 'users');
    await world.ended(failed(0, '42', '42601', { target: production('users') }));
    await rises(world, 2 * MINUTE);
    expect(about(world)).toEqual(['production/users/migration']);
    expect(world.sent).toHaveLength(1);
  });

  test.each<[string, (world: PageWorld) => Promise<void>]>([
    ['one of another kind', (world) => world.tell(missing, missing.dueAt)],
    [
      'one of another environment',
      (world) =>
        world.ended(failed(0, '42', '42601', { target: { environment: 'staging', database: 'orders' } })),
    ],
    [
      'a run that goes on',
      async ({ facts }) => {
        const going = run(0, { outcome: 'running' });
        await facts.putRecord(
          { run: going, revision: 1, outbox: [], rereads: 0, supersededBy: null },
          null,
          NIGHT + HOUR,
        );
      },
    ],
    [
      'one that was withdrawn',
      async (world) => {
        await world.ended(failed(0, '42', '42601'), 1);
        await world.ended(clean(0), 2);
      },
    ],
  ])('not %s: it stands for the whole environment', async (_name, happens) => {
    const world = worldOf('orders');
    await happens(world);
    await rises(world, 16 * MINUTE);
    expect(about(world)).toEqual(['production/all/migration']);
  });

  test.each([
    ['25 minutes ago', LAG, 'orders'],
    ['a millisecond before that', LAG + 1, 'all'],
  ])('the incident that ended %s', async (_when, ago, database) => {
    const world = worldOf('orders');
    await repaired(world, 'orders', 0);
    await rises(world, ago);
    expect(about(world)).toEqual([`production/${database}/migration`]);
  });

  test('the incident that ended last', async () => {
    for (const [first, second] of [
      ['orders', 'users'],
      ['users', 'orders'],
    ] as const) {
      const world = worldOf('orders', 'users');
      await repaired(world, first, 0);
      await repaired(world, second, MINUTE);
      await rises(world, 2 * MINUTE);
      expect(about(world)).toEqual([`production/${second}/migration`]);
    }
  });

  test.each([
    ['when it rose', 0, 'orders'],
    ['a millisecond after it rose', 1, 'all'],
  ])('an incident that was opened %s, and is over when the alarm arrives', async (_when, after, database) => {
    const world = worldOf('orders');
    const failure = failed(0, '42', '42601');
    await world.ended(failure);
    await world.ended(clean(10 * MINUTE));
    await rises(world, 20 * MINUTE, { at: failure.endedAt! - after });
    expect(about(world)).toEqual([`production/${database}/migration`]);
  });

  test('an incident of runs whose database no source names', async () => {
    const world = worldOf('orders');
    const target = { environment: 'unmatched', database: 'unmatched' };
    await world.ended(failed(0, '42', '42601', { target }));
    await world.ended(clean(MINUTE, { target }));
    await rises(world, 3 * MINUTE, { environment: null });
    expect(about(world)).toEqual(['unmatched/unmatched/migration']);
  });

  test('the open incident, if the alarm names its database as `all`', async () => {
    const world = worldOf('orders');
    await world.ended(failed(0, '42', '42601'));
    await rises(world, 2 * MINUTE, { database: 'all' });
    expect(about(world)).toEqual(['production/orders/migration']);
  });
});

describe('300 databases turn red and green together, and 14 alarms of their environment rise', () => {
  const databases = Array.from({ length: 300 }, (_, n) => `service-${n}`);
  const names = Array.from({ length: 14 }, (_, n) => `migrate-watch-production-alarm-${n}`);

  /** What all alarms read, in requests of one kind. */
  async function requests(world: PageWorld, after: number, message: Partial<AlarmNotification> = {}) {
    const lists = vi.spyOn(world.facts, 'listOpen');
    const reads = vi.spyOn(world.incidents, 'readTarget');
    for (const name of names) await rises(world, after, { name, ...message });
    const read = { lists: lists.mock.calls.length, reads: reads.mock.calls.length };
    lists.mockRestore();
    reads.mockRestore();
    return read;
  }

  test('nothing was wrong: each reads the index and its own incident', async () => {
    const world = worldOf(...databases);
    const { lists, reads } = await requests(world, HOUR);
    // Before, each of the alarms read all 300 databases: 4,200 reads.
    expect(reads).toBeLessThanOrEqual(names.length);
    expect(lists).toBeLessThanOrEqual(2 * names.length);
    expect(about(world)).toEqual(['production/all/migration']);
  });

  test('all were repaired: each reads ten databases at most, and finds the last', async () => {
    const world = worldOf(...databases);
    for (const [n, database] of databases.entries()) await repaired(world, database, n * 1_000);
    const { reads } = await requests(world, 6 * MINUTE);
    expect(reads).toBeLessThanOrEqual(11 * names.length);
    expect(new Set(about(world))).toEqual(new Set(['production/service-299/migration']));
  });

  test('a message that is five minutes late reads them all, because the incident may have left the index', async () => {
    const world = worldOf(...databases);
    await repaired(world, 'service-7', 0);
    const at = NIGHT + 20 * MINUTE;
    const onTime = await requests(world, 25 * MINUTE, { at });
    expect(onTime.reads).toBeLessThanOrEqual(2 * names.length);
    const late = await requests(world, 25 * MINUTE + 1, { at });
    expect(late.reads).toBeGreaterThanOrEqual(300 * names.length);
    expect(new Set(about(world))).toEqual(new Set(['production/service-7/migration']));
  });
});

test('an alarm without its time and kind counts as a failure, at the time of its arrival', async () => {
  const world = worldOf('orders');
  await rises(world, 5 * MINUTE, { at: null, kind: null });
  expect(about(world)).toEqual(['production/all/migration']);
  expect(world.incidents.allIncidents()[0]!.openedAt).toBe(NIGHT + 5 * MINUTE);
});

describe('an alarm of a whole environment with an incident of its own', () => {
  const all = ({ incidents }: PageWorld) =>
    incidents.openIncidents().filter(({ database }) => database === 'all');

  test('ends with the failure that explains it, which it names', async () => {
    const world = worldOf('orders');
    await rises(world, 0);
    await world.ended(failed(MINUTE, '42', '42601'));
    expect(all(world)).toEqual([]);
    expect(
      world.incidents.allIncidents().find(({ target }) => target.database === 'all')!.ended,
    ).toMatchObject({ why: 'explained', by: `${SENT_KEY}/1` });
  });

  test.each<[string, Partial<AlarmNotification>]>([
    ['another kind', { kind: 'slow' }],
    ['another environment', { environment: 'staging' }],
  ])('goes on when the failure is of %s', async (_name, over) => {
    const world = worldOf('orders');
    await rises(world, 0, over);
    await world.tell(runMessage(failed(MINUTE, '42', '42601')), NIGHT + 2 * MINUTE);
    expect(all(world)).toHaveLength(1);

    const states = world.incidents.allStates().filter(({ target }) => target.database === 'all');
    expect(states).toMatchObject([{ acknowledgements: [] }]);
  });

  test('is not written if there is no such incident', async () => {
    const world = worldOf('orders');
    await world.ended(failed(0, '42', '42601'));
    await rises(world, MINUTE);
    expect(world.incidents.allStates().map(({ target }) => target.database)).toEqual(['orders']);
  });
});

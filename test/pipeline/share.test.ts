import { describe, expect, test } from 'vitest';
import type { IncidentKind } from '../../lambda/contract/incident-kind.ts';
import type { Target } from '../../lambda/domain/model/target.ts';
import { shareRequests } from '../../lambda/pipeline/share.ts';
import { incidentAt } from './deliver-world.ts';
import { alarm, clean, failed } from './night-runs.ts';
import { MINUTE, NIGHT, PageWorld } from './page-world.ts';

interface Trouble extends Partial<Target> {
  readonly kind?: IncidentKind;
}

/** A world in which these databases, which no setting declares except `orders`, have an open incident each. */
async function inTrouble(others: readonly Trouble[]): Promise<PageWorld> {
  const world = new PageWorld();
  for (const [index, { kind = 'migration', environment = 'production', database }] of others.entries()) {
    const target = { environment, database: database ?? `db${index}` };
    const key = `migrate-watch/${environment}/${target.database}/${kind}/7`;
    await world.incidents.putIncident({ ...incidentAt(1, false, key), target, kind }, null);
  }
  return world;
}

const times = (count: number, trouble: Trouble = {}) => Array.from({ length: count }, () => trouble);
const NEW: Target = { environment: 'production', database: 'new' };
const failure = (target = NEW, after = 0) => failed(after, '42', '42601', { target });

/** Databases that pages were about, and whether the new database's incident is part of a shared one. */
async function afterFailure(world: PageWorld, target = NEW) {
  await world.ended(failure(target));
  const { incidents } = await world.incidents.readTarget(target);
  return {
    paged: world.sent.map(({ page }) => page.database),
    shared: incidents.map(({ shared }) => shared === true),
  };
}

describe('a failure of a database that no setting declares', () => {
  test('has pages of its own while nine other such databases are in trouble', async () => {
    expect(await afterFailure(await inTrouble(times(9)))).toEqual({ paged: ['new'], shared: [false] });
  });

  test('is part of the shared incident when ten are', async () => {
    const world = await inTrouble(times(10));
    expect(await afterFailure(world)).toEqual({ paged: ['announced-databases'], shared: [true] });
    const { incidents } = await world.incidents.readTarget(NEW);
    expect(incidents).toMatchObject([{ notifiedTopics: [], remindAt: null, outbox: [] }]);
  });

  test.each<[string, readonly Trouble[]]>([
    ['of another environment', times(1, { environment: 'staging' })],
    ['that the settings declare', times(1, { database: 'orders' })],
    ['counted already, for trouble of another kind', times(1, { database: 'db0', kind: 'leak' })],
    ['that stands for all databases of the environment', times(1, { database: 'all' })],
    ['that has no name', times(1, { database: 'unmatched' })],
    ['that is the new one itself, for other trouble', times(1, { database: 'new', kind: 'leak' })],
    ['that is the shared one', times(1, { database: 'announced-databases' })],
  ])('has pages of its own when the tenth is one %s', async (_name, tenth) => {
    const { shared } = await afterFailure(await inTrouble([...times(9), ...tenth]));
    expect(shared.filter(Boolean)).toEqual([]);
  });

  test('keeps the pages of its own that it had before there were ten others', async () => {
    const world = await inTrouble(times(9));
    await world.ended(failure());
    await world.incidents.putIncident(
      {
        ...incidentAt(1, false, 'migrate-watch/production/db9/migration/7'),
        target: { ...NEW, database: 'db9' },
      },
      null,
    );
    await world.ended(clean(MINUTE, { target: NEW }));
    expect(world.sent.map(({ page }) => [page.kind, page.database])).toEqual([
      ['opened', 'new'],
      ['resolved', 'new'],
    ]);
  });

  test('is part of the shared incident although an earlier one had pages of its own; that one ends as it began', async () => {
    const world = await inTrouble(times(9));
    await world.ended(failure());
    await world.incidents.putIncident(
      {
        ...incidentAt(1, false, 'migrate-watch/production/db9/migration/7'),
        target: { ...NEW, database: 'db9' },
      },
      null,
    );
    await world.ended(failed(MINUTE, '43', '42703', { target: NEW }));
    const { incidents } = await world.incidents.readTarget(NEW);
    expect(incidents.map(({ ended, shared }) => [ended !== null, shared === true])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(world.sent.map(({ page }) => [page.kind, page.database])).toEqual([
      ['opened', 'new'],
      ['resolved', 'new'],
      ['opened', 'announced-databases'],
    ]);
  });

  test('ends its part of the shared incident when it is over', async () => {
    const world = await inTrouble(times(10));
    await world.ended(failure());
    await world.ended(clean(MINUTE, { target: NEW }));
    expect(world.sent.map(({ page }) => [page.kind, page.database])).toEqual([
      ['opened', 'announced-databases'],
      ['resolved', 'announced-databases'],
    ]);
  });
});

test('a failure of a declared database has pages of its own, however many others are in trouble', async () => {
  const orders = { ...NEW, database: 'orders' };
  expect(await afterFailure(await inTrouble(times(20)), orders)).toEqual({
    paged: ['orders'],
    shared: [false],
  });
});

test('an alarm of the whole environment has pages of its own, however many databases are in trouble', async () => {
  const world = await inTrouble(times(20));
  await world.tell(alarm({ database: null, kind: 'missing' }), NIGHT + MINUTE);
  expect(world.sent.map(({ page }) => page.database)).toEqual(['all']);
});

test('the shared incident gets open trouble before trouble that is over, each under its own id', () => {
  const key = (n: number) => `migrate-watch/production/db${n}/migration/7`;
  const part = (n: number, isOver: boolean) => ({
    ...incidentAt(1, isOver, key(n)),
    target: { ...NEW, database: `db${n}` },
    shared: true as const,
  });
  const { shared: _, ...own } = part(5, false);
  const requests = shareRequests([part(1, true), part(2, false), own, part(3, true), part(4, false)], {});
  expect(requests.map(({ messageId }) => messageId)).toEqual([
    `shared ${key(2)}`,
    `shared ${key(4)}`,
    `shared ${key(1)} over`,
    `shared ${key(3)} over`,
  ]);
  for (const { target, runs } of requests)
    expect([target, runs]).toEqual([{ ...NEW, database: 'announced-databases' }, []]);
});

import { expect, test } from 'vitest';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { Target } from '../../lambda/domain/model/target.ts';
import { learn } from '../../lambda/pipeline/learn.ts';
import { handMadeMigration, handMadeRun, T0 } from '../builders/facts-and-runs.ts';
import { PageWorld, runMessage } from './page-world.ts';

const HOUR = 60 * 60_000;
const STAGING: Target = { environment: 'staging', database: 'orders' };
const PRODUCTION: Target = { environment: 'production', database: 'orders' };

/** A clean run that applied one migration, `at` hours after the first. */
function clean(target: Target, version: number, at: number, ranMs: number): Run {
  const startedAt = T0 + at * HOUR;
  const id = `${target.environment}-${version}-${at}`;
  const migrations = [
    handMadeMigration({ version: String(version), ranMs, startedAt, endedAt: startedAt + ranMs }),
  ];
  return handMadeRun({ id, target, outcome: 'succeeded', migrations, startedAt, endedAt: startedAt + ranMs });
}

class Learner {
  readonly incidents = new MemoryIncidentStore();
  calls = 0;

  async learn(run: Run, revision = 1): Promise<void> {
    const store = this.incidents;
    const counted = {
      readHistory: (target: Target) => {
        this.calls++;
        return store.readHistory(target);
      },
      putHistory: (...put: Parameters<typeof store.putHistory>) => {
        this.calls++;
        return store.putHistory(...put);
      },
    };
    await learn(runMessage(run, revision), { incidents: counted, random: () => 0, pause: async () => {} });
  }
}

test('how long the migrations of each environment took is learned by itself', async () => {
  const world = new Learner();
  await world.learn(clean(PRODUCTION, 1, 1, 120_000));
  await world.learn(clean(STAGING, 1, 0, 60_000));
  await world.learn(clean(PRODUCTION, 2, 2, 7_000));
  const took = async (target: Target) => (await world.incidents.readHistory(target)).took.map(({ ms }) => ms);
  expect(await took(PRODUCTION)).toEqual([120_000, 7_000]);
  expect(await took(STAGING)).toEqual([60_000]);
});

test('a message that comes again, and one with a later revision, change nothing', async () => {
  const world = new Learner();
  await world.learn(clean(STAGING, 1, 0, 60_000));
  await world.learn(clean(PRODUCTION, 1, 1, 120_000));
  const before = await world.incidents.readHistory(PRODUCTION);
  await world.learn(clean(STAGING, 1, 0, 60_000));
  await world.learn(clean(PRODUCTION, 1, 1, 120_000));
  await world.learn(clean(PRODUCTION, 1, 1, 500_000), 2);
  expect(await world.incidents.readHistory(PRODUCTION)).toEqual(before);
});

test('a run that applied nothing costs no call, and neither do the canary and a run that no source names', async () => {
  const world = new Learner();
  await world.learn(handMadeRun({ outcome: 'no-change' }));
  await world.learn({ ...clean(PRODUCTION, 1, 0, 5), outcome: 'failed' });
  await world.learn(clean({ environment: 'canary', database: 'monitor' }, 1, 0, 5));
  await world.learn(clean({ environment: 'unmatched', database: 'unmatched' }, 1, 0, 5));
  expect(world.calls).toBe(0);
});

test('another writer of the same history wins once: the migrations of both are in it', async () => {
  const world = new Learner();
  const { incidents } = world;
  const put = incidents.putHistory.bind(incidents);
  let isFirst = true;
  incidents.putHistory = async (...args) => {
    if (!isFirst) return put(...args);
    isFirst = false;
    await world.learn(clean(STAGING, 2, 1, 2_000));
    return put(...args);
  };
  await world.learn(clean(STAGING, 1, 0, 1_000));
  expect((await incidents.readHistory(STAGING)).took.map(({ ms }) => ms)).toEqual([1_000, 2_000]);
});

test('a history that cannot be read or written hides no page: the page is sent before, and the message fails after', async () => {
  const world = new PageWorld();
  const failed = handMadeRun({
    outcome: 'failed',
    migrations: [handMadeMigration({ status: 'failed' })],
    dirtyVersion: '1',
    endedAt: T0,
  });
  await world.ended(failed);
  expect(world.sent).toHaveLength(1);
  world.incidents.readHistory = async () => {
    throw new Error('the table is out of reach');
  };
  const repaired = clean(PRODUCTION, 1, 1, 5);
  await expect(world.ended(repaired)).rejects.toThrow('the table is out of reach');
  expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened', 'resolved']);
  expect(world.changes).toHaveLength(1);
});

test('a run of a renamed database is learned into the history of its former name', async () => {
  const world = new PageWorld();
  await world.ended(clean(PRODUCTION, 1, 0, 1_000));
  world.policy = { ...world.policy, names: { databases: { orders: 'shop' } } };
  await world.ended(clean({ ...PRODUCTION, database: 'shop' }, 2, 1, 2_000));
  const { took } = await world.incidents.readHistory({ ...PRODUCTION, database: 'shop' });
  expect(took.map(({ ms }) => ms)).toEqual([1_000, 2_000]);
});

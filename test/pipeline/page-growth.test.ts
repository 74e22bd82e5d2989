import { expect, test } from 'vitest';
import type { Run } from '../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage } from './page-world.ts';

/** The n-th failure of another migration, or the repair after it; each pair takes two hours. */
function runOf(n: number, repaired: boolean): Run {
  const startedAt = NIGHT + n * 2 * HOUR + (repaired ? HOUR : 0);
  const origin = `ecs/${startedAt.toString(16).padStart(32, '0')}/migrate`;
  const [id, endedAt] = [`${origin}-${startedAt.toString(36)}`, startedAt + MINUTE];
  const common = { id, origin, startedAt, endedAt, lastEventAt: endedAt };
  return repaired
    ? handMadeRun({ ...common, outcome: 'succeeded', migrations: [handMadeMigration({ version: `${n}` })] })
    : handMadeRun({ ...common, outcome: 'failed', dirtyVersion: `${n}` });
}

/** Incidents that each message reads. */
function countReads({ incidents }: PageWorld): () => number {
  let read = 0;
  const readTarget = incidents.readTarget.bind(incidents);
  const readIncidents = incidents.readIncidents.bind(incidents);
  let isPart = false;
  incidents.readTarget = async (target) => {
    isPart = true;
    const items = await readTarget(target);
    isPart = false;
    read += items.incidents.length;
    return items;
  };
  incidents.readIncidents = async (names) => {
    const found = await readIncidents(names);
    if (!isPart) read += found.length;
    return found;
  };
  return () => {
    const count = read;
    read = 0;
    return count;
  };
}

test('a message reads as many incidents at the 4,000th as at the 10th', async () => {
  const world = new PageWorld();
  // The open index and the records of 8,000 other runs are not what is counted here.
  const { facts } = world;
  Object.assign(facts, { listOpen: async () => [], putRecord: async () => 'written' });
  const taken = countReads(world);
  const reads = new Map<number, readonly number[]>();
  for (let n = 1; n <= 4_000; n++) {
    const counts: number[] = [];
    for (const repaired of [false, true]) {
      const run = runOf(n, repaired);
      await world.tell(runMessage(run), run.endedAt! + MINUTE);
      counts.push(taken());
    }
    if ([10, 60, 4_000].includes(n)) reads.set(n, counts);
  }
  expect(world.incidents.allIncidents()).toHaveLength(4_000);
  expect(world.incidents.allIncidents().at(-1)!.key).toMatch(/\/4000$/);
  // The failure reads the incident before it, which was the last one. Its repair reads both.
  expect(Object.fromEntries(reads)).toEqual({ 10: [1, 2], 60: [1, 2], 4000: [1, 2] });
});

test('an old message that is repeated changes nothing, and a late change of an old run changes its incident', async () => {
  const world = new PageWorld();
  for (let n = 1; n <= 100; n++) {
    for (const repaired of [false, true]) {
      const run = runOf(n, repaired);
      await world.tell(runMessage(run), run.endedAt! + MINUTE);
    }
  }
  const taken = countReads(world);
  const sent = world.sent.length;
  await world.tell(runMessage(runOf(3, false)), NIGHT + 10_000 * HOUR);
  await world.tell(runMessage(runOf(80, false)), NIGHT + 10_000 * HOUR);
  expect(world.sent).toHaveLength(sent);
  expect(taken()).toBe(2);
  const before = world.incidents.allIncidents().find(({ n }) => n === 80)!;
  const changed = { ...runOf(80, false), dirtyVersion: '7' };
  await world.tell(runMessage(changed, 2), NIGHT + 10_001 * HOUR);
  const after = world.incidents.allIncidents().find(({ n }) => n === 80)!;
  expect(after.signature).toMatch(/^7\|/);
  expect(after).toMatchObject({ revision: before.revision + 1, title: before.title, ended: before.ended });
  // The last one, and the one that changes; the message after it reads that one still.
  expect(taken()).toBe(2);
  await world.tell(runMessage(runOf(81, false), 2), NIGHT + 10_001 * HOUR);
  expect(taken()).toBe(2);
  // The run never failed: its incident, which nobody reads any more, is corrected.
  const clean = { ...runOf(85, true), id: runOf(85, false).id, origin: runOf(85, false).origin };
  await world.tell(
    runMessage({ ...clean, startedAt: runOf(85, false).startedAt, outcome: 'no-change', migrations: [] }, 2),
    NIGHT + 10_002 * HOUR,
  );
  expect(world.incidents.allIncidents().find(({ n }) => n === 85)!.ended).toMatchObject({ why: 'corrected' });
});

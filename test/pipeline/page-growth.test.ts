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

test('a message reads only incidents in use, however many incidents the database has had', async () => {
  const world = new PageWorld();
  let read = 0;
  const readTarget = world.incidents.readTarget.bind(world.incidents);
  world.incidents.readTarget = async (target) => {
    const items = await readTarget(target);
    read = Math.max(read, items.incidents.length);
    return items;
  };
  const most: number[] = [];
  for (let n = 1; n <= 300; n++) {
    for (const repaired of [false, true]) {
      const run = runOf(n, repaired);
      await world.tell(runMessage(run), run.endedAt! + MINUTE);
    }
    if (n % 100 === 0) {
      most.push(read);
      read = 0;
    }
  }
  expect(world.incidents.allIncidents()).toHaveLength(300);
  expect(world.incidents.allIncidents().at(-1)!.key).toMatch(/\/300$/);
  expect(most[1]).toBeLessThan(40);
  expect(most[2]).toBe(most[1]);

  // A run that is reported again, long after, changes nothing.
  const sent = world.sent.length;
  await world.tell(runMessage(runOf(3, false)), NIGHT + 10_000 * HOUR);
  await world.tell(runMessage(runOf(280, false)), NIGHT + 10_000 * HOUR);
  expect(world.sent).toHaveLength(sent);
});

import { describe, expect, test } from 'vitest';
import { alarm, blocked, clean, failed, missing, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage } from './page-world.ts';

const KEY = 'migrate-watch/production/orders/migration';

/** As many runs as a database's state keeps, one each minute: after them it keeps nothing that was before. */
async function pushOut(world: PageWorld, after: number): Promise<void> {
  for (let n = 0; n < 60; n++) await world.ended(clean(after + n * MINUTE));
}

describe('runs that a database’s state no longer keeps', () => {
  test('leave an ended incident about such a run unchanged', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(clean(HOUR));
    const [ended] = world.incidents.allIncidents();
    await pushOut(world, 2 * HOUR);
    expect(world.incidents.allIncidents()).toEqual([ended]);
    expect(ended!.ended).toMatchObject({ why: 'clean-run' });
  });

  test('still count among the marks of their incident, which keeps its age', async () => {
    const world = new PageWorld();
    for (let n = 1; n <= 34; n++)
      await world.tell(alarm({ name: `a${n}`, at: NIGHT + n * MINUTE }), NIGHT + n * MINUTE);
    expect(world.incidents.allIncidents()).toMatchObject([
      { openedAt: NIGHT + MINUTE, marks: { length: 30 }, droppedMarks: 4, ended: null },
    ]);
    expect(world.sent).toHaveLength(1);

    await world.ended(failed(35 * MINUTE, '42', '42601'));
    await world.ended(clean(61 * MINUTE));
    expect(world.titles.at(-1)).toContain('RESOLVED after 1 h:');
  });

  test('do not make an incident of alarms count an alarm twice', async () => {
    const world = new PageWorld();
    for (const n of [1, 2, 1, 2])
      await world.tell(alarm({ name: `a${n}`, at: NIGHT + n * MINUTE }), NIGHT + n * MINUTE);
    expect(world.incidents.allIncidents()).toMatchObject([{ marks: { length: 2 }, droppedMarks: 0 }]);
  });
});

describe('an incident that later facts correct', () => {
  test('is over without a new incident, and is written once', async () => {
    const world = new PageWorld();
    const killed = run(0, { outcome: 'killed' });
    await world.ended(killed, 1);
    await world.ended({ ...killed, outcome: 'succeeded' }, 2);
    const [taken] = world.incidents.allIncidents();
    expect(taken).toMatchObject({
      revision: 4,
      ended: { why: 'corrected', run: null, by: null },
      dirty: false,
      conditions: [],
      remindAt: null,
    });

    await world.ended(clean(HOUR));
    expect(world.incidents.allIncidents()).toEqual([taken]);
  });

  test('is not reported again if it was over before', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'), 1);
    await world.ended(clean(HOUR));
    await world.ended(clean(0), 2);
    expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened', 'resolved']);
    expect(world.incidents.allIncidents()).toMatchObject([{ ended: { why: 'corrected', by: null } }]);
  });

  test('is corrected if the missing run came in time', async () => {
    const world = new PageWorld();
    await world.tell(missing, missing.dueAt);
    await world.tell(runMessage(run(15 * MINUTE, { outcome: 'running' })), NIGHT + 20 * MINUTE);
    expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened', 'resolved']);
    expect(world.incidents.allIncidents()).toMatchObject([
      { kind: 'missing', ended: { why: 'corrected', by: null } },
    ]);
  });
});

describe('a failed run whose first line turns out to be another', () => {
  /** Late lines move the start of the run, and so its id. */
  async function moved(count: number): Promise<PageWorld> {
    const world = new PageWorld();
    const at = (n: number) => failed(10 * MINUTE - n * MINUTE, '42', '42601');
    const { origin } = at(0);
    const nth = (n: number) => ({ ...at(n), origin, id: `${origin}-${n}` });
    await world.ended(nth(0));
    for (let n = 1; n <= count; n++) {
      const successor = { run: nth(n), revision: 1 };
      const transition = { kind: 'superseded', before: 'failed', after: 'failed' } as const;
      await world.tell({ ...runMessage(nth(n - 1), 2), transition, successor }, NIGHT + (10 + n) * MINUTE);
    }
    return world;
  }

  test.each([1, 2, 3])('keeps its incident, and sends no new page: moved %i times', async (count) => {
    const world = await moved(count);
    expect(world.incidents.openIncidents().map(({ incident }) => incident)).toEqual([`${KEY}/1`]);
    expect(world.sent.map(({ page }) => page.kind).filter((kind) => kind !== 'updated')).toEqual(['opened']);
    expect(world.incidents.allIncidents()).toHaveLength(1);
  });

  test('is joined by the runs that were refused because of it', async () => {
    const world = await moved(1);
    await world.ended(blocked(20 * MINUTE, '42'));
    expect(world.incidents.allIncidents()).toMatchObject([{ marks: { length: 2 } }]);
  });
});

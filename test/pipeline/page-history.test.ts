import { describe, expect, test } from 'vitest';
import { alarm, blocked, clean, failed, missing, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage } from './page-world.ts';

const KEY = 'migrate-watch/production/orders/migration';

/** As many runs as a database's state keeps, one each minute: after them it keeps nothing that was before. */
async function pushOut(world: PageWorld, after: number): Promise<void> {
  for (let n = 0; n < 60; n++) await world.ended(clean(after + n * MINUTE));
}

describe('what a database’s state no longer keeps', () => {
  test('an incident whose run is among it stays as it ended', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(clean(HOUR));
    const [ended] = world.incidents.allIncidents();
    await pushOut(world, 2 * HOUR);
    expect(world.incidents.allIncidents()).toEqual([ended]);
    expect(ended!.ended).toMatchObject({ why: 'clean-run' });
  });

  test('an incident goes on to count the alarms among it, and is as old as the first', async () => {
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

  test('an incident that only alarms report does not count an alarm twice', async () => {
    const world = new PageWorld();
    for (const n of [1, 2, 1, 2])
      await world.tell(alarm({ name: `a${n}`, at: NIGHT + n * MINUTE }), NIGHT + n * MINUTE);
    expect(world.incidents.allIncidents()).toMatchObject([{ marks: { length: 2 }, droppedMarks: 0 }]);
  });
});

describe('an incident that is taken back', () => {
  test('by later facts of its run is over without another one, and is written once', async () => {
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

  test('after it was over is not reported again', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'), 1);
    await world.ended(clean(HOUR));
    await world.ended(clean(0), 2);
    expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened', 'resolved']);
    expect(world.incidents.allIncidents()).toMatchObject([{ ended: { why: 'corrected', by: null } }]);
  });

  test('as a run that came in time is not the run that is missing', async () => {
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

  test.each([1, 2, 3])('has the same incident, and wakes nobody again: moved %i times', async (count) => {
    const world = await moved(count);
    expect(world.incidents.openIncidents().map(({ incident }) => incident)).toEqual([`${KEY}/1`]);
    expect(world.sent.map(({ page }) => page.kind).filter((kind) => kind !== 'updated')).toEqual(['opened']);
    expect(world.incidents.allIncidents()).toHaveLength(1);
  });

  test('is joined by what is refused because of it', async () => {
    const world = await moved(1);
    await world.ended(blocked(20 * MINUTE, '42'));
    expect(world.incidents.allIncidents()).toMatchObject([{ marks: { length: 2 } }]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Run } from '../../lambda/domain/model/run.ts';
import { acknowledged } from '../acknowledged.ts';
import { blocked, clean, failed } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage, SENT_KEY } from './page-world.ts';

const SECOND = 1_000;

/** Failures of as many versions, the first at nightfall, one each minute. */
async function different(count: number): Promise<PageWorld> {
  const world = new PageWorld();
  for (let n = 0; n < count; n++) await world.ended(failed(n * MINUTE, String(100 + n), '42601'));
  return world;
}

const opened = ({ sent }: PageWorld) =>
  sent.filter(({ page }) => page.kind === 'opened').map(({ page }) => page.key);

/** What the sweep does when an incident is due. */
async function due(world: PageWorld, now: number): Promise<void> {
  for (const { incident, dueAt } of world.incidents.openIncidents())
    if (dueAt <= now) await world.tell({ type: 'incident-due', incident, dueAt }, now);
}

describe('different failures, one each minute', () => {
  test('the first five open an incident each, and the sixth joins the fifth without a page', async () => {
    const world = await different(6);
    expect(opened(world)).toEqual([1, 2, 3, 4, 5].map((n) => `${SENT_KEY}/${n}`));
    const last = world.incidents.allIncidents().at(-1)!;
    expect(last).toMatchObject({ ended: null, marks: { length: 2 } });
    expect(world.sent.at(-1)!.page.kind).toBe('opened');
  });

  test('people are notified of those that joined once, when the first of the five is exactly ten minutes old', async () => {
    const world = await different(6);
    const before = world.sent.length;
    await due(world, NIGHT + 10 * MINUTE - 1);
    expect(world.sent).toHaveLength(before);

    await due(world, NIGHT + 10 * MINUTE);
    expect(world.sent.slice(before).map(({ topic, page }) => [topic, page.kind, page.key])).toEqual([
      ['critical', 'opened', `${SENT_KEY}/5`],
    ]);
    expect(world.lastText).toContain('Many different failures');
    expect(world.lastText).toContain('version 105, migration-failed');

    await due(world, NIGHT + 11 * MINUTE);
    expect(world.sent).toHaveLength(before + 1);
  });

  test('people are notified of those that join later when the second of the five is ten minutes old', async () => {
    const world = await different(5);
    await world.ended(failed(10 * MINUTE - SECOND, '105', '42601'));
    await due(world, NIGHT + 10 * MINUTE);
    const before = world.sent.length;
    // The first of the five counts no more, so this one opens an incident; the next joins that.
    await world.ended(failed(10 * MINUTE, '106', '42601'));
    await world.ended(failed(10 * MINUTE + SECOND, '107', '42601'));
    expect(world.sent.slice(before).map(({ page }) => [page.kind, page.key])).toEqual([
      ['resolved', `${SENT_KEY}/5`],
      ['opened', `${SENT_KEY}/6`],
    ]);

    await due(world, NIGHT + 11 * MINUTE - 1);
    expect(world.sent).toHaveLength(before + 2);

    await due(world, NIGHT + 11 * MINUTE);
    expect(world.sent.slice(before + 2).map(({ page }) => [page.kind, page.key])).toEqual([
      ['opened', `${SENT_KEY}/6`],
    ]);
  });

  test.each([
    ['a millisecond before the first is ten minutes old joins', 10 * MINUTE - 1, 5],
    ['when the first is ten minutes old opens an incident', 10 * MINUTE, 6],
  ])('a sixth %s', async (_when, after, incidents) => {
    const world = await different(5);
    await world.ended(failed(after, '105', '42601'));
    expect(new Set(opened(world)).size).toBe(incidents);
  });

  test('the page names the last ten of those that joined', async () => {
    const world = new PageWorld();
    for (let n = 0; n < 17; n++) await world.ended(failed(n * SECOND, String(100 + n), '42601'));
    await due(world, NIGHT + 10 * MINUTE);
    expect(world.lastText).toContain('version 107, migration-failed');
    expect(world.lastText).toContain('version 116, migration-failed');
    expect(world.lastText).not.toContain('version 106, migration-failed');
  });

  test('a sixth failure of another error class opens an incident', async () => {
    const world = await different(5);
    const locked = failed(5 * MINUTE, '105', '42601');
    await world.ended({ ...locked, error: { ...locked.error!, class: 'lock' } });
    expect(opened(world)).toHaveLength(6);
  });

  test('a sixth failure opens an incident if it is the first that leaves the database dirty', async () => {
    const world = new PageWorld();
    const harmless = (after: number, version: string, over: Partial<Run> = {}) => {
      const { error, ...rest } = failed(after, version, '42601', { dirtyVersion: null, ...over });
      return { ...rest, error: { ...error!, class: 'source' as const } };
    };
    for (let n = 0; n < 5; n++) await world.ended(harmless(n * MINUTE, String(100 + n)));
    expect(opened(world)).toHaveLength(5);

    await world.ended(harmless(5 * MINUTE, '105'));
    expect(opened(world)).toHaveLength(5);

    await world.ended(harmless(6 * MINUTE, '106', { dirtyVersion: '106' }));
    expect(opened(world)).toHaveLength(6);
  });

  test('a clean run ends the last incident, and a later failure opens a new one', async () => {
    const world = await different(6);
    await world.ended(clean(7 * MINUTE));
    expect(world.incidents.openIncidents()).toEqual([]);
    await world.ended(failed(8 * MINUTE, '106', '42601'));
    expect(opened(world)).toHaveLength(6);
  });

  test('a refusal joins if it names any version that was reported since the last clean run', async () => {
    const world = await different(3);
    await world.ended(blocked(4 * MINUTE, '100'));
    expect(opened(world)).toHaveLength(3);

    await world.ended(blocked(5 * MINUTE, '99'));
    expect(opened(world)).toHaveLength(4);

    await world.ended(clean(HOUR));
    await world.ended(blocked(HOUR + 5 * MINUTE, '100'));
    expect(opened(world)).toHaveLength(5);
  });
});

describe('announced databases that fail together', () => {
  const failsIn = (n: number) =>
    failed(n * SECOND, '42', '42601', { target: { environment: 'production', database: `db${n}` } });
  const shared = ({ sent }: PageWorld) =>
    sent
      .filter(({ page }) => page.database === 'announced-databases')
      .map(({ page }) => [page.kind, page.title]);
  const tenth = NIGHT + 10 * SECOND + 30_000;

  async function failing(count: number): Promise<PageWorld> {
    const world = new PageWorld();
    for (let n = 0; n < count; n++) await world.tell(runMessage(failsIn(n)), failsIn(n).endedAt! + SECOND);
    return world;
  }

  test('ten get an incident with pages each, and the eleventh opens the shared incident', async () => {
    expect(shared(await failing(10))).toEqual([]);

    const world = await failing(11);
    expect(world.sent).toHaveLength(11);
    expect(shared(world)).toHaveLength(1);
    expect(shared(world)[0]![0]).toBe('opened');
    expect(world.sent.at(-1)!.topic).toBe('critical');
  });

  test('people are notified once, after ten minutes, of the databases that joined the shared incident', async () => {
    const world = await failing(14);
    expect(shared(world)).toHaveLength(1);

    await due(world, tenth + 10 * MINUTE - 1);
    expect(shared(world)).toHaveLength(1);

    await due(world, tenth + 10 * MINUTE);
    expect(shared(world).map(([kind]) => kind)).toEqual(['opened', 'opened']);

    for (const name of ['db10', 'db11', 'db12', 'db13']) expect(world.lastText).toContain(name);
    await due(world, tenth + HOUR);
    expect(shared(world)).toHaveLength(2);
  });

  test('the tenth database in the shared incident sends an update', async () => {
    expect(shared(await failing(19)).map(([kind]) => kind)).toEqual(['opened']);
    expect(shared(await failing(20)).map(([kind]) => kind)).toEqual(['opened', 'updated']);
  });

  test('a person can end the shared incident', async () => {
    const world = await failing(12);
    const incident = 'migrate-watch/production/announced-databases/migration/1';
    const at = tenth + MINUTE;
    await world.tell(acknowledged('ack', incident, at, 'Kim'), at);
    expect(shared(world).map(([kind]) => kind)).toEqual(['opened', 'resolved']);
  });
});

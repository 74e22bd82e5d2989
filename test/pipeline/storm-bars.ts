import { expect } from 'vitest';
import { FAILED_AT, type Placed, type StormWorld } from './storm-world.ts';

const SECOND = 1_000;

/** What holds for each database: one incident, whose first page was sent once, and nothing is left to send. */
export async function expectTold(world: StormWorld, placed: readonly Placed[]): Promise<void> {
  const open = await world.openEntries();
  expect(open.flatMap((entry) => (entry.kind === 'run' ? entry.record.outbox : []))).toEqual([]);
  for (const each of placed) {
    const { environment, database } = each.target;
    const incidents = await world.incidentsOf(each);
    expect(incidents).toMatchObject([{ kind: 'migration', ended: null, outbox: [] }]);
    const entry = { kind: 'incident', incident: incidents[0]!.key };
    expect(open).toContainEqual(expect.objectContaining(entry));
    const pages = world.pages.filter(({ page }) =>
      page.key.endsWith(`/${environment}/${database}/migration/1`),
    );
    const [first, ...more] = pages.map(({ page: { kind } }) => kind);
    expect(first).toBe('opened');
    // A task's end may say less than its lines, and these less than the line that is read again.
    expect(more.filter((kind) => kind !== 'updated')).toEqual([]);
    expect(more.length).toBeLessThanOrEqual(each.withoutLast === undefined ? 1 : 2);
  }
}

/** The bars: pages within 5 minutes, gauges within 10 seconds of a sweep's start, sweeps within 40 seconds. */
export function expectInTime(world: StormWorld): void {
  const lastPageAt = Math.max(...world.pages.map(({ at }) => at));
  expect(lastPageAt - FAILED_AT).toBeLessThanOrEqual(300 * SECOND);
  for (const { gaugesMs, ms } of world.sweeps) {
    expect(gaugesMs).toBeLessThanOrEqual(10 * SECOND);
    expect(ms).toBeLessThanOrEqual(40 * SECOND);
  }
  expect(world.lambda.ended.filter(({ end }) => end === 'timed out')).toEqual([]);
}

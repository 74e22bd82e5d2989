import { describe, expect, test } from 'vitest';
import { decideIncidents } from '../../lambda/domain/incidents/decide-incidents.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { alarm, blocked, clean, failed } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, POLICY, runMessage } from './page-world.ts';

/** All incidents by number: what they were given for, and whether they are open. */
const numbers = ({ incidents }: PageWorld, of = 'migration') =>
  incidents
    .allIncidents()
    .filter(({ kind, target }) => kind === of && target.database === 'orders')
    .sort((a, b) => a.n - b.n)
    .map(({ n, numberedBy: namedFor, ended }) => [n, namedFor, ended?.why ?? 'open']);
const opened = ({ sent }: PageWorld) => sent.filter(({ page }) => page.kind === 'opened').length;

/** The run turns out to be of another database. */
async function movedAway(world: PageWorld, run: Run): Promise<void> {
  const left = run.target;
  const elsewhere = { ...run, target: { environment: 'production', database: 'users' } };
  const transition = { kind: 'corrected', before: run.outcome, after: run.outcome, left } as const;
  await world.tell({ ...runMessage(elsewhere, 2), transition }, NIGHT + 3 * HOUR);
}

describe('a number stays with the failure that it was given for', () => {
  test('when an earlier failure arrives later', async () => {
    const world = new PageWorld();
    const [before, after] = [failed(0, '42', '42601'), failed(20 * MINUTE, '43', '42601')];
    await world.ended(after);
    await world.ended(before);
    expect(numbers(world)).toEqual([
      [1, after.id, 'open'],
      [2, before.id, 'another-failure'],
    ]);
    expect(world.incidents.allIncidents().find(({ n }) => n === 1)).toMatchObject({ follows: 2 });
    expect(opened(world)).toBe(1);
  });

  test('when an earlier run with the same trouble arrives later', async () => {
    const world = new PageWorld();
    const [before, after] = [failed(0, '42', '42601'), failed(20 * MINUTE, '42', '42601')];
    await world.ended(after);
    await world.ended(before);
    expect(numbers(world)).toEqual([[1, after.id, 'open']]);
    expect(opened(world)).toBe(1);
  });

  test('and moves from an alarm to the failure that explains it', async () => {
    const world = new PageWorld();
    await world.tell(alarm({ at: NIGHT + 10 * MINUTE }), NIGHT + 10 * MINUTE);
    expect(numbers(world)).toEqual([
      [1, `alarm:migrate-watch-production-failed@${NIGHT + 10 * MINUTE}`, 'open'],
    ]);

    const explains = failed(11 * MINUTE, '42', '42601');
    await world.ended(explains);
    expect(numbers(world)).toEqual([[1, explains.id, 'open']]);

    // The alarm rose for this one.
    const before = failed(5 * MINUTE, '41', '42601');
    await world.ended(before);
    expect(numbers(world)).toEqual([
      [1, explains.id, 'open'],
      [2, before.id, 'another-failure'],
    ]);
  });

  test('and moves from a refusal to the failure that caused it', async () => {
    const world = new PageWorld();
    const [failure, refusal] = [failed(0, '42', '42601'), blocked(10 * MINUTE, '42')];
    await world.ended(refusal);
    await world.ended(failure);
    expect(numbers(world)).toEqual([[1, failure.id, 'open']]);

    // So the refusal is new trouble when a clean run turns out to have been between the two.
    await world.ended(clean(5 * MINUTE));
    expect(numbers(world)).toEqual([
      [1, failure.id, 'clean-run'],
      [2, refusal.id, 'open'],
    ]);
  });

  test('and moves to a re-run when the failure no longer belongs to this database', async () => {
    const world = new PageWorld();
    const [first, second] = [failed(0, '42', '42601'), failed(10 * MINUTE, '42', '42601')];
    await world.ended(first);
    await world.ended(second);
    await movedAway(world, first);
    expect(numbers(world)).toEqual([[1, second.id, 'open']]);
    expect(world.incidents.openIncidents().map(({ database }) => database)).toEqual(['orders', 'users']);
  });
});

describe('when two numbers meet in one stretch of trouble', () => {
  test('the number of the open incident stays, and no page is sent', async () => {
    const world = new PageWorld();
    const [first, second] = [failed(0, '42', '42601'), failed(20 * MINUTE, '42', '42601')];
    await world.ended(first);
    const between = clean(10 * MINUTE);
    await world.ended(between);
    await world.ended(second);
    expect(opened(world)).toBe(2);

    await movedAway(world, between);
    expect(numbers(world)).toEqual([
      [1, first.id, 'corrected'],
      [2, second.id, 'open'],
    ]);
    expect(opened(world)).toBe(2);
  });
});

test('each kind has its own numbers', async () => {
  const world = new PageWorld();
  await world.ended(failed(0, '42', '42601'));
  await world.ended(failed(20 * MINUTE, '43', '42601'));
  await world.ended(failed(40 * MINUTE, '44', '42601', { leaked: ['password'] }));
  expect(numbers(world).map(([n]) => n)).toEqual([1, 2, 3]);
  expect(numbers(world, 'leak').map(([n]) => n)).toEqual([1]);
});

test('the next number is one above the highest, in any order in which the incidents are read', async () => {
  const world = new PageWorld();
  for (let n = 0; n < 3; n++) {
    await world.ended(failed(n * HOUR, '42', '42601'));
    await world.ended(clean(n * HOUR + 10 * MINUTE));
  }
  const next = new PageWorld();
  await next.ended(failed(0, '42', '42601'));
  const [state] = next.incidents.allStates();
  const read = world.incidents.allIncidents();
  for (const order of [read, read.toReversed()]) {
    const [change] = decideIncidents(
      { ...state!, runs: state!.runs.map((run) => ({ ...run, id: 'x' })) },
      order,
      POLICY,
      NIGHT,
    ).filter(({ expected }) => expected === null);
    expect(change!.incident.n).toBe(4);
  }
});

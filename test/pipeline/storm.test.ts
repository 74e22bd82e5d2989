import { afterEach, expect, test, vi } from 'vitest';
import type { MemoryTable } from './memory-table.ts';
import { expectInTime, expectTold } from './storm-bars.ts';
import { type Failure, type Placed, StormWorld } from './storm-world.ts';

afterEach(() => vi.restoreAllMocks());

const BROKEN = { B: new Uint8Array([1, 2, 3]) };

/** Every third one lacks the end of its error until its log stream is read again. */
function failureOf(n: number): Failure {
  if (n % 3 === 0) return { fixture: 'pg-second-of-three-fails', withoutLast: 1 };
  return { fixture: n % 3 === 1 ? 'connection-refused' : 'mysql-syntax-error-verbose' };
}

async function expectReadAgain(world: StormWorld, placed: readonly Placed[]): Promise<void> {
  for (const each of placed.filter(({ withoutLast }) => withoutLast === 1)) {
    const { incomplete, error } = await world.runOf(each);
    expect([incomplete, error?.details]).toEqual([null, 'pq: relation "userz" does not exist']);
  }
}

test('300 databases that fail at once: each is reported in time and once, and each lost line is read again', async () => {
  const world = new StormWorld({ databases: 300, failureOf });
  await world.play(6);
  expectInTime(world);
  await expectTold(world, world.placed);
  expect(world.pages.every(({ page }) => page.key.endsWith('/migration/1'))).toBe(true);
  expect(world.lambda.ended.filter(({ end }) => end !== 'done')).toEqual([]);
  await expectReadAgain(world, world.placed);
});

test('one broken run, one broken database and refused metrics among many failures stop nothing else', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const spoil = (table: MemoryTable, placed: readonly Placed[]) => {
    const [run] = table.of(`run#ecs/${placed[5]!.task.id}`);
    run!['body'] = BROKEN;
    const { environment, database } = placed[7]!.target;
    const pk = `target#${environment}#${database}`;
    const state = { pk: { S: pk }, sk: { S: 'state' }, revision: { N: '1' }, body: BROKEN };
    table.items.set(pk, new Map([['state', state]]));
  };
  const world = new StormWorld({ databases: 30, failureOf, spoil, throttled: true });
  await world.play(6);
  expectInTime(world);
  const others = world.placed.filter((_, n) => n !== 5 && n !== 7);
  await expectTold(world, others);
  await expectReadAgain(world, others);
  // The broken run stops the deliveries about it, and the broken database the messages about it. The sweep reports the run.
  const letters = world.lambda.deadLetters.map(({ name }) => name).filter((name) => name !== 'sweep');
  expect([...new Set(letters)].toSorted()).toEqual(['ingest', 'lifecycle', 'page']);
  expect(letters.length).toBeLessThanOrEqual(4);
  // The run is due five minutes after its task has started.
  const errors = world.invocations('sweep').map(({ error }) => error);
  expect(errors.slice(0, -1).filter((error) => error !== undefined)).toEqual([]);
  expect(errors.at(-1)).toMatchObject({
    errors: [{ message: expect.stringMatching(/the item .*run#.* of the open index cannot be read/) }],
  });
});

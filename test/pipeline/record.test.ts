import { describe, expect, test } from 'vitest';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import { handMadeRecord, handMadeRun } from '../builders/facts-and-runs.ts';
import { type Line, ORIGIN, runIdAt, Writers } from './one-origin.ts';
import { MINUTE, NIGHT } from './page-world.ts';

const DAY = 24 * 60 * MINUTE;

describe('a fact from before the snapshot of its origin', () => {
  test('withdraws the snapshot, and then all facts are read and folded', async () => {
    const writers = new Writers();
    await writers.runs(6);
    const snapshot = (await writers.snapshot())!;
    expect(snapshot.seed).not.toBeNull();

    await writers.deliver([[MINUTE / 2, 'error: Dirty database version 7. Fix and force version.']]);
    expect(writers.calls.slice(0, 5)).toEqual([
      'putFact',
      'readOpen',
      'putSnapshot',
      'readOpen',
      'putRecord',
    ]);

    const records = writers.store.allRecords().toSorted((a, b) => a.run.startedAt! - b.run.startedAt!);
    expect(records.map(({ run }) => [run.startedAt! - NIGHT, run.outcome])).toEqual([
      [0, 'no-change'],
      [MINUTE / 2, 'blocked'],
      ...[1, 2, 3, 4, 5].map((n) => [n * MINUTE, 'no-change']),
    ]);
    expect((await writers.snapshot())!.revision).toBe(snapshot.revision + 2);
  });

  test('withdraws it again if another writer was faster', async () => {
    const writers = new Writers();
    await writers.runs(6);
    let refused = 0;
    writers.before = (call) => (call === 'putSnapshot' && refused++ === 0 ? 'conflict' : undefined);
    await writers.deliver([[MINUTE / 2, 'no change']]);
    expect(writers.calls.slice(0, 6)).toEqual([
      'putFact',
      'readOpen',
      'putSnapshot',
      'pause',
      'readOpen',
      'putSnapshot',
    ]);
    expect(writers.store.allRecords()).toHaveLength(7);
  });

  test('leaves a snapshot unchanged if it is not older than that snapshot', async () => {
    const writers = new Writers();
    await writers.runs(6);
    const { seed } = (await writers.snapshot())!;
    await writers.deliver([[6 * MINUTE, 'Start buffering 1/u init']]);
    expect(writers.calls.filter((call) => call !== 'putRecord')).toEqual([
      'putFact',
      'readOpen',
      'readOpen',
      'putSnapshot',
    ]);
    expect((await writers.snapshot())!.seed!.since).toBeGreaterThan(seed!.since);
  });
});

describe('a record whose run does not follow from the facts since the snapshot', () => {
  const lost = (after: number, over = {}) =>
    handMadeRecord(
      handMadeRun({
        id: runIdAt(after),
        origin: ORIGIN,
        startedAt: NIGHT + after,
        lastEventAt: NIGHT + after,
      }),
      over,
    );

  test('withdraws the snapshot, because facts may be missing, and is then replaced', async () => {
    const writers = new Writers();
    await writers.runs(6);
    await writers.store.putRecord(lost(5 * MINUTE + 30_000), null, null);
    const { revision } = (await writers.snapshot())!;
    await writers.deliver([[6 * MINUTE, 'no change']]);
    expect(writers.calls.slice(0, 5)).toEqual([
      'putFact',
      'readOpen',
      'putSnapshot',
      'readOpen',
      'putRecord',
    ]);
    expect((await writers.snapshot())!.revision).toBe(revision + 2);

    const { records } = await writers.store.readOrigin(ORIGIN);
    expect(records.find(({ run }) => run.id === runIdAt(5 * MINUTE + 30_000))).toMatchObject({
      supersededBy: runIdAt(5 * MINUTE),
    });
    expect(writers.sent).toContain(`${runIdAt(5 * MINUTE + 30_000)}#2`);
  });

  test('changes nothing if it is replaced already', async () => {
    const writers = new Writers();
    await writers.runs(6);
    await writers.store.putRecord(lost(5 * MINUTE + 30_000, { supersededBy: runIdAt(0) }), null, null);
    const { seed } = (await writers.snapshot())!;
    await writers.deliver([[6 * MINUTE, 'no change']]);
    expect((await writers.snapshot())!.seed!.since).toBeGreaterThan(seed!.since);
  });

  test.each([
    ['replaced a millisecond before it is sealed', 30 * DAY - 1, runIdAt(5 * MINUTE)],
    ['left as it is when it is sealed', 30 * DAY, null],
  ])('is %s', async (_name, age, supersededBy) => {
    const writers = new Writers();
    await writers.runs(6);
    const after = 5 * MINUTE + 30_000;
    await writers.store.putRecord(lost(after), null, null);
    writers.now = NIGHT + after + age;
    await writers.deliver([[after + 29 * DAY, 'no change']]);
    const { records } = await writers.store.readOrigin(ORIGIN);
    expect(records.find(({ run }) => run.id === runIdAt(after))).toMatchObject({ supersededBy });
  });
});

test('a record is not replaced before its replacement is stored', async () => {
  const writers = new Writers();
  await writers.deliver([[1_000, 'Read and execute 1/u init']]);
  let refused = 0;
  writers.before = (call) => (call === 'putRecord' && refused++ === 0 ? 'conflict' : undefined);
  await writers.deliver([[0, 'Start buffering 1/u init']]);
  expect(writers.calls.slice(0, 4)).toEqual(['putFact', 'readOpen', 'putRecord', 'pause']);
  const replacedBy = writers.store
    .allRecords()
    .map(({ run, supersededBy }) => [run.id, supersededBy] as const);
  expect(replacedBy).toEqual([
    [runIdAt(1_000), runIdAt(0)],
    [runIdAt(0), null],
  ]);
});

describe('an outbox entry that an earlier invocation did not send', () => {
  async function unsent(): Promise<Writers> {
    const writers = new Writers();
    writers.topicIsOut = true;
    await expect(writers.deliver([[0, 'Start buffering 1/u init']])).rejects.toThrow('no topic');
    writers.topicIsOut = false;
    return writers;
  }

  test.each([
    ['a millisecond before the sender must have ended: not', WRITER_TIMEOUT_MS - 1, []],
    ['when the sender must have ended', WRITER_TIMEOUT_MS, [`${runIdAt(0)}#1`]],
  ])('is sent by a repeat of its delivery, %s', async (_name, later, sent) => {
    const writers = await unsent();
    writers.now += later;
    await writers.deliver([[0, 'Start buffering 1/u init']]);
    expect(writers.sent).toEqual(sent);
  });

  test('is not sent by another delivery, but by the sweep', async () => {
    const writers = await unsent();
    expect((await writers.store.listOpen()).map(({ dueAt }) => dueAt)).toEqual([writers.now + 2 * MINUTE]);
    writers.now += WRITER_TIMEOUT_MS;
    await writers.deliver([[1_000, 'Read and execute 1/u init']]);
    expect(writers.sent).toEqual([]);

    await writers.sweepAfter(2 * MINUTE);
    expect(writers.sent).toEqual([`${runIdAt(0)}#1`]);
  });
});

describe('a delivery that makes several facts', () => {
  // A fact holds 96 K characters.
  const lines = Array.from({ length: 450 }, (_, n): Line => [n, `Start buffering ${n + 1}/u add_column`]);

  test('stores the last fact after all others, so that its existence shows that they are stored', async () => {
    const writers = new Writers();
    let [begun, ended] = [0, 0];
    let endedBeforeLast = 0;
    const { store } = writers;
    const put = store.putFact.bind(store);
    store.putFact = async (...fact) => {
      begun++;
      endedBeforeLast = ended;
      await new Promise((resolve) => setImmediate(resolve));
      const result = await put(...fact);
      ended++;
      return result;
    };
    await writers.deliver(lines);
    expect(begun).toBeGreaterThan(1);
    expect(endedBeforeLast).toBe(begun - 1);
    expect((await store.readOrigin(ORIGIN)).facts).toHaveLength(begun);
  });
});

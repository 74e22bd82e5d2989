import { describe, expect, test } from 'vitest';
import type { FoldSeed } from '../../lambda/domain/runs/fold/seed.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import type { OpenItems } from '../../lambda/pipeline/ports.ts';
import { readOpen, recordsAround } from '../../lambda/pipeline/read-open.ts';
import { handMadeRecord, handMadeRun } from '../builders/facts-and-runs.ts';

const record = (id: string, over: Partial<RunRecord> = {}, blockedBy: string | null = null) => ({
  ...handMadeRecord(handMadeRun({ id, blockedBy })),
  ...over,
});
/** A snapshot's seed; nobody looks into it here. */
const SEED = {} as FoldSeed;
const OLD = record('old');

/** An origin whose snapshot covers the record `old`, or which has no snapshot. */
function origin(open: readonly RunRecord[], seed: FoldSeed | null = SEED) {
  const items = { records: open, facts: [], snapshot: null, seed, keyedByTime: true } as unknown as OpenItems;
  const everything = { records: [OLD, ...open], facts: [] };
  let wholeReads = 0;
  const store = {
    readOpen: async () => items,
    readOrigin: async () => {
      wholeReads++;
      return everything as never;
    },
  };
  return { store, wholeReads: () => wholeReads };
}
const ids = (records: readonly RunRecord[]) => records.map(({ run }) => run.id);

describe('the items since the snapshot of an origin', () => {
  test('are enough if they include every requested run', async () => {
    const { store, wholeReads } = origin([record('a'), record('b')]);
    const { records, seed } = await readOpen(store, 'o', 'rules', ['b']);
    expect([ids(records), seed, wholeReads()]).toEqual([['a', 'b'], SEED, 0]);
  });

  test('are read again with all others if a requested run is missing', async () => {
    const { store, wholeReads } = origin([record('a')]);
    const { records, seed } = await readOpen(store, 'o', 'rules', ['a', 'old']);
    expect([ids(records), seed, wholeReads()]).toEqual([['old', 'a'], null, 1]);
  });

  test('are all items if there is no snapshot, so nothing is read twice', async () => {
    const { store, wholeReads } = origin([record('a')], null);
    expect(ids((await readOpen(store, 'o', 'rules', ['gone'])).records)).toEqual(['a']);
    expect(wholeReads()).toBe(0);
  });
});

describe('the records around a run', () => {
  test.each<{
    readonly name: string;
    readonly one: RunRecord;
    readonly expected: readonly string[];
    readonly reads: number;
  }>([
    { name: 'it names no other', one: record('a'), expected: ['a'], reads: 0 },
    { name: 'the one that blocked it is open', one: record('a', {}, 'b'), expected: ['a', 'b'], reads: 0 },
    {
      name: 'the one that blocked it is covered by the snapshot',
      one: record('a', {}, 'old'),
      expected: ['old', 'a'],
      reads: 1,
    },
    {
      name: 'the one that replaced it is covered by the snapshot',
      one: record('a', { supersededBy: 'old' }),
      expected: ['old', 'a'],
      reads: 1,
    },
  ])('where $name', async ({ one, expected, reads }) => {
    const others = expected.includes('b') ? [record('b')] : [];
    const { store, wholeReads } = origin([one, ...others]);
    expect(ids(await recordsAround(store, 'o', 'rules', 'a'))).toEqual(expected);
    expect(wholeReads()).toBe(reads);
  });

  test('are those that were read if there is no snapshot, even if a named record no longer exists', async () => {
    const { store, wholeReads } = origin([record('a', {}, 'gone')], null);
    expect(ids(await recordsAround(store, 'o', 'rules', 'a'))).toEqual(['a']);
    expect(wholeReads()).toBe(0);
  });
});

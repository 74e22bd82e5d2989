import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../lambda/domain/model/fact.ts';
import { foldFrom } from '../../../../lambda/domain/runs/fold/fold.ts';
import {
  advanced,
  type Known,
  type Snapshot,
  withdrawn,
} from '../../../../lambda/domain/runs/record/snapshot.ts';
import {
  deadlineFact,
  endedFact,
  handMadeSnapshot,
  LOG_GROUP,
  LOG_STREAM,
  linesFact,
  ORIGIN,
  startedFact,
  T0,
} from '../../../builders/facts-and-runs.ts';

const CUT = T0 + 1_000;
const traits = { logGroup: LOG_GROUP, logStream: LOG_STREAM, container: 'migrate' };
const announced = { at: CUT + 500, id: 'x', traits, announcedAt: T0 };

describe('a fact for runs before a snapshot withdraws the snapshot', () => {
  test.each<[string, Fact, boolean]>([
    ['a line at its place', linesFact('f', [[1_000, 'no change']]), true],
    ['a line 1 ms later', linesFact('f', [[1_001, 'no change']]), false],
    [
      'one line of two',
      linesFact('f', [
        [999, 'no change'],
        [2_000, 'no change'],
      ]),
      true,
    ],
    ['a line from another log group', { ...linesFact('f', [[5_000, 'no change']]), logGroup: '/a' }, true],
    [
      'a line that is stamped later than it was received',
      { ...linesFact('f', [[5_000, 'no change']]), receivedAt: T0 + 4_999 },
      true,
    ],
    [
      'a line that was received as it was printed',
      { ...linesFact('f', [[5_000, 'no change']]), receivedAt: T0 + 5_000 },
      false,
    ],
    ['a deadline of a run at its place', deadlineFact({ runStartedAt: CUT }), true],
    ['a deadline of a later run', deadlineFact({ runStartedAt: CUT + 1 }), false],
    ['the start of the process', startedFact(), true],
    ['the end of the process', endedFact(), true],
  ])('%s', (_name, fact, expected) => {
    const snapshot = handMadeSnapshot(CUT);
    const without = { ...snapshot, revision: 2, seed: null };
    expect(withdrawn(snapshot, [fact])).toEqual(expected ? without : undefined);
    const onlyAnnounced = { ...snapshot, seed: null, announced: { ...announced, at: CUT } };
    expect(withdrawn(onlyAnnounced, [fact])).toEqual(expected ? without : undefined);
  });

  test('a fact for runs before an announced cut withdraws only the announcement', () => {
    const snapshot = handMadeSnapshot(CUT, { announced });
    const fact = linesFact('f', [[1_500, 'no change']]);
    expect(withdrawn(snapshot, [fact])).toEqual({ ...snapshot, revision: 2, announced: null });
  });
});

describe('a snapshot is first announced, and later made', () => {
  const facts = Array.from({ length: 6 }, (_, i) => linesFact(`f${i}`, [[i * 10_000, 'no change']]));
  const rules = { leastFacts: 3, announcedMs: 60_000 };
  const NOW = T0 + 100_000;
  const known = (over: Partial<Known> & { readonly facts: readonly Fact[] }): Known => ({
    snapshot: null,
    records: [],
    folded: foldFrom(over.snapshot?.seed ?? null, over.facts, { origin: ORIGIN, sources: [] }),
    keyedByTime: true,
    rules: 'rules',
    now: NOW,
    ...over,
  });
  const first = (): Snapshot => advanced(known({ facts }), rules)!;

  test('at the last run but one, if it covers enough facts', () => {
    expect(first()).toMatchObject({
      revision: 1,
      seed: null,
      announced: { at: T0 + 40_000, announcedAt: NOW },
    });
    expect(advanced(known({ facts: facts.slice(0, 4) }), rules)).toBeUndefined();
    expect(advanced(known({ facts: facts.slice(0, 5) }), rules)).toBeDefined();
  });

  test('only after it has been announced for long enough', () => {
    const snapshot = first();
    expect(advanced(known({ facts, snapshot, now: NOW + 59_999 }), rules)).toBeUndefined();
    const made = advanced(known({ facts, snapshot, now: NOW + 60_000 }), rules);
    expect(made).toMatchObject({ revision: 2, seed: { at: T0 + 40_000, runs: 4, traits }, announced: null });
  });

  test('not while a run before it has a message in its outbox', () => {
    const snapshot = first();
    const { runs } = known({ facts }).folded;
    const outbox = [
      { id: 'x', at: NOW, transition: { kind: 'ended', before: null, after: 'no-change' } },
    ] as const;
    const record = (index: number) => ({
      run: runs[index]!,
      revision: 1,
      outbox,
      rereads: 0,
      supersededBy: null,
    });
    const later = { facts, snapshot, now: NOW + 60_000 };
    expect(advanced(known({ ...later, records: [record(3)] }), rules)).toBeUndefined();
    expect(advanced(known({ ...later, records: [record(4)] }), rules)).toBeDefined();
  });

  test.each<[string, Partial<Known> & { facts: readonly Fact[] }]>([
    ['facts that cannot be left out by time', { facts, keyedByTime: false }],
    ['a process that has ended', { facts: [...facts, endedFact()] }],
    [
      'a clock that is wrong',
      { facts: [...facts, { ...linesFact('w', [[60_000, 'no change']]), receivedAt: T0 }] },
    ],
    ['a run that misses lines', { facts: facts.map((fact, i) => (i === 1 ? incomplete(fact) : fact)) }],
  ])('not with %s', (_name, over) => {
    expect(advanced(known(over), rules)).toBeUndefined();
  });

  test('again with other rules, on the stored revision', () => {
    const snapshot = { ...handMadeSnapshot(T0 + 30_000), revision: 7, rules: 'former rules' };
    const next = advanced({ ...known({ facts }), snapshot }, rules);
    expect(next).toMatchObject({ revision: 8, rules: 'rules', seed: null, announced: { at: T0 + 40_000 } });
  });
});

function incomplete(fact: ReturnType<typeof linesFact>) {
  const text = 'error: migration failed: syntax error in line 0: ‹masked›';
  return { ...fact, lines: fact.lines.map((line) => ({ ...line, text, part: 'head' as const })) };
}

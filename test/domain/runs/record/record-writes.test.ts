import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { basisOf } from '../../../../lambda/domain/runs/record/basis.ts';
import { distinctRuns, recordWrites } from '../../../../lambda/domain/runs/record/record-writes.ts';
import { handMadeRecord, handMadeRun, linesFact, T0 } from '../../../builders/facts-and-runs.ts';

const DAY = 24 * 60 * 60 * 1_000;
const NOW = T0 + 60_000;
const first = handMadeRun({ id: 'first', outcome: 'failed', endedAt: T0, dirtyVersion: '2' });
const later = handMadeRun({ id: 'later', startedAt: T0 + 10, lastEventAt: T0 + 10 });
/** The same rules made all records. */
const RULES = { basis: basisOf([], 0, 'rules'), change: undefined };
const nothing = { facts: [], records: [] };

function writes(runs: readonly Run[], records: ReturnType<typeof handMadeRecord>[], now = NOW) {
  return recordWrites(runs, { facts: [], records }, [], now, RULES).map(
    ({ record, expected, transition }) => ({
      id: record.run.id,
      revision: record.revision,
      expected,
      outbox: record.outbox.map(({ id }) => id),
      supersededBy: record.supersededBy,
      kind: transition?.kind,
    }),
  );
}

describe('records to write', () => {
  test('a new run is written if no record exists, with its first message in the outbox', () => {
    expect(writes([first], [])).toEqual([
      { id: 'first', revision: 1, expected: null, outbox: ['first#1'], supersededBy: null, kind: 'ended' },
    ]);
  });

  test('an unchanged run is not written, whatever the order of its keys', () => {
    const reordered = Object.fromEntries(Object.entries(first).reverse()) as unknown as Run;
    expect(writes([reordered], [handMadeRecord(first, { revision: 7 })])).toEqual([]);
  });

  test('messages of an earlier write stay in the outbox', () => {
    const transition = { kind: 'started', before: null, after: 'running' } as const;
    const outbox = [{ id: 'first#1', transition, at: T0 }];
    const stored = handMadeRecord({ ...first, outcome: 'running', endedAt: null }, { outbox });
    expect(writes([first], [stored])).toMatchObject([
      { revision: 2, expected: 1, outbox: ['first#1', 'first#2'] },
    ]);
  });

  test('a run whose first event moved is written under its new id before the old record points to it', () => {
    const moved = { ...first, id: 'earlier', startedAt: T0 - 5 };
    expect(writes([moved], [handMadeRecord(first, { revision: 3 })])).toEqual([
      {
        id: 'earlier',
        revision: 1,
        expected: null,
        outbox: ['earlier#1'],
        supersededBy: null,
        kind: 'ended',
      },
      {
        id: 'first',
        revision: 4,
        expected: 3,
        outbox: ['first#4'],
        supersededBy: 'earlier',
        kind: 'superseded',
      },
    ]);
  });

  test('if two runs turn out to be one, the later record points to the earlier, once', () => {
    const records = [handMadeRecord(first), handMadeRecord(later)];
    expect(writes([first], records)).toMatchObject([{ id: 'later', supersededBy: 'first' }]);
    expect(writes([first], [records[0]!, handMadeRecord(later, { supersededBy: 'first' })])).toEqual([]);
  });

  test('a superseded run that is current again is reported again', () => {
    const stored = handMadeRecord(first, { revision: 4, supersededBy: 'later' });
    expect(writes([first], [stored])).toMatchObject([{ revision: 5, supersededBy: null, kind: 'ended' }]);
  });

  test('a re-read of the log stream counts for the run that lacks lines there', () => {
    const run = { ...first, incomplete: { why: 'error-tail', from: T0, to: T0 + 9 } } as const;
    const reread = (from: number, to: number) => ({
      ...linesFact(`r${from}`, []),
      read: 'stream' as const,
      window: { from, to },
    });
    const facts = [reread(T0, T0 + 60_000), reread(T0 + 10, T0 + 99), linesFact('batch', [])];
    const [write] = recordWrites([run], { facts, records: [handMadeRecord(run)] }, [], NOW, RULES);
    expect(write).toMatchObject({ record: { rereads: 1, revision: 2, outbox: [] }, transition: undefined });
  });
});

describe('30 days after its last event', () => {
  const now = T0 + 30 * DAY;
  const late = linesFact('late', [[0, '2/u x (1ms)']]);

  test('a record stays as it is, although facts of it may have expired', () => {
    expect(writes([], [handMadeRecord(first)], now)).toEqual([]);
    expect(writes([{ ...first, dirtyVersion: null }], [handMadeRecord(first)], now)).toEqual([]);
  });

  test('a late fact marks the record, and notifies nobody', () => {
    const [write, ...others] = recordWrites(
      [],
      { facts: [late], records: [handMadeRecord(first)] },
      [late],
      now,
      RULES,
    );
    expect(others).toEqual([]);
    expect(write).toMatchObject({
      expected: 1,
      record: { run: { findings: [{ kind: 'late' }] }, outbox: [] },
    });
    expect(recordWrites([], { facts: [late], records: [write!.record] }, [late], now, RULES)).toEqual([]);
  });

  test('an unknown run is recorded as late', () => {
    const [write] = recordWrites([first], nothing, [late], now, RULES);
    expect(write).toMatchObject({ record: { run: { id: 'first', findings: [{ kind: 'late' }] } } });
  });

  test('the rest of a run whose first facts expired is not taken for another run', () => {
    const covering = handMadeRecord({ ...first, startedAt: T0 - 99, id: 'whole' });
    expect(writes([first], [covering], now)).toEqual([]);
  });
});

test('runs that began in the same millisecond get ids of their own', () => {
  expect(distinctRuns([first, later, first, first]).map(({ id }) => id)).toEqual([
    'first',
    'later',
    'first.2',
    'first.3',
  ]);
});

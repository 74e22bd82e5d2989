import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deliveryKey,
  expectedKey,
  factKey,
  factsSince,
  formatNumbers,
  incidentItemKey,
  parseNumbers,
  parseTableKey,
  runKey,
  runsSince,
  snapshotKey,
  stateKey,
} from '../../lambda/adapters/aws/table-keys.ts';
import { INCIDENT_KINDS } from '../../lambda/contract/incident-kind.ts';
import { NAME } from '../../lambda/contract/names.ts';
import type { Fact } from '../../lambda/domain/model/fact.ts';

const TARGET = { environment: 'production', database: 'orders' };
const names = fc.stringMatching(NAME);
const incidents = fc.record({
  target: fc.record({ environment: names, database: names }),
  kind: fc.constantFrom(...INCIDENT_KINDS),
  n: fc.integer({ min: 1 }),
});
/** A fact about that time. */
const deadline = (at: number): Fact => ({
  kind: 'deadline',
  id: 'f1',
  what: 'silent-warning',
  at,
  runStartedAt: at,
  lastEventAt: at,
});

describe('a key', () => {
  test.each([
    ['fact', factKey('ecs/0123/migrate', deadline(1))],
    ['run', runKey('ecs/0123/migrate', 'ecs/0123/migrate-lq2f')],
    ['snapshot', snapshotKey('ecs/0123/migrate')],
    ['state', stateKey(TARGET)],
    ['expected', expectedKey({ name: 'nightly', target: TARGET, dueAt: 60_000 })],
    ['delivery', deliveryKey('migrate-watch/production/orders/migration/7', 'oncall')],
  ])('of one kind is read as that: %s', (kind, key) => {
    expect(parseTableKey(key)?.kind).toBe(kind);
  });

  test('of an incident is read as its name', () => {
    fc.assert(
      fc.property(incidents, (name) => {
        expect(parseTableKey(incidentItemKey(name))).toEqual({ kind: 'incident', name });
      }),
      { seed: 1 },
    );
  });

  test('of a fact says whether it begins with a time', () => {
    const { partition } = snapshotKey('o');
    expect(parseTableKey({ partition, sort: 'fact#0f' })).toEqual({ kind: 'fact', hasTime: false });
    expect(parseTableKey(factKey('o', deadline(1)))).toEqual({ kind: 'fact', hasTime: true });
  });

  test.each([
    ['another partition', 'lock#x', 'run#1'],
    ['another sort key', 'origin#x', 'note'],
    ['an incident without a number', 'target#a#b', 'incident#slow#'],
    ['an incident of no known kind', 'target#a#b', 'incident#odd#1'],
    ['a target without a database', 'target#a', 'state'],
  ])('that the monitor did not write is not recognised: %s', (_what, partition, sort) => {
    expect(parseTableKey({ partition, sort })).toBeUndefined();
  });
});

test('keys of facts and runs are in order of time, and a range begins with the one of its time', () => {
  const times = [0, 1, 35, 36, Date.UTC(2026, 2, 5), Date.UTC(2400, 0)];
  const facts = times.map((at) => factKey('o', deadline(at)).sort);
  expect([...facts].sort()).toEqual(facts);

  for (const [index, at] of times.entries()) {
    const { from, to } = factsSince(at);
    expect(facts.filter((sort) => from <= sort && sort < to)).toEqual(facts.slice(index));
  }
  const run = (at: number) => runKey('o', `o-${at.toString(36)}`).sort;
  const { from, to } = runsSince('o', Date.UTC(2026, 2, 5));
  const isIn = (sort: string) => from <= sort && sort < to;
  expect([-1, 0, 1].map((ms) => isIn(run(Date.UTC(2026, 2, 5) + ms)))).toEqual([false, true, true]);
  expect(isIn(snapshotKey('o').sort)).toBe(false);
});

test('incidents of a state’s attribute are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(incidents), (written) => {
      const all = written.map((name) => ({ ...name, target: TARGET }));
      expect(parseNumbers(TARGET, formatNumbers(all))).toEqual(all);
    }),
    { seed: 1 },
  );
});

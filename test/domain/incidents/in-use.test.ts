import { expect, test } from 'vitest';
import { incidentsInUse } from '../../../lambda/domain/incidents/in-use.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { emptyState, type TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import { handMadeRun } from '../../builders/facts-and-runs.ts';
import { incidentAt } from '../../pipeline/deliver-world.ts';

const TARGET = { environment: 'production', database: 'orders' };
const HOUR = 60 * 60_000;
const NOW = Date.UTC(2026, 2, 5, 2, 13);

/** One that ended long ago, of a run that is no longer kept. */
function history(n: number, over: Partial<Incident> = {}): Incident {
  const key = `migrate-watch/production/orders/${over.kind ?? 'migration'}/${n}`;
  return {
    ...incidentAt(1, true, key),
    target: TARGET,
    kind: 'migration',
    n,
    key,
    numberedBy: 'gone',
    marks: ['gone'],
    outbox: [],
    ended: { why: 'clean-run', at: NOW - 30 * 24 * HOUR, run: 'x', by: null },
    ...over,
  };
}

const KEPT: TargetState = {
  ...emptyState(TARGET),
  runs: [summaryOf(handMadeRun({ id: 'kept' }), 1)],
  alarms: [{ name: 'failed', kind: 'migration', at: 7, text: '' }],
  missing: [{ id: 'nightly', since: 1, dueAt: 2 }],
};
const endedAgo = (ms: number) => ({ why: 'clean-run', at: NOW - ms, run: 'x', by: null }) as const;

test.each<[string, Partial<Incident>, boolean]>([
  ['is history when nothing of it is kept', {}, false],
  ['is in use while it is open', { ended: null }, true],
  ['is in use while a page of it is in the outbox', { outbox: [{}] as unknown as Incident['outbox'] }, true],
  ['may explain an alarm for an hour', { ended: endedAgo(HOUR - 1) }, true],
  ['explains none after an hour', { ended: endedAgo(HOUR) }, false],
  ['is in use while the run that it was given for is kept', { numberedBy: 'kept' }, true],
  ['is in use while one of its runs is kept', { marks: ['gone', 'kept'] }, true],
  ['is in use while one of its alarms is kept', { marks: ['alarm:failed@7'] }, true],
  ['is in use while its missing run is kept', { marks: ['missing:nightly'] }, true],
])('an incident %s', (_name, over, isInUse) => {
  // The last of its kind is always in use: its number counts.
  const names = incidentsInUse(KEPT, [history(1, over), history(2)], NOW);
  expect(names.map(({ n }) => n)).toEqual(isInUse ? [1, 2] : [2]);
});

test('the last of each kind is in use, in whatever order they are read, and named by kind and number', () => {
  const all = [
    history(2),
    history(10),
    history(9),
    history(3, { kind: 'leak' }),
    history(1, { kind: 'leak' }),
  ];
  const expected = [
    { target: TARGET, kind: 'leak', n: 3 },
    { target: TARGET, kind: 'migration', n: 10 },
  ];
  expect(incidentsInUse(KEPT, all, NOW)).toEqual(expected);
  expect(incidentsInUse(KEPT, all.toReversed(), NOW)).toEqual(expected);
  const open = [history(10, { ended: null }), history(9, { ended: null }), history(2, { kind: 'leak' })];
  expect(incidentsInUse(KEPT, open, NOW).map(({ kind, n }) => `${kind}/${n}`)).toEqual([
    'leak/2',
    'migration/9',
    'migration/10',
  ]);
});

test('an incident that is written again is named once', () => {
  const names = incidentsInUse(KEPT, [history(1, { ended: null }), history(1), history(2)], NOW);
  expect(names.map(({ n }) => n)).toEqual([1, 2]);
});

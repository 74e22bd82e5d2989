import { expect, test } from 'vitest';
import { WRITER_TIMEOUT_MS } from '../../../lambda/contract/defaults.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import {
  namesToRead,
  type SettledIncident,
  type SettlingRound,
  settledAfter,
  settledIncidents,
} from '../../../lambda/domain/incidents/settled.ts';
import { emptyState, type TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import { handMadeRun } from '../../builders/facts-and-runs.ts';
import { incidentAt } from '../../pipeline/deliver-world.ts';

const TARGET = { environment: 'production', database: 'orders' };
const NOW = Date.UTC(2026, 2, 5, 2, 13);
/** How long an incident is read after its entry was stored. */
const WAIT_MS = 4 * WRITER_TIMEOUT_MS;

const STATE: TargetState = { ...emptyState(TARGET), runs: [summaryOf(handMadeRun({ id: 'kept' }), 1)] };

/** One that is over, of a run that is kept. */
function over(n: number, change: Partial<Incident> = {}): Incident {
  const key = `migrate-watch/production/orders/migration/${n}`;
  return {
    ...incidentAt(1, true, key),
    target: TARGET,
    kind: 'migration',
    n,
    key,
    revision: 7,
    lead: 'kept',
    numberedBy: 'kept',
    marks: ['kept'],
    dirty: false,
    conditions: [],
    remindAt: null,
    outbox: [],
    ended: { why: 'clean-run', at: NOW, run: 'x', by: null },
    ...change,
  };
}

function round(
  unchanged: readonly Incident[],
  before: readonly SettledIncident[] = [],
  change: Partial<SettlingRound> = {},
): SettlingRound {
  return { before, unchanged, unread: [], last: new Map([['migration', 9]]), now: NOW, ...change };
}

test('gets an entry and is still read, then is not read from exactly three minutes later', () => {
  const [entry] = settledAfter(STATE, round([over(1)]));
  expect(entry).toMatchObject({ n: 1, revision: 7, since: NOW, read: true });
  const later = (ms: number) => settledAfter(STATE, round([over(1)], [entry!], { now: NOW + ms }));
  expect(later(WAIT_MS - 1)).toEqual([entry]);
  const { read: _, ...settled } = entry!;
  expect(later(WAIT_MS)).toEqual([settled]);
  const name = { target: TARGET, kind: 'migration', n: 1 } as const;
  const other = { ...name, n: 2 };
  expect(namesToRead(TARGET, [name, other], [entry!])).toEqual([name, other]);
  expect(namesToRead(TARGET, [name, other], [settled])).toEqual([other]);
  // Nobody has read it, so it stays as it is.
  const unread = settledIncidents(TARGET, [settled]);
  expect(settledAfter(STATE, round(unread, [settled], { unread, now: NOW + 9 * WAIT_MS }))).toEqual([
    settled,
  ]);
});

test('that somebody has written since waits again', () => {
  const [entry] = settledAfter(STATE, round([over(1)]));
  const now = NOW + 2 * WAIT_MS;
  expect(settledAfter(STATE, round([over(1, { revision: 8 })], [entry!], { now }))).toMatchObject([
    { revision: 8, since: now, read: true },
  ]);
});

test('the last one of its kind stays to be read', () => {
  const last = new Map([['migration', 1]]);
  const [entry] = settledAfter(STATE, round([over(1)], [], { last }));
  expect(settledAfter(STATE, round([over(1)], [entry!], { last, now: NOW + 9 * WAIT_MS }))).toEqual([entry]);
});

test.each<[string, Partial<Incident>]>([
  ['is open', { ended: null }],
  ['has a page in its outbox', { outbox: [{}] as unknown as Incident['outbox'] }],
  ['shares an incident with other databases', { shared: true }],
  ['has a reminder', { remindAt: NOW }],
  ['is still marked dirty', { dirty: true }],
  ['still has conditions', { conditions: ['failed'] }],
  ['has no mark that is kept', { numberedBy: 'gone', marks: ['gone'] }],
])('has no entry if it %s', (_name, change) => {
  expect(settledAfter(STATE, round([over(1)]))).toHaveLength(1);
  expect(settledAfter(STATE, round([over(1, change)]))).toEqual([]);
});

test('has no entry if it is the canary’s', () => {
  const target = { environment: 'canary', database: 'watch' };
  expect(settledAfter({ ...STATE, target }, round([over(1, { target })]))).toEqual([]);
});

test.each<[string, Partial<Incident>]>([
  ['with what is usual', {}],
  [
    'with everything else',
    {
      lead: 'first',
      marks: ['first', 'kept'],
      droppedMarks: 2,
      follows: 0,
      reopens: 3,
      elsewhere: ['z'],
      braked: { marks: ['y'], until: NOW, notified: true },
      notifiedTopics: [],
    },
  ],
])('is kept in its entry %s', (_name, change) => {
  const incident = over(1, change);
  const [{ read: _, ...entry } = {} as never] = settledAfter(STATE, round([incident]));
  const [kept] = settledIncidents(TARGET, [JSON.parse(JSON.stringify(entry))]);
  const { title: _title, monitor: _monitor, silencedBy: _by, reminders: _reminders, ...expected } = incident;
  expect(kept).toMatchObject({
    ...expected,
    notifiedTopics: incident.notifiedTopics.length === 0 ? [] : ['info'],
  });
});

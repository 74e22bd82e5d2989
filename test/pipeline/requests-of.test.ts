import { describe, expect, test } from 'vitest';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import { summaryOf } from '../../lambda/domain/incidents/run-summary.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { EventsMessage, RunMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { Transition } from '../../lambda/domain/runs/record/run-record.ts';
import { requestsOf } from '../../lambda/pipeline/requests-of.ts';
import { acknowledged } from '../acknowledged.ts';
import { handMadeRun, T0 } from '../builders/facts-and-runs.ts';

const ORDERS = { environment: 'production', database: 'orders' };
const USERS = { environment: 'production', database: 'users' };
const ENDED: Transition = { kind: 'ended', before: 'running', after: 'failed' };

const failed = (id: string, target = ORDERS) => handMadeRun({ id, target, outcome: 'failed' });

function about(run: Run, over: Partial<RunMessage> = {}): RunMessage {
  return { type: 'run', id: `${run.id}#3`, transition: ENDED, run, revision: 3, ...over };
}

/** No incident is open anywhere. */
const NOWHERE = {
  facts: { listOpen: async () => [] },
  incidents: {
    readTarget: () => Promise.reject(new Error('nothing is read')),
    readIncidents: () => Promise.reject(new Error('nothing is read')),
    putState: () => Promise.reject(new Error('nothing is written')),
    putIncident: () => Promise.reject(new Error('nothing is written')),
  },
  policy: { severities: {}, otherwise: 'info', maintenance: [], sources: [], runbookUrl: '' },
} as const;
const asked = (message: EventsMessage | AlarmNotification) => requestsOf(message, NOWHERE, T0);

describe('a run', () => {
  test('concerns its own database', async () => {
    const run = failed('a');
    expect(await asked(about(run))).toEqual([
      {
        target: ORDERS,
        messageId: 'a#3',
        observations: [{ kind: 'run', run: summaryOf(run, 3) }],
        runs: [run],
      },
    ]);
  });

  test('that moved to another database is first removed from the database that it left', async () => {
    const run = failed('a', USERS);
    const message = about(run, { transition: { ...ENDED, kind: 'corrected', left: ORDERS } });
    expect(await asked(message)).toMatchObject([
      { target: ORDERS, observations: [{ run: { id: 'a', superseded: true } }] },
      { target: USERS, observations: [{ run: { id: 'a', superseded: false } }] },
    ]);
  });

  test('that has moved back meanwhile is not removed from any database', async () => {
    const message = about(failed('a'), { transition: { ...ENDED, kind: 'corrected', left: ORDERS } });
    expect(await asked(message)).toMatchObject([
      { target: ORDERS, observations: [{ run: { superseded: false } }] },
    ]);
  });

  test('that was superseded, and whose successor the message lacks, no longer counts', async () => {
    const message = about(failed('a'), { transition: { ...ENDED, kind: 'superseded' } });
    expect(await asked(message)).toMatchObject([
      { observations: [{ run: { superseded: true, successor: null } }] },
    ]);
  });

  test('that was superseded is replaced in one step by its successor of the same database', async () => {
    const next = failed('b');
    const message = about(failed('a'), {
      transition: { ...ENDED, kind: 'superseded' },
      successor: { run: next, revision: 7 },
    });
    expect(await asked(message)).toMatchObject([
      {
        target: ORDERS,
        messageId: 'a#3',
        observations: [
          { run: { id: 'b', revision: 7, superseded: false } },
          { run: { id: 'a', revision: 3, superseded: true, successor: 'b' } },
        ],
        runs: [next],
      },
    ]);
  });

  test('whose successor is of another database comes after the request for that database', async () => {
    const run = failed('a');
    const next = failed('b', USERS);
    const message = about(run, {
      transition: { ...ENDED, kind: 'superseded', left: { ...ORDERS, database: 'billing' } },
      successor: { run: next, revision: 7 },
    });
    expect(await asked(message)).toMatchObject([
      { target: { database: 'billing' }, observations: [{ run: { id: 'a', superseded: true } }] },
      { target: USERS, observations: [{ run: { id: 'b' } }], runs: [next] },
      { target: ORDERS, observations: [{ run: { id: 'a', successor: 'b' } }], runs: [run] },
    ]);
  });
});

test('many runs make one request for each database, in the order of its first run', async () => {
  const [one, two, three] = [failed('a'), failed('b', USERS), failed('c')];
  const message: EventsMessage = { type: 'runs', runs: [about(one!), about(two!), about(three!)] };
  expect(await asked(message)).toMatchObject([
    {
      target: ORDERS,
      messageId: 'a#3',
      observations: [{ run: { id: 'a' } }, { run: { id: 'c' } }],
      runs: [one, three],
    },
    { target: USERS, messageId: 'b#3', observations: [{ run: { id: 'b' } }], runs: [two] },
  ]);
});

describe('a message that is not about a run', () => {
  const key = 'migrate-watch/production/orders/leak/2';

  test('about a due incident has no observation, and an id of its own', async () => {
    expect(await asked({ type: 'incident-due', incident: key, dueAt: T0 })).toEqual([
      { target: ORDERS, about: key, messageId: `due ${key}@${T0}`, observations: [], runs: [] },
    ]);
  });

  test('about an expected run says that it is missing', async () => {
    const message = { type: 'missing', id: 'nightly@1', target: ORDERS, since: T0, dueAt: T0 + 1 } as const;
    expect(await asked(message)).toEqual([
      {
        target: ORDERS,
        messageId: 'nightly@1',
        observations: [{ kind: 'missing', missing: { id: 'nightly@1', since: T0, dueAt: T0 + 1 } }],
        runs: [],
      },
    ]);
  });

  test('about an acknowledgement names the person', async () => {
    const message = acknowledged('k', key, T0, 'Kim');
    const acknowledgement = { id: 'k', kind: 'leak', at: T0, by: 'Kim', explains: false };
    expect(await asked(message)).toEqual([
      {
        target: ORDERS,
        messageId: 'k',
        about: key,
        action: message.action,
        observations: [{ kind: 'acknowledged', acknowledgement }],
        runs: [],
      },
    ]);
  });
});

describe('the alarm of an error pattern', () => {
  const alarm: AlarmNotification = {
    name: 'watch-production-disk-full-pattern',
    state: 'OK',
    at: T0 - 5,
    description: '',
    reason: '',
    environment: 'production',
    database: 'disk-full',
    kind: 'pattern',
  };

  test.each([
    ['at its own time', alarm, T0 - 5],
    ['now, when it has none', { ...alarm, at: null }, T0],
  ])('that is over ends its incident %s', async (_when, given, at) => {
    const id = `alarm ${alarm.name}@${at} OK`;
    const acknowledgement = { id, kind: 'pattern', at, by: alarm.name, explains: false };
    expect(await asked(given)).toEqual([
      {
        target: { environment: 'production', database: 'disk-full' },
        messageId: id,
        observations: [{ kind: 'acknowledged', acknowledgement }],
        runs: [],
      },
    ]);
  });

  test.each<[string, Partial<AlarmNotification>]>([
    ['another kind', { kind: 'migration' }],
    ['another state', { state: 'INSUFFICIENT_DATA' }],
    ['no environment', { environment: null }],
    ['no pattern', { database: null }],
  ])('asks for nothing with %s', async (_what, over) => {
    expect(await asked({ ...alarm, ...over })).toEqual([]);
  });

  test('that rises opens an incident', async () => {
    expect(await asked({ ...alarm, state: 'ALARM' })).toMatchObject([
      {
        target: { environment: 'production', database: 'disk-full' },
        observations: [{ kind: 'alarm', alarm: { name: alarm.name, kind: 'pattern', at: T0 - 5 } }],
      },
    ]);
  });
});

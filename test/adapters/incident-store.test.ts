import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { SettledIncident } from '../../lambda/domain/incidents/settled.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import { emptyHistory } from '../../lambda/domain/normal/history.ts';
import type { FactStore, IncidentStore } from '../../lambda/pipeline/ports.ts';
import { type LocalDynamoDb, startDynamoDb } from './local-dynamodb.ts';

const TABLE_NAME = 'incidents';
const T0 = Date.UTC(2026, 2, 5, 2, 13);
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
});
afterAll(() => dynamoDb.close());

interface Stores {
  readonly incidents: IncidentStore;
  readonly facts: FactStore;
}

function inMemory(): Stores {
  const incidents = new MemoryIncidentStore();
  const facts = new MemoryFactStore(() => incidents.openIncidents());
  return { incidents, facts };
}

function onDynamoDb(): Stores {
  return {
    incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, () => T0),
    facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0),
  };
}

/** One table serves all tests of the DynamoDB store, so every test has a database of its own. */
let databases = 0;
const freshTarget = () => ({ environment: 'production', database: `orders-${++databases}` });

function incident(over: Partial<Incident> = {}): Incident {
  const target = over.target ?? freshTarget();
  return {
    target,
    kind: 'migration',
    n: 12,
    key: `migrate-watch/production/${target.database}/migration/12`,
    revision: 1,
    lead: 'run-1',
    numberedBy: 'run-1',
    marks: ['run-1'],
    droppedMarks: 0,
    signature: '42|migration-failed|42601',
    openedAt: T0,
    ended: null,
    follows: 11,
    dirty: true,
    conditions: ['failed', 'dirty'],
    title: '[production] orders: FAILED',
    headline: 'x',
    notifiedTopics: ['critical'],
    silencedBy: null,
    reminders: 0,
    remindAt: T0 + 5,
    outbox: [],
    ...over,
  };
}

function entryOf({
  kind,
  n,
  revision,
  numberedBy,
  signature,
  openedAt,
  headline,
}: Incident): SettledIncident {
  const ended = { why: 'clean-run', at: T0, run: 'run-2', by: null } as const;
  return { kind, n, revision, numberedBy, signature, openedAt, headline, ended, since: T0 };
}

describe.each([
  ['memory', inMemory],
  ['DynamoDB', onDynamoDb],
] as const)('incident store: %s', (_name, create) => {
  test('an unknown database has no state and no incidents', async () => {
    expect(await create().incidents.readTarget(freshTarget())).toEqual({
      state: null,
      incidents: [],
      settled: [],
      inUse: null,
    });
  });

  test('a history is written on condition of its revision, and is not an incident of its database', async () => {
    const { incidents } = create();
    const target = freshTarget();
    expect(await incidents.readHistory(target)).toEqual(emptyHistory(target));
    const took = [{ id: 'a/1', file: '1 a', at: T0, ms: 12.5, digest: 'ab12cd34' }];
    const history = { target, revision: 1, took };
    expect(await incidents.putHistory(history, null)).toBe('written');
    expect(await incidents.putHistory({ ...history, took: [] }, null)).toBe('conflict');
    expect(await incidents.readHistory(target)).toEqual(history);
    expect(await incidents.putHistory({ ...history, revision: 2, took: [] }, 1)).toBe('written');
    expect(await incidents.readHistory(target)).toEqual({ ...history, revision: 2, took: [] });
    const one = incident({ target });
    await incidents.putIncident(one, null);
    expect((await incidents.readTarget(target)).incidents).toEqual([one]);
    await incidents.putState({ ...emptyState(target), revision: 1 }, null);
    expect((await incidents.readTarget(target)).incidents).toEqual([one]);
  });

  test('returns state and incidents of one database, and no other items', async () => {
    const { incidents } = create();
    const target = freshTarget();
    const state = { ...emptyState(target), revision: 1, cleanVersion: '1755680400123456789' };
    const [one, two] = [incident({ target }), incident({ target, kind: 'leak', n: 1, key: 'other' })];
    await incidents.putState(state, null);
    await incidents.putIncident(one, null);
    await incidents.putIncident(two, null);
    await incidents.putIncident(incident(), null);
    const items = await incidents.readTarget(target);
    expect(items.state).toEqual(state);
    expect([...items.incidents].sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([two, one]);
  });

  test('incidents whose state is not written yet are read without it', async () => {
    const { incidents } = create();
    const one = incident();
    await incidents.putIncident(one, null);
    expect(await incidents.readTarget(one.target)).toEqual({
      state: null,
      incidents: [one],
      settled: [],
      inUse: null,
    });
  });

  test('only those incidents are read that the state names as in use', async () => {
    const { incidents } = create();
    const target = freshTarget();
    const all = Array.from({ length: 30 }, (_, index) =>
      incident({ target, n: index + 1, key: `n${index + 1}` }),
    );
    for (const each of all) await incidents.putIncident(each, null);
    const state = { ...emptyState(target), revision: 1 };
    // One of them is not written yet.
    const inUse = [2, 10, 31].map((n) => ({ target, kind: 'migration' as const, n }));
    await incidents.putState(state, null, inUse);
    const items = await incidents.readTarget(target);
    expect(items).toEqual({ state, incidents: [all[1], all[9]], settled: [], inUse });

    await incidents.putState({ ...state, revision: 2 }, 1);
    expect((await incidents.readTarget(target)).incidents).toHaveLength(30);
  });

  test('incidents of a former name are read from where they are', async () => {
    const { incidents } = create();
    const former = incident({ target: freshTarget() });
    const own = incident({ target: freshTarget(), n: 13 });
    for (const each of [former, own]) await incidents.putIncident(each, null);
    const state = { ...emptyState(own.target), revision: 1 };
    await incidents.putState(state, null, [former, own], [entryOf(own), entryOf(former)]);
    const items = await incidents.readTarget(own.target);
    expect(items.inUse?.map(({ target, n }) => ({ target, n }))).toEqual(
      expect.arrayContaining([former, own].map(({ target, n }) => ({ target, n }))),
    );
    // The entries are of the state's own database.
    expect(items.incidents).toEqual([former]);
    await incidents.putState({ ...state, revision: 2 }, 1, [own]);
    expect((await incidents.readTarget(own.target)).incidents).toEqual([own]);
  });

  test('an incident with an entry is read only when it is asked for, unless its entry says otherwise', async () => {
    const { incidents } = create();
    const target = freshTarget();
    const all = [1, 2, 3].map((n) => incident({ target, n, key: `n${n}` }));
    for (const each of all) await incidents.putIncident(each, null);
    const inUse = all.map(({ n }) => ({ target, kind: 'migration' as const, n }));
    const entry: SettledIncident = {
      kind: 'migration',
      n: 1,
      revision: 1,
      numberedBy: 'run-1',
      signature: null,
      openedAt: T0,
      headline: '‹a›',
      ended: { why: 'clean-run', at: T0, run: 'run-2', by: null },
      since: T0,
    };
    const settled: readonly SettledIncident[] = [entry, { ...entry, n: 2, read: true }];
    const state = { ...emptyState(target), revision: 1 };
    await incidents.putState(state, null, inUse, settled);
    expect(await incidents.readTarget(target)).toEqual({
      state,
      incidents: [all[1], all[2]],
      settled,
      inUse,
    });
    const missing = { target, kind: 'leak', n: 9 } as const;
    expect(await incidents.readIncidents([inUse[0]!, missing])).toEqual([all[0]]);
    // A later state keeps only its own entries.
    await incidents.putState({ ...state, revision: 2 }, 1, inUse);
    expect((await incidents.readTarget(target)).incidents).toHaveLength(3);
  });

  test('a write goes through only on the revision that was read', async () => {
    const { incidents } = create();
    const first = incident();
    expect(await incidents.putIncident(first, 1)).toBe('conflict');
    expect(await incidents.putIncident(first, null)).toBe('written');
    expect(await incidents.putIncident(first, null)).toBe('conflict');
    expect(await incidents.putIncident({ ...first, revision: 2 }, 1)).toBe('written');
    expect(await incidents.putIncident({ ...first, revision: 2, title: 'late' }, 1)).toBe('conflict');

    const state = emptyState(first.target);
    expect(await incidents.putState({ ...state, revision: 1 }, null)).toBe('written');
    expect(await incidents.putState({ ...state, revision: 1 }, null)).toBe('conflict');
    expect(await incidents.putState({ ...state, revision: 2 }, 1)).toBe('written');

    const items = await incidents.readTarget(first.target);
    expect(items.incidents).toEqual([{ ...first, revision: 2 }]);
    expect(items.state?.revision).toBe(2);
  });

  test('is in the open index from its opening until it is resolved and its outbox is empty', async () => {
    const { incidents, facts } = create();
    const open = incident();
    const find = async () => {
      const entries = await facts.listOpen();
      return entries.find((entry) => entry.kind === 'incident' && entry.database === open.target.database);
    };
    await incidents.putIncident(open, null);
    expect(await find()).toEqual({
      kind: 'incident',
      incident: open.key,
      environment: 'production',
      database: open.target.database,
      incidentKind: 'migration',
      conditions: ['failed', 'dirty'],
      told: { key: open.key, opening: 1, topics: ['critical'], at: T0 },
      dueAt: T0 + 5,
    });
    const again = { ...open, openings: 2, toldAt: T0 + 3, monitor: '1/eu/watch.abcdef' };
    const told = { key: `1/eu/watch.abcdef/${open.key}`, opening: 2, topics: ['critical'], at: T0 + 3 };
    await incidents.putIncident({ ...again, revision: 2 }, 1);
    expect(await find()).toMatchObject({ told });
    await incidents.putIncident({ ...again, revision: 3, notifiedTopics: [] }, 2);
    expect(await find()).not.toHaveProperty('told');

    const ended = { why: 'clean-run', at: T0, run: 'run-2', by: null } as const;
    await incidents.putIncident({ ...open, revision: 4, conditions: [], remindAt: null }, 3);
    expect(await find()).toMatchObject({ conditions: [] });

    await incidents.putIncident({ ...open, revision: 5, ended, remindAt: null }, 4);
    expect(await find()).toBeUndefined();
  });
});

test('items that the monitor did not write are not incidents, and not a state', async () => {
  const incidents = new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, () => T0);
  const one = incident();
  await incidents.putIncident(one, null);
  for (const sort of ['a note', 'x note']) {
    const pk = `target#production#${one.target.database}`;
    const item = { pk: { S: pk }, sk: { S: sort } };
    await dynamoDb.client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: item }));
  }
  expect(await incidents.readTarget(one.target)).toEqual({
    state: null,
    incidents: [one],
    settled: [],
    inUse: null,
  });
});

test.each([
  [400, undefined],
  [90, { incident: 90 }],
])('items of incidents expire %d days after they were last written, by setting', async (days, retention) => {
  const incidents = new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, () => T0, retention);
  const one = incident();
  await incidents.putIncident(one, null);
  const { Item } = await dynamoDb.client.send(
    new GetItemCommand({
      TableName: TABLE_NAME,
      Key: { pk: { S: `target#production#${one.target.database}` }, sk: { S: 'incident#migration#12' } },
    }),
  );
  expect(Item?.['expiresAt']?.N).toBe(String(T0 / 1_000 + days * 86_400));
});

import { createHash } from 'node:crypto';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { ARMED } from '../../lambda/domain/runs/expected-run.ts';
import { fitFacts } from '../../lambda/domain/runs/fact-size.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import type { ExpectedRunStore, FactStore, IncidentEntry } from '../../lambda/pipeline/ports.ts';
import {
  deadlineFact,
  endedFact,
  handMadeMigration,
  handMadeRecord,
  handMadeRun,
  handMadeSnapshot,
  linesFact,
  ORIGIN,
  startedFact,
  T0,
} from '../builders/facts-and-runs.ts';
import { dynamoDbBy } from './fake-dynamodb.ts';
import { type LocalDynamoDb, startDynamoDb } from './local-dynamodb.ts';

const TABLE_NAME = 'facts';
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
});
afterAll(() => dynamoDb.close());

const incident: IncidentEntry = {
  kind: 'incident',
  incident: 'migrate-watch/production/orders/migration/3',
  environment: 'production',
  database: 'orders',
  incidentKind: 'migration',
  conditions: ['failed', 'dirty'],
  dueAt: T0 + 5,
};

const stores: readonly [string, () => FactStore & ExpectedRunStore][] = [
  ['memory', () => new MemoryFactStore(() => [incident])],
  ['DynamoDB', () => new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0)],
];

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const byRun = (a: RunRecord, b: RunRecord) => byId(a.run, b.run);
const runIdAt = (origin: string, ms: number) => `${origin}-${(T0 + ms).toString(36)}`;
const byKind = (a: { kind: string }, b: { kind: string }) => a.kind.localeCompare(b.kind);

/** Bytes that no compression makes smaller, the same in every run. */
function noise(bytes: number, seed: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) =>
    createHash('sha256').update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** One table serves all tests of the DynamoDB store, so every test has an origin of its own. */
let origins = 0;
const freshOrigin = () => `${ORIGIN}-${++origins}`;

describe.each(stores)('fact store: %s', (name, create) => {
  test('an expected run is in the open index until it is closed, and not again', async () => {
    const store = create();
    const target = { environment: 'production', database: 'orders' };
    const expected = { name: 'nightly', target, since: T0, dueAt: T0 + 60_000 };
    const open = async () => (await store.listOpen()).filter(({ kind }) => kind === 'expected');
    await store.openExpected(expected);
    await store.openExpected(expected);
    expect(await open()).toEqual([{ kind: 'expected', expected, dueAt: T0 + 60_000 }]);

    await store.closeExpected(expected);
    await store.openExpected(expected);
    expect(await open()).toEqual([]);
  });

  test('of the runs that deploys of one database expect, only the latest is open', async () => {
    const store = create();
    const target = { environment: 'production', database: 'armed' };
    const armed = (since: number) => ({ name: ARMED, target, since, dueAt: since + 60_000 });
    const open = async () =>
      (await store.listOpen()).flatMap((entry) =>
        entry.kind === 'expected' && entry.expected.name === ARMED ? entry.expected.since : [],
      );
    await store.openExpected(armed(T0));
    await store.openExpected(armed(T0 + 1_000));
    // The first event is delivered again.
    await store.openExpected(armed(T0));
    expect(await open()).toEqual([T0 + 1_000]);

    // The sweep had read the first one.
    await store.closeExpected(armed(T0));
    expect(await open()).toEqual([T0 + 1_000]);

    await store.closeExpected(armed(T0 + 1_000));
    await store.openExpected(armed(T0 + 1_000));
    expect(await open()).toEqual([]);

    await store.openExpected(armed(T0 + 2_000));
    expect(await open()).toEqual([T0 + 2_000]);
  });

  test('a fact is written once; a second write under its id changes nothing', async () => {
    const store = create();
    const origin = freshOrigin();
    const fact = linesFact('one', [[0, '1/u create_users (3.5ms)']]);
    expect(await store.putFact(origin, fact)).toBe('written');
    expect(await store.putFact(origin, { ...fact, unrecognized: 9 })).toBe('exists');
    expect((await store.readOrigin(origin)).facts).toEqual([fact]);
  });

  test('every kind of fact comes back as it was put', async () => {
    const store = create();
    const origin = freshOrigin();
    const odd = linesFact('odd', [[1, 'Ünïcode ‹password #1› \u0000\u001b[31m 𝒳 \ud800']]);
    const facts = [
      odd,
      startedFact({ command: ['migrate', 'up'] }),
      endedFact({ exitCode: null }),
      deadlineFact(),
    ];
    for (const fact of facts) await store.putFact(origin, fact);
    const stored = (await store.readOrigin(origin)).facts;
    expect(stored.toSorted(byKind)).toEqual(facts.toSorted(byKind));
  });

  test('an unknown origin is empty', async () => {
    expect(await create().readOrigin(freshOrigin())).toEqual({ facts: [], records: [] });
  });

  test('origins whose ids begin alike are independent', async () => {
    const store = create();
    const origin = freshOrigin();
    await store.putFact(`${origin}/x`, startedFact());
    expect((await store.readOrigin(origin)).facts).toEqual([]);
  });

  test('a record is written only on the revision it was read at', async () => {
    const store = create();
    const origin = freshOrigin();
    const first = handMadeRecord(handMadeRun({ origin }));
    const second = { ...first, revision: 2, rereads: 1 };
    expect(await store.putRecord(first, 4, null)).toBe('conflict');
    expect(await store.putRecord(first, null, null)).toBe('written');
    expect(await store.putRecord(first, null, null)).toBe('conflict');
    expect(await store.putRecord(second, 2, null)).toBe('conflict');
    expect((await store.readOrigin(origin)).records).toEqual([first]);
    expect(await store.putRecord(second, 1, null)).toBe('written');
    expect(await store.putRecord({ ...second, rereads: 2 }, 1, null)).toBe('conflict');
    expect((await store.readOrigin(origin)).records).toEqual([second]);
  });

  test('one of two concurrent writers wins', async () => {
    const store = create();
    const record = handMadeRecord(handMadeRun({ origin: freshOrigin() }));
    const outcomes = await Promise.all([
      store.putRecord(record, null, null),
      store.putRecord(record, null, null),
    ]);
    expect(outcomes.sort()).toEqual(['conflict', 'written']);
  });

  test('everything is read if there is no snapshot, even if it takes several pages', async () => {
    const store = create();
    const origin = freshOrigin();
    for (let i = 0; i < 45; i++) await store.putFact(origin, linesFact(`f${i}`, [[i, '1/u a (3.5ms)']]));
    await store.putFact(origin, startedFact());
    const record = handMadeRecord(handMadeRun({ origin, id: runIdAt(origin, 3) }));
    await store.putRecord(record, null, null);
    const open = await store.readOpen(origin, 'rules');
    expect(open).toMatchObject({ snapshot: null, seed: null, keyedByTime: true, records: [record] });
    expect(open.facts.toSorted(byId)).toEqual((await store.readOrigin(origin)).facts.toSorted(byId));
    expect(open.facts).toHaveLength(46);
  });

  test('after a snapshot, facts of runs since its seed are read, to the ms', async () => {
    const store = create();
    const origin = freshOrigin();
    const kept = [
      linesFact('at', [[500, 'no change']]),
      linesFact('across', [
        [20, 'no change'],
        [900, 'no change'],
      ]),
      { ...linesFact('window', []), window: { from: T0, to: T0 + 500 } },
      deadlineFact({ id: 'kept', runStartedAt: T0 + 500, at: T0 + 700 }),
    ];
    const left = [
      linesFact('before', [[499, 'no change']]),
      deadlineFact({ id: 'left', runStartedAt: T0 + 499, at: T0 + 700 }),
      startedFact(),
      endedFact(),
    ];
    for (const fact of [...kept, ...left]) await store.putFact(origin, fact);
    const records = [499, 500, 501].map((at) =>
      handMadeRecord(handMadeRun({ origin, id: runIdAt(origin, at) })),
    );
    for (const record of records) await store.putRecord(record, null, null);
    const snapshot = handMadeSnapshot(T0 + 500);
    expect(await store.putSnapshot(origin, snapshot, null)).toBe('written');

    const open = await store.readOpen(origin, 'rules');
    expect(open).toMatchObject({ snapshot, seed: snapshot.seed, keyedByTime: true });
    expect(open.facts.toSorted(byId)).toEqual(kept.toSorted(byId));
    expect(open.records.toSorted(byRun)).toEqual(records.slice(1));

    const byOtherRules = await store.readOpen(origin, 'other rules');
    expect(byOtherRules).toMatchObject({ snapshot, seed: null });
    expect(byOtherRules.facts).toHaveLength(8);
    expect(byOtherRules.records).toHaveLength(3);
  });

  test('facts after a snapshot may need more than the first page, and come before many records', async () => {
    const store = create();
    const origin = freshOrigin();
    for (let i = 0; i < 60; i++) {
      await store.putFact(origin, linesFact(`f${i}`, [[i, 'no change']]));
      await store.putRecord(handMadeRecord(handMadeRun({ origin, id: runIdAt(origin, i) })), null, null);
    }
    await store.putSnapshot(origin, handMadeSnapshot(T0 + 5), null);
    const open = await store.readOpen(origin, 'rules');
    expect([open.facts.length, open.records.length]).toEqual([55, 55]);

    await store.putSnapshot(origin, { ...handMadeSnapshot(T0 + 58), revision: 2 }, 1);
    const later = await store.readOpen(origin, 'rules');
    expect([later.facts.length, later.records.length]).toEqual([2, 2]);
  });

  test('a snapshot is written only on the revision it was read at', async () => {
    const store = create();
    const origin = freshOrigin();
    const first = handMadeSnapshot(T0);
    const second = { ...first, revision: 2, seed: null };
    expect(await store.putSnapshot(origin, first, 3)).toBe('conflict');
    expect(await store.putSnapshot(origin, first, null)).toBe('written');
    expect(await store.putSnapshot(origin, first, null)).toBe('conflict');
    expect(await store.putSnapshot(origin, second, 1)).toBe('written');
    expect(await store.putSnapshot(origin, second, 1)).toBe('conflict');
    expect((await store.readOpen(origin, 'rules')).snapshot).toEqual(second);
    expect(await store.readOrigin(origin)).toEqual({ facts: [], records: [] });
  });

  test('the open index contains the items with a due time, in that order, and no others', async () => {
    const store = create();
    const origin = freshOrigin();
    const late = handMadeRecord(handMadeRun({ origin, id: `${origin}-late` }));
    const soon = handMadeRecord(handMadeRun({ origin, id: `${origin}-soon` }));
    await store.putRecord(late, null, T0 + 60_000);
    await store.putRecord(soon, null, T0 + 1);
    const mine = async () =>
      (await store.listOpen()).filter((entry) => entry.kind === 'run' && entry.record.run.origin === origin);
    expect(await mine()).toEqual([
      { kind: 'run', record: soon, dueAt: T0 + 1 },
      { kind: 'run', record: late, dueAt: T0 + 60_000 },
    ]);

    await store.putRecord({ ...soon, revision: 2 }, 1, null);
    expect((await mine()).map(({ dueAt }) => dueAt)).toEqual([T0 + 60_000]);
  });

  test('open incidents are in the same index', async () => {
    if (name === 'DynamoDB') {
      await dynamoDb.client.send(
        new PutItemCommand({
          TableName: TABLE_NAME,
          Item: {
            pk: { S: 'target#production#orders' },
            sk: { S: 'incident#migration#3' },
            open: { S: 'open' },
            dueAt: { N: String(T0 + 5) },
            causes: { S: 'failed dirty' },
          },
        }),
      );
    }
    expect((await create().listOpen()).filter(({ kind }) => kind === 'incident')).toEqual([incident]);
  });

  test('more facts than one page of a Query holds all come back', async () => {
    const store = create();
    const origin = freshOrigin();
    for (let i = 0; i < 30; i++) {
      await store.putFact(origin, linesFact(`f${i}`, [[i, noise(45_000, i).toString('base64')]]));
    }
    expect((await store.readOrigin(origin)).facts).toHaveLength(30);
  });

  test('facts and records of the largest allowed size are taken', async () => {
    const store = create();
    const origin = freshOrigin();
    const dense = Array.from({ length: 400 }, (_, i) => [i, noise(1_200, i).toString('utf16le')] as const);
    const facts = fitFacts(linesFact('big', dense));
    for (const fact of facts) expect(await store.putFact(origin, fact)).toBe('written');
    const migrations = Array.from({ length: 5_000 }, (_, i) =>
      handMadeMigration({ version: String(20_000 + i) }),
    );
    const record = handMadeRecord(handMadeRun({ origin, migrations }));
    expect(await store.putRecord(record, null, null)).toBe('written');
  });
});

test.each([
  ['facts after 45 days, records after 400', undefined, [45, 400]],
  ['each after what is set', { fact: 31, run: 90 }, [31, 90]],
] as const)('DynamoDB items expire: %s', async (_name, retention, expected) => {
  const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0 + 999, retention);
  const origin = freshOrigin();
  await store.putFact(origin, startedFact());
  await store.putRecord(handMadeRecord(handMadeRun({ origin })), null, null);
  const { Items } = await dynamoDb.client.send(
    new QueryCommand({
      TableName: TABLE_NAME,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `origin#${origin}` } },
    }),
  );
  const days = Items!.map((item) => (Number(item['expiresAt']!.N) - T0 / 1_000) / 86_400);
  expect(days.sort((a, b) => a - b)).toEqual(expected);
});

test('facts stored before keys had a time are read, and no snapshot can leave them out', async () => {
  const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0);
  const origin = freshOrigin();
  const former = linesFact('0123abcd', [[0, '1/u create_users (3.5ms)']]);
  await dynamoDb.client.send(
    new PutItemCommand({
      TableName: TABLE_NAME,
      Item: {
        pk: { S: `origin#${origin}` },
        sk: { S: `fact#${former.id}` },
        body: { S: JSON.stringify(former) },
      },
    }),
  );
  expect(await store.readOpen(origin, 'rules')).toMatchObject({ facts: [former], keyedByTime: false });

  await store.putFact(origin, startedFact());
  expect(await store.readOpen(origin, 'rules')).toMatchObject({ keyedByTime: false });

  // Delivered again: the one that was stored first counts, with its receipt.
  await store.putFact(origin, { ...former, receivedAt: T0 + 99 });
  expect((await store.readOpen(origin, 'rules')).facts).toEqual([former, startedFact()]);
  expect((await store.readOrigin(origin)).facts).toEqual([former, startedFact()]);
});

/** A DynamoDB store, and how many requests it has made. */
function countedStore() {
  let requests = 0;
  const client = dynamoDbBy((command: QueryCommand) => {
    requests++;
    return dynamoDb.client.send(command);
  });
  return { store: new DynamoDbFactStore(client, TABLE_NAME, () => T0), requests: () => requests };
}

describe('requests of a DynamoDB store that reads an origin', () => {
  test.each([
    ['of few items: one', 30, 1],
    ['of more: two', 60, 2],
  ])('%s', async (_name, facts, expected) => {
    const origin = freshOrigin();
    const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0);
    for (let i = 0; i < facts; i++) await store.putFact(origin, linesFact(`f${i}`, [[i, 'no change']]));
    const counted = countedStore();
    await counted.store.readOpen(origin, 'rules');
    expect(counted.requests()).toBe(expected);
  });

  // The first request returns 40 items: the snapshot, the last records, the last facts.
  test.each([
    {
      name: 'with a snapshot, and an older fact among the first 40 items: one',
      after: 38,
      records: 0,
      expected: 1,
    },
    {
      name: 'with a snapshot, and no older fact among the first 40 items: two',
      after: 39,
      records: 0,
      expected: 2,
    },
    { name: 'with few facts after its snapshot, and few records: one', after: 10, records: 20, expected: 1 },
    { name: 'with few facts after its snapshot, and many records: two', after: 10, records: 45, expected: 2 },
  ])('$name', async ({ after, records, expected }) => {
    const origin = freshOrigin();
    const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0);
    for (let i = 0; i < 60; i++) await store.putFact(origin, linesFact(`f${i}`, [[i, 'no change']]));
    for (let i = 0; i < records; i++)
      await store.putRecord(handMadeRecord(handMadeRun({ origin, id: runIdAt(origin, i) })), null, null);
    await store.putSnapshot(origin, handMadeSnapshot(T0 + 60 - after), null);
    const counted = countedStore();
    const { facts } = await counted.store.readOpen(origin, 'rules');
    expect([facts.length, counted.requests()]).toEqual([after, expected]);
  });
});

test('items that the monitor did not write are left out', async () => {
  const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0);
  const origin = freshOrigin();
  const open = { open: { S: 'open' }, dueAt: { N: String(T0 - 1) } };
  for (const [pk, sk] of [
    [`origin#${origin}`, 'somebody’s note'],
    [`somebody’s partition of ${origin}`, 'x'],
  ] as const)
    await dynamoDb.client.send(
      new PutItemCommand({ TableName: TABLE_NAME, Item: { pk: { S: pk }, sk: { S: sk }, ...open } }),
    );
  await store.putFact(origin, startedFact());
  expect(await store.readOrigin(origin)).toEqual({ facts: [startedFact()], records: [] });
  expect(await store.readOpen(origin, 'rules')).toMatchObject({ snapshot: null, keyedByTime: true });
  expect((await store.listOpen()).every(({ dueAt }) => dueAt >= T0)).toBe(true);
});

test('an item of the open index that cannot be read is an entry, and hides no other', async () => {
  const store = new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0);
  const [broken, whole] = [freshOrigin(), freshOrigin()];
  const record = handMadeRecord(handMadeRun({ origin: whole }));
  await store.putRecord(record, null, T0 + 1);
  const Item = {
    pk: { S: `origin#${broken}` },
    sk: { S: 'run#x' },
    open: { S: 'open' },
    dueAt: { N: String(T0) },
    body: { B: new Uint8Array([1, 2, 3]) },
  };
  await dynamoDb.client.send(new PutItemCommand({ TableName: TABLE_NAME, Item }));
  const open = await store.listOpen();
  const message = `the item ["origin#${broken}","run#x"] of the open index cannot be read`;
  expect(open).toContainEqual({ kind: 'unreadable', error: expect.objectContaining({ message }), dueAt: T0 });
  expect(open).toContainEqual({ kind: 'run', record, dueAt: T0 + 1 });
  await dynamoDb.client.send(
    new PutItemCommand({ TableName: TABLE_NAME, Item: { pk: Item.pk, sk: Item.sk } }),
  );
});

test('the memory store lists all records, and counts the origins whose snapshot has a seed', async () => {
  const store = new MemoryFactStore();
  const origins = [freshOrigin(), freshOrigin(), freshOrigin()] as const;
  const records = origins.map((origin) => handMadeRecord(handMadeRun({ origin })));
  for (const record of records) await store.putRecord(record, null, null);
  await store.putSnapshot(origins[0], handMadeSnapshot(T0), null);
  await store.putSnapshot(origins[1], handMadeSnapshot(T0, { seed: null }), null);
  expect(store.allRecords()).toEqual(records);
  expect(store.seeds()).toBe(1);
});

import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Item } from '../../lambda/adapters/aws/conditional-put.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { packBody, unpackBody } from '../../lambda/adapters/aws/item-body.ts';
import { messageText } from '../../lambda/adapters/aws/sns-publisher.ts';
import { NewerFormError } from '../../lambda/domain/stored/form.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { receive } from '../../lambda/pipeline/receive.ts';
import { record } from '../../lambda/pipeline/record.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { handMadeRecord, handMadeSnapshot, linesFact } from '../builders/facts-and-runs.ts';
import { handMadePage, WATCH } from '../builders/notices.ts';
import { run } from './night-runs.ts';
import { MINUTE, NIGHT, SOURCES } from './page-world.ts';

let db: LocalDynamoDb;
let store: DynamoDbFactStore;
beforeEach(async () => {
  db = await startDynamoDb('runs');
  store = new DynamoDbFactStore(db.client, 'runs', () => NIGHT);
});
afterEach(() => db.close());

/** A release far ahead of this one writes the items whose sort key contains `text` again, in its own form. */
async function writtenByNewerRelease(text: string): Promise<void> {
  const { Items = [] } = await db.client.send(new ScanCommand({ TableName: 'runs' }));
  for (const item of Items.filter((each) => each['sk']!.S!.includes(text))) {
    const body = packBody({ ...unpackBody<object>(item['body']), v: 99 });
    await db.client.send(new PutItemCommand({ TableName: 'runs', Item: { ...item, body } as Item }));
  }
}

function sweepPorts(now: number) {
  const published: unknown[] = [];
  const ports = {
    ...countedPorts(() => now).ports,
    store,
    sources: SOURCES,
    logReader: { readWindow: () => Promise.reject(new Error('no log stream')) },
    publisher: { publish: async (message: unknown) => void published.push(message) },
  };
  return { ports, published };
}

const withOutbox = (origin: string) => {
  const ended = run(0, { id: `${origin}-${NIGHT.toString(36)}`, origin, outcome: 'succeeded' });
  const transition = { kind: 'ended', before: null, after: 'succeeded' } as const;
  return handMadeRecord(ended, { outbox: [{ id: `${ended.id}#1`, transition, at: NIGHT }] });
};

test('the sweep reports an entry that it cannot read, leaves it as it is, and acts on the others', async () => {
  for (const origin of ['logs//ecs/orders/a/1', 'logs//ecs/orders/b/1'])
    await store.putRecord(withOutbox(origin), null, NIGHT);
  await writtenByNewerRelease('/a/1');
  const { ports, published } = sweepPorts(NIGHT + 10 * MINUTE);

  const error = await sweep(ports).catch((thrown: unknown) => thrown);
  expect((error as AggregateError).errors.map(String)).toEqual([
    expect.stringMatching(
      /^NewerFormError: run record origin#logs\/\/ecs\/orders\/a\/1 run#.* has version 99; this release reads versions 0 to 1\./,
    ),
  ]);
  expect(published).toHaveLength(1);
  const open = await store.listOpen();
  expect(open.map(({ kind }) => kind)).toEqual(['unreadable']);
});

test('a writer does not fold without a fact or a record that it cannot read: the delivery fails, and is kept', async () => {
  for (const text of ['fact#', 'run#']) {
    const origin = `logs//ecs/orders/${text}`;
    await record(origin, [linesFact(text, [[0, '1/u first (2ms)']])], contextAt(NIGHT));
    await writtenByNewerRelease(text);
    const later = record(origin, [linesFact('later', [[MINUTE, '2/u second (2ms)']])], contextAt(NIGHT));
    await expect(later).rejects.toThrow(NewerFormError);
  }
});

function contextAt(now: number) {
  return { ...sweepPorts(now).ports, now, counters: [] };
}

test('a snapshot that only a newer release can read is replaced before a fact is folded, and all is read', async () => {
  const origin = 'logs//ecs/orders/a/1';
  await store.putSnapshot(origin, handMadeSnapshot(NIGHT), null);
  await writtenByNewerRelease('snapshot');
  expect((await store.readOpen(origin, 'any')).seed).toBeNull();

  await record(origin, [linesFact('late', [[0, '1/u first (2ms)']])], contextAt(NIGHT));
  const Key = { pk: { S: `origin#${origin}` }, sk: { S: 'snapshot' } };
  const { Item: item } = await db.client.send(new GetItemCommand({ TableName: 'runs', Key }));
  expect(unpackBody(item!['body'])).toMatchObject({ v: 1, seed: null, announced: null });
  expect((await store.readOrigin(origin)).records).toHaveLength(1);
});

test('a message of a newer release is not dropped: the invocation fails, whatever the type of the message', async () => {
  const text = messageText({
    type: 'incident-due',
    incident: 'migrate-watch/production/orders/slow/1',
    dueAt: 1,
  });
  expect(JSON.parse(text)).toMatchObject({ v: 1, type: 'incident-due' });
  expect(readMessage(text, WATCH)).not.toHaveProperty('v');

  const rejected: unknown[] = [];
  const context = {
    metrics: { put: async (data: unknown) => void rejected.push(data) },
    clock: () => NIGHT,
    healthLog: { warn: () => {} },
    policy: { monitor: WATCH },
  };
  for (const newer of [text.replace('"v":1', '"v":2'), '{"v":2,"type":"not known yet"}']) {
    await expect(receive([newer], context)).rejects.toThrow(NewerFormError);
  }
  expect(rejected).toEqual([]);
  // A newer form that says that this release can read it, is read.
  const additive = text.replace('"v":1', '"v":2,"readableFrom":1,"new":true');
  expect(await receive([additive], context)).toEqual([{ ...readMessage(text, WATCH), new: true }]);
});

test('a notice that only a newer release can read is an error, so that the queue keeps it', () => {
  const page = handMadePage();
  expect(readNotice(JSON.stringify({ v: 1, ...page }))).toEqual(page);
  expect(() => readNotice(JSON.stringify({ v: 2, ...page }))).toThrow(
    `notice ${page.id} has version 2; this release reads versions 0 to 1.`,
  );
});

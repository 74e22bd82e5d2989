import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { subjectOf } from '../../lambda/adapters/aws/dynamodb-item.ts';
import { DynamoDbTestStore } from '../../lambda/adapters/aws/dynamodb-test-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryTestStore } from '../../lambda/adapters/local/memory-test-store.ts';
import type { TestPage } from '../../lambda/domain/model/test-page.ts';
import type { FactStore, TestStore } from '../../lambda/pipeline/ports.ts';
import { T0 } from '../builders/facts-and-runs.ts';
import { type LocalDynamoDb, startDynamoDb } from './local-dynamodb.ts';

const TABLE_NAME = 'tests';
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
});
afterAll(() => dynamoDb.close());

interface Stores {
  readonly tests: TestStore;
  readonly facts: Pick<FactStore, 'listOpen'>;
}

function inMemory(): Stores {
  const tests = new MemoryTestStore();
  return { tests, facts: new MemoryFactStore(() => tests.openTests()) };
}

function onDynamoDb(): Stores {
  return {
    tests: new DynamoDbTestStore(dynamoDb.client, TABLE_NAME, () => T0),
    facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, () => T0),
  };
}

const page: TestPage = { id: 'a1', topic: 'critical', only: 'oncall', at: T0, by: 'ada' };

describe.each([
  ['memory', inMemory],
  ['DynamoDB', onDynamoDb],
] as const)('test store: %s', (_name, create) => {
  test('a test is in the open index until it is over, and does not come back', async () => {
    const { tests, facts } = create();
    await tests.putTest(page, T0 + 300_000);
    expect(await facts.listOpen()).toEqual([{ kind: 'test', test: page, dueAt: T0 + 300_000 }]);
    await tests.putWord(page, { channel: 'a@example.com', came: true, at: T0, by: 'ada' });
    expect(await facts.listOpen()).toHaveLength(1);
    await tests.endTest(page);
    await tests.putTest(page, T0 + 600_000);
    expect(await facts.listOpen()).toEqual([]);
  });

  test('a test without a time at which it ends is in no index', async () => {
    const { tests, facts } = create();
    await tests.putTest({ ...page, id: 'a2' }, null);
    expect(await facts.listOpen()).toEqual([]);
  });
});

test('a word sorts after its test, and both are kept for 400 days', async () => {
  const { tests } = onDynamoDb();
  const health: TestPage = { ...page, topic: 'health', only: null };
  await tests.putTest(health, null);
  await tests.putTest({ ...health, id: 'b', at: T0 + 1 }, null);
  await tests.putWord(health, { channel: 'a#b@example.com', came: false, at: T0, by: 'ada' });
  const { Items = [] } = await dynamoDb.client.send(
    new QueryCommand({
      TableName: TABLE_NAME,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'test#health' } },
    }),
  );
  expect(Items.map((item) => subjectOf(item)?.kind)).toEqual(['test', 'word', 'test']);
  const expires = String(Math.floor(T0 / 1_000) + 400 * 86_400);
  expect(Items.map(({ expiresAt }) => expiresAt?.N)).toEqual([expires, expires, expires]);
});

import { type AttributeValue, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../bin/cli/demo/local-dynamodb.ts';
import { DynamoDbMeter } from '../../scripts/costs/dynamodb-meter.ts';

let database: LocalDynamoDb;
let meter: DynamoDbMeter;
let partition = 0;

beforeAll(async () => {
  database = await startLocalDynamoDb('metered');
  meter = new DynamoDbMeter(database.client);
});
afterAll(() => database.close());
beforeEach(() => {
  partition++;
});

/** What `work` was billed for, as `[write units, read units]`. */
async function billed(work: () => Promise<unknown>): Promise<readonly [number, number]> {
  const before = { ...meter.use };
  await work();
  return [meter.use.writeUnits - before.writeUnits, meter.use.readUnits - before.readUnits];
}

function put(bytes: number, dueAt?: number, condition?: string): Promise<unknown> {
  const item: Record<string, AttributeValue> = {
    pk: { S: `p${partition}` },
    sk: { S: 'run#1' },
    ...(dueAt === undefined ? {} : { open: { S: 'open' }, dueAt: { N: String(dueAt) } }),
  };
  const size = JSON.stringify(item).length;
  const request = {
    TableName: 'metered',
    Item: { ...item, body: { S: 'x'.repeat(Math.max(1, bytes - size)) } },
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
  };
  return database.client.send(new PutItemCommand(request)).catch(() => undefined);
}

test('a put costs a unit for each KB of the larger of old and new', async () => {
  expect(await billed(() => put(900))).toEqual([1, 0]);
  expect(await billed(() => put(2_900))).toEqual([3, 0]);
  expect(await billed(() => put(900))).toEqual([3, 0]);
});

test('a put that is refused costs what it would have written', async () => {
  await put(900);
  expect(await billed(() => put(1_900, undefined, 'attribute_not_exists(pk)'))).toEqual([2, 0]);
});

test('the open index costs a write to enter, to change and to leave, and two to move', async () => {
  expect(await billed(() => put(500, 1))).toEqual([2, 0]);
  expect(await billed(() => put(500, 1))).toEqual([2, 0]);
  expect(await billed(() => put(500, 2))).toEqual([3, 0]);
  expect(await billed(() => put(500))).toEqual([2, 0]);
  expect(await billed(() => put(500))).toEqual([1, 0]);
});

test.each([
  ['consistent', true, 2],
  ['eventually consistent, half of it', false, 1],
])('a query costs a unit for each 4 KB of what it read: %s', async (_, ConsistentRead, units) => {
  await put(5_000);
  const query = new QueryCommand({
    TableName: 'metered',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `p${partition}` } },
    ConsistentRead,
  });
  expect(await billed(() => database.client.send(query))).toEqual([0, units]);
});

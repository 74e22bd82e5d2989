import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTable } from '../../lambda/adapters/aws/dynamodb-table.ts';
import { type LocalDynamoDb, startDynamoDb } from './local-dynamodb.ts';

let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb('other');
});
afterAll(() => dynamoDb.close());

test('the local table has the keys and the indexes of the deployed one, and can be used when it is returned', async () => {
  await createTable(dynamoDb.client, 'runs');
  const { Table } = await dynamoDb.client.send(new DescribeTableCommand({ TableName: 'runs' }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: expect.arrayContaining([
      expect.objectContaining({
        IndexName: 'open',
        KeySchema: [
          { AttributeName: 'open', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      }),
      expect.objectContaining({
        IndexName: 'recent',
        KeySchema: [
          { AttributeName: 'list', KeyType: 'HASH' },
          { AttributeName: 'listedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] },
      }),
    ]),
  });
});

test('a table whose name is taken is not created', async () => {
  await expect(createTable(dynamoDb.client, 'other')).rejects.toMatchObject({
    name: 'ResourceInUseException',
  });
});

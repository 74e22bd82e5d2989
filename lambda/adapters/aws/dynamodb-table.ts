import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';

/** The request that creates the table of the contract. The demo and the tests use it; the CDK app declares the same table. */
export function tableRequest(tableName: string): CreateTableCommandInput {
  const { partitionKey, sortKey, openIndex, recentIndex } = TABLE;
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: partitionKey, AttributeType: 'S' },
      { AttributeName: sortKey, AttributeType: 'S' },
      { AttributeName: openIndex.partitionKey, AttributeType: 'S' },
      { AttributeName: openIndex.sortKey, AttributeType: 'N' },
      { AttributeName: recentIndex.partitionKey, AttributeType: 'S' },
      { AttributeName: recentIndex.sortKey, AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      { AttributeName: sortKey, KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: openIndex.name,
        KeySchema: [
          { AttributeName: openIndex.partitionKey, KeyType: 'HASH' },
          { AttributeName: openIndex.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: recentIndex.name,
        KeySchema: [
          { AttributeName: recentIndex.partitionKey, KeyType: 'HASH' },
          { AttributeName: recentIndex.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [recentIndex.summary] },
      },
    ],
  };
}

/** Creates the table and waits up to 30 s until it can be used. Throws when a table with that name exists. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new CreateTableCommand(tableRequest(tableName)));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: tableName });
}

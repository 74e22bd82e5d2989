import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { TABLE_NAME } from './deployed-week.ts';

export type Items = readonly Readonly<Record<string, AttributeValue>>[];

/** Most items of one BatchWriteItem. */
const AT_ONCE = 25;

/** Everything in the table. */
export async function itemsIn(client: DynamoDBClient): Promise<Items> {
  const found: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE_NAME }))
    found.push(...Items);
  return found;
}

/** Puts items into an empty table: what was played once need not be played for each test. */
export async function putItems(client: DynamoDBClient, items: Items): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE) {
    const requests = items.slice(i, i + AT_ONCE).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE_NAME]: requests } }));
  }
}

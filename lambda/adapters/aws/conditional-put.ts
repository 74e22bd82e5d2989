import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Writes the item unless its key exists. Returns whether it was written. */
export function putIfAbsent(client: DynamoDBClient, tableName: string, item: Item): Promise<boolean> {
  return putIf(client, {
    TableName: tableName,
    Item: item,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': TABLE.partitionKey },
  });
}

/** Writes the item with `revision`, on condition that the stored revision is still `expected` (`null`: that no item is stored). */
export async function putRevision(
  client: DynamoDBClient,
  tableName: string,
  item: Item,
  revision: number,
  expected: number | null,
): Promise<'written' | 'conflict'> {
  const numbered = { ...item, revision: { N: String(revision) } };
  const written =
    expected === null
      ? await putIfAbsent(client, tableName, numbered)
      : await putIf(client, {
          TableName: tableName,
          Item: numbered,
          ConditionExpression: '#revision = :expected',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':expected': { N: String(expected) } },
        });
  return written ? 'written' : 'conflict';
}

/**
 * Writes the item with `since`, epoch ms, unless an item is stored whose `since` is not earlier (`<`), or not the same (`=`). Does nothing
 * then.
 */
export async function putSince(
  client: DynamoDBClient,
  tableName: string,
  item: Item,
  since: number,
  stored: '<' | '=',
): Promise<void> {
  await putIf(client, {
    TableName: tableName,
    Item: { ...item, since: { N: String(since) } },
    ConditionExpression: `attribute_not_exists(#key) OR #since ${stored} :since`,
    ExpressionAttributeNames: { '#key': TABLE.partitionKey, '#since': 'since' },
    ExpressionAttributeValues: { ':since': { N: String(since) } },
  });
}

async function putIf(client: DynamoDBClient, input: PutItemCommandInput): Promise<boolean> {
  try {
    await client.send(new PutItemCommand(input));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

import type * as sdk from '@aws-sdk/client-dynamodb';
import { AwsClient } from './aws-client.ts';
import { jsonCommand } from './json-command.ts';
import type { Post } from './post.ts';

type Item = Record<string, sdk.AttributeValue>;

export class DynamoDBClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'dynamodb', id: 'DYNAMODB' }, post);
  }
}

export const PutItemCommand = jsonCommand<sdk.PutItemCommandInput, object>({
  target: 'DynamoDB_20120810.PutItem',
  version: '1.0',
  write: ({ Item, ...input }) => ({ ...input, Item: Item && mapped(Item, toJson) }),
});

export const GetItemCommand = jsonCommand<sdk.GetItemCommandInput, Pick<sdk.GetItemCommandOutput, 'Item'>>({
  target: 'DynamoDB_20120810.GetItem',
  version: '1.0',
  read: ({ Item }) => ({ Item: Item && mapped(Item, fromJson) }),
});

export const UpdateItemCommand = jsonCommand<sdk.UpdateItemCommandInput, object>({
  target: 'DynamoDB_20120810.UpdateItem',
  version: '1.0',
});

type QueryOutput = Pick<sdk.QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>;

export const QueryCommand = jsonCommand<sdk.QueryCommandInput, QueryOutput>({
  target: 'DynamoDB_20120810.Query',
  version: '1.0',
  read: ({ Items, LastEvaluatedKey }) => ({
    Items: Items?.map((item) => mapped(item, fromJson)),
    LastEvaluatedKey,
  }),
});

/** All pages of a Query, from the one after `startingToken` on. */
export async function* paginateQuery(
  { client, startingToken }: { readonly client: AwsClient; readonly startingToken?: Item },
  input: sdk.QueryCommandInput,
): AsyncGenerator<QueryOutput> {
  let after = startingToken;
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: after }));
    yield page;
    after = page.LastEvaluatedKey;
  } while (after);
}

function mapped(item: Item, convert: (attribute: sdk.AttributeValue) => unknown): Item {
  return Object.fromEntries(
    Object.entries(item).map(([name, attribute]) => [name, convert(attribute)]),
  ) as Item;
}

/** JSON has bytes in base64. */
function toJson(attribute: sdk.AttributeValue): unknown {
  if (attribute.M ?? attribute.L ?? attribute.BS) throw new Error('the monitor stores flat items only');
  return attribute.B === undefined ? attribute : { B: Buffer.from(attribute.B).toString('base64') };
}

function fromJson(attribute: sdk.AttributeValue): unknown {
  const { B: base64 } = attribute as { readonly B?: unknown };
  return typeof base64 === 'string' ? { B: Buffer.from(base64, 'base64') } : attribute;
}

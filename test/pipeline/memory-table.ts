import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../lambda/contract/table.ts';

type Item = Record<string, AttributeValue>;

/** DynamoDB returns at most this much from one Query. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
const PAGE_BYTES = 1_024 * 1_024;

const { partitionKey: PK, sortKey: SK, openIndex: OPEN } = TABLE;

/** The one table in memory: the conditional puts and the Queries of our stores, each at once. Throws for anything else. */
export class MemoryTable {
  /** By partition, then by sort key. */
  readonly items = new Map<string, Map<string, Item>>();

  send(command: unknown): object {
    if (command instanceof PutItemCommand) return this.#put(command);
    if (command instanceof QueryCommand) return this.#query(command.input);
    throw new Error('the table knows PutItem and Query');
  }

  /** All items with sort keys that begin with `prefix`. */
  of(prefix: string): readonly Item[] {
    return [...this.items.values()].flatMap((partition) =>
      [...partition].filter(([sort]) => sort.startsWith(prefix)).map(([, item]) => item),
    );
  }

  #put({ input }: PutItemCommand): object {
    const item = input.Item!;
    const partition = this.items.get(item[PK]!.S!) ?? new Map<string, Item>();
    const stored = partition.get(item[SK]!.S!);
    const isMet = {
      'attribute_not_exists(#key)': stored === undefined,
      '#revision = :expected':
        stored?.['revision']?.N === input.ExpressionAttributeValues?.[':expected']?.N && stored !== undefined,
      none: true,
    }[input.ConditionExpression ?? 'none'];
    if (isMet === undefined) throw new Error(`an unknown condition: ${input.ConditionExpression}`);
    if (!isMet) throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
    this.items.set(item[PK]!.S!, partition.set(item[SK]!.S!, item));
    return {};
  }

  #query({ IndexName, KeyConditionExpression = '', ...input }: QueryCommandInput): object {
    const value = (name: string) => input.ExpressionAttributeValues![name]!.S!;
    const [, first, , more] = /^#\w+ = (:\w+)( AND #sort (.+))?$/.exec(KeyConditionExpression) ?? [];
    if (first === undefined) throw new Error(`an unknown Query: ${KeyConditionExpression}`);
    const [, from, to] = /^BETWEEN (:\w+) AND (:\w+)$/.exec(more ?? '') ?? [];
    const isIn = (sort: string) => {
      if (more === undefined) return true;
      if (from !== undefined) return value(from) <= sort && sort <= value(to!);
      return more === `= ${more.slice(2)}` && sort === value(more.slice(2));
    };
    const sortOf = (item: Item) =>
      IndexName === undefined ? item[SK]!.S! : item[OPEN.sortKey]!.N!.padStart(20, '0');
    const found = (
      IndexName === OPEN.name
        ? this.of('').filter((item) => item[OPEN.partitionKey]?.S === value(first))
        : [...(this.items.get(value(first))?.values() ?? [])].filter((item) => isIn(item[SK]!.S!))
    ).sort((a, b) => (sortOf(a) < sortOf(b) ? -1 : sortOf(a) > sortOf(b) ? 1 : 0));
    if (input.ScanIndexForward === false) found.reverse();
    const after = input.ExclusiveStartKey;
    const start = after === undefined ? 0 : 1 + found.findIndex((item) => isSame(item, after));
    return pageOf(found.slice(start), input.Limit);
  }
}

function isSame(a: Item, b: Item): boolean {
  return a[PK]!.S === b[PK]!.S && a[SK]!.S === b[SK]!.S;
}

function pageOf(items: readonly Item[], limit = Number.POSITIVE_INFINITY): object {
  let bytes = 0;
  const page: Item[] = [];
  for (const item of items) {
    if (page.length >= limit || bytes >= PAGE_BYTES) break;
    page.push(item);
    bytes += Object.values(item).reduce((sum, { S, B, N }) => sum + (S ?? N ?? B ?? '').length, 0);
  }
  const last = page.at(-1);
  return { Items: page, ...(page.length < items.length && last && { LastEvaluatedKey: last }) };
}

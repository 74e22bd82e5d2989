import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { subjectOf } from '../../lambda/adapters/aws/dynamodb-item.ts';
import type { ItemSubject } from '../../lambda/adapters/aws/table-keys.ts';
import { TABLE } from '../../lambda/contract/table.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** Units that DynamoDB bills. */
export interface TableUse {
  writeUnits: number;
  readUnits: number;
}

/**
 * DynamoDB's own unit sizes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
const WRITE_UNIT = 1_024;
const READ_UNIT = 4_096;
/**
 * Bytes that DynamoDB bills for each item in addition to its content, in the table and in an index.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const STORED_OVERHEAD = 100;

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, recentIndex: RECENT } = TABLE;

/**
 * Counts the request units of everything that `client` asks for, by the rules of DynamoDB's documentation.
 *
 * A put is billed by the size of the old or the new item, whichever is larger, even when it is refused. In the open index, each
 * entry that is added, changed or removed costs a write, and an entry that moves costs two. A Query costs by the sum of what it
 * read, half of it from the index.
 */
export class DynamoDbMeter {
  readonly use: TableUse = { writeUnits: 0, readUnits: 0 };
  /** Every item by its key, as it is stored. */
  readonly #items = new Map<string, Item>();

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const input = args.input as Request;
          try {
            const result = await next(args);
            this.#count(commandName ?? '', input, result.output as Answer);
            return result;
          } catch (error) {
            if (commandName === 'PutItemCommand') this.#refused(input.Item!);
            throw error;
          }
        },
      { step: 'initialize', name: 'dynamoDbMeter' },
    );
  }

  /** Bytes in table and index of items whose sort key begins with `prefix`. */
  storedBytes(kind: ItemSubject['kind']): number {
    return [...this.#items.values()]
      .filter((item) => subjectOf(item)?.kind === kind)
      .reduce((sum, item) => sum + (sizeOf(item) + STORED_OVERHEAD) * (isOpen(item) ? 2 : 1), 0);
  }

  #count(command: string, input: Request, output: Answer): void {
    switch (command) {
      case 'PutItemCommand':
        this.#put(input.Item!);
        return;
      case 'GetItemCommand':
        this.use.readUnits += readUnits(output.Item ? sizeOf(output.Item) : 0, input.ConsistentRead);
        return;
      case 'QueryCommand': {
        const bytes = (output.Items ?? []).reduce((sum, item) => sum + sizeOf(item), 0);
        this.use.readUnits += readUnits(bytes, input.ConsistentRead);
        return;
      }
      default:
        throw new Error(`${command} is not metered; expected PutItem, GetItem or Query`);
    }
  }

  #put(item: Item): void {
    const key = keyOf(item);
    const before = this.#items.get(key);
    this.#items.set(key, item);
    const size = Math.max(sizeOf(item), before ? sizeOf(before) : 0);
    this.use.writeUnits +=
      writeUnits(size) + indexWrites(before, item) * writeUnits(size) + recentWrites(before, item);
  }

  #refused(item: Item): void {
    const before = this.#items.get(keyOf(item));
    this.use.writeUnits += writeUnits(Math.max(sizeOf(item), before ? sizeOf(before) : 0));
  }
}

interface Request {
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
}

interface Answer {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
}

/** Writes that the open index sees when `after` replaces `before`. */
function indexWrites(before: Item | undefined, after: Item): number {
  const was = before !== undefined && isOpen(before);
  if (!was) return isOpen(after) ? 1 : 0;
  if (!isOpen(after)) return 1;
  return before[OPEN.sortKey]?.N === after[OPEN.sortKey]?.N ? 1 : 2;
}

/** The same for the index `recent`, which projects little: one unit for an entry that is added or changed, two for one that moves. */
function recentWrites(before: Item | undefined, after: Item): number {
  const entry = (item: Item | undefined) =>
    item?.[RECENT.partitionKey] && `${item[RECENT.sortKey]?.N} ${item[RECENT.summary]?.S}`;
  const [was, is] = [entry(before), entry(after)];
  if (was === is) return 0;
  const hasMoved = was && is && before?.[RECENT.sortKey]?.N !== after[RECENT.sortKey]?.N;
  const size = Buffer.byteLength(after[RECENT.summary]?.S ?? '') + sizeOf(keysOf(after));
  return writeUnits(size) * (hasMoved ? 2 : 1);
}

function keysOf(item: Item): Item {
  return { [PK]: item[PK]!, [SK]: item[SK]! };
}

function isOpen(item: Item): boolean {
  return item[OPEN.partitionKey] !== undefined;
}

function keyOf(item: Item): string {
  return `${item[PK]?.S} ${item[SK]?.S}`;
}

function writeUnits(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT);
}

/** An empty answer costs a unit too; half of it when the read need not be consistent. */
function readUnits(bytes: number, consistent = false): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent ? 1 : 0.5);
}

/** Names and values in bytes. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + valueSize(value), 0);
}

function valueSize({ S, N, B, BOOL }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (B !== undefined) return B.byteLength;
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (BOOL !== undefined) return 1;
  throw new Error('an attribute of a type that the table does not use');
}

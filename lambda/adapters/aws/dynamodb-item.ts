import { TABLE } from '../../contract/table.ts';
import type { Item } from './conditional-put.ts';
import { type ItemSubject, parseTableKey, type TableKey } from './table-keys.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, ttl: TTL } = TABLE;
const DAY_SECONDS = 24 * 60 * 60;

/** The attributes of a key. */
export function keyAttributes({ partition, sort }: TableKey): Item {
  return { [PK]: { S: partition }, [SK]: { S: sort } };
}

/** What an item is, by its key; `undefined` for an item that the monitor did not write. */
export function subjectOf(item: Item): ItemSubject | undefined {
  return parseTableKey({ partition: item[PK]?.S ?? '', sort: item[SK]?.S ?? '' });
}

/** Attributes that put an item into the open index. `dueAt` is in epoch ms; `null` gives no attributes. */
export function openAttributes(dueAt: number | null): Item {
  if (dueAt === null) return {};
  return { [OPEN.partitionKey]: { S: OPEN.partition }, [OPEN.sortKey]: { N: String(dueAt) } };
}

/** The attribute that makes DynamoDB delete an item `days` days after `now` (epoch ms). */
export function expiryAttribute(now: number, days: number): Item {
  return { [TTL]: { N: String(Math.floor(now / 1_000) + days * DAY_SECONDS) } };
}

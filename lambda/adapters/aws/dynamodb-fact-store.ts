import {
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../../contract/canary.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../../contract/table.ts';
import type { Condition } from '../../domain/incidents/condition.ts';
import type { Told } from '../../domain/incidents/told.ts';
import type { Fact } from '../../domain/model/fact.ts';
import { incidentKey } from '../../domain/model/incident-key.ts';
import { isCanaryOrigin } from '../../domain/model/is-canary.ts';
import { type ExpectedRun, isArmed } from '../../domain/runs/expected-run.ts';
import type { RunRecord } from '../../domain/runs/record/run-record.ts';
import { type Snapshot, unreadableSnapshot } from '../../domain/runs/record/snapshot.ts';
import { EXPECTED_RUN } from '../../domain/stored/expected-run.ts';
import { FACT } from '../../domain/stored/fact.ts';
import { NewerFormError } from '../../domain/stored/form.ts';
import { RUN_RECORD } from '../../domain/stored/run-record.ts';
import { SNAPSHOT } from '../../domain/stored/snapshot.ts';
import { TEST_PAGE } from '../../domain/stored/test-page.ts';
import type {
  Clock,
  ExpectedRunStore,
  FactStore,
  OpenEntry,
  OpenItems,
  OriginItems,
} from '../../pipeline/ports.ts';
import { type Item, putIfAbsent, putRevision, putSince } from './conditional-put.ts';
import { expiryAttribute, keyAttributes, openAttributes, subjectOf } from './dynamodb-item.ts';
import { listedRun } from './listed.ts';
import {
  expectedKey,
  factKey,
  factsSince,
  type ItemSubject,
  originPartition,
  runKey,
  runsSince,
  type SortRange,
  snapshotKey,
} from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf, readBody } from './versioned-body.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN } = TABLE;
/** Items of an origin that the first Query reads, which shows whether there is a snapshot. Most origins have fewer items. */
const FIRST_PAGE_ITEMS = 40;

/** Facts and run records in one DynamoDB table. Makes single-item conditional writes only. */
export class DynamoDbFactStore extends TableStore implements FactStore, ExpectedRunStore {
  readonly #retention: Pick<Retention, 'fact' | 'run'>;

  /** `clock` and `retention` are used only for the time at which items expire. `retention` defaults to `RETENTION_DAYS`. */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    clock: Clock,
    retention: Pick<Retention, 'fact' | 'run'> = RETENTION_DAYS,
  ) {
    super(client, tableName, clock);
    this.#retention = retention;
  }

  async putFact(origin: string, fact: Fact): Promise<'written' | 'exists'> {
    const item = {
      ...keyAttributes(factKey(origin, fact)),
      ...this.#expiry(daysOf(origin, this.#retention.fact)),
      ...bodyOf(FACT, fact),
    };
    return (await putIfAbsent(this.client, this.tableName, item)) ? 'written' : 'exists';
  }

  async readOrigin(origin: string): Promise<OriginItems> {
    return originItems(await this.#queryAll(lastFirst(origin)));
  }

  async readOpen(origin: string, rules: string): Promise<OpenItems> {
    const page = await this.#query({ ...lastFirst(origin), Limit: FIRST_PAGE_ITEMS });
    const [newest] = page.items;
    const snapshot = newest && isOf('snapshot', newest) ? snapshotIn(newest) : null;
    const seed = snapshot?.rules === rules ? snapshot.seed : null;
    if (seed === null) {
      const rest = page.next ? await this.#queryAll(lastFirst(origin), page.next) : [];
      const items = [...page.items, ...rest];
      const keyedByTime = items.every((item) => !isOf('fact', item) || hasTime(item));
      return { ...originItems(items), snapshot, seed, keyedByTime };
    }
    const runs = await this.#between(origin, page, runsSince(origin, seed.since));
    const facts = await this.#between(origin, page, factsSince(seed.since));
    return { ...originItems([...runs, ...facts]), snapshot, seed, keyedByTime: true };
  }

  /** Items with sort keys in the range, last first. Takes them from `page`, and reads more where the page ends before the range does. */
  async #between(origin: string, page: Page, { from, to }: SortRange): Promise<readonly Item[]> {
    const keyOf = (item: Item) => item[SK]!.S!;
    const read = page.items.filter((item) => from <= keyOf(item) && keyOf(item) < to);
    const readFrom = page.next && keyOf(page.next);
    if (readFrom === undefined || readFrom <= from) return read;
    const rest = await this.#queryAll({
      ...lastFirst(origin),
      KeyConditionExpression: '#key = :origin AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: {
        ':origin': { S: originPartition(origin) },
        ':from': { S: from },
        ':to': { S: readFrom < to ? readFrom : to },
      },
    });
    const known = new Set(read.map(keyOf));
    return [...read, ...rest.filter((item) => !known.has(keyOf(item)))];
  }

  putSnapshot(origin: string, snapshot: Snapshot, expected: number | null): Promise<'written' | 'conflict'> {
    const item = {
      ...keyAttributes(snapshotKey(origin)),
      ...this.#expiry(daysOf(origin, this.#retention.fact)),
      ...bodyOf(SNAPSHOT, snapshot),
    };
    return putRevision(this.client, this.tableName, item, snapshot.revision, expected);
  }

  putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'> {
    const item = {
      ...keyAttributes(runKey(record.run.origin, record.run.id)),
      ...this.#expiry(daysOf(record.run.origin, this.#retention.run)),
      ...openAttributes(dueAt),
      ...listedRun(record),
      ...bodyOf(RUN_RECORD, record),
    };
    return putRevision(this.client, this.tableName, item, record.revision, expected);
  }

  async listOpen(): Promise<readonly OpenEntry[]> {
    const items = await this.#queryAll({
      IndexName: OPEN.name,
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': OPEN.partitionKey },
      ExpressionAttributeValues: { ':open': { S: OPEN.partition } },
    });
    return items.flatMap((item) => openEntry(item) ?? []);
  }

  async openExpected(expected: ExpectedRun): Promise<void> {
    const item = { ...this.#expectedItem(expected), ...openAttributes(expected.dueAt) };
    if (isArmed(expected)) await putSince(this.client, this.tableName, item, expected.since, '<');
    else await putIfAbsent(this.client, this.tableName, item);
  }

  async closeExpected(expected: ExpectedRun): Promise<void> {
    const item = this.#expectedItem(expected);
    if (isArmed(expected)) await putSince(this.client, this.tableName, item, expected.since, '=');
    else await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: item }));
  }

  #expectedItem(expected: ExpectedRun): Item {
    return {
      ...keyAttributes(expectedKey(expected)),
      ...this.#expiry(this.#retention.fact),
      ...bodyOf(EXPECTED_RUN, expected),
    };
  }

  async #queryAll(query: Query, after?: Item): Promise<Item[]> {
    const items: Item[] = [];
    const pages = paginateQuery(
      { client: this.client, startingToken: after },
      { TableName: this.tableName, ...query },
    );
    for await (const page of pages) items.push(...(page.Items ?? []));
    return items;
  }

  async #query(query: Query): Promise<Page> {
    const page = await this.client.send(new QueryCommand({ TableName: this.tableName, ...query }));
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  }

  #expiry(days: number): Item {
    return expiryAttribute(this.clock(), days);
  }
}

type Query = Omit<QueryCommandInput, 'TableName'>;

interface Page {
  readonly items: readonly Item[];
  /** Key of the last item that was read; `undefined` if there are no more items. */
  readonly next: Item | undefined;
}

/** A strongly consistent Query of an origin: its snapshot, then its run records, then its facts, each the latest first. */
function lastFirst(origin: string): Query {
  return {
    KeyConditionExpression: '#key = :origin',
    ExpressionAttributeNames: { '#key': PK },
    ExpressionAttributeValues: { ':origin': { S: originPartition(origin) } },
    ConsistentRead: true,
    ScanIndexForward: false,
  };
}

/** Facts and run records among `items`. A fact may have two keys, if it was stored by an earlier release and delivered again; the first stored counts. */
function originItems(items: readonly Item[]): OriginItems {
  const facts = new Map<string, Fact>();
  const records: RunRecord[] = [];
  for (const item of items) {
    if (isOf('fact', item)) {
      const fact = readBody(FACT, item);
      if (!facts.has(fact.id) || !hasTime(item)) facts.set(fact.id, fact);
    } else if (isOf('run', item)) records.push(readBody(RUN_RECORD, item));
  }
  return { facts: [...facts.values()], records };
}

/** A snapshot that this code cannot read is {@link unreadableSnapshot}: it holds nothing that the facts do not. */
function snapshotIn(item: Item): Snapshot {
  try {
    return readBody(SNAPSHOT, item);
  } catch (error) {
    if (!(error instanceof NewerFormError)) throw error;
    return unreadableSnapshot(Number(item['revision']?.N));
  }
}

function isOf(kind: ItemSubject['kind'], item: Item): boolean {
  return subjectOf(item)?.kind === kind;
}

function hasTime(item: Item): boolean {
  const subject = subjectOf(item);
  return subject?.kind === 'fact' && subject.hasTime;
}

function daysOf(origin: string, usual: number): number {
  return isCanaryOrigin(origin) ? CANARY_RETENTION_DAYS : usual;
}

/** The entry of the open index for an item. Returns an item that cannot be read as an entry, so that it does not hide the others. */
function openEntry(item: Item): OpenEntry | undefined {
  const dueAt = Number(item[OPEN.sortKey]?.N);
  try {
    return readableEntry(item, dueAt);
  } catch (error) {
    const where = JSON.stringify([item[PK]?.S, item[SK]?.S]);
    const fault = new Error(`the item ${where} of the open index cannot be read`, { cause: error });
    return { kind: 'unreadable', error: error instanceof NewerFormError ? error : fault, dueAt };
  }
}

/** A run record, an incident, an expected run or a test page, by its key. `undefined` for other items. */
function readableEntry(item: Item, dueAt: number): OpenEntry | undefined {
  const subject = subjectOf(item);
  switch (subject?.kind) {
    case 'run':
      return { kind: 'run', record: readBody(RUN_RECORD, item), dueAt };
    case 'expected':
      return { kind: 'expected', expected: readBody(EXPECTED_RUN, item), dueAt };
    case 'test':
      return { kind: 'test', test: readBody(TEST_PAGE, item), dueAt };
    case 'incident': {
      const { target, kind } = subject.name;
      // An earlier release named the attribute `causes`.
      const listed = item['conditions'] ?? item['causes'];
      const conditions = (listed?.S ?? '').split(' ').filter(Boolean) as Condition[];
      const incident = incidentKey(subject.name);
      const announcedIn = item['announcedIn']?.S;
      const told = item['told']?.S;
      return {
        kind: 'incident',
        incident,
        ...target,
        incidentKind: kind,
        conditions,
        ...(announcedIn !== undefined && { announcedIn }),
        ...(told !== undefined && { told: JSON.parse(told) as Told }),
        ...(item['isOver']?.BOOL && { isOver: true }),
        dueAt,
      };
    }
    default:
      return undefined;
  }
}

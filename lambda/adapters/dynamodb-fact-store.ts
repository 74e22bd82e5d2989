import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../contract/canary.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../contract/table.ts';
import { isCanaryOrigin } from '../domain/canary/is-canary.ts';
import { type ExpectedRun, expectedRunId } from '../domain/expected-run.ts';
import type { Fact } from '../domain/fact.ts';
import { tellsUntil } from '../domain/fact-time.ts';
import { upgradedRecord } from '../domain/former-shape.ts';
import type { Cause } from '../domain/incident/cause.ts';
import type { RunRecord } from '../domain/record/run-record.ts';
import type { Snapshot } from '../domain/record/snapshot.ts';
import type { Target } from '../domain/target.ts';
import type {
  BaselineReader,
  Clock,
  ExpectedRunStore,
  FactStore,
  IncidentEntry,
  OpenEntry,
  OpenItems,
  OriginItems,
} from '../pipeline/ports.ts';
import { type Item, putIfAbsent, putRevision } from './conditional-put.ts';
import { packBody, unpackBody } from './item-body.ts';
import { STATE, targetPartition } from './target-keys.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, ttl: TTL } = TABLE;
const FACT = 'fact#';
/** Of a fact that is stored under its time. `~` sorts after the facts that are not, whose keys go on with their ids. */
const TIMED_FACT = `${FACT}~`;
const AFTER_FACTS = `${TIMED_FACT}~`;
const RUN = 'run#';
const AFTER_RUNS = 'run$';
/** Sorts after all else of its origin, so that it comes first when the last is read first. */
const SNAPSHOT = 'snapshot';
const EXPECTED = 'expected#';
/** Items of an origin that are read before it is known whether there is a snapshot: most origins have fewer. */
const FIRST_PAGE_ITEMS = 40;
/** Digits of a time in a key: epoch ms, base 36, up to the year 5000. */
const TIME_DIGITS = 9;
const DAY_SECONDS = 24 * 60 * 60;

/** Facts and run records in one DynamoDB table; single-item conditional writes only. */
export class DynamoDbFactStore implements FactStore, ExpectedRunStore, BaselineReader {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #retention: Pick<Retention, 'fact' | 'run'>;

  /** `clock` and `retention` date the items' expiry only; left out: `RETENTION_DAYS`. */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    clock: Clock,
    retention: Pick<Retention, 'fact' | 'run'> = RETENTION_DAYS,
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#retention = retention;
  }

  async putFact(origin: string, fact: Fact): Promise<'written' | 'exists'> {
    const item = {
      ...this.#key(origin, `${TIMED_FACT}${timeKey(tellsUntil(fact))}#${fact.id}`),
      ...this.#expiry(daysOf(origin, this.#retention.fact)),
      body: packBody(fact),
    };
    return (await putIfAbsent(this.#client, this.#tableName, item)) ? 'written' : 'exists';
  }

  async readOrigin(origin: string): Promise<OriginItems> {
    return originItems(await this.#queryAll(lastFirst(origin)));
  }

  async readOpen(origin: string, rules: string): Promise<OpenItems> {
    const page = await this.#query({ ...lastFirst(origin), Limit: FIRST_PAGE_ITEMS });
    const [newest] = page.items;
    const snapshot = newest?.[SK]?.S === SNAPSHOT ? unpackBody<Snapshot>(newest['body']) : null;
    const seed = snapshot?.rules === rules ? snapshot.seed : null;
    if (seed === null) {
      const rest = page.next ? await this.#queryAll(lastFirst(origin), page.next) : [];
      const items = [...page.items, ...rest];
      const keyedByTime = !items.some((item) => item[SK]!.S!.startsWith(FACT) && !isTimed(item));
      return { ...originItems(items), snapshot, seed, keyedByTime };
    }
    const runs = await this.#between(origin, page, `${RUN}${origin}-${seed.since.toString(36)}`, AFTER_RUNS);
    const facts = await this.#between(origin, page, TIMED_FACT + timeKey(seed.since), AFTER_FACTS);
    return { ...originItems([...runs, ...facts]), snapshot, seed, keyedByTime: true };
  }

  /** Items whose sort keys lie between the two, last first: those of the page, and what comes after it. */
  async #between(origin: string, page: Page, from: string, to: string): Promise<readonly Item[]> {
    const keyOf = (item: Item) => item[SK]!.S!;
    const read = page.items.filter((item) => from <= keyOf(item) && keyOf(item) < to);
    const readFrom = page.next && keyOf(page.next);
    if (readFrom === undefined || readFrom <= from) return read;
    const rest = await this.#queryAll({
      ...lastFirst(origin),
      KeyConditionExpression: '#key = :origin AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: {
        ':origin': { S: originKey(origin) },
        ':from': { S: from },
        ':to': { S: readFrom < to ? readFrom : to },
      },
    });
    const known = new Set(read.map(keyOf));
    return [...read, ...rest.filter((item) => !known.has(keyOf(item)))];
  }

  putSnapshot(origin: string, snapshot: Snapshot, expected: number | null): Promise<'written' | 'conflict'> {
    const item = {
      ...this.#key(origin, SNAPSHOT),
      ...this.#expiry(daysOf(origin, this.#retention.fact)),
      body: packBody(snapshot),
    };
    return putRevision(this.#client, this.#tableName, item, snapshot.revision, expected);
  }

  putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'> {
    const item = {
      ...this.#key(record.run.origin, RUN + record.run.id),
      ...this.#expiry(daysOf(record.run.origin, this.#retention.run)),
      ...(dueAt === null
        ? {}
        : { [OPEN.partitionKey]: { S: OPEN.partition }, [OPEN.sortKey]: { N: String(dueAt) } }),
      body: packBody(record),
    };
    return putRevision(this.#client, this.#tableName, item, record.revision, expected);
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

  async readUsualLimit(target: Target): Promise<number | null> {
    const [state] = await this.#queryAll({
      KeyConditionExpression: '#key = :target AND #sort = :state',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: {
        ':target': { S: targetPartition(target) },
        ':state': { S: STATE },
      },
      ProjectionExpression: 'usualLimitMs',
    });
    return Number(state?.['usualLimitMs']?.N ?? 0) || null;
  }

  async openExpected(expected: ExpectedRun): Promise<void> {
    const open = {
      [OPEN.partitionKey]: { S: OPEN.partition },
      [OPEN.sortKey]: { N: String(expected.dueAt) },
    };
    await putIfAbsent(this.#client, this.#tableName, { ...this.#expectedItem(expected), ...open });
  }

  async closeExpected(expected: ExpectedRun): Promise<void> {
    const item = this.#expectedItem(expected);
    await this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item: item }));
  }

  #expectedItem(expected: ExpectedRun): Item {
    const { environment, database } = expected.target;
    return {
      [PK]: { S: `${EXPECTED}${environment}#${database}` },
      [SK]: { S: expectedRunId(expected) },
      ...this.#expiry(this.#retention.fact),
      body: packBody(expected),
    };
  }

  async #queryAll(query: Query, after?: Item): Promise<Item[]> {
    const items: Item[] = [];
    let next = after;
    do {
      const page = await this.#query({ ...query, ExclusiveStartKey: next });
      items.push(...page.items);
      next = page.next;
    } while (next);
    return items;
  }

  async #query(query: Query): Promise<Page> {
    const page = await this.#client.send(new QueryCommand({ TableName: this.#tableName, ...query }));
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  }

  #key(origin: string, sortKey: string): Item {
    return { [PK]: { S: originKey(origin) }, [SK]: { S: sortKey } };
  }

  #expiry(days: number): Item {
    return { [TTL]: { N: String(Math.floor(this.#clock() / 1_000) + days * DAY_SECONDS) } };
  }
}

type Query = Omit<QueryCommandInput, 'TableName'>;

interface Page {
  readonly items: readonly Item[];
  /** Key of the last item that was read; `undefined`: nothing comes after it. */
  readonly next: Item | undefined;
}

/** All of an origin, strongly consistent: its snapshot, its records, its facts, the latest of each first. */
function lastFirst(origin: string): Query {
  return {
    KeyConditionExpression: '#key = :origin',
    ExpressionAttributeNames: { '#key': PK },
    ExpressionAttributeValues: { ':origin': { S: originKey(origin) } },
    ConsistentRead: true,
    ScanIndexForward: false,
  };
}

/** A fact that lies under two keys, because it was delivered again after keys had a time, is the one that was stored first. */
function originItems(items: readonly Item[]): OriginItems {
  const facts = new Map<string, Fact>();
  const records: RunRecord[] = [];
  for (const item of items) {
    if (item[SK]?.S?.startsWith(FACT)) {
      const fact = unpackBody<Fact>(item['body']);
      if (!facts.has(fact.id) || !isTimed(item)) facts.set(fact.id, fact);
    } else if (item[SK]?.S?.startsWith(RUN)) records.push(upgradedRecord(unpackBody(item['body'])));
  }
  return { facts: [...facts.values()], records };
}

function isTimed(item: Item): boolean {
  return item[SK]?.S?.startsWith(TIMED_FACT) === true;
}

function timeKey(at: number): string {
  return Math.max(0, at).toString(36).padStart(TIME_DIGITS, '0');
}

function daysOf(origin: string, usual: number): number {
  return isCanaryOrigin(origin) ? CANARY_RETENTION_DAYS : usual;
}

function originKey(origin: string): string {
  return `origin#${origin}`;
}

/** What the index holds: run records, incidents and runs expected, told apart by their keys. Anything else is not the sweep's. */
function openEntry(item: Item): OpenEntry | undefined {
  const dueAt = Number(item[OPEN.sortKey]?.N);
  if (item[SK]?.S?.startsWith(RUN))
    return { kind: 'run', record: upgradedRecord(unpackBody(item['body'])), dueAt };
  if (item[PK]?.S?.startsWith(EXPECTED))
    return { kind: 'expected', expected: unpackBody<ExpectedRun>(item['body']), dueAt };
  return openIncident(item, dueAt);
}

function openIncident(item: Item, dueAt: number): IncidentEntry | undefined {
  const [, environment, database] = /^target#([^#]+)#(.+)$/.exec(item[PK]?.S ?? '') ?? [];
  const [, incidentKind, n] = /^incident#([^#]+)#(\d+)$/.exec(item[SK]?.S ?? '') ?? [];
  if (!environment || !database || !incidentKind || !n) return undefined;
  const incident = `migrate-watch/${environment}/${database}/${incidentKind}/${Number(n)}`;
  const causes = (item['causes']?.S ?? '').split(' ').filter(Boolean) as Cause[];
  return { kind: 'incident', incident, environment, database, incidentKind, causes, dueAt };
}

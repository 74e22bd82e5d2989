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
import { upgradedRecord } from '../domain/former-shape.ts';
import type { Cause } from '../domain/incident/cause.ts';
import type { RunRecord } from '../domain/record/run-record.ts';
import type { Target } from '../domain/target.ts';
import type {
  BaselineReader,
  Clock,
  ExpectedRunStore,
  FactStore,
  IncidentEntry,
  OpenEntry,
  OriginItems,
} from '../pipeline/ports.ts';
import { type Item, putIfAbsent, putRevision } from './conditional-put.ts';
import { packBody, unpackBody } from './item-body.ts';
import { STATE, targetPartition } from './target-keys.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, ttl: TTL } = TABLE;
const FACT = 'fact#';
const RUN = 'run#';
const EXPECTED = 'expected#';
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
      ...this.#key(origin, FACT + fact.id),
      ...this.#expiry(daysOf(origin, this.#retention.fact)),
      body: packBody(fact),
    };
    return (await putIfAbsent(this.#client, this.#tableName, item)) ? 'written' : 'exists';
  }

  async readOrigin(origin: string): Promise<OriginItems> {
    const items = await this.#queryAll({
      KeyConditionExpression: '#key = :origin',
      ExpressionAttributeNames: { '#key': PK },
      ExpressionAttributeValues: { ':origin': { S: originKey(origin) } },
      ConsistentRead: true,
    });
    const facts: Fact[] = [];
    const records: RunRecord[] = [];
    for (const item of items) {
      if (item[SK]?.S?.startsWith(FACT)) facts.push(unpackBody<Fact>(item['body']));
      else if (item[SK]?.S?.startsWith(RUN)) records.push(upgradedRecord(unpackBody(item['body'])));
    }
    return { facts, records };
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

  async #queryAll(query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({ TableName: this.#tableName, ...query, ExclusiveStartKey: from }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  #key(origin: string, sortKey: string): Item {
    return { [PK]: { S: originKey(origin) }, [SK]: { S: sortKey } };
  }

  #expiry(days: number): Item {
    return { [TTL]: { N: String(Math.floor(this.#clock() / 1_000) + days * DAY_SECONDS) } };
  }
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

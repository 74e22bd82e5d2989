import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { keyAttributes, subjectOf } from '../../../lambda/adapters/aws/dynamodb-item.ts';
import {
  muteKey,
  PROGRESS_KEY,
  type TableKey,
  testItemKey,
} from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { own } from '../../../lambda/contract/own.ts';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { type List, PARTITIONS, TABLE } from '../../../lambda/contract/table.ts';
import type { Delivery } from '../../../lambda/domain/channels/delivery.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import type { VersionLine } from '../../../lambda/domain/incidents/version-line.ts';
import type { Mute } from '../../../lambda/domain/model/action.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import type { TestPage, TestWord } from '../../../lambda/domain/model/test-page.ts';
import type { History } from '../../../lambda/domain/normal/history.ts';
import type { ExpectedRun } from '../../../lambda/domain/runs/expected-run.ts';
import {
  type ListLine,
  type StoredListLine,
  wholeListLine,
} from '../../../lambda/domain/runs/record/list-line.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { DELIVERY } from '../../../lambda/domain/stored/delivery.ts';
import { EXPECTED_RUN } from '../../../lambda/domain/stored/expected-run.ts';
import { INCIDENT } from '../../../lambda/domain/stored/incident.ts';
import { MUTE } from '../../../lambda/domain/stored/mute.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';
import { TEST_PAGE, TEST_WORD } from '../../../lambda/domain/stored/test-page.ts';
import type { TargetItems } from '../../../lambda/pipeline/ports.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, recentIndex: RECENT } = TABLE;

type Item = Record<string, AttributeValue>;

/** A database's state in the list of states. */
export interface ListedState extends VersionLine {
  readonly target: Target;
}

export interface ListedRun extends ListLine {
  readonly id: string;
  /** Epoch ms. If the start is not known, the end. */
  readonly startedAt: number;
}

export interface ListedIncident extends IncidentLine {}

/** Everything that is open: runs that have not ended, incidents that are not over, and runs that are expected. */
export interface OpenItems {
  readonly runs: readonly RunRecord[];
  readonly incidents: readonly Incident[];
  readonly expected: readonly ExpectedRun[];
}

/** A test page, and what people said about it. */
export interface StoredTest {
  readonly test: TestPage;
  readonly words: readonly TestWord[];
}

/** Items of test pages that one request reads. */
const TESTS_AT_ONCE = 50;

/** A range of `listedAt`, epoch ms; both ends are included. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** All commands read the table through this. It makes no scan: each method is one Query of an index or a partition, or one batch of keys. */
export class TableReader {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** States of all databases, by name; and how many databases of an earlier release are not completely listed yet. */
  async states(): Promise<{ readonly states: readonly ListedState[]; readonly left: number }> {
    let left = 0;
    const states: ListedState[] = [];
    for await (const item of this.#list('state', { from: 0, until: 0 })) {
      const subject = subjectOf(item);
      if (subject?.kind === 'progress') left = summaryOf<{ readonly left: number }>(item).left;
      else if (subject?.kind === 'state')
        states.push({ target: subject.target, ...summaryOf<VersionLine>(item) });
    }
    return { states, left };
  }

  /** Runs that began in the span, the newest first. Reads on only as far as the caller does; `atOnce` is a hint how far that is. */
  async *runs(span: Span, atOnce?: number): AsyncGenerator<ListedRun> {
    for await (const item of this.#list('run', span, atOnce)) {
      const id = item[SK]!.S!.slice('run#'.length);
      const startedAt = Number(item[RECENT.sortKey]?.N);
      yield { id, startedAt, ...wholeListLine(summaryOf<StoredListLine>(item)) };
    }
  }

  /** Incidents that opened in the span, the newest first. */
  async *incidents(span: Span, atOnce?: number): AsyncGenerator<ListedIncident> {
    for await (const item of this.#list('incident', span, atOnce)) yield summaryOf<IncidentLine>(item);
  }

  /** The index of what the sweep may have to do something about. One Query, however many databases there are. */
  async open(): Promise<OpenItems> {
    const runs: RunRecord[] = [];
    const incidents: Incident[] = [];
    const expected: ExpectedRun[] = [];
    const query = {
      IndexName: OPEN.name,
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': OPEN.partitionKey },
      ExpressionAttributeValues: { ':open': { S: OPEN.partition } },
    };
    for await (const item of this.#query(query)) {
      const kind = subjectOf(item)?.kind;
      if (kind === 'run') runs.push(readBody(RUN_RECORD, item));
      else if (kind === 'incident') incidents.push(readBody(INCIDENT, item));
      else if (kind === 'expected') expected.push(readBody(EXPECTED_RUN, item));
    }
    return {
      runs: runs.filter(({ run, supersededBy }) => run.outcome === 'running' && supersededBy === null),
      incidents: incidents.filter(({ ended }) => ended === null),
      expected,
    };
  }

  /** The state and the incidents in use of one database, as the functions read them: strongly consistent, in two or three requests. */
  target(target: Target): Promise<TargetItems> {
    return this.#incidents().readTarget(target);
  }

  /** How long the migrations of a database took, as `page` keeps it; empty if none is stored. Strongly consistent. */
  history(target: Target): Promise<History> {
    return this.#incidents().readHistory(target);
  }

  /** How many databases of an earlier release are not completely listed yet; 0 if all are. */
  async left(): Promise<number> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: keyAttributes(PROGRESS_KEY) }),
    );
    return Item?.[RECENT.summary] === undefined ? 0 : summaryOf<{ readonly left: number }>(Item).left;
  }

  /** Bodies of the items with these keys, at most 100, in the same order; `undefined` where there is no item. Strongly consistent. */
  async bodies(keys: readonly TableKey[]): Promise<readonly (Item | undefined)[]> {
    const found = new Map<string, Item>();
    let wanted: Item[] = keys.map(keyAttributes);
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({
          RequestItems: { [this.#tableName]: { Keys: wanted, ConsistentRead: true } },
        }),
      );
      for (const item of own(Responses, this.#tableName) ?? [])
        found.set(`${item[PK]?.S} ${item[SK]?.S}`, item);
      wanted = own(UnprocessedKeys, this.#tableName)?.Keys ?? [];
    }
    return keys.map(({ partition, sort }) => found.get(`${partition} ${sort}`));
  }

  /** What was last sent to each channel about an incident. `key` is the key that the monitor sends. */
  async deliveries(key: string): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    const query = {
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': PK },
      ExpressionAttributeValues: { ':key': { S: `${PARTITIONS.delivery}${key}` } },
      ConsistentRead: true,
    };
    for await (const item of this.#query(query)) deliveries.push(readBody(DELIVERY, item));
    return deliveries;
  }

  /** Has `page` stored this test page? */
  async hasTest(test: TestPage): Promise<boolean> {
    const [item] = await this.bodies([testItemKey(test)]);
    return item !== undefined;
  }

  /** Test pages of a topic, the newest first. Reads on only as far as the caller does. */
  async *tests(topic: PeopleTopic): AsyncGenerator<StoredTest> {
    const query = {
      KeyConditionExpression: '#key = :topic',
      ExpressionAttributeNames: { '#key': PK },
      ExpressionAttributeValues: { ':topic': { S: `${PARTITIONS.test}${topic}` } },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: TESTS_AT_ONCE,
    };
    let words: TestWord[] = [];
    // Words sort after their test, so they come before it here.
    for await (const item of this.#query(query)) {
      if (subjectOf(item)?.kind === 'word') words.push(readBody(TEST_WORD, item));
      else {
        yield { test: readBody(TEST_PAGE, item), words };
        words = [];
      }
    }
  }

  /** Mutes of an environment that began in the last two days. Strongly consistent. */
  async mutes(environment: string): Promise<readonly Mute[]> {
    const { partition, sort } = muteKey(environment, '');
    const mutes: Mute[] = [];
    const query = {
      KeyConditionExpression: '#key = :environment AND begins_with(#sort, :mute)',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: { ':environment': { S: partition }, ':mute': { S: sort } },
      ConsistentRead: true,
    };
    for await (const item of this.#query(query)) mutes.push(readBody(MUTE, item));
    return mutes;
  }

  #incidents(): DynamoDbIncidentStore {
    // The clock is only for writes.
    return new DynamoDbIncidentStore(this.#client, this.#tableName, () => 0);
  }

  #list(list: List, { from, until }: Span, atOnce?: number): AsyncGenerator<Item> {
    return this.#query({
      IndexName: RECENT.name,
      KeyConditionExpression: '#list = :list AND #at BETWEEN :from AND :until',
      ExpressionAttributeNames: { '#list': RECENT.partitionKey, '#at': RECENT.sortKey },
      ExpressionAttributeValues: {
        ':list': { S: list },
        ':from': { N: String(from) },
        ':until': { N: String(until) },
      },
      ScanIndexForward: false,
      ...(atOnce === undefined ? {} : { Limit: atOnce }),
    });
  }

  async *#query(query: object): AsyncGenerator<Item> {
    const pages = paginateQuery({ client: this.#client }, { TableName: this.#tableName, ...query });
    for await (const { Items = [] } of pages) yield* Items;
  }
}

function summaryOf<T>(item: Item): T {
  return JSON.parse(item[RECENT.summary]?.S ?? '{}') as T;
}

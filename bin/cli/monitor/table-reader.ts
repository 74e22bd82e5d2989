import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { keyAttributes, subjectOf } from '../../../lambda/adapters/aws/dynamodb-item.ts';
import { ListReader, type StoredItem, summaryOf } from '../../../lambda/adapters/aws/list-reader.ts';
import {
  muteKey,
  PROGRESS_KEY,
  type TableKey,
  testItemKey,
} from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { own } from '../../../lambda/contract/own.ts';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { PARTITIONS, TABLE } from '../../../lambda/contract/table.ts';
import type { Delivery } from '../../../lambda/domain/channels/delivery.ts';
import type { Mute } from '../../../lambda/domain/model/action.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import type { TestPage, TestWord } from '../../../lambda/domain/model/test-page.ts';
import type { History } from '../../../lambda/domain/normal/history.ts';
import { DELIVERY } from '../../../lambda/domain/stored/delivery.ts';
import { MUTE } from '../../../lambda/domain/stored/mute.ts';
import { TEST_PAGE, TEST_WORD } from '../../../lambda/domain/stored/test-page.ts';
import type { OriginItems, TargetItems } from '../../../lambda/pipeline/ports.ts';

const { partitionKey: PK, sortKey: SK, recentIndex: RECENT } = TABLE;

/** A test page, and what people said about it. */
export interface StoredTest {
  readonly test: TestPage;
  readonly words: readonly TestWord[];
}

/** Items of test pages that one request reads. */
const TESTS_AT_ONCE = 50;

/** All commands read the table through this. It makes no scan: each method is one Query of an index or a partition, or one batch of keys. */
export class TableReader extends ListReader {
  /** The state and the incidents in use of one database, as the functions read them: strongly consistent, in two or three requests. */
  target(target: Target): Promise<TargetItems> {
    return this.#incidents().readTarget(target);
  }

  /** How long the migrations of a database took, as `page` keeps it; empty if none is stored. Strongly consistent. */
  history(target: Target): Promise<History> {
    return this.#incidents().readHistory(target);
  }

  /** Facts and records of an origin. Strongly consistent. */
  readOrigin(origin: string): Promise<OriginItems> {
    return new DynamoDbFactStore(this.client, this.tableName, () => 0).readOrigin(origin);
  }

  /** How many databases of an earlier release are not completely listed yet; 0 if all are. */
  async left(): Promise<number> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: keyAttributes(PROGRESS_KEY) }),
    );
    return Item?.[RECENT.summary] === undefined ? 0 : summaryOf<{ readonly left: number }>(Item).left;
  }

  /** Bodies of the items with these keys, at most 100, in the same order; `undefined` where there is no item. Strongly consistent. */
  async bodies(keys: readonly TableKey[]): Promise<readonly (StoredItem | undefined)[]> {
    const found = new Map<string, StoredItem>();
    let wanted: StoredItem[] = keys.map(keyAttributes);
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await this.client.send(
        new BatchGetItemCommand({
          RequestItems: { [this.tableName]: { Keys: wanted, ConsistentRead: true } },
        }),
      );
      for (const item of own(Responses, this.tableName) ?? [])
        found.set(`${item[PK]?.S} ${item[SK]?.S}`, item);
      wanted = own(UnprocessedKeys, this.tableName)?.Keys ?? [];
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
    for await (const item of this.query(query)) deliveries.push(readBody(DELIVERY, item));
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
    for await (const item of this.query(query)) {
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
    for await (const item of this.query(query)) mutes.push(readBody(MUTE, item));
    return mutes;
  }

  #incidents(): DynamoDbIncidentStore {
    // The clock is only for writes.
    return new DynamoDbIncidentStore(this.client, this.tableName, () => 0);
  }
}

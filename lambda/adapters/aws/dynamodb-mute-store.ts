import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { MOST_QUIET_MS, type Mute } from '../../domain/model/action.ts';
import { MUTE } from '../../domain/stored/mute.ts';
import type { MuteStore } from '../../pipeline/ports.ts';
import { putIfAbsent } from './conditional-put.ts';
import { expiryAttribute, keyAttributes } from './dynamodb-item.ts';
import { muteKey } from './table-keys.ts';
import { bodyOf, readBody } from './versioned-body.ts';

/** A mute is kept for a day longer than it can last, so that one that ends others is not deleted before them. */
const KEPT_DAYS = MOST_QUIET_MS.mute / (24 * 60 * 60_000) + 1;

/** Mutes in the one table, in the partition of the incidents that are about a whole environment. */
export class DynamoDbMuteStore implements MuteStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async readMutes(environment: string): Promise<readonly Mute[]> {
    const { partition, sort } = muteKey(environment, '');
    const mutes: Mute[] = [];
    const query = {
      TableName: this.#tableName,
      KeyConditionExpression: '#key = :environment AND begins_with(#sort, :mute)',
      ExpressionAttributeNames: { '#key': TABLE.partitionKey, '#sort': TABLE.sortKey },
      ExpressionAttributeValues: { ':environment': { S: partition }, ':mute': { S: sort } },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      mutes.push(...Items.map((item) => readBody(MUTE, item)));
    }
    return mutes;
  }

  async putMute(id: string, mute: Mute): Promise<void> {
    const item = {
      ...keyAttributes(muteKey(mute.environment, id)),
      ...expiryAttribute(mute.at, KEPT_DAYS),
      ...bodyOf(MUTE, mute),
    };
    await putIfAbsent(this.#client, this.#tableName, item);
  }
}

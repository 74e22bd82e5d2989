import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { RETENTION_DAYS, TABLE } from '../contract/table.ts';
import type { Delivery } from '../domain/deliver/delivery.ts';
import { upgradedDelivery, upgradedIncident } from '../domain/former-shape.ts';
import type { Incident } from '../domain/incident/incident.ts';
import { parseIncidentKey } from '../domain/incident/incident-key.ts';
import type { Clock, DeliveryStore } from '../pipeline/ports.ts';
import { type Item, putRevision } from './conditional-put.ts';
import { packBody, unpackBody } from './item-body.ts';
import { incidentSort, targetPartition } from './target-keys.ts';

const { partitionKey: PK, sortKey: SK, ttl: TTL } = TABLE;
const DAY_SECONDS = 24 * 60 * 60;

/** Deliveries in the one table, in partitions of their own, and a look at incidents. A deliverer writes nothing else. */
export class DynamoDbDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  /** `clock` dates the items' expiry only. */
  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async readIncident(key: string): Promise<Incident | null> {
    const name = parseIncidentKey(key);
    if (name === undefined) return null;
    const incident = await this.#read<Incident>({
      [PK]: { S: targetPartition(name.target) },
      [SK]: { S: incidentSort(name) },
    });
    return incident && upgradedIncident(incident);
  }

  async readDelivery(key: string, channel: string): Promise<Delivery | null> {
    const delivery = await this.#read<Delivery>(itemKey(key, channel));
    return delivery && upgradedDelivery(delivery);
  }

  putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'> {
    const expiresAt = Math.floor(this.#clock() / 1_000) + RETENTION_DAYS.delivery * DAY_SECONDS;
    const item = {
      ...itemKey(delivery.key, delivery.channel),
      body: packBody(delivery),
      [TTL]: { N: String(expiresAt) },
    };
    return putRevision(this.#client, this.#tableName, item, delivery.revision, expected);
  }

  async #read<T>(key: Item): Promise<T | null> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? null : unpackBody<T>(Item['body']);
  }
}

function itemKey(key: string, channel: string): Item {
  return { [PK]: { S: `delivery#${key}` }, [SK]: { S: channel } };
}

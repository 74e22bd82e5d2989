import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { RETENTION_DAYS } from '../../contract/table.ts';
import type { Delivery } from '../../domain/channels/delivery.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import { readSentKey, sentKey } from '../../domain/model/sent-key.ts';
import { upgradedDelivery, upgradedIncident } from '../../domain/stored/former-shape.ts';
import type { Clock, DeliveryStore } from '../../pipeline/ports.ts';
import { putRevision } from './conditional-put.ts';
import { expiryAttribute, keyAttributes } from './dynamodb-item.ts';
import { packBody, unpackBody } from './item-body.ts';
import { deliveryKey, incidentItemKey, type TableKey } from './table-keys.ts';

/** Delivery records in the one table, in their own partitions. Also reads incidents. A deliverer writes only delivery records. */
export class DynamoDbDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  /** `clock` is used only for the time at which items expire. */
  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async readIncident(key: string): Promise<Incident | null> {
    const read = readSentKey(key);
    if (read === undefined) return null;
    const incident = await this.#read<Incident>(incidentItemKey(read.name));
    // The key may name an incident of another table, whose numbers are not those of this table.
    return incident && sentKey(incident) === key ? upgradedIncident(incident) : null;
  }

  async readDelivery(key: string, channel: string): Promise<Delivery | null> {
    const delivery = await this.#read<Delivery>(deliveryKey(key, channel));
    return delivery && upgradedDelivery(delivery);
  }

  putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'> {
    const item = {
      ...keyAttributes(deliveryKey(delivery.key, delivery.channel)),
      ...expiryAttribute(this.#clock(), RETENTION_DAYS.delivery),
      body: packBody(delivery),
    };
    return putRevision(this.#client, this.#tableName, item, delivery.revision, expected);
  }

  async #read<T>(key: TableKey): Promise<T | null> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: keyAttributes(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : unpackBody<T>(Item['body']);
  }
}

import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { RETENTION_DAYS } from '../../contract/table.ts';
import type { Delivery } from '../../domain/channels/delivery.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import { readSentKey, sentKey } from '../../domain/model/sent-key.ts';
import { isTestKey } from '../../domain/model/test-page.ts';
import { DELIVERY } from '../../domain/stored/delivery.ts';
import type { Form } from '../../domain/stored/form.ts';
import { INCIDENT } from '../../domain/stored/incident.ts';
import type { DeliveryStore } from '../../pipeline/ports.ts';
import { putRevision } from './conditional-put.ts';
import { expiryAttribute, keyAttributes } from './dynamodb-item.ts';
import { deliveryKey, incidentItemKey, type TableKey } from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf, readBody } from './versioned-body.ts';

/** Delivery records in the one table, in their own partitions. Also reads incidents. A deliverer writes only delivery records. */
export class DynamoDbDeliveryStore extends TableStore implements DeliveryStore {
  async readIncident(key: string): Promise<Incident | null> {
    const read = readSentKey(key);
    if (read === undefined) return null;
    const incident = await this.#read(INCIDENT, incidentItemKey(read.name));
    // The key may name an incident of another table, whose numbers are not those of this table.
    return incident && sentKey(incident) === key ? incident : null;
  }

  readDelivery(key: string, channel: string): Promise<Delivery | null> {
    return this.#read(DELIVERY, deliveryKey(key, channel));
  }

  putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'> {
    const item = {
      ...keyAttributes(deliveryKey(delivery.key, delivery.channel)),
      ...expiryAttribute(
        this.clock(),
        isTestKey(delivery.key) ? RETENTION_DAYS.test : RETENTION_DAYS.delivery,
      ),
      ...bodyOf(DELIVERY, delivery),
    };
    return putRevision(this.client, this.tableName, item, delivery.revision, expected);
  }

  async #read<T>(form: Form<T>, key: TableKey): Promise<T | null> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: keyAttributes(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : readBody(form, Item);
  }
}

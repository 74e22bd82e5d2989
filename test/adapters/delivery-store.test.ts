import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { MemoryDeliveryStore } from '../../lambda/adapters/local/memory-delivery-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import type { Delivery } from '../../lambda/domain/channels/delivery.ts';
import type { DeliveryStore, IncidentStore } from '../../lambda/pipeline/ports.ts';
import { T0 } from '../builders/facts-and-runs.ts';
import { handMadeChange, handMadePage, INCIDENT_KEY } from '../builders/notices.ts';
import { incidentAt } from '../pipeline/deliver-world.ts';
import { type LocalDynamoDb, startDynamoDb } from './local-dynamodb.ts';

const TABLE_NAME = 'deliveries';
let dynamoDb: LocalDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
});
afterAll(() => dynamoDb.close());

interface Stores {
  readonly deliveries: DeliveryStore;
  readonly incidents: IncidentStore;
}

function inMemory(): Stores {
  const incidents = new MemoryIncidentStore();
  return { incidents, deliveries: new MemoryDeliveryStore(() => incidents.allIncidents()) };
}

function onDynamoDb(): Stores {
  return {
    incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, () => T0),
    deliveries: new DynamoDbDeliveryStore(dynamoDb.client, TABLE_NAME, () => T0),
  };
}

function delivery(over: Partial<Delivery> = {}): Delivery {
  const newest = handMadePage();
  const started = [{ sequence: 1, message: 'm-1' }];
  return { key: INCIDENT_KEY, channel: 'oncall', revision: 1, newest, started, ...over };
}

describe.each([
  ['memory', inMemory],
  ['DynamoDB', onDynamoDb],
] as const)('delivery store: %s', (name, create) => {
  const channel = (suffix: string) => `${name}-${suffix}`;

  test('a channel that was sent nothing has no delivery', async () => {
    expect(await create().deliveries.readDelivery(INCIDENT_KEY, channel('none'))).toBeNull();
  });

  test('a write goes through only on the revision that was read', async () => {
    const { deliveries } = create();
    const first = delivery({ channel: channel('a') });
    expect(await deliveries.putDelivery(first, 1)).toBe('conflict');
    expect(await deliveries.putDelivery(first, null)).toBe('written');
    expect(await deliveries.putDelivery(first, null)).toBe('conflict');
    expect(await deliveries.putDelivery({ ...first, revision: 2, started: [] }, 1)).toBe('written');
    expect(await deliveries.putDelivery({ ...first, revision: 2 }, 1)).toBe('conflict');
    expect(await deliveries.readDelivery(INCIDENT_KEY, channel('a'))).toEqual({
      ...first,
      revision: 2,
      started: [],
    });
  });

  test('channels and keys are independent of each other', async () => {
    const { deliveries } = create();
    const [one, two] = [
      delivery({ channel: channel('b') }),
      delivery({ channel: channel('c'), started: [] }),
    ];
    await deliveries.putDelivery(one, null);
    await deliveries.putDelivery(two, null);
    expect(await deliveries.readDelivery(INCIDENT_KEY, channel('b'))).toEqual(one);
    expect(await deliveries.readDelivery(INCIDENT_KEY, channel('c'))).toEqual(two);
    expect(await deliveries.readDelivery(`${INCIDENT_KEY}1`, channel('b'))).toBeNull();
  });

  test('an incident is found by its key, as the incident store wrote it', async () => {
    const { deliveries, incidents } = create();
    const key = `migrate-watch/production/orders/migration/7`;
    expect(await deliveries.readIncident(`migrate-watch/nowhere/orders/migration/7`)).toBeNull();

    await incidents.putIncident(incidentAt(1, false, key), null);
    expect(await deliveries.readIncident(key)).toEqual(incidentAt(1, false, key));
    expect(await deliveries.readIncident(handMadeChange().key)).toBeNull();
  });
});

test('deliveries expire 45 days after they were last written, and are not in an index', async () => {
  const { deliveries } = onDynamoDb();
  const one = delivery({ channel: 'expiring' });
  await deliveries.putDelivery(one, null);
  const { Item } = await dynamoDb.client.send(
    new GetItemCommand({
      TableName: TABLE_NAME,
      Key: { pk: { S: `delivery#${INCIDENT_KEY}` }, sk: { S: 'expiring' } },
    }),
  );
  expect(Item?.['expiresAt']?.N).toBe(String(T0 / 1_000 + 45 * 86_400));
  expect(Item).not.toHaveProperty('open');
});

import { readFileSync } from 'node:fs';
import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbDeliveryStore } from '../../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { unpackBody } from '../../../lambda/adapters/aws/item-body.ts';
import { readMessage } from '../../../lambda/pipeline/read-message.ts';
import { readNotice } from '../../../lambda/pipeline/read-notice.ts';
import type { LocalDynamoDb } from '../../adapters/local-dynamodb.ts';
import { WATCH } from '../../builders/notices.ts';

/** An item as a fixture holds it: bytes are base64, and today's bodies are not deflated, because zlib may compress otherwise. */
export type FixtureItem = Readonly<
  Record<string, { readonly S?: string; readonly N?: string; readonly B?: string; readonly BOOL?: boolean }>
>;

/** What one release stored and sent. */
export interface Released {
  readonly store: { readonly now: number; readonly items: readonly FixtureItem[] };
  readonly messages: { readonly events: readonly string[]; readonly notices: readonly string[] };
}

const folderOf = (version: number) => new URL(`../../fixtures/stored/v${version}/`, import.meta.url);

export function readReleased(version: number): Released {
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, folderOf(version)), 'utf8'));
  return { store: read('store.json'), messages: read('messages.json') };
}

export const TABLE_NAME = 'runs';

/** Puts the items into the table. */
export async function fill({ client }: LocalDynamoDb, items: readonly FixtureItem[]): Promise<void> {
  for (const item of items) {
    const entries = Object.entries(item).map(([name, value]): [string, AttributeValue] => [
      name,
      value.B === undefined ? (value as AttributeValue) : { B: Buffer.from(value.B, 'base64') },
    ]);
    await client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: Object.fromEntries(entries) }));
  }
}

/** All items of the table, ordered by key. */
export async function dump({ client }: LocalDynamoDb): Promise<readonly FixtureItem[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE_NAME }));
  return Items.map((item) => {
    const entries = Object.entries(item).map(([name, value]) => [
      name,
      value.B === undefined ? value : { S: JSON.stringify(unpackBody(value)) },
    ]);
    return Object.fromEntries(entries.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))) as FixtureItem;
  }).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ pk, sk }: FixtureItem): string {
  return `${pk!.S} ${sk!.S}`;
}

/** Everything in the table and the queues, as today's stores and readers return it. */
export async function readAll(db: LocalDynamoDb, { store, messages }: Released) {
  const clock = () => store.now;
  const facts = new DynamoDbFactStore(db.client, TABLE_NAME, clock);
  const incidents = new DynamoDbIncidentStore(db.client, TABLE_NAME, clock);
  const deliveries = new DynamoDbDeliveryStore(db.client, TABLE_NAME, clock);
  const partitions = [...new Set(store.items.map(({ pk }) => pk!.S!))];
  const within = (prefix: string) =>
    partitions.flatMap((pk) => (pk.startsWith(prefix) ? pk.slice(prefix.length) : []));
  const sent = store.items.filter(({ pk }) => pk!.S!.startsWith('delivery#'));
  return {
    origins: await Promise.all(within('origin#').map((origin) => facts.readOpen(origin, 'other rules'))),
    databases: await Promise.all(
      within('target#').map((target) => {
        const [environment, database] = target.split('#') as [string, string];
        return incidents.readTarget({ environment, database });
      }),
    ),
    histories: await Promise.all(
      store.items.flatMap(({ pk, sk }) => {
        if (sk!.S! !== 'history') return [];
        const [environment, database] = pk!.S!.slice('target#'.length).split('#') as [string, string];
        return incidents.readHistory({ environment, database });
      }),
    ),
    deliveries: await Promise.all(
      sent.map(({ pk, sk }) => deliveries.readDelivery(pk!.S!.slice('delivery#'.length), sk!.S!)),
    ),
    open: await facts.listOpen(),
    messages: messages.events.map((text) => readMessage(text, WATCH)),
    notices: messages.notices.map(readNotice),
  };
}

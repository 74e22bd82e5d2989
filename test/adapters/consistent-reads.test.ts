import { expect, test } from 'vitest';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { CANARY_RETENTION_DAYS } from '../../lambda/contract/canary.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import { handMadeRecord, handMadeRun, ORIGIN, startedFact, T0 } from '../builders/facts-and-runs.ts';
import { INCIDENT_KEY } from '../builders/notices.ts';
import { incidentAt } from '../pipeline/deliver-world.ts';
import { dynamoDbBy } from './fake-dynamodb.ts';

interface Input {
  readonly TableName: string;
  readonly ConsistentRead?: boolean;
  readonly Item?: Readonly<Record<string, { readonly N?: string }>>;
}

const TARGET = { environment: 'production', database: 'orders' };

/** The stores on a table that holds nothing, and what is asked of it. */
function stores() {
  const asked: Input[] = [];
  const send = async ({ input }: { input: Input }) => {
    asked.push(input);
    return {};
  };
  const client = dynamoDbBy(send);
  return {
    asked,
    facts: new DynamoDbFactStore(client, 'runs', () => T0),
    incidents: new DynamoDbIncidentStore(client, 'runs', () => T0),
    deliveries: new DynamoDbDeliveryStore(client, 'runs', () => T0),
  };
}

type Stores = ReturnType<typeof stores>;

test.each<[string, (of: Stores) => Promise<unknown>]>([
  ['an origin', ({ facts }) => facts.readOrigin(ORIGIN)],
  ['what is open of an origin', ({ facts }) => facts.readOpen(ORIGIN, 'rules')],
  ['a database’s state and incidents', ({ incidents }) => incidents.readTarget(TARGET)],
  [
    'a settled incident of a database',
    ({ incidents }) => incidents.readIncidents([{ target: TARGET, kind: 'migration', n: 1 }]),
  ],
  ['an incident', ({ deliveries }) => deliveries.readIncident(INCIDENT_KEY)],
  ['a delivery', ({ deliveries }) => deliveries.readDelivery(INCIDENT_KEY, 'oncall')],
])('%s is read as it was last written: what is decided from it depends on that', async (_name, read) => {
  const of = stores();
  await read(of);
  expect(of.asked).toMatchObject([{ TableName: 'runs', ConsistentRead: true }]);
});

test('only reads of the open index are eventually consistent', async () => {
  const { facts, asked } = stores();
  expect(await facts.listOpen()).toEqual([]);
  expect(asked.map(({ ConsistentRead }) => ConsistentRead)).toEqual([undefined]);
});

const CANARY = { environment: 'canary', database: 'canary' };
const CANARY_ORIGIN = 'logs//migrate-watch/watch/canary-lines/failed/1';

test.each<[string, (of: Stores) => Promise<unknown>]>([
  ['facts', ({ facts }) => facts.putFact(CANARY_ORIGIN, startedFact())],
  [
    'run records',
    ({ facts }) => facts.putRecord(handMadeRecord(handMadeRun({ origin: CANARY_ORIGIN })), null, null),
  ],
  ['state', ({ incidents }) => incidents.putState(emptyState(CANARY), null)],
  ['incidents', ({ incidents }) => incidents.putIncident({ ...incidentAt(1, false), target: CANARY }, null)],
])('the canary’s %s are kept for a day', async (_name, write) => {
  const of = stores();
  await write(of);
  const expiresAt = Number(of.asked[0]!.Item!['expiresAt']!.N);
  expect(expiresAt).toBe(T0 / 1_000 + CANARY_RETENTION_DAYS * 86_400);
});

test('an error of the table other than a failed condition fails the write', async () => {
  const client = dynamoDbBy(async () => {
    throw new Error('ThrottlingException');
  });
  const facts = new DynamoDbFactStore(client, 'runs', () => T0);
  await expect(facts.putFact(ORIGIN, startedFact())).rejects.toThrow('ThrottlingException');
});

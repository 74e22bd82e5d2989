import { expect, test, vi } from 'vitest';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { handMadeRecord, handMadeRun, linesFact, ORIGIN, T0 } from '../builders/facts-and-runs.ts';
import { startDynamoDb } from './local-dynamodb.ts';

/** The stores take the deployed clients' commands, as in a bundle. Creating the table takes the SDK's. */
vi.mock('@aws-sdk/client-dynamodb', async (importActual) => {
  const ours = await import('../../lambda/adapters/aws/clients/client-dynamodb.ts');
  const sdk = await importActual<typeof import('@aws-sdk/client-dynamodb')>();
  const { PutItemCommand, GetItemCommand, QueryCommand, paginateQuery } = ours;
  return { ...sdk, PutItemCommand, GetItemCommand, QueryCommand, paginateQuery };
});

test('the store works with the deployed client: conditions, bytes, and pages of a Query', async () => {
  const database = await startDynamoDb('runs');
  try {
    const { DynamoDBClient } = await import('../../lambda/adapters/aws/clients/client-dynamodb.ts');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    vi.stubEnv('AWS_ENDPOINT_URL', database.endpoint);
    const store = new DynamoDbFactStore(new DynamoDBClient() as never, 'runs', () => T0);

    const noise = Array.from({ length: 9_000 }, (_, index) => String(index * 7919)).join(' ');
    const facts = Array.from({ length: 60 }, (_, index) =>
      linesFact(`f${index}`, [[index, `${noise} ${index}`]]),
    );
    for (const fact of facts) expect(await store.putFact(ORIGIN, fact)).toBe('written');
    expect(await store.putFact(ORIGIN, facts[0]!)).toBe('exists');

    const record = handMadeRecord(handMadeRun({ origin: ORIGIN }));
    expect(await store.putRecord(record, null, T0)).toBe('written');
    expect(await store.putRecord({ ...record, revision: 2 }, 7, T0)).toBe('conflict');
    expect(await store.putRecord({ ...record, revision: 2 }, 1, T0)).toBe('written');

    const read = await store.readOrigin(ORIGIN);
    expect(read.facts.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))).toEqual(facts);
    expect(read.records).toEqual([{ ...record, revision: 2 }]);
    expect(database.calls.get('Query')).toBeGreaterThan(1);
    expect(await store.listOpen()).toMatchObject([{ kind: 'run', dueAt: T0 }]);
  } finally {
    vi.unstubAllEnvs();
    await database.close();
  }
});

import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createTable } from '../../lambda/adapters/aws/dynamodb-table.ts';

/** A DynamoDB in this process, with one empty table. */
export interface LocalDynamoDb {
  readonly client: DynamoDBClient;
  /** Number of calls of each operation since the table was created. */
  readonly calls: Map<string, number>;
  close(): Promise<void>;
}

export async function startDynamoDb(tableName: string): Promise<LocalDynamoDb> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTable(client, tableName);
  const calls = new Map<string, number>();
  server.on('request', ({ headers }: IncomingMessage) => {
    const operation = String(headers['x-amz-target']).split('.').at(-1)!;
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
  });
  return {
    client,
    calls,
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

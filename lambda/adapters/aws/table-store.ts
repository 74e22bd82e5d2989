import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../pipeline/ports.ts';

/** What the stores of the one table have in common. */
export abstract class TableStore {
  protected readonly client: DynamoDBClient;
  protected readonly tableName: string;
  /** Used only for the time at which items expire. */
  protected readonly clock: Clock;

  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.client = client;
    this.tableName = tableName;
    this.clock = clock;
  }
}

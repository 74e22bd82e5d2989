import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client that calls `send` instead of AWS. It is an instance of the SDK's class, because the SDK's pagination requires that. */
export function dynamoDbBy(send: (command: never) => Promise<unknown>): DynamoDBClient {
  return Object.assign(new DynamoDBClient({ region: 'eu-west-1' }), { send: send as DynamoDBClient['send'] });
}

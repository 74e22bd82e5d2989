import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsPorts } from '../adapters/aws/aws-ports.ts';
import { CloudWatchLoadReader } from '../adapters/aws/cloudwatch-load-reader.ts';
import { DynamoDbIncidentStore } from '../adapters/aws/dynamodb-incident-store.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { DynamoDbEarlierItems } from '../adapters/aws/index-earlier.ts';
import { LazyLogReader } from '../adapters/aws/lazy-log-reader.ts';
import { limitedClient } from '../adapters/aws/limited-client.ts';
import { SnsSubscriptionReader } from '../adapters/aws/sns-subscription-reader.ts';
import { decodeSweepEvent } from '../adapters/input/decode-sweep-event.ts';
import { readSweepConfig } from '../config/writer.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { FailedEarlier } from '../pipeline/failed-earlier.ts';
import { RecentlyOpen } from '../pipeline/recently-open.ts';
import { sweep } from '../pipeline/sweep.ts';

// Once per execution environment.
const config = readSweepConfig(handlerEnvironment());
const { gaugesPerDatabase, mails, askedTopics, load } = config;
const aws = awsPorts(config);
const incidents = new DynamoDbIncidentStore(limitedClient(DynamoDBClient), config.tableName, aws.clock);
const ports = {
  ...aws,
  gaugesPerDatabase,
  askedTopics,
  mailSubscriptions: { mails, subscriptions: new SnsSubscriptionReader(), healthLog: aws.healthLog },
  histories: incidents,
  ...(load.length > 0 && {
    loadPorts: {
      load,
      states: incidents,
      loadReader: new CloudWatchLoadReader(limitedClient(CloudWatchClient)),
    },
  }),
  recent: new RecentlyOpen(),
  failedEarlier: new FailedEarlier(),
  logReader: new LazyLogReader(),
  earlier: new DynamoDbEarlierItems(limitedClient(DynamoDBClient), config.tableName),
};

/**
 * Entry point of the schedules: one calls every minute, and the others say that a run is expected.
 *
 * Errors propagate. What is still due is done in the next minute.
 */
export const handler = async (event: unknown): Promise<void> => {
  const expected = await decodeOrReject(() => decodeSweepEvent(event), ports);
  await (expected === undefined ? sweep(ports) : ports.store.openExpected(expected));
};

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DeliverConfig } from '../../config/deliver.ts';
import type { Clock, DeliveryLog, DeliveryStore, MetricSink, SecretReader } from '../../pipeline/ports.ts';
import { httpsPost } from '../channels/https-post.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { DynamoDbDeliveryStore } from './dynamodb-delivery-store.ts';
import { limitedClient } from './limited-client.ts';
import { REAL_RETRIES } from './real-retries.ts';
import { SecretsManagerReader } from './secrets-manager-reader.ts';
import { StdoutDeliveryLog } from './stdout-delivery-log.ts';

/** The ports of a deliverer on AWS, except its channel. Region, credentials and endpoints come from the SDK's own chain. */
export function awsDeliverPorts({ monitor, tableName, channelName, allowLoopbackHttp }: DeliverConfig) {
  const clock: Clock = Date.now;
  return {
    name: channelName,
    deliveries: new DynamoDbDeliveryStore(
      limitedClient(DynamoDBClient),
      tableName,
      clock,
    ) satisfies DeliveryStore,
    metrics: new CloudWatchMetrics(limitedClient(CloudWatchClient), clock, monitor.name) satisfies MetricSink,
    secrets: new SecretsManagerReader(limitedClient(SecretsManagerClient), clock) satisfies SecretReader,
    log: new StdoutDeliveryLog() satisfies DeliveryLog,
    post: httpsPost({ allowLoopbackHttp }),
    clock,
    ...REAL_RETRIES,
  };
}

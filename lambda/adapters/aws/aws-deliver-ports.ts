import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DeliverConfig } from '../../config/deliver.ts';
import type { Clock, DeliveryLog, DeliveryStore, MetricSink } from '../../pipeline/ports.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { DynamoDbDeliveryStore } from './dynamodb-delivery-store.ts';
import { limitedClient } from './limited-client.ts';
import { REAL_RETRIES } from './real-retries.ts';
import { StdoutDeliveryLog } from './stdout-delivery-log.ts';

/** The ports that every deliverer has on AWS. Region, credentials and endpoints come from the SDK's own chain. */
export function awsDeliverPorts({ monitor, tableName, channelName }: DeliverConfig) {
  const clock: Clock = Date.now;
  return {
    name: channelName,
    deliveries: new DynamoDbDeliveryStore(
      limitedClient(DynamoDBClient),
      tableName,
      clock,
    ) satisfies DeliveryStore,
    metrics: new CloudWatchMetrics(limitedClient(CloudWatchClient), clock, monitor.name) satisfies MetricSink,
    log: new StdoutDeliveryLog() satisfies DeliveryLog,
    clock,
    ...REAL_RETRIES,
  };
}

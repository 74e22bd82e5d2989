import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { WriterConfig } from '../../config/writer.ts';
import type { Clock, FactStore, HealthLog, MetricSink, Publisher, RunLog } from '../../pipeline/ports.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { DynamoDbFactStore } from './dynamodb-fact-store.ts';
import { limitedClient } from './limited-client.ts';
import { REAL_RETRIES } from './real-retries.ts';
import { SnsPublisher } from './sns-publisher.ts';
import { StdoutHealthLog } from './stdout-health-log.ts';
import { StdoutRunLog } from './stdout-run-log.ts';

/** The ports of the three writers on AWS. Region, credentials and endpoints come from the SDK's own chain. */
export function awsPorts({
  monitor,
  tableName,
  eventsTopicArn,
  sources,
  names,
  deadlines,
  deadlinesByEnvironment,
  retention,
}: WriterConfig) {
  const clock: Clock = Date.now;
  return {
    store: new DynamoDbFactStore(
      limitedClient(DynamoDBClient),
      tableName,
      clock,
      retention,
    ) satisfies FactStore,
    publisher: new SnsPublisher(limitedClient(SNSClient), eventsTopicArn) satisfies Publisher,
    metrics: new CloudWatchMetrics(limitedClient(CloudWatchClient), clock, monitor.name) satisfies MetricSink,
    runLog: new StdoutRunLog(monitor.name) satisfies RunLog,
    healthLog: new StdoutHealthLog() satisfies HealthLog,
    clock,
    ...REAL_RETRIES,
    monitor,
    sources,
    names,
    deadlines,
    deadlinesByEnvironment,
  };
}

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { ReviewConfig } from '../../config/review.ts';
import { WRITER_TIMEOUT_MS } from '../../contract/defaults.ts';
import type {
  Clock,
  FactStore,
  HistoryReader,
  MetricSink,
  ReviewPages,
  ReviewReader,
  ReviewStore,
  ReviewTopics,
} from '../../pipeline/ports.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { DynamoDbFactStore } from './dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from './dynamodb-incident-store.ts';
import { DynamoDbReviewStore } from './dynamodb-review-store.ts';
import { limitedClient } from './limited-client.ts';
import { ListReader } from './list-reader.ts';
import { S3ReviewPages } from './s3-review-pages.ts';
import { SnsPager } from './sns-pager.ts';

/** The ports of `review` on AWS. Region, credentials and endpoints come from the SDK's own chain. */
export function awsReviewPorts(config: ReviewConfig) {
  const { monitor, tableName, bucket, region, topicArns } = config;
  const clock: Clock = Date.now;
  const database = limitedClient(DynamoDBClient);
  return {
    ...config,
    reader: new ListReader(database, tableName) satisfies ReviewReader,
    facts: new DynamoDbFactStore(database, tableName, clock) satisfies Pick<FactStore, 'readOrigin'>,
    histories: new DynamoDbIncidentStore(database, tableName, clock) satisfies HistoryReader,
    reviews: new DynamoDbReviewStore(database, tableName, clock) satisfies ReviewStore,
    pages: new S3ReviewPages(bucket, region) satisfies ReviewPages,
    topics: new SnsPager(limitedClient(SNSClient), topicArns) satisfies ReviewTopics,
    metrics: new CloudWatchMetrics(limitedClient(CloudWatchClient), clock, monitor.name) satisfies MetricSink,
    timeoutMs: WRITER_TIMEOUT_MS,
    clock,
  };
}

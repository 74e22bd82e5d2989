import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { PageConfig } from '../../config/page.ts';
import type {
  Clock,
  DecisionStore,
  FactStore,
  HealthLog,
  IncidentStore,
  MetricSink,
  MuteStore,
  PageTopics,
  TestStore,
} from '../../pipeline/ports.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { DynamoDbDecisionStore } from './dynamodb-decision-store.ts';
import { DynamoDbFactStore } from './dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from './dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from './dynamodb-mute-store.ts';
import { DynamoDbTestStore } from './dynamodb-test-store.ts';
import { limitedClient } from './limited-client.ts';
import { REAL_RETRIES } from './real-retries.ts';
import { SnsPager } from './sns-pager.ts';
import { StdoutHealthLog } from './stdout-health-log.ts';

/** The ports of `page` on AWS. Region, credentials and endpoints come from the SDK's own chain. */
export function awsPagePorts({ tableName, retention, topicArns, policy }: PageConfig) {
  const clock: Clock = Date.now;
  const database = limitedClient(DynamoDBClient);
  return {
    incidents: new DynamoDbIncidentStore(database, tableName, clock, retention) satisfies IncidentStore,
    facts: new DynamoDbFactStore(database, tableName, clock) satisfies FactStore,
    mutes: new DynamoDbMuteStore(database, tableName) satisfies MuteStore,
    decisions: new DynamoDbDecisionStore(database, tableName, clock) satisfies DecisionStore,
    tests: new DynamoDbTestStore(database, tableName, clock) satisfies TestStore,
    topics: new SnsPager(limitedClient(SNSClient), topicArns) satisfies PageTopics,
    metrics: new CloudWatchMetrics(
      limitedClient(CloudWatchClient),
      clock,
      policy.monitor.name,
    ) satisfies MetricSink,
    healthLog: new StdoutHealthLog() satisfies HealthLog,
    policy,
    clock,
    ...REAL_RETRIES,
  };
}

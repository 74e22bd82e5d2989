import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CanaryConfig } from '../../config/canary.ts';
import type { Clock, LogWriter, MetricSink } from '../../pipeline/ports.ts';
import { CloudWatchLogWriter } from './cloudwatch-log-writer.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { limitedClient } from './limited-client.ts';

/** The ports of `canary` on AWS. Region, credentials and endpoints come from the SDK's own chain. */
export function awsCanaryPorts({ monitor, logGroup, everyMs }: CanaryConfig) {
  const clock: Clock = Date.now;
  return {
    logWriter: new CloudWatchLogWriter(limitedClient(CloudWatchLogsClient), logGroup) satisfies LogWriter,
    metrics: new CloudWatchMetrics(limitedClient(CloudWatchClient), clock, monitor.name) satisfies MetricSink,
    clock,
    everyMs,
  };
}

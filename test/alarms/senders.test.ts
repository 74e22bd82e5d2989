import {
  CloudWatchClient,
  type MetricDatum as CloudWatchDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, expect, test } from 'vitest';
import { CloudWatchMetrics } from '../../lambda/adapters/aws/cloudwatch-metrics.ts';
import { METRIC_NAMESPACE, METRICS } from '../../lambda/contract/metrics.ts';
import { RESERVED_ENVIRONMENTS } from '../../lambda/contract/names.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { full, ofType, synthesise } from '../lib/monitor-under-test.ts';
import { sentMetrics } from './sent-metrics.ts';

let sent: readonly MetricDatum[];
/** The same as CloudWatch gets it. */
let taken: readonly CloudWatchDatum[];
beforeAll(async () => {
  sent = await sentMetrics();
  const cloudWatch = mockClient(CloudWatchClient);
  for (const datum of sent)
    await new CloudWatchMetrics(new CloudWatchClient(), () => datum.at, 'watch').put([datum]);
  taken = cloudWatch.commandCalls(PutMetricDataCommand).flatMap(({ args }) => args[0].input.MetricData ?? []);
});

test('every metric is sent with the monitor as its first dimension', () => {
  expect(taken).toHaveLength(sent.length);
  for (const { Dimensions } of taken) expect(Dimensions![0]).toEqual({ Name: 'Monitor', Value: 'watch' });
});

test('every metric is sent', () => {
  expect([...new Set(sent.map(({ name }) => name))].sort()).toEqual(Object.keys(METRICS).sort());
});

test('every alarm on a metric of the monitor’s own watches one that is sent under these dimensions', () => {
  const shapes = new Set(
    taken.map(({ MetricName, Dimensions = [] }) =>
      shapeOf(
        MetricName!,
        Dimensions.map(({ Name, Value }) => [Name!, Value!]),
      ),
    ),
  );
  const watched = ofType(synthesise(full), 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    metricsOf(Properties).filter(({ Namespace }) => Namespace === METRIC_NAMESPACE),
  );
  expect(watched.length).toBeGreaterThan(Object.keys(METRICS).length);
  for (const { MetricName, Dimensions } of watched)
    expect(shapes).toContain(
      shapeOf(
        MetricName,
        Dimensions.map(({ Name, Value }) => [Name, Value]),
      ),
    );
});

interface WatchedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

/** The one of a plain alarm; those inside the metric math of another. */
function metricsOf(properties: {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: WatchedMetric } }[];
}): readonly WatchedMetric[] {
  const { Metrics } = properties;
  if (Metrics === undefined) return [properties as WatchedMetric];
  return Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

/** Dimensions by name; of the values only environments that the monitor itself uses: another one is the user's. */
function shapeOf(name: string, dimensions: readonly (readonly [name: string, value: string])[]): string {
  const words = dimensions.map(([dimension, value]) =>
    RESERVED_ENVIRONMENTS.includes(value) ? `${dimension}=${value}` : dimension,
  );
  return [name, ...words.sort()].join(' ');
}

import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { METRIC_NAMESPACE, MONITOR_DIMENSION } from '../../../lambda/contract/metrics.ts';
import { until } from './until.ts';

/** Sum of one of the app's metrics over the last hour. `dimensions` are those besides the monitor; `monitor` defaults to that of the settings. */
export async function metric(
  client: CloudWatchClient,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  monitor = 'watch',
): Promise<number> {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: {
              Namespace: METRIC_NAMESPACE,
              MetricName: name,
              Dimensions: Object.entries({ [MONITOR_DIMENSION]: monitor, ...dimensions }).map(
                ([Name, Value]) => ({ Name, Value }),
              ),
            },
            Period: 3_600,
            Stat: 'Sum',
          },
        },
      ],
    }),
  );
  return (MetricDataResults?.[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
}

/** A counter is sent after the record is written: waits until the metric's sum is `expected`, and is not more. */
export async function counted(
  client: CloudWatchClient,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  expected = 1,
): Promise<void> {
  let seen = 0;
  await until(
    `${name} = ${expected} under ${JSON.stringify(dimensions)}`,
    async () => {
      seen = await metric(client, name, dimensions);
      return seen >= expected;
    },
    { explain: () => `it is ${seen}` },
  );
  expect(seen).toBe(expected);
}

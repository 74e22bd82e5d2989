import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { minutesIn, type Span } from '../../domain/load/effect.ts';
import type { LoadMetric } from '../../domain/load/load-metrics.ts';
import type { LoadReader } from '../../pipeline/ports.ts';

const MINUTE_S = 60;

/**
 * Reads metrics by GetMetricData: one call for all of them, with further pages if there are any.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html 500 metrics and 100,800 values a call
 */
export class CloudWatchLoadReader implements LoadReader {
  readonly #client: CloudWatchClient;

  constructor(client: CloudWatchClient) {
    this.#client = client;
  }

  async read(metrics: readonly LoadMetric[], within: Span): Promise<readonly ReadonlyMap<number, number>[]> {
    const read = metrics.map(() => new Map<number, number>());
    const minutes = minutesIn(within);
    if (metrics.length === 0 || minutes.length === 0) return read;
    let NextToken: string | undefined;
    do {
      const page = await this.#client.send(
        new GetMetricDataCommand({
          StartTime: new Date(minutes[0]!),
          EndTime: new Date(minutes.at(-1)! + MINUTE_S * 1_000),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: metrics.map(({ namespace, name, dimensions, statistic }, index) => ({
            Id: `m${index}`,
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: name,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: MINUTE_S,
              Stat: statistic,
            },
          })),
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      for (const { Id, Timestamps = [], Values = [], StatusCode } of page.MetricDataResults ?? []) {
        if (StatusCode === 'InternalError') throw new Error(`CloudWatch could not read metric ${Id}`);
        const series = read[Number(Id?.slice(1))];
        for (const [index, at] of Timestamps.entries()) series?.set(at.getTime(), Values[index]!);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return read;
  }
}

import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, METRICS, MONITOR_DIMENSION } from '../../contract/metrics.ts';
import type { MetricDatum } from '../../domain/runs/record/metrics.ts';
import type { MetricSink } from '../../pipeline/ports.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MAX_DATA_PER_CALL = 1_000;
const OLDEST_MS = 14 * 24 * 60 * 60 * 1_000;
const NEWEST_MS = 2 * 60 * 60 * 1_000;

/**
 * Sends custom metrics by PutMetricData: one call for up to 1,000 data, which is about 80 databases in one sweep.
 *
 * Leaves out data that CloudWatch would refuse for their time (more than two weeks ago, or two hours ahead), because one such datum
 * makes the whole call fail. A call that fails is logged and not repeated, and the others are still made: metrics have no idempotency
 * key, and the work that they count is done.
 */
export class CloudWatchMetrics implements MetricSink {
  readonly #client: CloudWatchClient;
  readonly #clock: () => number;
  readonly #monitor: string;

  /** `monitor` is the monitor's name: the first dimension of every datum, so that two monitors never share a series. */
  constructor(client: CloudWatchClient, clock: () => number, monitor: string) {
    this.#client = client;
    this.#clock = clock;
    this.#monitor = monitor;
  }

  async put(data: readonly MetricDatum[]): Promise<void> {
    const now = this.#clock();
    const timely = data.filter(({ at }) => now - at < OLDEST_MS && at - now < NEWEST_MS);
    for (let i = 0; i < timely.length; i += MAX_DATA_PER_CALL)
      await this.#send(timely.slice(i, i + MAX_DATA_PER_CALL));
  }

  async #send(data: readonly MetricDatum[]): Promise<void> {
    try {
      await this.#client.send(
        new PutMetricDataCommand({
          Namespace: METRIC_NAMESPACE,
          MetricData: data.map((datum) => toDatum(datum, this.#monitor)),
        }),
      );
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      console.warn(
        JSON.stringify({ level: 'WARN', message: `${data.length} metric data were not accepted`, reason }),
      );
    }
  }
}

function toDatum({ name, value, at, dimensions }: MetricDatum, monitor: string) {
  return {
    MetricName: name,
    Value: value,
    Unit: METRICS[name].unit,
    Timestamp: new Date(at),
    Dimensions: Object.entries({ [MONITOR_DIMENSION]: monitor, ...dimensions }).map(([Name, Value]) => ({
      Name,
      Value: String(Value),
    })),
  };
}

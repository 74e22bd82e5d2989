import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CANARY_ENVIRONMENT } from '../../../../lambda/contract/canary.ts';
import {
  METRIC_NAMESPACE,
  type MetricName,
  MONITOR_DIMENSION,
  MONITOR_ENVIRONMENT,
} from '../../../../lambda/contract/metrics.ts';
import { spanText } from '../../../../lambda/domain/pages/time.ts';
import type { Settings } from '../../../../lib/settings/settings.ts';
import type { GateCheck } from './check.ts';

const MINUTE_MS = 60_000;
/** The sweep sends the heartbeat each minute. CloudWatch shows it one or two minutes later, so ten missing ones mean that it was not sent. */
const HEARTBEAT_WITHIN_MS = 10 * MINUTE_MS;
/** CloudWatch keeps data points of one minute for 15 days. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
const CANARY_SEARCHED_MS = 14 * 24 * 60 * MINUTE_MS;
/** Time for one canary run to go the whole way, and for its data point to be readable in CloudWatch, ms. */
const CANARY_SLACK_MS = 10 * MINUTE_MS;

/** The canary by the settings file; `undefined` without a file. */
export type CanarySettings = Settings['canary'] | undefined;

/** Is the monitor able to see anything? Reads two metrics that it sends about itself, at `now`, epoch ms. */
export async function signsOfLife(
  client: CloudWatchClient,
  monitor: string,
  canary: CanarySettings,
  now: number,
): Promise<readonly GateCheck[]> {
  const [heartbeats, canaries] = await Promise.all([
    momentsOf(client, {
      name: 'OpenEntries',
      dimensions: { [MONITOR_DIMENSION]: monitor, Environment: MONITOR_ENVIRONMENT },
      from: now - HEARTBEAT_WITHIN_MS,
      now,
    }),
    canary?.enabled === false
      ? []
      : momentsOf(client, {
          name: 'CanarySeen',
          dimensions: { [MONITOR_DIMENSION]: monitor, Environment: CANARY_ENVIRONMENT, Database: monitor },
          from: now - CANARY_SEARCHED_MS,
          now,
        }),
  ]);
  return [heartbeatCheck(heartbeats), ...canaryCheck(canaries, canary, now)];
}

function heartbeatCheck(heartbeats: readonly number[]): GateCheck {
  const isAlive = heartbeats.length > 0;
  return {
    check: 'monitor',
    database: null,
    state: isAlive ? 'open' : 'unknown',
    text: isAlive
      ? 'the sweep of the monitor is at work'
      : `the sweep of the monitor has sent no heartbeat for ${spanText(HEARTBEAT_WITHIN_MS)}, so what the table says may be old`,
    command: isAlive ? null : 'migrate-watch doctor',
  };
}

function canaryCheck(seen: readonly number[], canary: CanarySettings, now: number): readonly GateCheck[] {
  const limitMs = canary === undefined ? usualLimitMs(seen) : canary.everyMs * canary.alarmAfterMissing;
  // Without the settings file, a canary that was not seen for two weeks is taken to be switched off.
  if (canary?.enabled === false || (canary === undefined && seen.length === 0)) return [];
  const last = seen.at(-1);
  const isDue = last === undefined || now - last > limitMs + CANARY_SLACK_MS;
  const ago = last === undefined ? 'in the last two weeks' : `for ${spanText(now - last)}`;
  return [
    {
      check: 'canary',
      database: null,
      state: isDue ? 'unknown' : 'open',
      text: isDue
        ? `the canary is overdue: no test run of the monitor came through ${ago}, so runs may go unseen`
        : `the canary came through ${spanText(now - last)} ago`,
      command: isDue ? 'migrate-watch doctor' : null,
    },
  ];
}

/** Twice the usual time from one canary run to the next: the median, so that gaps of a broken time do not count. */
function usualLimitMs(seen: readonly number[]): number {
  const gaps = seen.slice(1).map((at, index) => at - seen[index]!);
  const middle = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return 2 * middle;
}

interface Series {
  readonly name: MetricName;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms. */
  readonly now: number;
}

/** Beginnings of the minutes that have a data point, ascending, epoch ms. */
async function momentsOf(
  client: CloudWatchClient,
  { name, dimensions, from, now }: Series,
): Promise<readonly number[]> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const moments: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        // CloudWatch answers with whole minutes.
        StartTime: new Date(Math.floor(from / MINUTE_MS) * MINUTE_MS),
        EndTime: new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS),
        MetricDataQueries: [
          {
            Id: 'seen',
            MetricStat: {
              Metric: { Namespace: METRIC_NAMESPACE, MetricName: name, Dimensions },
              Period: MINUTE_MS / 1_000,
              Stat: 'SampleCount',
            },
          },
        ],
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { Timestamps = [] } of page.MetricDataResults ?? [])
      moments.push(...Timestamps.map((at) => at.getTime()));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return moments.sort((a, b) => a - b);
}

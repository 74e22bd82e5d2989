import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ANCHOR_TERMS } from '../../../../lambda/contract/anchor-terms.ts';

/** A part of a log stream that holds runs whole, epoch ms, both ends included. */
export interface Part {
  readonly logGroup: string;
  readonly logStream: string;
  readonly from: number;
  readonly to: number;
}

/** A log event as a subscription delivers it. */
export interface HistoryEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/**
 * The quota of FilterLogEvents is 5 requests a second in most Regions, for the whole account; the sweep needs it too.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const BETWEEN_REQUESTS_MS = 500;
/** Lines that are farther apart belong to different parts: a migration may print nothing for long. */
const APART_MS = 2 * 60 * 60_000;
/** What a run prints around its lines, ms. */
const AROUND_MS = 60_000;
const FILTER = ANCHOR_TERMS.map((term) => `?"${term.replace(/(["\\])/g, '\\$1')}"`).join(' ');

/** Reads the history of log groups by FilterLogEvents, no faster than two requests a second. */
export class LogHistory {
  readonly #client: CloudWatchLogsClient;
  readonly #pause: (ms: number) => Promise<void>;
  requests = 0;

  constructor(client: CloudWatchLogsClient, pause: (ms: number) => Promise<void>) {
    this.#client = client;
    this.#pause = pause;
  }

  /** The parts of a log group's streams with lines that may be golang-migrate's, the oldest first. */
  async parts(logGroup: string, from: number, to: number): Promise<readonly Part[]> {
    const times = new Map<string, number[]>();
    const query = { logGroupName: logGroup, startTime: from, endTime: to, filterPattern: FILTER };
    for await (const { logStreamName = '', timestamp = 0 } of this.#events(query)) {
      const known = times.get(logStreamName);
      if (known === undefined) times.set(logStreamName, [timestamp]);
      else known.push(timestamp);
    }
    return [...times]
      .flatMap(([logStream, all]) =>
        clusters(all).map(([first, last]) => ({
          logGroup,
          logStream,
          from: first - AROUND_MS,
          to: last + AROUND_MS,
        })),
      )
      .sort((a, b) => a.from - b.from);
  }

  /** All log events of a part. */
  async events({ logGroup, logStream, from, to }: Part): Promise<readonly HistoryEvent[]> {
    const found: HistoryEvent[] = [];
    const query = { logGroupName: logGroup, logStreamNames: [logStream], startTime: from, endTime: to + 1 };
    for await (const { eventId = '', timestamp = 0, message = '' } of this.#events(query))
      found.push({ id: eventId, timestamp, message });
    return found;
  }

  async *#events(query: {
    readonly logGroupName: string;
    readonly logStreamNames?: string[];
    readonly startTime: number;
    readonly endTime: number;
    readonly filterPattern?: string;
  }) {
    let nextToken: string | undefined;
    do {
      if (this.requests++ > 0) await this.#pause(BETWEEN_REQUESTS_MS);
      const page = await this.#client.send(
        new FilterLogEventsCommand({ ...query, ...(nextToken !== undefined && { nextToken }) }),
      );
      yield* page.events ?? [];
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
}

/** First and last of the times that are near each other. */
function clusters(times: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const at of [...times].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last === undefined || at - last[1] > APART_MS) found.push([at, at]);
    else last[1] = at;
  }
  return found;
}

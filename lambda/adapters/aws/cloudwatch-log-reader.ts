import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import type { LogReader } from '../../pipeline/ports.ts';

/** Pages that one re-read takes at most; a page is up to 1 MB or 10,000 events. A window beyond is not one run's. */
const MAX_PAGES = 20;

/**
 * Reads windows of log streams by FilterLogEvents without a filter.
 *
 * GetLogEvents would do but for one thing: it leaves out the event ids, by which we recognise lines that we have.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export class CloudWatchLogReader implements LogReader {
  readonly #client: CloudWatchLogsClient;

  constructor(client: CloudWatchLogsClient) {
    this.#client = client;
  }

  /** Throws when the stream is gone, the API refuses, or the window holds more than 20 pages. */
  async readWindow(logGroup: string, logStream: string, from: number, to: number): Promise<LogBatch> {
    const events: LogEvent[] = [];
    const ingested = new Map<string, number>();
    let nextToken: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await this.#client.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          logStreamNames: [logStream],
          startTime: from,
          endTime: to,
          nextToken,
        }),
      );
      for (const { eventId, timestamp, message, ingestionTime } of page.events ?? []) {
        if (eventId === undefined) continue;
        events.push({ id: eventId, timestamp: timestamp ?? null, message: message ?? '' });
        if (ingestionTime !== undefined) ingested.set(eventId, ingestionTime);
      }
      nextToken = page.nextToken;
      if (nextToken === undefined) {
        const inOrder = events.sort(byTime).map((event) => noLaterThan(ingested.get(event.id), event));
        return { logGroup, logStream, events: inOrder };
      }
    }
    throw new Error(`${logGroup} ${logStream}: more than ${MAX_PAGES} pages between ${from} and ${to}`);
  }
}

/** A reader with a client of its own; region and credentials come from the environment. */
export function cloudWatchLogReader(): LogReader {
  return new CloudWatchLogReader(new CloudWatchLogsClient());
}

/** Nothing was printed after CloudWatch Logs had it: a clock ahead of that is wrong. */
function noLaterThan(ingestedAt = Number.POSITIVE_INFINITY, event: LogEvent): LogEvent {
  const { timestamp } = event;
  return timestamp === null || timestamp <= ingestedAt ? event : { ...event, timestamp: ingestedAt };
}

function byTime(a: LogEvent, b: LogEvent): number {
  return (a.timestamp ?? 0) - (b.timestamp ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import type { LogReader } from '../../pipeline/ports.ts';

/** Most pages of one re-read; a page has up to 1 MB or 10,000 events. The window of one run is never larger. */
const MAX_PAGES = 20;

/**
 * Reads windows of log streams by FilterLogEvents without a filter.
 *
 * GetLogEvents does not return event ids, which are needed to recognise lines that are stored already.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export class CloudWatchLogReader implements LogReader {
  readonly #client: CloudWatchLogsClient;

  constructor(client: CloudWatchLogsClient) {
    this.#client = client;
  }

  /** @throws when the stream no longer exists, the API refuses, or the window has more than 20 pages */
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

/** A reader with its own client. Region and credentials come from the environment. */
export function cloudWatchLogReader(): LogReader {
  return new CloudWatchLogReader(new CloudWatchLogsClient());
}

/** Limits a timestamp to the time of ingestion. A later timestamp comes from a clock that is ahead, as lines are printed before that. */
function noLaterThan(ingestedAt = Number.POSITIVE_INFINITY, event: LogEvent): LogEvent {
  const { timestamp } = event;
  return timestamp === null || timestamp <= ingestedAt ? event : { ...event, timestamp: ingestedAt };
}

function byTime(a: LogEvent, b: LogEvent): number {
  return (a.timestamp ?? 0) - (b.timestamp ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import type { LogReader, MayGoOn } from '../../pipeline/ports.ts';
import { limitedClient } from './limited-client.ts';

/** Most pages of one re-read; a page has up to 1 MB or 10,000 events. The window of one run is never larger. */
const MAX_PAGES = 20;

/**
 * A page with all of its requests takes at most this long, ms, which is less than a call may take elsewhere: a sweep reads many windows.
 * Only the abort signal ends a call between two requests.
 */
const PAGE_MS = 5_000;

/** Most windows that are kept half read. The sweep reads two side by side, so it leaves at most two; others belong to runs that changed. */
const MAX_KEPT = 4;

/** What was read of a window so far. */
interface Progress {
  readonly events: LogEvent[];
  readonly ingested: Map<string, number>;
  pages: number;
  nextToken: string | undefined;
}

/**
 * Reads windows of log streams by FilterLogEvents without a filter.
 *
 * A window that is not read to its end is kept in this process, and the next call for it continues at the same page.
 *
 * GetLogEvents does not return event ids, which are needed to recognise lines that are stored already.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export class CloudWatchLogReader implements LogReader {
  readonly #client: CloudWatchLogsClient;
  readonly #wait: typeof pause;
  /** By window, the last one used last. */
  readonly #kept = new Map<string, Progress>();

  /** @param wait waits for real time; tests replace it */
  constructor(client: CloudWatchLogsClient, wait = pause) {
    this.#client = client;
    this.#wait = wait;
  }

  /** @throws when the stream no longer exists, the API refuses or does not answer, or the window has more than 20 pages */
  async readWindow(
    logGroup: string,
    logStream: string,
    from: number,
    to: number,
    mayGoOn: MayGoOn,
  ): Promise<LogBatch | undefined> {
    const key = JSON.stringify([logGroup, logStream, from, to]);
    const read = this.#kept.get(key) ?? { events: [], ingested: new Map(), pages: 0, nextToken: undefined };
    this.#kept.delete(key);
    // Each call reads one page at least, so a window is read to its end some time, however short the time is.
    for (const before = read.pages; read.pages < MAX_PAGES; read.pages++) {
      if (read.pages > before && !mayGoOn()) {
        this.#keep(key, read);
        return undefined;
      }
      const input = { logGroupName: logGroup, logStreamNames: [logStream], startTime: from, endTime: to };
      try {
        await this.#readPage(input, read);
      } catch (error) {
        // A token that is not accepted any more would fail each time: then the window is read from its start.
        if ((error as Error).name !== 'InvalidParameterException') this.#keep(key, read);
        throw error;
      }
      if (read.nextToken === undefined) {
        const { ingested } = read;
        const inOrder = read.events.sort(byTime).map((event) => noLaterThan(ingested.get(event.id), event));
        return { logGroup, logStream, events: inOrder };
      }
    }
    throw new Error(`${logGroup} ${logStream}: more than ${MAX_PAGES} pages between ${from} and ${to}`);
  }

  async #readPage(input: FilterLogEventsCommandInput, read: Progress): Promise<void> {
    const command = new FilterLogEventsCommand({ ...input, nextToken: read.nextToken });
    const page = await this.#within(PAGE_MS, (abortSignal) => this.#client.send(command, { abortSignal }));
    for (const { eventId, timestamp, message, ingestionTime } of page.events ?? []) {
      if (eventId === undefined) continue;
      read.events.push({ id: eventId, timestamp: timestamp ?? null, message: message ?? '' });
      if (ingestionTime !== undefined) read.ingested.set(eventId, ingestionTime);
    }
    read.nextToken = page.nextToken;
  }

  /** Waits for the answer to a call, but not longer than `ms`. Then it ends the call. */
  async #within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const [answered, late] = [new AbortController(), new AbortController()];
    const limit = this.#wait(ms, undefined, { signal: answered.signal, ref: false }).then(() => {
      late.abort();
      throw new Error(`FilterLogEvents has not answered within ${ms} ms`);
    });
    limit.catch(() => {});
    try {
      return await Promise.race([limit, call(late.signal)]);
    } finally {
      answered.abort();
    }
  }

  #keep(key: string, read: Progress): void {
    if (read.pages === 0) return;
    this.#kept.set(key, read);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** A reader with its own client. Region and credentials come from the environment. */
export function cloudWatchLogReader(): LogReader {
  return new CloudWatchLogReader(limitedClient(CloudWatchLogsClient));
}

/** Limits a timestamp to the time of ingestion. A later timestamp comes from a clock that is ahead, as lines are printed before that. */
function noLaterThan(ingestedAt = Number.POSITIVE_INFINITY, event: LogEvent): LogEvent {
  const { timestamp } = event;
  return timestamp === null || timestamp <= ingestedAt ? event : { ...event, timestamp: ingestedAt };
}

function byTime(a: LogEvent, b: LogEvent): number {
  return (a.timestamp ?? 0) - (b.timestamp ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

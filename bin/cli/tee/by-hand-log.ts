import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import { MonitorFault } from '../monitor/fault.ts';
import type { ByHandEvent } from './masked-lines.ts';

/**
 * What one request may hold: events, and bytes of UTF-8 with 26 more for each event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const BYTES_BESIDE = 26;

/** Which run by hand the events are of. */
export interface ByHandPlace {
  readonly logGroupName: string;
  /** `<environment>/<database>/<who and when>` */
  readonly logStreamName: string;
}

/** One log stream of the monitor's log group for runs by hand. */
export class ByHandLog {
  readonly #client: CloudWatchLogsClient;
  readonly #place: ByHandPlace;
  #isBegun: boolean;

  /** `isBegun`: the log stream exists, because a part of the run was sent. */
  constructor(client: CloudWatchLogsClient, place: ByHandPlace, isBegun = false) {
    this.#client = client;
    this.#place = place;
    this.#isBegun = isBegun;
  }

  get isBegun(): boolean {
    return this.#isBegun;
  }

  /**
   * Sends events, which are in order of time. Calls `sent` with the number of those that each request took.
   *
   * @throws {@link MonitorFault} if the log stream exists already, or if events are too old or too new; AWS's errors
   */
  async send(
    events: readonly ByHandEvent[],
    abortSignal: AbortSignal,
    sent: (count: number) => void,
  ): Promise<void> {
    if (events.length === 0) return;
    await this.#begin(abortSignal);
    for (const batch of batchesOf(events)) {
      const { rejectedLogEventsInfo } = await this.#client.send(
        new PutLogEventsCommand({ ...this.#place, logEvents: [...batch] }),
        { abortSignal },
      );
      sent(batch.length);
      if (rejectedLogEventsInfo !== undefined)
        throw new MonitorFault(
          'CloudWatch Logs refused lines that are older than two weeks, or of the future',
        );
    }
  }

  async #begin(abortSignal: AbortSignal): Promise<void> {
    if (this.#isBegun) return;
    try {
      await this.#client.send(new CreateLogStreamCommand(this.#place), { abortSignal });
    } catch (error) {
      if (error instanceof ResourceAlreadyExistsException)
        throw new MonitorFault(`this run was sent already: ${this.#place.logStreamName}`);
      throw error;
    }
    this.#isBegun = true;
  }
}

/** Events in as few requests as possible, in order. */
export function batchesOf(events: readonly ByHandEvent[]): readonly (readonly ByHandEvent[])[] {
  const batches: ByHandEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const own = Buffer.byteLength(event.message) + BYTES_BESIDE;
    const last = batches.at(-1);
    if (last === undefined || last.length === MOST_EVENTS || bytes + own > MOST_BYTES) {
      batches.push([event]);
      bytes = own;
    } else {
      last.push(event);
      bytes += own;
    }
  }
  return batches;
}

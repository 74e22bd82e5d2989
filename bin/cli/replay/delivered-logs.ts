import type { LogReader } from '../../../lambda/pipeline/ports.ts';
import { ACCOUNT } from '../aws-events/place.ts';
import type { LogDelivery, StreamEvent } from '../aws-events/subscription.ts';

interface Ingested extends StreamEvent {
  readonly ingestedAt: number;
}

/**
 * The log streams of the monitor's account as a re-read finds them: all log events that the scenario has delivered so far, in order. A stream
 * without a delivery exists and is empty.
 */
export class DeliveredLogs implements LogReader {
  /** Log events by log group and stream, then by id. */
  readonly #streams = new Map<string, Map<string, Ingested>>();

  /** `now`, epoch ms: when CloudWatch Logs received them. A log event that it has already keeps its first time. */
  add({ account = ACCOUNT, logGroup, logStream, events }: LogDelivery, now: number): void {
    if (account !== ACCOUNT) return;
    const stream = this.#stream(logGroup, logStream);
    for (const event of events) {
      const ingestedAt = stream.get(event.id)?.ingestedAt ?? now;
      stream.set(event.id, { ...event, ingestedAt });
    }
  }

  async readWindow(logGroup: string, logStream: string, from: number, to: number) {
    const events = [...this.#stream(logGroup, logStream).values()]
      .filter(({ timestamp }) => from <= timestamp && timestamp <= to)
      .sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1))
      .map(({ ingestedAt, ...event }) => ({ ...event, timestamp: Math.min(event.timestamp, ingestedAt) }));
    return { logGroup, logStream, events };
  }

  #stream(logGroup: string, logStream: string): Map<string, Ingested> {
    const name = JSON.stringify([logGroup, logStream]);
    const found = this.#streams.get(name) ?? new Map<string, Ingested>();
    this.#streams.set(name, found);
    return found;
  }
}

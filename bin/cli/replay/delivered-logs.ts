import type { LogReader } from '../../../lambda/pipeline/ports.ts';
import type { LogDelivery, StreamEvent } from '../aws-events/subscription.ts';

/**
 * The log streams as a re-read finds them: all that the scenario has delivered so far, in order. A stream that nothing
 * was delivered of is there and holds nothing.
 */
export class DeliveredLogs implements LogReader {
  /** By log group and stream; of each, log events by id. */
  readonly #streams = new Map<string, Map<string, StreamEvent>>();

  add({ logGroup, logStream, events }: LogDelivery): void {
    const stream = this.#stream(logGroup, logStream);
    for (const event of events) stream.set(event.id, event);
  }

  async readWindow(logGroup: string, logStream: string, from: number, to: number) {
    const events = [...this.#stream(logGroup, logStream).values()]
      .filter(({ timestamp }) => from <= timestamp && timestamp <= to)
      .sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
    return { logGroup, logStream, events };
  }

  #stream(logGroup: string, logStream: string): Map<string, StreamEvent> {
    const name = JSON.stringify([logGroup, logStream]);
    const found = this.#streams.get(name) ?? new Map<string, StreamEvent>();
    this.#streams.set(name, found);
    return found;
  }
}

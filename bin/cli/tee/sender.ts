import type { ByHandLog } from './by-hand-log.ts';
import type { ByHandEvent } from './masked-lines.ts';

/** The result of sending. */
export interface Sent {
  /** Those that AWS did not take, in order. */
  readonly unsent: readonly ByHandEvent[];
  /** Why; `undefined` if all were sent. */
  readonly error: unknown;
}

/** Sends events one request after the other, beside the run; those that cannot be sent are kept. */
export class Sender {
  #unsent: readonly ByHandEvent[] = [];
  #log: ByHandLog | undefined;
  #error: unknown;
  #work: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  push(events: readonly ByHandEvent[]): void {
    this.#unsent = [...this.#unsent, ...events];
    if (events.length > 0) this.#go();
  }

  /** From now on events are sent to `log`. */
  connected(log: ByHandLog): void {
    this.#log = log;
    this.#go();
  }

  /** No events can be sent. */
  failed(error: unknown): void {
    this.#error = error;
  }

  /** Sends the rest: after an error once more. Gives up when `stop` is resolved. */
  async finish(stop: Promise<unknown>): Promise<Sent> {
    const work = this.#work.then(async () => {
      if (this.#log === undefined || this.#unsent.length === 0) return;
      this.#error = undefined;
      await this.#send();
    });
    await Promise.race([work, stop.then(() => this.#stop.abort())]);
    const unsent = this.#unsent;
    const error = this.#error ?? new Error('AWS did not answer in time');
    return { unsent, error: unsent.length === 0 ? undefined : error };
  }

  #go(): void {
    if (this.#log === undefined) return;
    this.#work = this.#work.then(() => (this.#error === undefined ? this.#send() : undefined));
  }

  async #send(): Promise<void> {
    const take = (count: number) => {
      this.#unsent = this.#unsent.slice(count);
    };
    try {
      await this.#log!.send(this.#unsent, this.#stop.signal, take);
    } catch (error) {
      this.#error = error;
    }
  }
}

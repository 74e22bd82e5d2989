import { AsyncLocalStorage } from 'node:async_hooks';
import type { LocalFunction } from '../../bin/cli/local-monitor.ts';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { EventClock } from './event-clock.ts';

/** How long Lambda waits before the first and the second retry of an event, ms. */
const RETRY_AFTER_MS = [60_000, 120_000];

/** One invocation. */
export interface Invoked {
  readonly name: LocalFunction;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly end: 'done' | 'failed' | 'timed out';
  readonly error?: unknown;
}

interface Event {
  readonly name: LocalFunction;
  readonly work: () => Promise<void>;
  readonly failures: number;
}

/**
 * Lambda's asynchronous invocations on a simulated clock: events wait while `most` invocations of their function run, and a failed one
 * is repeated twice. An invocation that lasts longer than the timeout stops at its next call.
 */
export class LambdaService {
  readonly ended: Invoked[] = [];
  /** Events whose last retry failed. */
  readonly deadLetters: { readonly name: LocalFunction; readonly error: unknown }[] = [];
  readonly #clock: EventClock;
  readonly #most: (name: LocalFunction) => number;
  readonly #running = new Map<LocalFunction, number>();
  readonly #queued: Event[] = [];
  readonly #invocation = new AsyncLocalStorage<{ isDead: boolean }>();

  constructor(clock: EventClock, most: (name: LocalFunction) => number) {
    this.#clock = clock;
    this.#most = most;
  }

  invoke(name: LocalFunction, work: () => Promise<void>, failures = 0): void {
    this.#queued.push({ name, work, failures });
    this.#begin();
  }

  /** One call of an invocation to AWS, which takes `tookMs`. It has its effect when half of that is over. */
  async call<T>(tookMs: number, perform: () => T | Promise<T>): Promise<T> {
    await this.#alive(this.#clock.wait(tookMs / 2));
    const result = (async () => perform())();
    result.catch(() => {});
    await this.#alive(this.#clock.wait(tookMs / 2));
    return result;
  }

  async pause(ms: number): Promise<void> {
    await this.#alive(this.#clock.wait(ms));
  }

  async #alive(wait: Promise<void>): Promise<void> {
    await wait;
    if (this.#invocation.getStore()?.isDead) await new Promise<never>(() => {});
  }

  #begin(): void {
    const index = this.#queued.findIndex(({ name }) => (this.#running.get(name) ?? 0) < this.#most(name));
    if (index < 0) return;
    const [event] = this.#queued.splice(index, 1);
    this.#run(event!);
    this.#begin();
  }

  #run({ name, work, failures }: Event): void {
    const startedAt = this.#clock.now;
    const invocation = { isDead: false };
    let isOver = false;
    this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
    const end = (how: Invoked['end'], error?: unknown) => {
      if (isOver) return;
      isOver = true;
      invocation.isDead = true;
      this.ended.push({
        name,
        startedAt,
        endedAt: this.#clock.now,
        end: how,
        ...(error !== undefined && { error }),
      });
      this.#running.set(name, this.#running.get(name)! - 1);
      if (how !== 'done') this.#retry({ name, work, failures: failures + 1 }, error);
      this.#begin();
    };
    this.#clock.at(startedAt + WRITER_TIMEOUT_MS, () => end('timed out'));
    this.#invocation.run(invocation, work).then(
      () => end('done'),
      (error: unknown) => end('failed', error),
    );
  }

  #retry({ name, work, failures }: Event, error: unknown): void {
    const afterMs = RETRY_AFTER_MS[failures - 1];
    if (afterMs === undefined) this.deadLetters.push({ name, error });
    else this.#clock.at(this.#clock.now + afterMs, () => this.invoke(name, work, failures));
  }
}

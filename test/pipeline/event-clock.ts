import { setImmediate } from 'node:timers/promises';

/** Time that passes only when everything waits for it: a discrete-event simulation. What is due at one moment happens in order. */
export class EventClock {
  /** Epoch ms. */
  now: number;
  readonly #waiting = new Map<number, (() => void)[]>();

  constructor(now: number) {
    this.now = now;
  }

  /** Does `work` at a time, epoch ms. */
  at(time: number, work: () => void): void {
    const due = Math.max(time, this.now);
    const others = this.#waiting.get(due);
    if (others) others.push(work);
    else this.#waiting.set(due, [work]);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.now + ms, resolve));
  }

  /** Lets time pass to `until`, epoch ms. `onTime` is called whenever it has moved. */
  async run(until: number, onTime: (now: number) => void): Promise<void> {
    for (;;) {
      // All that follows from what has happened, up to its next call.
      await setImmediate();
      const next = Math.min(...this.#waiting.keys());
      if (next > until) break;
      this.now = next;
      onTime(next);
      const due = this.#waiting.get(next)!;
      this.#waiting.delete(next);
      for (const work of due) work();
    }
    this.now = until;
    onTime(until);
  }
}

import { setImmediate } from 'node:timers/promises';

/** A network whose calls take equally long by a clock of its own: what is called side by side is answered together. */
export class SlowNetwork {
  /** Epoch ms. */
  now: number;
  /** The most calls that were under way at a time. */
  mostAtOnce = 0;
  readonly #tookMs: number;
  #underWay: (() => void)[] = [];

  constructor(now: number, tookMs: number) {
    this.now = now;
    this.#tookMs = tookMs;
  }

  /** `perform`, whose answer arrives one latency later. */
  async call<T>(perform: () => Promise<T>): Promise<T> {
    const result = perform();
    await new Promise<void>((resolve) => this.#underWay.push(resolve));
    return result;
  }

  /** Every method of `port` takes a call. */
  over<P extends object>(port: P): P {
    return new Proxy(port, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => this.call(async () => value.apply(target, args));
      },
    });
  }

  /** Lets `work` go on until it ends, or until it has taken `limitMs`: then it is `'out of time'`, and nothing of it goes on. */
  async run(work: () => Promise<void>, limitMs: number): Promise<'done' | 'out of time'> {
    const until = this.now + limitMs;
    let ended = false;
    const end = work().finally(() => {
      ended = true;
    });
    end.catch(() => {});
    while (!ended) {
      await setImmediate();
      if (this.#underWay.length === 0) continue;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay.length);
      const answered = this.#underWay;
      this.#underWay = [];
      if (this.now + this.#tookMs > until) return 'out of time';
      this.now += this.#tookMs;
      for (const resolve of answered) resolve();
    }
    await end;
    return 'done';
  }
}

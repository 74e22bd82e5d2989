interface Waiting {
  readonly call: string;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One invocation of a function that stops at each of its calls to a port, until the test continues it. */
export class Invocation<Input> {
  readonly input: Input;
  state: 'waiting' | 'done' | 'failed' | 'dead' = 'waiting';
  error: unknown;
  #waiting: Waiting | undefined;
  #arrive: () => void = () => undefined;

  constructor(input: Input) {
    this.input = input;
  }

  /** The call at which it waits. */
  get call(): string | undefined {
    return this.#waiting?.call;
  }

  /** Starts `work`; resolves when it waits at its first call or has ended. */
  async begin(work: () => Promise<void>): Promise<void> {
    await this.#until(() => {
      work().then(
        () => this.#end('done'),
        (error: unknown) => {
          this.error = error;
          this.#end('failed');
        },
      );
    });
  }

  /** The ports call this. Waits here until the test continues. */
  reach<T>(call: string, perform: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting = { call, perform, resolve: resolve as (value: unknown) => void, reject };
      this.#arrive();
    });
  }

  /** Makes the call, but does not continue the invocation. */
  get perform(): () => Promise<unknown> {
    return this.#waiting!.perform;
  }

  async go(): Promise<void> {
    const { perform, resolve, reject } = this.#waiting!;
    await this.#until(() => void perform().then(resolve, reject));
  }

  async answer(value: unknown): Promise<void> {
    const { resolve } = this.#waiting!;
    await this.#until(() => resolve(value));
  }

  async fail(error: Error): Promise<void> {
    const { reject } = this.#waiting!;
    await this.#until(() => reject(error));
  }

  /** Ends the process: the invocation never continues. */
  die(): void {
    this.state = 'dead';
  }

  #end(state: 'done' | 'failed'): void {
    this.state = state;
    this.#arrive();
  }

  async #until(go: () => void): Promise<void> {
    this.#waiting = undefined;
    await new Promise<void>((resolve) => {
      this.#arrive = resolve;
      go();
    });
  }
}

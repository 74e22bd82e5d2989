import {
  type PoolOptions,
  type PoolRunnerInitializer,
  type PoolWorker,
  ThreadsPoolWorker,
} from 'vitest/node';

/** Each run leaves a few listeners in its thread. */
const RUNS_OF_A_THREAD = 100;

let thread: ThreadsPoolWorker | undefined;
let runs = 0;

async function end(): Promise<void> {
  const last = thread;
  thread = undefined;
  runs = 0;
  await last?.stop();
}

/**
 * Runs the tests of one mutant after the other in one thread, whose modules stay loaded, because starting a thread and loading all
 * modules takes ten times as long as the tests of most mutants.
 */
class KeptThread implements PoolWorker {
  readonly name = 'threads';
  readonly #options: PoolOptions;
  readonly #isDryRun: boolean;
  readonly #listeners: [event: string, callback: (arg: unknown) => void][] = [];
  #isDone = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const provided: Readonly<Record<string, unknown>> = { ...options.project.getProvidedContext() };
    this.#isDryRun = provided['mode'] !== 'mutant';
  }

  on(event: string, callback: (arg: unknown) => void): void {
    this.#listeners.push([event, callback]);
    thread!.on(event, callback);
  }

  off(event: string, callback: (arg: unknown) => void): void {
    thread?.off(event, callback);
  }

  send(message: Parameters<PoolWorker['send']>[0]): void {
    if (message.type !== 'stop') {
      thread!.send(message);
      return;
    }
    this.#isDone = true;
    for (const [event, callback] of this.#listeners)
      if (event === 'message') callback({ type: 'stopped', __vitest_worker_response__: true });
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  async start(): Promise<void> {
    if (this.#isDryRun || runs >= RUNS_OF_A_THREAD) await end();
    if (thread === undefined) {
      thread = new ThreadsPoolWorker(this.#options);
      await thread.start();
    }
    runs++;
  }

  async stop(): Promise<void> {
    for (const [event, callback] of this.#listeners) thread?.off(event, callback);
    // A thread that is ended by force may still be working.
    if (this.#isDryRun || !this.#isDone) await end();
  }
}

export const keptThread: PoolRunnerInitializer = {
  name: 'kept-thread',
  createPoolWorker: (options) => new KeptThread(options),
};

import type { LogBatch } from '../../domain/model/log-batch.ts';
import type { LogReader } from '../../pipeline/ports.ts';

/**
 * Loads the CloudWatch Logs client when a stream has to be re-read, which most sweeps never do.
 *
 * So the sweep starts with three AWS clients like every other function.
 */
export class LazyLogReader implements LogReader {
  #reader: Promise<LogReader> | undefined;

  async readWindow(logGroup: string, logStream: string, from: number, to: number): Promise<LogBatch> {
    this.#reader ??= load();
    return (await this.#reader).readWindow(logGroup, logStream, from, to);
  }
}

async function load(): Promise<LogReader> {
  // One file of ours, which imports what it needs by name: a package imported as a whole cannot be tree-shaken.
  const { cloudWatchLogReader } = await import('./cloudwatch-log-reader.ts');
  return cloudWatchLogReader();
}

import type { LogBatch } from '../../domain/model/log-batch.ts';
import type { LogReader } from '../../pipeline/ports.ts';

/**
 * Loads the CloudWatch Logs client only when a log stream has to be read again. Most sweeps do not need it, and start faster without
 * it.
 */
export class LazyLogReader implements LogReader {
  #reader: Promise<LogReader> | undefined;

  async readWindow(...window: Parameters<LogReader['readWindow']>): Promise<LogBatch | undefined> {
    this.#reader ??= load();
    return (await this.#reader).readWindow(...window);
  }
}

async function load(): Promise<LogReader> {
  // Imports our own file, not the package: a package that is imported dynamically cannot be tree-shaken.
  const { cloudWatchLogReader } = await import('./cloudwatch-log-reader.ts');
  return cloudWatchLogReader();
}

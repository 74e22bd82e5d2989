import { decodedText } from '../../../lambda/adapters/input/decoded-text.ts';
import { lineNumber } from '../../../lambda/adapters/input/log-lines.ts';
import { LogReader } from '../../../lambda/adapters/input/log-reader.ts';
import { ReadLogError } from '../../../lambda/adapters/input/read-log-error.ts';
import { type FoundRun, RunFinder } from '../../../lambda/pipeline/explain-stream.ts';
import { PAUSE, type Timer, withPauses } from './pauses.ts';

/** Lines, and characters, after a line of golang-migrate that may belong to its error: as many as stitching looks ahead. */
const AHEAD_LINES = 10_000;
const AHEAD_CHARS = 3 * 1024 * 1024;

/** Runs that were found together. */
export interface Found {
  readonly runs: readonly TextRun[];
  /** True if the text goes on, and somebody watches it: the runs are shown at once. */
  readonly isLive: boolean;
}

export interface TextRun extends FoundRun {
  /** Number of the line that it begins with, from 1; `null` in an export, which has records. */
  readonly line: number | null;
}

export interface ReadOptions {
  /** Reading ends when it is aborted; then the text counts as complete. */
  readonly stop: AbortSignal;
  /** True for a text that may come slowly, as through a pipe. */
  readonly isSlow: boolean;
  readonly timer?: Timer;
}

/** What a whole text showed beside its runs. */
export interface Read {
  /** {@link RunFinder.attempt} */
  readonly attempt: string | undefined;
  /** Why only a part of the text was read, as of a file whose gzip data is damaged. */
  readonly fault: unknown;
}

/**
 * Finds the runs in a text while it is read.
 *
 * @throws {ReadLogError} if nothing of it can be read
 */
export async function* runsIn(
  bytes: AsyncIterable<Uint8Array | string>,
  { stop, isSlow, timer }: ReadOptions,
): AsyncGenerator<Found, Read> {
  const reader = new LogReader();
  const finder = new RunFinder();
  const found = (runs: readonly FoundRun[], isLive: boolean): Found => ({
    isLive,
    runs: runs.map((run) => ({ ...run, line: reader.hasLines ? lineNumber(run.lineId) : null })),
  });
  let isEmpty = true;
  let fault: unknown;
  try {
    const pieces = decodedText(bytes);
    for await (const piece of isSlow ? withPauses(pieces, timer ? { stop, timer } : { stop }) : pieces) {
      if (stop.aborted) break;
      if (piece === PAUSE) {
        const batches = reader.soFar();
        if (batches.length > 0) yield found(finder.soFar(batches), true);
        continue;
      }
      isEmpty &&= piece === '';
      reader.push(piece);
      if (!reader.isFull) continue;
      const end = finder.take(reader.soFar(), reader.endBefore(AHEAD_LINES, AHEAD_CHARS));
      reader.dropBefore(end!);
      yield found(finder.closed(), false);
    }
  } catch (cause) {
    // What came before is explained all the same, unless it is not a log.
    if (isEmpty || (cause instanceof ReadLogError && cause.reason !== 'bad-payload')) throw cause;
    fault = cause;
  }
  if (!(isEmpty && stop.aborted)) {
    finder.take(reader.end());
    yield found(finder.end(), false);
  }
  return { attempt: finder.attempt, fault };
}

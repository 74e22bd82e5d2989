import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ReadLogError } from '../../../lambda/adapters/input/read-log-error.ts';
import { followed } from './follow-file.ts';

/** Bytes that are read at once. */
const CHUNK_BYTES = 256 * 1024;

/** A log that is to be read. */
export interface Input {
  /** As errors and cards name it; standard input has no place to name. */
  readonly name: string;
  readonly isFile: boolean;
  /** True if it may come slowly, so that its runs are shown while it is read. */
  readonly isSlow: boolean;
  /** Bytes; `null` when not known. */
  readonly size: number | null;
  readonly bytes: AsyncIterable<Uint8Array | string>;
}

/** Opens a file, or standard input (`-`). A named pipe or a terminal may come slowly, and so may a file that is followed. */
export async function openInput(
  path: string,
  { stop, follow }: { readonly stop: AbortSignal; readonly follow: boolean },
): Promise<Input> {
  if (path === '-') return standardInput();
  const found = await stat(path);
  if (found.isDirectory()) throw new ReadLogError('directory', 'is a directory; expected a log file');
  const common = { name: path, isFile: true };
  if (follow) return { ...common, isSlow: true, size: null, bytes: followed(path, { stop }) };
  const bytes = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  return { ...common, isSlow: !found.isFile(), size: found.isFile() ? found.size : null, bytes };
}

/** Standard input; at a terminal it says that it waits for input. */
function standardInput(): Input {
  if (process.stdin.isTTY) process.stderr.write('Reading standard input: paste a log, then press Ctrl-D.\n');
  return { name: 'standard input', isFile: false, isSlow: true, size: null, bytes: process.stdin };
}

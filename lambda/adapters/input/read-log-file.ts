import { readFile, stat } from 'node:fs/promises';
import type { LogBatch } from '../../domain/model/log-batch.ts';
import { fileFault } from './file-fault.ts';
import { ReadLogError } from './read-log-error.ts';
import { MAX_LOG_BYTES, readLogText, tooLarge } from './read-log-text.ts';

/**
 * Reads a log file; {@link readLogText} says what it may hold.
 *
 * @throws {ReadLogError} with a message of one line that begins with the path
 */
export async function readLogFile(path: string): Promise<readonly LogBatch[]> {
  return named(path, async () => {
    const found = await stat(path);
    if (found.isDirectory()) throw new ReadLogError('directory', 'is a directory; expected a log file');
    if (found.size > MAX_LOG_BYTES) throw tooLarge();
    return readLogText(await readFile(path));
  });
}

/**
 * Reads a log from a stream, such as stdin, to its end.
 *
 * @throws {ReadLogError} with a message of one line that begins with `name`
 */
export async function readLogStream(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
): Promise<readonly LogBatch[]> {
  return named(name, async () => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > MAX_LOG_BYTES) throw tooLarge();
      chunks.push(bytes);
    }
    return readLogText(Buffer.concat(chunks));
  });
}

async function named<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw readFault(name, cause);
  }
}

/** The error for an input that cannot be read, with a message of one line that begins with its `name`. */
export function readFault(name: string, cause: unknown): ReadLogError {
  if (cause instanceof ReadLogError)
    return new ReadLogError(cause.reason, `${name}: ${cause.message}`, cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new ReadLogError('missing', `${name}: ${fileFault(code)}`, cause);
  return new ReadLogError('unreadable', `${name}: cannot be read: ${fileFault(code)}`, cause);
}

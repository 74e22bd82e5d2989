import { type FileHandle, open, stat } from 'node:fs/promises';
import { realTimer, type Timer } from './pauses.ts';

/** How often the file is looked at, ms. Network drives and some containers do not say when a file changes. */
const LOOK_MS = 250;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = Buffer.from('\n');

/**
 * The bytes of a file, then those that are appended to it, until `stop` is aborted.
 *
 * A file that was truncated is read from its beginning. After a rotation, the rest of the old file is read, then the new one.
 */
export async function* followed(
  path: string,
  { stop, timer = realTimer }: { readonly stop: AbortSignal; readonly timer?: Timer },
): AsyncGenerator<Uint8Array> {
  let file = await open(path);
  try {
    let position = 0;
    let lineIsOpen = false;
    /** Its name belongs to another file; this one is read once more, as its program may have written after the last look. */
    let isOld = false;
    while (!stop.aborted) {
      const bytes = await readAt(file, position);
      if (bytes.length > 0) {
        position += bytes.length;
        lineIsOpen = bytes.at(-1) !== LINE_FEED[0];
        yield bytes;
        continue;
      }
      const change: Change | 'read' = isOld ? 'read' : await changeOf(file, path, position);
      if (change === 'none') {
        await passed(LOOK_MS, timer, stop);
        continue;
      }
      isOld = change === 'rotated';
      if (isOld) continue;
      if (lineIsOpen) yield LINE_FEED;
      lineIsOpen = false;
      position = 0;
      if (change === 'truncated') continue;
      const next = await openAgain(path, timer, stop);
      if (next === undefined) return;
      await file.close();
      file = next;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
  return buffer.subarray(0, bytesRead);
}

type Change = 'none' | 'truncated' | 'rotated';

async function changeOf(file: FileHandle, path: string, position: number): Promise<Change> {
  const here = await file.stat();
  const named = await stat(path).catch(() => undefined);
  if (named && (named.ino !== here.ino || named.dev !== here.dev)) return 'rotated';
  return here.size < position ? 'truncated' : 'none';
}

/** A rotated file may be missing for a moment. `undefined` when `stop` was aborted before it came. */
async function openAgain(path: string, timer: Timer, stop: AbortSignal): Promise<FileHandle | undefined> {
  while (!stop.aborted) {
    const file = await open(path).catch(() => undefined);
    if (file) return file;
    await passed(LOOK_MS, timer, stop);
  }
  return undefined;
}

function passed(ms: number, timer: Timer, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const { cancel } = timer(ms, () => {
      stop.removeEventListener('abort', stopNow);
      resolve();
    });
    const stopNow = () => {
      cancel();
      resolve();
    };
    stop.addEventListener('abort', stopNow, { once: true });
  });
}

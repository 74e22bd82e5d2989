import type { Readable } from 'node:stream';
import { LineSplitter } from './line-splitter.ts';

/** Where output goes: standard output or standard error. */
export type Output = NodeJS.WriteStream & { readonly fd: number };

/**
 * Passes the bytes of `from` on to `to` unchanged, and their lines to `take`; resolves at the end.
 *
 * A reader that has closed `to` stops neither the process nor the reading: a migration must not be killed because somebody typed `| head`.
 */
export async function passOn(from: Readable, to: Output, take: (line: string) => void): Promise<void> {
  const lines = new LineSplitter(take);
  const closed = closedOf(to);
  for await (const chunk of from) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    lines.push(bytes);
    if (!closed.is && !to.write(bytes)) await Promise.race([once(to, 'drain'), closed.when]);
  }
  lines.end();
}

interface Closed {
  is: boolean;
  readonly when: Promise<void>;
}

const CLOSED = new WeakMap<Output, Closed>();

/** Whether the reader of `to` is gone. Takes the place of the command line's own listener, which ends the program. */
function closedOf(to: Output): Closed {
  const known = CLOSED.get(to);
  if (known !== undefined) return known;
  let close = () => {};
  const closed: Closed = { is: false, when: new Promise((resolve) => (close = resolve)) };
  to.removeAllListeners('error');
  to.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed.is = true;
    close();
  });
  CLOSED.set(to, closed);
  return closed;
}

function once(to: Output, event: 'drain'): Promise<void> {
  return new Promise((resolve) => to.once(event, () => resolve()));
}

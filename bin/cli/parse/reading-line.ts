/** Bytes between two updates. */
const STEP = 8 * 1024 * 1024;
const CLEAR = '\r\u001b[K';

/** Shows on a terminal how far a long file was read; elsewhere, and for a text of unknown size, it shows nothing. */
export class ReadingLine {
  readonly #to: NodeJS.WritableStream & { readonly isTTY?: boolean };
  #isShown = false;

  constructor(to: NodeJS.WritableStream & { readonly isTTY?: boolean }) {
    this.#to = to;
  }

  /** Passes `bytes` on and shows how many of `size` were read. */
  async *over<Chunk extends { readonly length: number }>(
    bytes: AsyncIterable<Chunk>,
    { name, size }: { readonly name: string; readonly size: number | null },
  ): AsyncGenerator<Chunk> {
    let read = 0;
    let shown = 0;
    for await (const chunk of bytes) {
      read += chunk.length;
      if (this.#to.isTTY && size !== null && read - shown >= STEP) {
        shown = read;
        this.#isShown = true;
        const share = Math.min(100, Math.floor((100 * read) / size));
        this.#to.write(`${CLEAR}${name}: ${share} % of ${(size / 1e6).toFixed(0)} MB`);
      }
      yield chunk;
    }
    this.clear();
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#isShown) this.#to.write(CLEAR);
    this.#isShown = false;
  }
}

import { StringDecoder } from 'node:string_decoder';

/** Longest line, characters: what came so far of a longer one counts as a line. */
const LONGEST = 1024 * 1024;

/** Lines in the bytes of one stream. A carriage return before the end of a line is dropped. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.write(Buffer.from(bytes))).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#take(line.replace(/\r$/, ''));
    if (this.#rest.length < LONGEST) return;
    this.#take(this.#rest);
    this.#rest = '';
  }

  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#take(rest);
  }
}

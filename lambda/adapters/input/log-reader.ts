import type { LogBatch } from '../../domain/model/log-batch.ts';
import { HEAD_CHARS, mayBeLogDocument, readLogDocument } from './log-document.ts';
import { LineReader } from './log-lines.ts';
import { checkHead, LOOKED_AT, MAX_LOG_BYTES, tooLarge } from './read-log-text.ts';

/** Lines, or characters, that are held before a part of the text is given on. */
const WINDOW_LINES = 20_000;
const WINDOW_CHARS = 8 * 1024 * 1024;

/**
 * Reads the text of a log piece by piece, and gives it on in parts, so that a long one is never in memory as a whole.
 *
 * A text that may be an export (`mayBeLogDocument`) is one part, because only its end shows whether it is one. It may have
 * {@link MAX_LOG_BYTES}; other texts may have any size.
 */
export class LogReader {
  readonly #lines = new LineReader();
  /** What came before it was clear what the text is; afterwards, the pieces of an export. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #kind: 'not-known' | 'lines' | 'document' = 'not-known';

  /** @throws {ReadLogError} `binary` or `too-large` */
  push(text: string): void {
    if (this.#kind === 'lines') {
      this.#lines.push(text);
      return;
    }
    const piece = Buffer.from(text);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes > MAX_LOG_BYTES) throw tooLarge();
    if (this.#kind === 'not-known' && this.#bytes >= LOOKED_AT) this.#decide(false);
  }

  /** Is there enough for a part? */
  get isFull(): boolean {
    return this.#lines.lines >= WINDOW_LINES || this.#lines.chars >= WINDOW_CHARS;
  }

  /**
   * The text so far that was not dropped, as batches; empty while it is not clear what the text is, or while an export is incomplete.
   *
   * @throws {ReadLogError} `binary`
   */
  soFar(): readonly LogBatch[] {
    if (this.#kind === 'not-known' && this.#bytes > 0 && !this.#isBlank()) this.#decide(false);
    return this.#kind === 'lines' ? this.#linesSoFar() : [];
  }

  /** Nothing is read further if no line of it can be golang-migrate's, as mostly in a long log of a service. */
  #linesSoFar(): readonly LogBatch[] {
    const batches = this.#lines.batches();
    return this.#lines.mayHoldRuns ? batches : [];
  }

  /**
   * The rest of the text.
   *
   * @throws {ReadLogError} `binary`, `empty`, or `bad-payload` for a damaged subscription payload
   */
  end(): readonly LogBatch[] {
    if (this.#kind === 'not-known') this.#decide(true);
    if (this.#kind === 'document') {
      const text = Buffer.concat(this.#pieces);
      const batches = readLogDocument(text);
      if (batches) return batches;
      this.#readAsLines();
    }
    this.#lines.end();
    return this.#lines.batches();
  }

  /** Are ids the numbers of lines? In an export they are those of its records. */
  get hasLines(): boolean {
    return this.#kind === 'lines';
  }

  /** {@link LineReader.endBefore} */
  endBefore(lines: number, chars: number): string {
    return this.#lines.endBefore(lines, chars);
  }

  /** Drops the lines before `id`. */
  dropBefore(id: string): void {
    this.#lines.dropBefore(id);
  }

  #decide(isWhole: boolean): void {
    const head = Buffer.concat(this.#pieces).subarray(0, LOOKED_AT);
    checkHead(head, isWhole);
    if (mayBeLogDocument(head.toString('utf8', 0, HEAD_CHARS))) this.#kind = 'document';
    else this.#readAsLines();
  }

  #readAsLines(): void {
    this.#kind = 'lines';
    for (const piece of this.#pieces) this.#lines.push(piece.toString('utf8'));
    this.#pieces = [];
  }

  #isBlank(): boolean {
    return Buffer.concat(this.#pieces).toString('utf8').trim() === '';
  }
}

import type { SqlToken } from './sql-text.ts';

/** Recognises `COPY … FROM stdin`, whose rows follow in the same text. */
export class CopyStatement {
  readonly #sql: string;
  #state: 'no' | 'copy' | 'from' = 'no';
  /** Where the rows begin, -1 if none are expected. */
  #rowsFrom = -1;
  /** A line for rows was looked for up to here. */
  #sought = -1;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Is `at` on or after the first row? */
  hasRowsAt(at: number): boolean {
    return this.#rowsFrom >= 0 && at >= this.#rowsFrom;
  }

  /** Where the announced rows begin, undefined if none are announced. The next call does not return them again. */
  takeRows(): number | undefined {
    if (this.#rowsFrom < 0) return undefined;
    const from = this.#rowsFrom;
    this.#rowsFrom = -1;
    return from;
  }

  follow({ kind, text, end }: SqlToken): void {
    if (text === ';') this.#state = 'no';
    if (kind !== 'word') return;
    if (text === 'copy') this.#state = 'copy';
    else if (this.#state === 'copy' && text === 'from') this.#state = 'from';
    else if (this.#state === 'from' && text === 'stdin' && this.#sought < end) this.#expectRows(end);
  }

  /** The rows begin on the line after the one that closes the statement's parentheses. */
  #expectRows(from: number): void {
    const sql = this.#sql;
    this.#state = 'no';
    let depth = 0;
    for (let at = from; at < sql.length; at++) {
      const char = sql[at];
      if (char === '(') depth++;
      else if (char === ')') depth--;
      else if (char === '\n' && depth <= 0) {
        this.#rowsFrom = at + 1;
        break;
      }
    }
    this.#sought = this.#rowsFrom < 0 ? sql.length : this.#rowsFrom;
  }
}

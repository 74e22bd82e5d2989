import type { SqlDialect } from '../../sql/dialect.ts';
import { lexSql, type SqlKind } from '../../sql/lexer.ts';
import { roleOf, type WordRole } from '../../sql/words.ts';
import { CopyStatement } from './copy-statement.ts';
import type { PartKind, SqlToken, Subject } from './sql-text.ts';
import { beginsStatement, mayPrecedeStatement, nextSubject } from './statement-start.ts';

/**
 * How many elements and COPY rows of a statement are read; the rest is masked as a whole.
 *
 * It is more than a person reads, and bounds the time for a hostile line. Redaction does not change the number of elements.
 */
const MOST_ELEMENTS = 8_192;

const NO_WORD: WordRole = { known: false, password: false };
/**
 * The tokens of `sql` as `dialect` reads it.
 *
 * Text that does not begin like a statement, up to the next `;`, is one token of prose: a file of settings, a list of rows, a script. A
 * `fragment` may begin anywhere.
 */
export function readTokens(sql: string, dialect: SqlDialect, fragment: boolean): readonly SqlToken[] {
  const reader = new TokenReader(sql, fragment ? 'other' : 'begins');
  for (let at = 0; at < sql.length; ) {
    lexSql(sql, dialect, reader.visit, at);
    at = reader.readRows();
  }
  reader.finish();
  return reader.tokens;
}

class TokenReader {
  readonly tokens: SqlToken[] = [];
  readonly visit = this.#visit.bind(this);
  readonly #sql: string;
  readonly #copy: CopyStatement;
  #subject: Subject;
  #previous: SqlToken | undefined;
  #elements = 0;
  #proseFrom: number | undefined;

  constructor(sql: string, subject: Subject) {
    this.#sql = sql;
    this.#subject = subject;
    this.#copy = new CopyStatement(sql);
  }

  /** Reads the rows of COPY if a statement announced some, and returns where the SQL continues. */
  readRows(): number {
    const { length } = this.#sql;
    let at = this.#copy.takeRows();
    if (at === undefined) return length;
    this.#previous = undefined;
    const isProse = this.#endProse(at);
    while (at < length) {
      if (++this.#elements > MOST_ELEMENTS) return this.#readRest(at);
      const newline = this.#sql.indexOf('\n', at);
      const from = at;
      const to = newline < 0 ? length : newline;
      at = to + 1;
      if (this.#sql.slice(from, to).trimEnd() === '\\.') break;
      this.#addPart('row', from, to);
    }
    if (isProse) this.#proseFrom = at;
    return at;
  }

  finish(): void {
    this.#endProse(this.#sql.length);
  }

  #visit(kind: SqlKind, start: number, end: number, from: number, to: number, closed: boolean): boolean {
    if (this.#copy.hasRowsAt(start)) return false;
    if (++this.#elements > MOST_ELEMENTS) {
      this.#endProse(start);
      this.#readRest(start);
      return false;
    }
    if (this.#isProse(kind, start, end)) return true;
    const text = kind === 'word' ? this.#word(start, end) : kind === 'operator' ? this.#sql[start]! : '';
    const role = kind === 'word' ? roleOf(text) : NO_WORD;
    const token: SqlToken = {
      kind,
      start,
      end,
      from,
      to,
      closed,
      text,
      role,
      previous: this.#previous,
      subject: this.#subject,
      inside: undefined,
      isMarked: false,
    };
    this.tokens.push(token);
    if (kind === 'comment') return true;
    this.#previous = token;
    this.#subject = nextSubject(this.#subject, token);
    this.#copy.follow(token);
    return true;
  }

  /** Is this element part of text that is not SQL? */
  #isProse(kind: SqlKind, start: number, end: number): boolean {
    if (this.#proseFrom !== undefined) {
      if (kind !== 'operator' || this.#sql[start] !== ';') return true;
      this.#endProse(start);
      return false;
    }
    if (this.#subject !== 'begins' || kind === 'comment') return false;
    if (kind === 'operator' && mayPrecedeStatement(this.#sql[start]!)) return false;
    if (kind === 'masked') {
      this.#subject = 'other';
      return false;
    }
    if (kind === 'word' && beginsStatement(this.#word(start, end), this.#sql, end)) return false;
    this.#proseFrom = start;
    return true;
  }

  #word(start: number, end: number): string {
    return this.#sql.slice(start, end).toLowerCase();
  }

  #endProse(end: number): boolean {
    if (this.#proseFrom === undefined) return false;
    this.#addPart('prose', this.#proseFrom, end);
    this.#proseFrom = undefined;
    return true;
  }

  #readRest(from: number): number {
    this.#addPart('rest', from, this.#sql.length);
    return this.#sql.length;
  }

  #addPart(kind: PartKind, from: number, to: number): void {
    this.tokens.push({
      kind,
      start: from,
      end: to,
      from,
      to,
      closed: true,
      text: '',
      role: NO_WORD,
      previous: undefined,
      subject: 'other',
      inside: undefined,
      isMarked: false,
    });
  }
}

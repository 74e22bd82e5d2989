import type { MaskKind } from '../../../model/redaction-token.ts';
import type { SqlKind } from '../../sql/lexer.ts';
import type { WordRole } from '../../sql/words.ts';

/**
 * Kinds of the parts of an SQL text: those of the lexer, and parts that are not read as SQL.
 *
 * `row`: a row of COPY. `prose`: text that is not SQL. `rest`: all text after the limit of what is read.
 */
export type PartKind = SqlKind | 'row' | 'prose' | 'rest';

/** What a pair of parentheses contains. */
export type Parenthesis = 'sizes' | 'values' | 'other';

/** State of a statement by its first words: it begins, continues CREATE or SET, is about an account, or is of another kind. */
export type Subject = 'begins' | 'maker' | 'setter' | 'account' | 'other';

/** A token: one part of an SQL text, with what the passes ask about it. */
export interface SqlToken {
  readonly kind: PartKind;
  readonly start: number;
  readonly end: number;
  /** With `to`: the content, without quotes and comment marks. */
  readonly from: number;
  readonly to: number;
  /** False for a literal or a comment without an end. */
  readonly closed: boolean;
  /** A word in lower case, an operator, or '' for other kinds. */
  readonly text: string;
  readonly role: WordRole;
  /** The token of code before it. Comments, and what is not SQL, are not code. */
  readonly previous: SqlToken | undefined;
  /** What the words before it say about the statement. */
  readonly subject: Subject;
  /** The innermost open parenthesis; undefined outside of parentheses, and before the pass that notes it. */
  inside: Parenthesis | undefined;
  /** A pass has marked it as data. */
  isMarked: boolean;
}

/** A part of an SQL text that is data. `bare` is true if the part has no quotes, so that an engine may call it a name. */
export interface SqlRange {
  readonly from: number;
  readonly to: number;
  readonly kind: MaskKind;
  readonly bare?: true;
}

/** An SQL text in tokens, and what the passes found in it. */
export class SqlText {
  readonly sql: string;
  readonly tokens: readonly SqlToken[];
  /** In the order of the passes; ranges may overlap. */
  readonly found: SqlRange[] = [];

  constructor(sql: string, tokens: readonly SqlToken[]) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /** Marks `token` as data, from `from` to `to`. Does nothing if an earlier pass has marked it. */
  mark(token: SqlToken, kind: MaskKind, from = token.from, to = token.to): void {
    if (claim(token)) this.found.push({ from, to, kind });
  }

  /** As {@link mark}, for data without the quotes of a literal. */
  markBare(token: SqlToken, kind: MaskKind, from = token.from, to = token.to): void {
    if (claim(token)) this.found.push({ from, to, kind, bare: true });
  }

  /** Marks text that begins with a token but may be longer. The tokens in it can be marked too. */
  markText(from: number, to: number, kind: MaskKind): void {
    this.found.push({ from, to, kind, bare: true });
  }

  /** The text after `token`, up to the length that decides how it continues. */
  after(token: SqlToken, length: number): string {
    return this.sql.slice(token.end, token.end + length);
  }
}

function claim(token: SqlToken): boolean {
  if (token.isMarked) return false;
  token.isMarked = true;
  return true;
}

/** One rule: reads the tokens in their order, and marks those that are data by it. */
export type SqlPass = (text: SqlText) => void;

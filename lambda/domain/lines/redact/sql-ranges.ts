import type { SqlDialect } from './sql-dialect.ts';
import { isStringPrefix, isWordAt, lexSql, type SqlKind } from './sql-lexer.ts';
import { COUNTING_WORDS, isVerb, roleOf, SIZED_TYPES, type WordRole } from './sql-words.ts';
import { isMasked, type TokenKind } from './token.ts';

/** A part of an SQL text that is data. `bare` is true if the part has no quotes, so that an engine may call it a name. */
export interface SqlRange {
  readonly from: number;
  readonly to: number;
  readonly kind: TokenKind;
  readonly bare?: true;
}

/** The data in an SQL text: ranges in order, without overlap. From `brokenFrom` on, code and data cannot be told apart. */
export interface SensitiveRanges {
  readonly ranges: readonly SqlRange[];
  readonly brokenFrom: number | undefined;
}

/**
 * How many elements and COPY rows of a statement are read; the rest is masked as a whole.
 *
 * It is more than a person reads, and bounds the time for a hostile line. Redaction does not change the number of elements.
 */
const MOST_ELEMENTS = 8_192;

/** What a pair of parentheses contains. */
type Parenthesis = 'sizes' | 'values' | 'other';

/** What may come between the word and the password: `PASSWORD = E'…'`. */
const LEADS_TO_PASSWORD: ReadonlySet<string> = new Set(['=', ':', '(', 'e', 'n', 'x', 'b', 'u&']);
/** State of a statement by its first words: it begins, continues CREATE or SET, is about an account, or is of another kind. */
type Subject = 'begins' | 'maker' | 'setter' | 'account' | 'other';
/** State transitions: the next subject, by the current subject and the next word. */
const SUBJECTS: Readonly<Record<'begins' | 'maker' | 'setter', ReadonlyMap<string, Subject>>> = {
  begins: new Map([
    ['create', 'maker'],
    ['alter', 'maker'],
    ['set', 'setter'],
  ]),
  maker: new Map([
    ['or', 'maker'],
    ['replace', 'maker'],
    ['role', 'account'],
    ['user', 'account'],
    ['login', 'account'],
  ]),
  setter: new Map([['password', 'account']]),
};
/** Words before a value. */
const LEADS_TO_VALUE: ReadonlySet<string> = new Set(['like', 'ilike', 'default']);
const CALLED_OR_QUALIFYING = /^\s{0,8}[(.]/;
const NO_WORD: WordRole = { known: false, guides: false, password: false };
const NAME = /^[\p{L}_][\p{L}\p{N}_ $.#-]{0,127}$/u;
const CONNECTION_STRING = /passwo?r?d\s*=|:\/\/[^/\s@]*:[^\s@]*@/i;

/** What may come before a statement: a parenthesis, or a delimiter set by the client's DELIMITER command (`//`, `^`). */
const BEFORE_VERB = '(/^$';
/** What follows `IMPORT` in CockroachDB and PostgreSQL. Python and other languages have the word too. */
const IMPORT = /^\s{1,8}(?:into|foreign|table|pgdump|mysqldump|csv)\b/i;
/** Placeholders of template tools: Go, Jinja, shells, Ruby, Ant, Windows. */
const TEMPLATE =
  /^(?:\{\{[^}]{0,256}\}\}|\$\{[^}]{0,256}\}|\{%[^%]{0,256}%\}|<%[^%]{0,256}%>|#\{[^}]{0,256}\}|[@%][^\s@%]{1,128}[@%])/;
/** A label of a loop: `fetching: LOOP`. */
const LABEL = /^\s{0,8}:\s{0,8}(?:loop|while|repeat|begin)\b/i;

/**
 * Finds what is data in `sql` as `dialect` reads it.
 *
 * Text that does not begin like a statement, up to the next `;`, is not SQL: a file of settings, a list of rows, a script. All of it is
 * data, unless `sql` is a `fragment`, which may begin anywhere.
 */
export function sensitiveRanges(sql: string, dialect: SqlDialect, fragment = false): SensitiveRanges {
  const reader = new Reader(sql, fragment);
  let at = 0;
  while (at < sql.length) {
    lexSql(sql, dialect, reader.visit, at);
    if (reader.copyData < 0) break;
    at = reader.readCopyData();
  }
  return reader.finish();
}

class Reader {
  copyData = -1;
  readonly visit = this.#visit.bind(this);
  readonly #sql: string;
  readonly #ranges: SqlRange[] = [];
  readonly #open: Parenthesis[] = [];
  readonly #firstQuote = new Map<string, number>();
  #brokenFrom: number | undefined;
  #previous: SqlKind | undefined;
  #previousText = '';
  #previousEnd = -1;
  #password: 'no' | 'next' | 'identified' = 'no';
  #identified = false;
  #subject: Subject = 'begins';
  #values = false;
  #copy: 'no' | 'copy' | 'from' = 'no';
  #wordsSinceString = -1;
  #copyLineSought = -1;
  #elements = 0;
  /** Where the last unquoted password ended. */
  #bareEnd = -2;
  /** Where a part that is not SQL begins. */
  #foreignFrom: number | undefined;

  constructor(sql: string, fragment: boolean) {
    this.#sql = sql;
    if (fragment) this.#subject = 'other';
  }

  /** Adds the rows of COPY … FROM stdin as data and returns where the SQL goes on. */
  readCopyData(): number {
    let at = this.copyData;
    this.copyData = -1;
    this.#previous = undefined;
    this.#wordsSinceString = -1;
    while (at < this.#sql.length) {
      const newline = this.#sql.indexOf('\n', at);
      const end = newline < 0 ? this.#sql.length : newline;
      if (++this.#elements > MOST_ELEMENTS) {
        this.#add(at, this.#sql.length, 'statement');
        return this.#sql.length;
      }
      const line = this.#sql.slice(at, end);
      at = end + 1;
      if (line.trimEnd() === '\\.') break;
      this.#add(end - line.length, end, 'row');
    }
    return at;
  }

  finish(): SensitiveRanges {
    this.#endForeign(this.#sql.length);
    const from = this.#brokenFrom;
    if (from === undefined) return { ranges: this.#ranges, brokenFrom: undefined };
    const kept = this.#ranges.filter((range) => range.to <= from);
    const start = Math.min(from, this.#ranges[kept.length]?.from ?? from);
    return { ranges: [...kept, { from: start, to: this.#sql.length, kind: 'text' }], brokenFrom: start };
  }

  #visit(kind: SqlKind, start: number, end: number, from: number, to: number, closed: boolean): boolean {
    if (this.copyData >= 0 && start >= this.copyData) return false;
    const sql = this.#sql;
    if (++this.#elements > MOST_ELEMENTS) {
      this.#endForeign(start);
      this.#add(start, sql.length, 'statement');
      return false;
    }
    if (this.#isForeign(kind, start, end)) return true;
    const text =
      kind === 'word' ? sql.slice(start, end).toLowerCase() : kind === 'operator' ? sql[start]! : '';
    const role = kind === 'word' ? roleOf(text) : NO_WORD;
    if (this.#password !== 'no') this.#template(start);
    switch (kind) {
      case 'string':
      case 'quoted':
      case 'undecided':
        this.#quoted(kind, start, from, to, closed);
        break;
      case 'number':
        if (!this.#isStructure(start, end))
          this.#add(start, end, this.#password === 'identified' ? 'password' : 'number');
        break;
      case 'comment':
        this.#add(from, to, 'comment');
        break;
      case 'foreign':
        // A backslash is never code, so the quotes before it were not read as the engine reads them.
        if (sql[start] === '\\') this.#brokenFrom = this.#firstQuote.values().next().value ?? start;
        this.#add(from, to, 'text');
        break;
      case 'word':
        this.#word(text, role, start, end);
        break;
      case 'operator':
        this.#operator(text);
        break;
      case 'masked':
      case 'parameter':
        break;
    }
    if (kind === 'comment') return true;
    this.#follow(kind, text, role, end);
    this.#previous = kind;
    this.#previousText = text;
    this.#previousEnd = end;
    return this.#brokenFrom === undefined;
  }

  /** Is this element part of text that is not SQL? */
  #isForeign(kind: SqlKind, start: number, end: number): boolean {
    const sql = this.#sql;
    if (this.#foreignFrom !== undefined) {
      if (kind !== 'operator' || sql[start] !== ';') return true;
      this.#endForeign(start);
      return false;
    }
    if (this.#subject !== 'begins' || kind === 'comment') return false;
    if (kind === 'operator' && `${BEFORE_VERB};`.includes(sql[start]!)) return false;
    if (kind === 'masked') {
      this.#subject = 'other';
      return false;
    }
    if (
      kind === 'word' &&
      (isVerb(sql.slice(start, end).toLowerCase()) || LABEL.test(sql.slice(end, end + 32))) &&
      (!/^import$/i.test(sql.slice(start, end)) || IMPORT.test(sql.slice(end, end + 24)))
    )
      return false;
    this.#foreignFrom = start;
    return true;
  }

  #endForeign(end: number): void {
    if (this.#foreignFrom === undefined) return;
    this.#add(this.#foreignFrom, end, 'statement', true);
    this.#foreignFrom = undefined;
  }

  #quoted(
    kind: 'string' | 'quoted' | 'undecided',
    start: number,
    from: number,
    to: number,
    closed: boolean,
  ): void {
    const sql = this.#sql;
    const quote = sql[start]!;
    if (!this.#firstQuote.has(quote)) this.#firstQuote.set(quote, start);
    const isDollar = quote === '$';
    if (!isDollar && !(closed && this.#standsFree(start, to + 1))) {
      this.#brokenFrom = this.#firstQuote.get(quote);
      return;
    }
    const value = sql.slice(from, to);
    if (kind === 'string') {
      if (this.#wordsSinceString > 0) {
        // 'say ' hunter2 ' twice': the quotes balance but pair wrongly, so what looks like code is inside a literal.
        this.#brokenFrom = this.#firstQuote.get(quote);
        return;
      }
      const credential = this.#password !== 'no' || CONNECTION_STRING.test(value);
      if (value.trim() === '') return;
      if (isDollar)
        this.#add(
          start,
          Math.min(sql.length, closed ? to + from - start : to),
          credential ? 'password' : 'text',
        );
      else this.#add(from, to, credential ? 'password' : 'text');
    } else if (kind === 'undecided' || this.#password !== 'no') {
      this.#add(from, to, this.#password === 'no' ? 'text' : 'password');
    } else if (
      ((this.#inValues() || (quote === '"' && this.#isCompared())) &&
        !CALLED_OR_QUALIFYING.test(sql.slice(to + 1, to + 10))) ||
      !NAME.test(value)
    ) {
      this.#add(from, to, 'text', true);
    }
  }

  /** Does the element come after `=` or a similar word, where a quoted text may be a name or a value? */
  #isCompared(): boolean {
    return this.#previous === 'operator'
      ? this.#previousText === '=' || this.#previousText === '>'
      : this.#previous === 'word' && LEADS_TO_VALUE.has(this.#previousText);
  }

  /** False if a word is adjacent to a quote: then the quotes were paired wrongly. */
  #standsFree(start: number, end: number): boolean {
    const touched = this.#previousEnd === start;
    if (touched && (this.#previous === 'number' || this.#previous === 'foreign')) return false;
    if (touched && this.#previous === 'word' && !isStringPrefix(this.#previousText)) return false;
    if (touched && (this.#previous === 'string' || this.#previous === 'quoted')) return false;
    return this.#sql[end] !== '\\' && !isWordAt(this.#sql, end);
  }

  #word(text: string, role: WordRole, start: number, end: number): void {
    const sql = this.#sql;
    if (this.#goesOn(role, text, start)) {
      this.#add(start, end, 'password', true);
      return;
    }
    if (this.#password === 'no' && !this.#inValues()) return;
    const touchesQuote = isStringPrefix(text) && /['"$]/.test(sql[end] ?? '');
    if (text === 'select' && this.#open.at(-1) === 'values') this.#open[this.#open.length - 1] = 'other';
    if (
      touchesQuote ||
      (role.known && (this.#password !== 'identified' || /^(?:password|random|values|null)$/.test(text)))
    )
      return;
    const qualified =
      this.#previous === 'operator' && '.@:'.includes(this.#previousText) && this.#previousEnd === start;
    const called = CALLED_OR_QUALIFYING.test(sql.slice(end, end + 9));
    const isColumn = this.#subject !== 'account' && (called || qualified || this.#previousText === '=');
    if (this.#password === 'identified' || (this.#password === 'next' && !isColumn)) {
      const run = /^[^\s;,()]*/.exec(sql.slice(start, start + 1024))![0];
      this.#bareEnd = Math.max(end, start + run.length);
      this.#add(start, this.#bareEnd, 'password', true);
    } else if (this.#inValues() && !called && !qualified) {
      this.#add(start, end, 'text', true);
    }
  }

  /** After PASSWORD: an unfilled placeholder with its default value, `{{ pw | default("…") }}`, `${PW:-…}`. */
  #template(start: number): void {
    if (!'{$<#@%'.includes(this.#sql[start]!)) return;
    const line = this.#sql.slice(start, start + 512).split(/[\n;]/, 1)[0]!;
    const found = TEMPLATE.exec(line);
    if (found) this.#add(start, start + found[0].length, 'password', true);
  }

  /** Does an unquoted password that ended with its line go on here? An agent may have cut it in two. */
  #goesOn(role: WordRole, text: string, start: number): boolean {
    if (start !== this.#bareEnd + 1 || this.#sql[this.#bareEnd] !== '\n' || role.known || isVerb(text))
      return false;
    return !/^\s{0,8}[:=]/.test(this.#sql.slice(start + text.length, start + text.length + 9));
  }

  #operator(text: string): void {
    if (text === '(') {
      const before = this.#previous === 'word' ? this.#previousText : '';
      const sized = SIZED_TYPES.has(before);
      this.#open.push(sized ? 'sizes' : this.#values || this.#inValues() ? 'values' : 'other');
    } else if (text === ')') {
      this.#open.pop();
    }
  }

  /** Updates the state: what the next element may be. */
  #follow(kind: SqlKind, text: string, role: WordRole, end: number): void {
    if (kind === 'string') this.#wordsSinceString = 0;
    else if (kind !== 'word' || role.known) this.#wordsSinceString = -1;
    else if (this.#wordsSinceString >= 0 && !isStringPrefix(text)) this.#wordsSinceString++;

    if (text === ';') this.#subject = 'begins';
    else if (kind === 'word' && this.#subject !== 'other' && this.#subject !== 'account')
      this.#subject = SUBJECTS[this.#subject].get(text) ?? 'other';

    if (role.guides && text === 'identified') this.#identified = true;
    else if (text === ';' || text === ',') this.#identified = false;
    if (role.guides && this.#identified && (text === 'by' || text === 'replace'))
      this.#password = 'identified';
    else if (role.guides && this.#identified && text === 'as' && this.#password === 'no')
      this.#password = 'next';
    else if (role.password) this.#password = this.#password === 'identified' ? 'identified' : 'next';
    else if (this.#password !== 'no' && !LEADS_TO_PASSWORD.has(text)) this.#password = 'no';

    if (role.guides && (text === 'values' || text === 'value')) this.#values = this.#previousText !== '=';
    else if (text === ';' || (kind === 'word' && text !== 'row' && !this.#inValues())) this.#values = false;

    if (role.guides) this.#followCopy(text, end);
    else if (text === ';') this.#copy = 'no';
  }

  #followCopy(text: string, end: number): void {
    if (text === 'copy') this.#copy = 'copy';
    else if (this.#copy === 'copy' && text === 'from') this.#copy = 'from';
    else if (this.#copy === 'from' && text === 'stdin' && this.#copyLineSought < end)
      this.#expectCopyData(end);
  }

  /** The rows begin on the line after the one that closes the statement's parentheses. */
  #expectCopyData(from: number): void {
    const sql = this.#sql;
    this.#copy = 'no';
    let depth = 0;
    for (let at = from; at < sql.length; at++) {
      const char = sql[at];
      if (char === '(') depth++;
      else if (char === ')') depth--;
      else if (char === '\n' && depth <= 0) {
        this.copyData = at + 1;
        break;
      }
    }
    this.#copyLineSought = this.copyData < 0 ? sql.length : this.copyData;
  }

  #inValues(): boolean {
    return this.#open.at(-1) === 'values';
  }

  #isStructure(start: number, end: number): boolean {
    const text = this.#sql.slice(start, end);
    if (text === '0' || text === '1') return true;
    if (!/^\d{1,5}$/.test(text)) return false;
    return (
      this.#open.at(-1) === 'sizes' || (this.#previous === 'word' && COUNTING_WORDS.has(this.#previousText))
    );
  }

  #add(from: number, to: number, kind: TokenKind, bare?: true): void {
    let first = from;
    let last = to;
    while (first < last && isBlank(this.#sql.charCodeAt(first)) && kind !== 'text') first++;
    while (last > first && isBlank(this.#sql.charCodeAt(last - 1)) && kind !== 'text') last--;
    const previous = this.#ranges.at(-1);
    if (previous !== undefined && first < previous.to) first = previous.to; // the rest of a bare run
    if (first >= last) return;
    if (this.#sql[first] === '‹' && isMasked(this.#sql.slice(first, last))) return;
    this.#ranges.push(bare ? { from: first, to: last, kind, bare } : { from: first, to: last, kind });
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

import { tokenEnd } from '../../model/redaction-token.ts';
import type { SqlDialect } from './dialect.ts';

/**
 * Kinds of lexical elements.
 *
 * `quoted`: an identifier in quotes. `undecided`: one that may also be a string. `masked`: a redaction token.
 * `foreign`: anything that the lexer does not know, and that may therefore be data.
 */
export type SqlKind =
  | 'word'
  | 'quoted'
  | 'undecided'
  | 'string'
  | 'number'
  | 'comment'
  | 'parameter'
  | 'operator'
  | 'masked'
  | 'foreign';

/**
 * Called for each element except white space, in order.
 *
 * `from`–`to` is the content of `start`–`end`, without quotes and comment marks. `closed` is false for a literal or comment
 * without an end. Return false to stop.
 */
export type SqlVisitor = (
  kind: SqlKind,
  start: number,
  end: number,
  from: number,
  to: number,
  closed: boolean,
) => boolean | undefined;

const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const PARAMETER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{M}\p{N}_]*)?\$/uy;
/** Prefixes directly before a quote, and whether they turn backslash escapes on. */
const PREFIX = /^(?:e|n|b|x|u&|r|rb|br)$/i;
const OPERATORS = '+-*/<>=~!@#%^&|?:;,.()[]{}';
/**
 * Characters that are operators in every dialect: they never begin a comment, a number or a quoted name. Indexed by character code,
 * for speed.
 */
const ONLY_OPERATOR = Uint8Array.from({ length: 128 }, (_, code) =>
  '+*<>=~!@%^&|?:;,(){}'.includes(String.fromCharCode(code)) ? 1 : 0,
);
const SMART: ReadonlyMap<string, string> = new Map([
  ['‘', '’'],
  ['’', '’'],
  ['“', '”'],
  ['”', '”'],
  ['«', '»'],
  ['„', '“'],
]);

/** A lexer: walks over `sql` from `from` as `dialect` reads it. Linear in the length of any text. */
export function lexSql(sql: string, dialect: SqlDialect, visit: SqlVisitor, from = 0): void {
  let at = from;
  const length = sql.length;
  let backslash = sql.indexOf('\\', from);
  while (at < length) {
    const code = sql.charCodeAt(at);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
      at++;
      continue;
    }
    if (isWordStart(code)) {
      const end = wordEnd(sql, at);
      if (visit('word', at, end, at, end, true) === false) return;
      at = end;
      continue;
    }
    if (ONLY_OPERATOR[code] === 1) {
      if (visit('operator', at, at + 1, at, at + 1, true) === false) return;
      at++;
      continue;
    }
    const char = sql[at]!;
    let kind: SqlKind = 'operator';
    let end = at + 1;
    let open = at;
    let close = -1;
    let closed = true;
    if (char === "'" || (char === '"' && dialect.doubleQuoted === 'string')) {
      kind = 'string';
      open = at + 1;
      if (backslash >= 0 && backslash < open) backslash = sql.indexOf('\\', open);
      close = stringEnd(
        sql,
        open,
        char,
        dialect.backslashEscapes || isEscapePrefix(sql, at) ? backslash : -1,
      );
      closed = close >= 0;
      end = closed ? close + 1 : length;
    } else if (char === '"' || char === '`' || (char === '[' && dialect.brackets && sql[at + 1] !== ']')) {
      kind = char === '"' && dialect.doubleQuoted === 'undecided' ? 'undecided' : 'quoted';
      open = at + 1;
      close = stringEnd(sql, open, char === '[' ? ']' : char, -1);
      closed = close >= 0;
      end = closed ? close + 1 : length;
    } else if (isCommentStart(sql, at, char, dialect)) {
      kind = 'comment';
      if (char === '/' && sql[at + 1] === '*') {
        open = at + 2;
        close = blockCommentEnd(sql, open, dialect.nestedComments);
        closed = close >= 0;
        end = closed ? close + 2 : length;
      } else {
        open = char === '#' ? at + 1 : at + 2;
        end = lineEnd(sql, open);
        close = end;
      }
    } else if (char === '$') {
      const tag = dialect.dollarQuotes ? matchEnd(DOLLAR_TAG, sql, at) : at;
      if (tag > at) {
        kind = 'string';
        open = tag;
        close = sql.indexOf(sql.slice(at, tag), tag);
        closed = close >= 0;
        end = closed ? close + tag - at : length;
      } else {
        end = matchEnd(PARAMETER, sql, at);
        kind = end > at ? 'parameter' : 'foreign';
        if (end === at) end++;
      }
    } else if (isDigit(code) || (char === '.' && isDigit(sql.charCodeAt(at + 1)))) {
      kind = 'number';
      end = numberEnd(sql, at);
    } else if (code > 0x7f && SMART.has(char)) {
      // Typographic quotes from a word processor, meant as a string.
      kind = 'string';
      open = at + 1;
      close = sql.indexOf(SMART.get(char)!, open);
      closed = close >= 0;
      end = closed ? close + 1 : length;
    } else if (code < 0x80 && OPERATORS.includes(char)) {
      end = at + 1;
    } else if (char === '‹' && tokenEnd(sql, at) > at) {
      kind = 'masked';
      end = tokenEnd(sql, at);
    } else {
      end = matchEnd(WORD, sql, at);
      kind = end > at ? 'word' : 'foreign';
      if (char === '\\') end = lineEnd(sql, at);
      if (end === at)
        while (++end < length && sql.charCodeAt(end) > 0x7f && !/[\p{L}‹‘’“”«»„]/u.test(sql[end]!));
    }
    if (close < 0) close = end;
    if (visit(kind, at, end, open, close, closed) === false) return;
    at = end;
  }
}

/** Is the word that ends at `quote` a prefix of a string: `E'…'`, `_utf8mb4'…'`? */
export function isStringPrefix(word: string): boolean {
  return word.startsWith('_') || (word.length <= 2 && PREFIX.test(word));
}

/** `E'…'` has backslash escapes; `fooE'…'` is a word and a string. */
function isEscapePrefix(sql: string, quote: number): boolean {
  if (sql[quote - 1] !== 'e' && sql[quote - 1] !== 'E') return false;
  return /^(?:|.*[^\p{L}\p{N}_$])[eE]$/su.test(sql.slice(Math.max(0, quote - 2), quote));
}

/**
 * `backslash` is the index of the first backslash at or after `from`, -1 if there is none; it is looked up once instead of for each
 * string.
 */
function stringEnd(sql: string, from: number, quote: string, backslash: number): number {
  let at = from;
  let escaped = backslash;
  for (;;) {
    const next = sql.indexOf(quote, at);
    if (next < 0) return -1;
    if (escaped >= 0 && escaped < at) escaped = sql.indexOf('\\', at);
    if (escaped >= 0 && escaped < next) {
      at = escaped + 2;
      continue;
    }
    if (sql[next + 1] !== quote) return next;
    at = next + 2;
  }
}

function isCommentStart(sql: string, at: number, char: string, dialect: SqlDialect): boolean {
  const next = sql[at + 1];
  if (char === '-') {
    return (
      next === '-' && (!dialect.dashesNeedSpace || /^(?:\s|$|[\x00-\x1f])/.test(sql.slice(at + 2, at + 3)))
    );
  }
  if (char === '/') return next === '*' || (next === '/' && dialect.slashComments);
  return char === '#' && dialect.hashComments;
}

function blockCommentEnd(sql: string, from: number, nested: boolean): number {
  if (!nested) return sql.indexOf('*/', from);
  let depth = 1;
  let free = from; // the characters before it belong to a mark that is counted already: `*/*` does not open, `/*/` does not close
  for (let at = sql.indexOf('*', from); at >= 0; at = sql.indexOf('*', at + 1)) {
    if (sql[at - 1] === '/' && at - 1 >= free) {
      depth++;
      free = at + 1;
    } else if (sql[at + 1] === '/') {
      if (--depth === 0) return at;
      free = at + 2;
    }
  }
  return -1;
}

function lineEnd(sql: string, from: number): number {
  for (let at = from; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return sql.length;
}

/** Is the character at `at` part of a word? */
export function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code > 0x7f ? /[\p{L}\p{N}]/u.test(text[at]!) : isWordStart(code) || isDigit(code);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII letters only. Words that begin with another letter are rare and are matched by {@link WORD}. */
function isWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === 0x24;
}

/** End of the word that begins at `at` with an ASCII letter. This is half of the lexer's work, and a loop is three times as fast as an expression. */
function wordEnd(sql: string, at: number): number {
  let end = at + 1;
  while (isWordPart(sql.charCodeAt(end))) end++;
  if (sql.charCodeAt(end) > 0x7f) return matchEnd(WORD, sql, at);
  // The prefix of U&'…' and U&"…".
  const isPrefix = end === at + 1 && sql[end] === '&' && /^[Uu]&['"]/.test(sql.slice(at, at + 3));
  return isPrefix ? end + 1 : end;
}

/** End of a number: digits, letters and dots; a sign only after the `e` of an exponent. */
function numberEnd(sql: string, at: number): number {
  let end = at + 1;
  for (;;) {
    const code = sql.charCodeAt(end);
    if (!isWordPart(code) && code !== 0x2e) return end;
    const isExponent = code === 0x65 || code === 0x45;
    const signed = isExponent && '+-'.includes(sql[end + 1] ?? ' ') && isDigit(sql.charCodeAt(end + 2));
    end += signed ? 2 : 1;
  }
}

function matchEnd(regex: RegExp, text: string, at: number): number {
  regex.lastIndex = at;
  return regex.test(text) ? regex.lastIndex : at;
}

import { tokenEnd } from '../redact/token.ts';
import type { Engine } from '../target.ts';

/**
 * What a statement does to the database and to its transaction.
 *
 * `perhaps`: a query, which writes only through functions. `opaque`: masked, or a routine, so it may do anything.
 */
export type StatementKind =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'schema'
  | 'rows'
  | 'perhaps'
  | 'harmless'
  | 'opaque';

export interface Statement {
  /** Without comments before it and without its semicolon. */
  readonly text: string;
  readonly kind: StatementKind;
}

/** Routine bodies hold semicolons of their own, outside any quote. */
const COMPOUND = /^(?:CREATE|ALTER)\b[^;]{0,200}?\b(?:PROCEDURE|FUNCTION|TRIGGER|EVENT)\b[\s\S]*?\bBEGIN\b/i;

/**
 * Splits the SQL of an error into statements as the engine would, redaction tokens included.
 *
 * From a routine with a `BEGIN … END` body on, the rest is one `opaque` statement. Linear in the length of `sql`.
 */
export function splitStatements(sql: string, engine: Engine | null): readonly Statement[] {
  const statements: Statement[] = [];
  for (let start = 0, at = 0; at <= sql.length; ) {
    if (at < sql.length && sql[at] !== ';') {
      at = skip(sql, at, engine);
      continue;
    }
    const text = withoutComments(sql.slice(start, at), engine);
    if (COMPOUND.test(text)) {
      statements.push({ text: withoutComments(sql.slice(start), engine), kind: 'opaque' });
      break;
    }
    if (text !== '') statements.push({ text, kind: kindOf(text) });
    start = ++at;
  }
  return statements;
}

/** Index after the quote, comment, dollar quote or token that starts at `at`; `at + 1` for anything else. */
function skip(sql: string, at: number, engine: Engine | null): number {
  const mysql = engine === 'mysql';
  switch (sql[at]) {
    case "'":
    case '"':
      return afterQuote(sql, at, mysql || /e/i.test(sql[at - 1] ?? ''));
    case '`':
      return mysql ? after(sql, '`', at + 1) : at + 1;
    case '-':
      return sql[at + 1] === '-' ? after(sql, '\n', at) : at + 1;
    case '#':
      return mysql ? after(sql, '\n', at) : at + 1;
    case '/':
      return sql[at + 1] === '*' ? after(sql, '*/', at + 2) : at + 1;
    case '$': {
      DOLLAR_QUOTE.lastIndex = at;
      const quote = mysql ? undefined : DOLLAR_QUOTE.exec(sql)?.[0];
      return quote === undefined ? at + 1 : after(sql, quote, at + quote.length);
    }
    default:
      return Math.max(tokenEnd(sql, at), at + 1);
  }
}
const DOLLAR_QUOTE = /\$(?:[A-Za-z_]\w*)?\$/y;

function after(sql: string, end: string, from: number): number {
  const found = sql.indexOf(end, from);
  return found < 0 ? sql.length : found + end.length;
}

function afterQuote(sql: string, open: number, escapes: boolean): number {
  for (let at = open + 1; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at++;
    else if (sql[at] === sql[open]) return at + 1;
  }
  return sql.length;
}

/** MySQL executes what stands in `/*! … *\/`, so that is no comment. */
function withoutComments(text: string, engine: Engine | null): string {
  const comments =
    engine === 'mysql'
      ? /^(?:\s+|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*(?!!)[\s\S]*?\*\/|‹comment [^›]*›)+/
      : /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|‹comment [^›]*›)+/;
  return text.replace(comments, '').trimEnd();
}

/** In this order; first match wins; anything else changes the schema. */
const KINDS: readonly (readonly [StatementKind, RegExp])[] = [
  ['opaque', /^(?:‹|\/\*|(?:DELIMITER|EXECUTE|PREPARE|CALL)\b|DO\s*(?:\$|'|‹|LANGUAGE\b))/i],
  ['begin', /^(?:BEGIN|START\s+TRANSACTION|SET\s+(?:SESSION\s+|@@)?autocommit\s*=\s*(?:0|OFF))\b/i],
  ['commit', /^(?:COMMIT|END)\b/i],
  ['harmless', /^(?:ROLLBACK\s+(?:WORK\s+|TRANSACTION\s+)?TO|SAVEPOINT|RELEASE)\b/i],
  ['rollback', /^(?:ROLLBACK|ABORT)\b/i],
  ['harmless', /^(?:SET|RESET|USE|SHOW|ANALYZE|EXPLAIN|CREATE\s+(?:TEMP|TEMPORARY)\s+TABLE)\b/i],
  ['perhaps', /^(?:SELECT|VALUES|WITH|TABLE|DO|\()/i],
  ['rows', /^(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|COPY)\b/i],
];

function kindOf(text: string): StatementKind {
  return KINDS.find(([, start]) => start.test(text))?.[0] ?? 'schema';
}

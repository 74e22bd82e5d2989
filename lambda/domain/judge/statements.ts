import { mysql, postgres } from '../redact/sql-dialect.ts';
import { lexSql } from '../redact/sql-lexer.ts';
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

/** SQL longer than this, in UTF-16 code units, is taken for one opaque statement: an answer must not take long. */
export const MAX_READ_LENGTH = 65_536;

/** Routine bodies hold semicolons of their own, outside any quote. */
const COMPOUND = /^(?:CREATE|ALTER)\b[^;]{0,200}?\b(?:PROCEDURE|FUNCTION|TRIGGER|EVENT)\b[\s\S]*?\bBEGIN\b/i;

/**
 * Splits the SQL of an error into statements as the engine would, redaction tokens included.
 *
 * From a routine with a `BEGIN … END` body on, the rest is one `opaque` statement. Linear in the length of `sql`.
 */
export function splitStatements(sql: string, engine: Engine | null): readonly Statement[] {
  if (sql.length > MAX_READ_LENGTH) return [{ text: '', kind: 'opaque' }];
  const statements: Statement[] = [];
  let start = -1;
  let end = 0;
  let compound = false;
  const finish = () => {
    if (start < 0 || compound) return;
    const text = sql.slice(start, end);
    compound = COMPOUND.test(text);
    const whole = compound ? sql.slice(start).trimEnd() : text;
    statements.push({ text: whole, kind: compound ? 'opaque' : kindOf(text) });
    start = -1;
  };
  lexSql(sql, engine === 'mysql' ? mysql : postgres, (kind, from, to) => {
    if (kind === 'operator' && sql[from] === ';') {
      finish();
      return !compound;
    }
    // MySQL executes what stands in `/*! … */`, so that is no comment.
    const silent =
      kind === 'masked' ? sql.startsWith('‹comment ', from) : kind === 'comment' && sql[from + 2] !== '!';
    if (!silent) {
      if (start < 0) start = from;
      end = to;
    }
    return true;
  });
  finish();
  return statements;
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

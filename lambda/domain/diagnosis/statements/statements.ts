import type { SqlDialect } from '../../lines/sql/dialect.ts';
import { lexSql } from '../../lines/sql/lexer.ts';
import { callsUnknown } from './built-in.ts';
import { RoutineDepth, splitBody } from './routine-body.ts';
import type { Survives } from './surviving-changes.ts';

/**
 * What a statement does to the database and to its transaction.
 *
 * - `schema`, `rows`: changes tables, or what is in them. `query`: writes only through functions.
 * - `temporary`: a temporary table, which ends with the connection. `service`: locks, statistics, upkeep.
 * - `routine`: runs code that is not visible here. `masked`: masked or of an unknown kind, so it may be anything.
 */
export type StatementKind =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'schema'
  | 'temporary'
  | 'rows'
  | 'query'
  | 'service'
  | 'harmless'
  | 'routine'
  | 'masked';

export interface Statement {
  /** What the server executes: without leading comments, the semicolon, and {@link body}. */
  readonly text: string;
  /** What the server only stores, of a trigger, function, procedure, event or view; empty for other statements. */
  readonly body: string;
  readonly kind: StatementKind;
  /** Whether it leaves a change once it is executed and committed. */
  readonly leaves: Survives;
  /** Where it begins and where it ends in the SQL, including its semicolon. */
  readonly from: number;
  readonly to: number;
}

/** How an engine reads SQL. */
export interface Grammar {
  readonly dialect: SqlDialect;
  /** A prefix that does not change the kind of a statement. Left out if there are none. */
  readonly prefix?: RegExp;
  /** Kinds, by the beginning of a statement. Tried in order; first match wins; anything else is `masked`. */
  readonly kinds: readonly (readonly [StatementKind, RegExp])[];
}

/** SQL longer than this, in UTF-16 code units, counts as one masked statement, to limit the time for an answer. */
export const MAX_READ_LENGTH = 65_536;

/**
 * Splits the SQL of an error into statements as the engine would; the SQL may contain redaction tokens.
 *
 * If the `END` of a routine is not found, the rest is one `masked` statement. Linear in the length of `sql`.
 *
 * @param most longer SQL, in UTF-16 code units, is one `masked` statement
 */
export function splitStatements(sql: string, grammar: Grammar, most = MAX_READ_LENGTH): readonly Statement[] {
  const { dialect } = grammar;
  if (sql.length > most) return [masked(0, sql.length)];
  const statements: Statement[] = [];
  const routine = new RoutineDepth();
  let from = -1;
  let end = 0;
  const finish = (to: number) => {
    if (from < 0) return;
    statements.push(
      routine.isOpen ? masked(from, sql.length) : statementOf(sql.slice(from, end), grammar, from, to),
    );
    from = -1;
    routine.reset();
  };
  lexSql(sql, dialect, (kind, start, to) => {
    if (kind === 'operator' && sql[start] === ';' && !routine.isOpen) {
      finish(to);
      return true;
    }
    // MySQL executes the content of `/*! … */`, so that is not a comment.
    const silent =
      kind === 'masked' ? sql.startsWith('‹comment ', start) : kind === 'comment' && sql[start + 2] !== '!';
    if (silent) return true;
    if (from < 0) from = start;
    end = to;
    if (kind === 'word' || kind === 'operator') routine.read(sql.slice(start, to).toLowerCase());
    return true;
  });
  finish(sql.length);
  return statements;
}

function masked(from: number, to: number): Statement {
  return { text: '', body: '', kind: 'masked', leaves: 'perhaps', from, to };
}

function statementOf(whole: string, { prefix, kinds }: Grammar, from: number, to: number): Statement {
  const { text, body } = splitBody(prefix === undefined ? whole : whole.replace(prefix, ''));
  const kind = kinds.find(([, start]) => start.test(text))?.[0] ?? 'masked';
  return { text, body, kind, leaves: leavesOf(kind, text), from, to };
}

/** With these words a statement does nothing if its work is done already. */
const IF_NEEDED =
  /^(?:(?:CREATE|DROP|ALTER)\b[^(]{0,200}\bIF\s+(?:NOT\s+)?EXISTS\b|INSERT\s+IGNORE\b|INSERT\s+OR\s+IGNORE\b)|\bON\s+CONFLICT\b[\s\S]{0,200}\bDO\s+NOTHING\b|\b(?:ADD|DROP)\s+(?:COLUMN\s+|INDEX\s+|KEY\s+|CONSTRAINT\s+)?IF\s+(?:NOT\s+)?EXISTS\b/i;

function leavesOf(kind: StatementKind, text: string): Survives {
  switch (kind) {
    case 'schema':
    case 'rows':
      return IF_NEEDED.test(text) ? 'perhaps' : 'yes';
    case 'query':
      return callsUnknown(text) || /\b(?:INTO|INSERT|UPDATE|DELETE)\b/i.test(text) ? 'perhaps' : 'no';
    case 'routine':
    case 'masked':
      return 'perhaps';
    default:
      return 'no';
  }
}

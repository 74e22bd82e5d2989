import { callsUnknown } from './built-in.ts';
import { bareName, holds, makesKey, removes, tableOf } from './names.ts';
import type { Statement } from './statements.ts';

/**
 * What an error says of the statement that it came from.
 *
 * Groups of `words` name what must stand in that statement: `own` and `table` always. `key`, which is a constraint too,
 * and `column` only where the statement makes or changes them, because INSERT and UPDATE meet some that they do not name.
 */
export interface ErrorRule {
  /** The server's words, from their beginning. */
  readonly words: RegExp;
  /** How a statement begins that can raise it; left out: any that changes or reads something. */
  readonly by?: RegExp;
  /** Of which statements the server also reads what it stores, such as the SELECT of a view. Left out: of none. */
  readonly reads?: RegExp;
}

/**
 * Indexes of the statements that can be the one that failed, ascending; all of them when the error does not tell.
 *
 * A statement that runs code which does not show here always can. So can one that may fire a trigger or read a view, when
 * the file made any before it, or took away what the error names; where no statement itself fits, only those whose stored
 * text holds the name decide. Texts are compared without regard to case, so that more statements can, not fewer.
 */
export function possibleFailures(
  statements: readonly Statement[],
  words: string,
  rules: readonly ErrorRule[],
): readonly number[] {
  const all = statements.map((_, index) => index);
  for (const rule of rules) {
    const names = rule.words.exec(words)?.groups ?? (rule.words.test(words) ? {} : undefined);
    if (names === undefined) continue;
    const sought = soughtIn(statements, names);
    const direct = all.filter((index) => fits(statements[index]!, index, rule, sought));
    if (direct.length === 0 && !sought.isStored) return all;
    const calls = rowsRaise(rule);
    const others = all.filter(
      (index) =>
        (isHidden(statements[index]!) && !comesBeforeKey(statements[index]!, index, sought)) ||
        (calls && index > sought.indirectFrom && mayCall(statements[index]!)),
    );
    const found = new Set([...direct, ...others]);
    return found.size > 0 ? all.filter((index) => found.has(index)) : all;
  }
  return all;
}

/** What is looked for in the statements, made ready once. */
interface Sought {
  /** Names of which one must stand in the statement. */
  readonly own: readonly string[] | undefined;
  readonly table: string | undefined;
  readonly key: string | undefined;
  readonly column: string | undefined;
  /** Where the file makes the key by its name. */
  readonly makers: readonly { readonly index: number; readonly table: string | undefined }[];
  /** Statements after this one may meet the names through a trigger, a view or a routine. */
  readonly indirectFrom: number;
  /** A name stands in what the file stores, or in what it takes away. */
  readonly isStored: boolean;
}

function soughtIn(
  statements: readonly Statement[],
  names: Readonly<Record<string, string | undefined>>,
): Sought {
  const [table, key, column] = (['table', 'key', 'column'] as const).map((group) => readable(names[group]));
  const own = names['own']?.split(',').flatMap((name) => readable(name) ?? []);
  const named = [...(own ?? []), table, key, column].filter((name) => name !== undefined);
  const stored = statements.findIndex(({ body, kind }) => body !== '' && kind === 'schema');
  const removed = statements.findIndex(
    ({ text }) => removes(text) && named.some((name) => holds(text, name)),
  );
  const makers =
    key === undefined || /^primary$/i.test(key)
      ? []
      : statements.flatMap(({ kind, text }, index) =>
          kind === 'schema' && holds(text, key) && makesKey(text, key)
            ? [{ index, table: tableOf(text) }]
            : [],
        );
  const first = [stored, removed].filter((index) => index >= 0);
  return {
    own: own?.length === 0 ? undefined : own,
    table,
    key,
    column,
    makers,
    indirectFrom: first.length === 0 ? statements.length : Math.min(...first),
    isStored:
      removed >= 0 || statements.some(({ body }) => body !== '' && named.some((name) => holds(body, name))),
  };
}

/** A name that was masked, because it is of an unusual form, can be any. */
function readable(name: string | undefined): string | undefined {
  return name === undefined || /[‹›]/.test(name) ? undefined : bareName(name);
}

/** Runs code that does not stand in it. */
function isHidden({ kind, text }: Statement): boolean {
  return kind === 'masked' || kind === 'routine' || (kind === 'query' && callsUnknown(text));
}

/** Can a statement that changes or reads rows raise it? What triggers and functions do is no schema statement. */
function rowsRaise({ by }: ErrorRule): boolean {
  return (
    by === undefined ||
    ['INSERT INTO t', 'UPDATE t', 'DELETE FROM t', 'SELECT 1'].some((text) => by.test(text))
  );
}

/** A function cannot make the key that it would have to meet, unlike a procedure: the file makes it later. */
function comesBeforeKey({ kind }: Statement, index: number, { makers }: Sought): boolean {
  return kind === 'query' && makers.length > 0 && makers.every((maker) => maker.index > index);
}

function mayCall({ kind }: Statement): boolean {
  return kind === 'rows' || kind === 'query';
}

const RUNS: ReadonlySet<Statement['kind']> = new Set([
  'schema',
  'temporary',
  'rows',
  'query',
  'service',
  'harmless',
]);

function fits(statement: Statement, index: number, { by, reads }: ErrorRule, sought: Sought): boolean {
  const { kind, text, body } = statement;
  if (by ? !by.test(text) : !RUNS.has(kind)) return false;
  const readsBody = reads?.test(text) === true;
  if (readsBody && body.includes('‹')) return true;
  const read = readsBody ? `${text} ${body}` : text;
  if (sought.own !== undefined && !sought.own.some((name) => holds(read, name))) return false;
  if (sought.table !== undefined && !holds(read, sought.table)) return false;
  if (sought.key !== undefined) return meetsKey(statement, index, sought.key, sought);
  return sought.column === undefined || meetsColumn(statement, sought.column);
}

/** A schema statement may meet keys that it does not name: those that the server names, and those of a table made anew. */
const UNNAMED =
  /\b(?:MODIFY|CHANGE|CONVERT|COLLATE|CHARSET|CHARACTER|DROP|PARTITION|ENGINE|TYPE|USING|VALIDATE)\b|\bUNIQUE\s*(?:(?:KEY|INDEX)\s*)?(?:[(,]|$)|\bADD\s+(?:FOREIGN|CHECK)\b|\bADD\s+(?:COLUMN\s+)?\S+\s[^,]*\b(?:REFERENCES|CHECK|UNIQUE)\b/i;

/** Where the file itself makes a key of that name, rows meet it only after that, and only in that table. */
function meetsKey({ kind, text }: Statement, index: number, key: string, { makers }: Sought): boolean {
  if (kind !== 'rows') return holds(text, key) || UNNAMED.test(text);
  return (
    makers.length === 0 ||
    makers.some((maker) => maker.index < index && (maker.table === undefined || holds(text, maker.table)))
  );
}

const NAMES_COLUMNS = /^(?:UPDATE\b|(?:INSERT|REPLACE)\b[^(;]*\([^)]*\)\s*(?:VALUES?|SELECT)\b)/i;

function meetsColumn({ kind, text }: Statement, column: string): boolean {
  if (kind !== 'rows') return holds(text, column) || UNNAMED.test(text);
  return !NAMES_COLUMNS.test(text) || holds(text, column);
}

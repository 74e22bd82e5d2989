import { callsUnknown } from './built-in.ts';
import { bareName, holds, makesKey, removes, tableOf } from './names.ts';
import type { Statement } from './statements.ts';

/**
 * What an error says about the statement that raised it.
 *
 * The named groups of `words` are names that the statement must contain. `own` and `table` always must. `key` (or a constraint) and
 * `column` only if the statement creates or changes them, because INSERT and UPDATE can violate keys that they do not name.
 */
export interface ErrorRule {
  /** The server's message, from its beginning. */
  readonly words: RegExp;
  /** Beginning of the statements that can raise the error; by default any that changes or reads something. */
  readonly by?: RegExp;
  /** Statements whose stored text the server also checks, such as the SELECT of a view. Left out if there are none. */
  readonly reads?: RegExp;
}

/**
 * Indexes of the statements that can be the one that failed, ascending; all of them when the error cannot tell.
 *
 * Always included are statements that run code that is not visible here. Also included are statements that may fire a trigger or
 * read a view, if the file created one before them, or removed what the error names. If no statement contains the name itself,
 * the answer depends on the stored texts that contain it. The comparison ignores case, so that it includes too many statements
 * rather than too few.
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

/** What is looked for in the statements, prepared once. */
interface Sought {
  /** The statement must contain one of these names. */
  readonly own: readonly string[] | undefined;
  readonly table: string | undefined;
  readonly key: string | undefined;
  readonly column: string | undefined;
  /** The statements that create the key by its name. */
  readonly makers: readonly { readonly index: number; readonly table: string | undefined }[];
  /** Statements after this index may reach the names through a trigger, a view or a routine. */
  readonly indirectFrom: number;
  /** A text that the file stores contains one of the names, or a statement removes it. */
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

/** The bare name; `undefined` if it was masked because of its unusual form, so that it may be any name. */
function readable(name: string | undefined): string | undefined {
  return name === undefined || /[‹›]/.test(name) ? undefined : bareName(name);
}

/** Does the statement run code that it does not contain? */
function isHidden({ kind, text }: Statement): boolean {
  return kind === 'masked' || kind === 'routine' || (kind === 'query' && callsUnknown(text));
}

/** Can a statement that changes or reads rows raise the error? Triggers and functions mostly run such statements. */
function rowsRaise({ by }: ErrorRule): boolean {
  return (
    by === undefined ||
    ['INSERT INTO t', 'UPDATE t', 'DELETE FROM t', 'SELECT 1'].some((text) => by.test(text))
  );
}

/** Is it a function call before the key exists? Unlike a procedure, a function cannot have created the key itself. */
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

/** Schema statements that may violate keys that they do not name: keys that the server names, and keys of a rebuilt table. */
const UNNAMED =
  /\b(?:MODIFY|CHANGE|CONVERT|COLLATE|CHARSET|CHARACTER|DROP|PARTITION|ENGINE|TYPE|USING|VALIDATE)\b|\bUNIQUE\s*(?:(?:KEY|INDEX)\s*)?(?:[(,]|$)|\bADD\s+(?:FOREIGN|CHECK)\b|\bADD\s+(?:COLUMN\s+)?\S+\s[^,]*\b(?:REFERENCES|CHECK|UNIQUE)\b/i;

/** May the statement violate the key? If the file itself creates it, row changes can do so only after that, and only in that table. */
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

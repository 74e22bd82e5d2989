import { bareName, holds } from './names.ts';
import type { Statement } from './statements.ts';

const DROP =
  /^DROP\s+(?:TEMPORARY\s+)?(?:MATERIALIZED\s+)?\w+\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(?=[^\s;()])/i;
const AFTER_NAMES = /\s(?:ON|CASCADE|RESTRICT)\b/i;
const DROPPED_PART =
  /\bDROP\s+(?:COLUMN\s+|INDEX\s+|KEY\s+|CONSTRAINT\s+|CHECK\s+|FOREIGN\s+KEY\s+)?(?:IF\s+EXISTS\s+)?([^\s,;()]+)/gi;
const EMPTIED = /^(?:DELETE\s+FROM\s+|TRUNCATE\s+(?:TABLE\s+)?)(?:ONLY\s+)?([^\s,;(]+)/i;

/** Statements of a longer file are not compared one by one, to limit the time for an answer. */
const MOST_COMPARED = 300;

/** Is it known which statements undo others? It is if none can undo another, or if {@link takenBack} compares them. */
export function canCompare(statements: readonly Statement[]): boolean {
  return statements.length <= MOST_COMPARED || statements.every(({ text }) => takenNames(text).length === 0);
}

/**
 * Indexes of the statements before `index` whose work this statement may undo, and `index` itself, because together they may leave
 * nothing. Empty if there are none.
 */
export function takenBack(statements: readonly Statement[], index: number): readonly number[] {
  const { text } = statements[index]!;
  const names = takenNames(text);
  if (names.length === 0 || statements.length > MOST_COMPARED) return [];
  const onlyRows = EMPTIED.test(text);
  const works = statements
    .slice(0, index)
    .flatMap(({ kind, text: earlier }, at) =>
      (!onlyRows || kind === 'rows') && names.some((name) => holds(earlier, name))
        ? [{ at, kind, earlier }]
        : [],
    );
  const begun = works.some(
    ({ kind, earlier }) => onlyRows || (kind === 'schema' && /^(?:CREATE|ALTER)\b/i.test(earlier)),
  );
  return begun ? [...works.map(({ at }) => at), index] : [];
}

/** The list of names after a `DROP`, as written; `undefined` if the statement is not a DROP, or has more than names. */
function droppedNames(text: string): string | undefined {
  const drop = DROP.exec(text);
  if (drop === null) return undefined;
  const rest = text.slice(drop[0].length);
  const after = AFTER_NAMES.exec(rest);
  const names = after === null ? rest : rest.slice(0, after.index);
  return /[;()]/.test(names) ? undefined : names;
}

/** Names of the objects that a statement drops, or of the table that it empties. */
function takenNames(text: string): readonly string[] {
  const emptied = EMPTIED.exec(text)?.[1];
  if (emptied !== undefined) return [bareName(emptied)];
  const list = droppedNames(text);
  if (list !== undefined)
    return list.split(',').map((name) => bareName(name.trim().replace(/\([\s\S]*$/, '')));
  if (!/^ALTER\b/i.test(text)) return [];
  return [...text.matchAll(DROPPED_PART)].map(([, name]) => bareName(name!));
}

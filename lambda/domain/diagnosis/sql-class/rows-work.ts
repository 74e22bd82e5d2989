import { SQL_WORDS } from '../../lines/sql/words.ts';
import { callsUnknown } from '../statements/built-in.ts';
import { comes, nameAt, skip, type Words } from './words.ts';
import { METADATA, rows, UNKNOWN, type Work } from './work.ts';

/** Functions of sequences and settings: their time does not depend on rows, although they write. */
const QUICK = new Set(['nextval', 'currval', 'lastval', 'setval', 'pg_get_serial_sequence', 'set_config']);

/** Does it call a function that may do anything? */
export function callsRoutine(words: Words): boolean {
  // A keyword before a parenthesis is not a call: ON CONFLICT (id), FILTER (WHERE …), DECIMAL(10, 2).
  return callsUnknown(words.filter((word) => !QUICK.has(word) && !SQL_WORDS.has(word)).join(' '));
}

/** Words between a verb and the name of its table. */
const MODIFIERS = ['low_priority', 'delayed', 'high_priority', 'quick', 'ignore', 'into', 'only'];

/** What INSERT, UPDATE, DELETE, REPLACE, MERGE, SELECT, WITH and their like do. `undefined` for any other statement. */
export function rowsWork(words: Words): Work | undefined {
  switch (words[0]) {
    case 'insert':
    case 'replace':
      return insertWork(words);
    case 'update':
    case 'merge':
      return rows(nameAt(words, skip(words, 1, ...MODIFIERS))?.name);
    case 'delete':
      return rows(firstTable(words));
    case 'with':
    case 'select':
    case 'values':
    case 'table':
    case '(':
      return queryWork(words);
    default:
      return undefined;
  }
}

function insertWork(words: Words): Work {
  const into = nameAt(words, skip(words, 1, ...MODIFIERS));
  if (into === undefined) return UNKNOWN;
  const values = words.slice(words[into.end] === 'as' ? into.end + 2 : into.end);
  if (callsRoutine(values.slice(valuesFrom(values)))) return UNKNOWN;
  if (!values.includes('select') && !values.includes('table')) return METADATA;
  return { ...rows(firstTable(values)), fills: into.name };
}

/** Where the values begin: after the list of columns, whose parenthesis is not a call. */
function valuesFrom(words: Words): number {
  if (words[0] !== '(' || words[1] === 'select') return 0;
  return words.indexOf(')') + 1;
}

function queryWork(words: Words): Work {
  const writes = words.findIndex((word) => word === 'insert' || word === 'update' || word === 'delete');
  if (writes < 0 && callsRoutine(withoutQueryNames(words))) return UNKNOWN;
  const table = firstTable(words);
  if (table !== undefined) return rows(table);
  return words.includes('from') || writes >= 0 ? rows(undefined) : METADATA;
}

/** Without the names that WITH gives to queries: `x (a, b) AS (…)` is not a call. */
function withoutQueryNames(words: Words): Words {
  const names = queryNames(words);
  return words.filter((word, at) => !(names.has(word) && words[at + 1] === '('));
}

function queryNames(words: Words): ReadonlySet<string> {
  if (words[0] !== 'with') return new Set();
  return new Set(words.filter((_, at) => isQueryName(words, at)));
}

function isQueryName(words: Words, at: number): boolean {
  const before = words[at - 1];
  if (before !== 'with' && before !== 'recursive' && before !== ',') return false;
  const list = words[at + 1] === '(' ? words.indexOf(')', at) : at;
  const as = list < 0 ? list : list + 1;
  const open = skip(words, as + 1, 'not', 'materialized');
  return words[as] === 'as' && words[open] === '(';
}

/** The first table that is read or changed, in the order of the text; `undefined` if there is none, or if it is a function or a query. */
export function firstTable(words: Words): string | undefined {
  const names = queryNames(words);
  for (let at = 0; at < words.length; at++) {
    const found = tableAfter(words, at);
    if (found !== undefined && !names.has(found.name) && words[found.end] !== '(') return found.name;
  }
  return undefined;
}

function tableAfter(words: Words, at: number) {
  switch (words[at]) {
    case 'from':
      return isFunctionsFrom(words, at) ? undefined : nameAt(words, skip(words, at + 1, 'only', 'lateral'));
    case 'join':
    case 'table':
      return nameAt(words, skip(words, at + 1, 'only'));
    case 'update':
      return comes(words, at - 1, 'for') || comes(words, at - 1, 'do') || comes(words, at - 1, 'key')
        ? undefined
        : nameAt(words, skip(words, at + 1, ...MODIFIERS));
    default:
      return undefined;
  }
}

/** Functions whose arguments have the word FROM, and the comparison IS DISTINCT FROM. */
const WITH_FROM = new Set(['extract', 'trim', 'substring', 'overlay', 'position']);

function isFunctionsFrom(words: Words, at: number): boolean {
  if (words[at - 1] === 'distinct' && (words[at - 2] === 'is' || words[at - 2] === 'not')) return true;
  let depth = 0;
  for (let before = at - 1; before > 0; before--) {
    if (words[before] === ')') depth++;
    else if (words[before] === '(' && depth-- === 0) return WITH_FROM.has(words[before - 1]!);
    else if (words[before] === 'select' && depth === 0) return false;
  }
  return false;
}

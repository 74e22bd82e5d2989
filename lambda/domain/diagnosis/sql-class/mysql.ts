import { firstTable } from './rows-work.ts';
import { comes, has, nameAt, parts, skip, type Words } from './words.ts';
import { METADATA, rows, type SchemaReader, together, UNKNOWN, type Work } from './work.ts';

/**
 * What InnoDB does for a schema change: MySQL from 8.0.29 on, MariaDB from 10.4 on. Earlier versions copy the table for some of
 * the changes that are `metadata` here.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 * @see https://mariadb.com/kb/en/innodb-online-ddl-overview/
 */
export const mysqlWork: SchemaReader = (words) => {
  switch (words[0]) {
    case 'create':
      return createWork(words);
    case 'alter':
      return alterWork(words);
    case 'drop':
      return has(words, 'algorithm', 'copy') || has(words, 'algorithm', '=', 'copy')
        ? rows(tableOn(words))
        : METADATA;
    case 'rename':
    case 'truncate':
    case 'grant':
    case 'revoke':
    case 'lock':
    case 'set':
    case 'install':
    case 'uninstall':
      return METADATA;
    case 'optimize':
    case 'repair':
      return rows(nameAt(words, words.indexOf('table') + 1)?.name);
    default:
      return UNKNOWN;
  }
};

function tableOn(words: Words): string | undefined {
  const on = words.indexOf('on');
  return on < 0 ? undefined : nameAt(words, on + 1)?.name;
}

const NOTHING_WITH_ROWS = new Set(
  'aggregate database event function package procedure role schema sequence server tablespace trigger user view'.split(
    ' ',
  ),
);

function createWork(words: Words): Work {
  let at = skip(words, 1, 'or', 'replace', 'temporary', 'online', 'offline');
  // DEFINER = user @ host and ALGORITHM = … come before TRIGGER, VIEW and their like.
  while (words[at + 1] === '=' && at < words.length)
    at = words[at + 3] === '@' ? at + 5 : at + 3 + (comes(words, at + 3, '(') ? 2 : 0);
  at = skip(words, at, 'sql', 'security', 'invoker', 'definer');
  if (comes(words, at, 'table')) return tableWork(words, at + 1);
  const index = skip(words, at, 'unique', 'fulltext', 'spatial');
  if (words[index] === 'index') return rows(tableOn(words.slice(index)));
  return NOTHING_WITH_ROWS.has(words[at] ?? '') ? METADATA : UNKNOWN;
}

function tableWork(words: Words, at: number): Work {
  const mayExist = comes(words, at, 'if', 'not', 'exists');
  const table = nameAt(words, mayExist ? at + 3 : at);
  if (table === undefined) return UNKNOWN;
  const rest = words.slice(table.end);
  if (has(rest, 'select') || has(rest, 'as') || rest.includes('select'))
    return { ...rows(firstTable(rest)), fills: table.name };
  return mayExist ? METADATA : { ...METADATA, creates: table.name };
}

function alterWork(words: Words): Work {
  const object = skip(words, 1, 'online', 'offline', 'ignore');
  if (words[object] !== 'table') return has(words, 'table') ? UNKNOWN : METADATA;
  const table = nameAt(words, skip(words, object + 1, 'if', 'exists'));
  if (table === undefined) return UNKNOWN;
  const changes = parts(words.slice(skip(words, table.end, 'wait', 'nowait')));
  const algorithm = changes.find(([word]) => word === 'algorithm')?.at(-1);
  if (algorithm === 'copy') return rows(table.name);
  // The server refuses the statement if it cannot change the metadata alone.
  if (algorithm === 'instant') return METADATA;
  return together(changes.map((change) => changeWork(change, table.name)));
}

/** Changes that begin like this touch the metadata only. */
const METADATA_ONLY: readonly (readonly string[])[] = [
  ['algorithm'],
  ['lock'],
  ['rename'],
  ['comment'],
  ['auto_increment'],
  ['default'],
  ['character', 'set'],
  ['charset'],
  ['collate'],
  ['drop', 'partition'],
  ['truncate', 'partition'],
  ['add', 'partition', '('],
  ['add', 'period'],
  ['disable', 'keys'],
  ['without', 'validation'],
];
/** Changes that begin like this write or read all rows. */
const WORKS_ON_ROWS: readonly (readonly string[])[] = [
  ['modify'],
  ['change'],
  ['convert'],
  ['engine'],
  ['row_format'],
  ['key_block_size'],
  ['force'],
  ['order'],
  ['partition'],
  ['remove', 'partitioning'],
  ['reorganize'],
  ['rebuild'],
  ['coalesce'],
  ['optimize', 'partition'],
  ['exchange'],
  ['enable', 'keys'],
  ['drop', 'primary'],
];

function changeWork(change: Words, table: string): Work {
  const begins = (begin: readonly string[]) => comes(change, 0, ...begin);
  if (METADATA_ONLY.some(begins)) return METADATA;
  if (WORKS_ON_ROWS.some(begins)) return rows(table);
  switch (change[0]) {
    case 'drop':
      return METADATA;
    case 'alter':
      return alterPart(change);
    case 'add':
      return addWork(change, table);
    default:
      return UNKNOWN;
  }
}

/** ALTER COLUMN sets or drops a default; ALTER INDEX hides an index; ALTER CHECK enforces a constraint. */
function alterPart(change: Words): Work {
  return ['default', 'visible', 'invisible', 'ignored'].some((word) => has(change, word))
    ? METADATA
    : UNKNOWN;
}

const KEYS = new Set([
  'index',
  'key',
  'unique',
  'fulltext',
  'spatial',
  'primary',
  'foreign',
  'constraint',
  'check',
  'vector',
]);

function addWork(change: Words, table: string): Work {
  const at = skip(change, 1, 'column', 'if', 'not', 'exists');
  if (at === 1 && KEYS.has(change[1] ?? '')) return rows(table);
  if (change[1] === 'partition' || change[1] === 'system') return rows(table);
  const columns = change[at] === '(' ? parts(change.slice(at + 1, -1)) : [change.slice(at)];
  return columns.some(fillsEachRow) ? rows(table) : METADATA;
}

/** Does a new column need a value in each row, or an index? A constant default is stored once. */
function fillsEachRow(column: Words): boolean {
  const [type] = column.slice(1);
  const words = new Set(column.slice(2));
  const isVirtual = words.has('virtual') || !(words.has('stored') || words.has('persistent'));
  if (column.slice(1).includes('as') && !isVirtual) return true;
  const expression = column.some((word, at) => word === 'default' && column[at + 1] === '(');
  const called = column.some((word, at) => at > 1 && CALLED.has(word) && column[at + 1] === '(');
  return (
    type === 'serial' ||
    expression ||
    called ||
    ['auto_increment', 'unique', 'primary', 'key', 'check', 'references'].some((word) => words.has(word))
  );
}

/** Functions of a DEFAULT that have another value for each row. */
const CALLED = new Set(['uuid', 'rand', 'uuid_short', 'nextval', 'sys_guid']);

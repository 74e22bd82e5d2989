import { firstTable } from './rows-work.ts';
import { comes, has, isName, nameAt, outside, parts, skip, type Words } from './words.ts';
import { type FileContext, METADATA, rows, type SchemaReader, together, UNKNOWN, type Work } from './work.ts';

/**
 * What PostgreSQL does for a schema change, from version 12 on.
 *
 * @see https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export const postgresWork: SchemaReader = (words, file) => {
  switch (words[0]) {
    case 'create':
      return createWork(words);
    case 'alter':
      return alterWork(words, file);
    case 'drop':
    case 'truncate':
    case 'grant':
    case 'revoke':
    case 'comment':
    case 'security':
    case 'reassign':
    case 'import':
    case 'lock':
      return METADATA;
    case 'reindex':
      return reindexWork(words);
    case 'cluster':
    case 'vacuum':
      return rows(
        nameAt(words, afterOptions(words, skip(words, 1, 'full', 'freeze', 'verbose', 'analyze')))?.name,
      );
    case 'refresh':
      return has(words, 'with', 'no', 'data') ? METADATA : rows(undefined);
    default:
      return UNKNOWN;
  }
};

function afterOptions(words: Words, at: number): number {
  return words[at] === '(' ? words.indexOf(')', at) + 1 : at;
}

function reindexWork(words: Words): Work {
  const what = afterOptions(words, 1);
  const name = nameAt(words, skip(words, what + 1, 'concurrently'))?.name;
  return rows(words[what] === 'table' ? name : undefined);
}

const NOTHING_WITH_ROWS = new Set(
  `access aggregate cast collation conversion database domain event extension foreign function group language operator policy
  procedure procedural publication role rule schema sequence server statistics tablespace text transform trigger trusted user view`.split(
    /\s+/,
  ),
);

function createWork(words: Words): Work {
  const at = skip(
    words,
    1,
    'or',
    'replace',
    'global',
    'local',
    'temp',
    'temporary',
    'unlogged',
    'constraint',
    'recursive',
  );
  switch (words[at]) {
    case 'table':
      return tableWork(words, at + 1);
    case 'unique':
    case 'index': {
      const on = words.indexOf('on', at);
      return on < 0 ? UNKNOWN : rows(nameAt(words, skip(words, on + 1, 'only'))?.name);
    }
    case 'materialized':
      return has(words, 'with', 'no', 'data') ? METADATA : rows(firstTable(words.slice(at)));
    case 'type': {
      const name = nameAt(words, at + 1)?.name;
      return name === undefined ? METADATA : { ...METADATA, createsType: name };
    }
    default:
      return NOTHING_WITH_ROWS.has(words[at] ?? '') ? METADATA : UNKNOWN;
  }
}

function tableWork(words: Words, at: number): Work {
  const mayExist = comes(words, at, 'if', 'not', 'exists');
  const table = nameAt(words, mayExist ? at + 3 : at);
  if (table === undefined) return UNKNOWN;
  // A new partition is checked against the rows of the default partition, if there is one.
  if (comes(words, table.end, 'partition', 'of')) return UNKNOWN;
  if (has(words, 'as') && !has(words, 'with', 'no', 'data')) {
    return { ...rows(firstTable(words.slice(table.end))), fills: table.name };
  }
  return mayExist ? METADATA : { ...METADATA, creates: table.name };
}

function alterWork(words: Words, file: FileContext): Work {
  const object = skip(words, 1, 'foreign', 'materialized');
  switch (words[object]) {
    case 'table':
      return alterTable(words, object, file);
    case 'index':
    case 'view':
      return has(words, 'set', 'tablespace') || has(words, 'set', 'access') ? rows(undefined) : METADATA;
    case 'domain':
      return alterDomain(words);
    case 'type':
      return has(words, 'attribute') ? UNKNOWN : METADATA;
    case 'extension':
      return has(words, 'update') ? UNKNOWN : METADATA;
    case 'default':
    case 'system':
    case 'large':
      return METADATA;
    default:
      return NOTHING_WITH_ROWS.has(words[object] ?? '') ? METADATA : UNKNOWN;
  }
}

/** A constraint of a domain is checked in every table that has a column of it. */
function alterDomain(words: Words): Work {
  const checks =
    (has(words, 'add') && !has(words, 'not', 'valid')) || has(words, 'set', 'not') || has(words, 'validate');
  return checks ? rows(undefined) : METADATA;
}

function alterTable(words: Words, at: number, file: FileContext): Work {
  if (comes(words, at + 1, 'all')) return rows(undefined);
  const name = skip(words, at + 1, 'if', 'exists', 'only');
  const table = nameAt(words, name);
  if (table === undefined) return UNKNOWN;
  const changes = parts(words.slice(skip(words, table.end, '*')));
  return together(changes.map((change) => changeWork(change, table.name, file)));
}

/** Changes that begin like this touch the catalogue only. */
const CATALOGUE: readonly (readonly string[])[] = [
  ['drop'],
  ['rename'],
  ['owner'],
  ['enable'],
  ['disable'],
  ['force'],
  ['no'],
  ['inherit'],
  ['replica'],
  ['detach'],
  ['reset'],
  ['cluster'],
  ['not', 'of'],
  ['of'],
  ['set', 'schema'],
  ['set', 'without', 'cluster'],
  ['set', '('],
];

function changeWork(change: Words, table: string, file: FileContext): Work {
  if (CATALOGUE.some((begin) => comes(change, 0, ...begin))) return METADATA;
  switch (change[0]) {
    case 'add':
      return addWork(change, table, file);
    case 'alter':
      return change[1] === 'constraint' ? METADATA : alterColumn(change, table);
    case 'validate':
    case 'set':
      return rows(table);
    case 'attach':
      return rows(nameAt(change, 2)?.name);
    default:
      return UNKNOWN;
  }
}

function alterColumn(change: Words, table: string): Work {
  const column = nameAt(change, skip(change, 1, 'column'));
  if (column === undefined) return UNKNOWN;
  const rest = change.slice(column.end);
  if (rest[0] === 'type' || comes(rest, 0, 'set', 'data') || comes(rest, 0, 'set', 'not')) return rows(table);
  if (comes(rest, 0, 'set', 'expression')) return rows(table);
  return ['set', 'drop', 'add', 'reset', 'restart'].includes(rest[0] ?? '') ? METADATA : UNKNOWN;
}

const CONSTRAINTS = new Set(['constraint', 'primary', 'unique', 'check', 'foreign', 'exclude']);

function addWork(change: Words, table: string, file: FileContext): Work {
  if (!CONSTRAINTS.has(change[1] ?? '')) return addColumn(change, table, file);
  if (has(change, 'not', 'valid')) return METADATA;
  // A primary key also checks that its columns have no NULL.
  return has(change, 'using', 'index') && !has(change, 'primary') ? METADATA : rows(table);
}

const SERIAL = new Set(['smallserial', 'serial', 'bigserial', 'serial2', 'serial4', 'serial8']);
const BUILT_IN_TYPES = new Set(
  `bigint bit bool boolean box bpchar bytea char character cidr circle citext date daterange datemultirange decimal double float
  float4 float8 geography geometry halfvec hstore inet int int2 int4 int4range int8 int8range integer interval json jsonb jsonpath line lseg ltree
  macaddr macaddr8 money name national numeric numrange oid path point polygon real smallint text time timestamp timestamptz timetz
  tsquery tsrange tstzrange tsvector uuid varbit varchar vector xml`.split(/\s+/),
);

function addColumn(change: Words, table: string, { types }: FileContext): Work {
  const column = nameAt(change, skip(change, 1, 'column', 'if', 'not', 'exists'));
  const type = column && nameAt(change, column.end);
  if (type === undefined) return UNKNOWN;
  const rest = change.slice(type.end);
  if (SERIAL.has(type.name)) return rows(table);
  const checks = ['unique', 'primary', 'check'].some((word) => has(rest, word));
  // Identity and stored values are written into every row; a virtual column (from PostgreSQL 18 on) is not stored.
  if (checks || (has(rest, 'generated') && !has(rest, 'virtual'))) return rows(table);
  const filled = has(rest, 'default') ? defaultWork(rest) : 'constant';
  if (filled === 'each-row' || (has(rest, 'default') && has(rest, 'references'))) return rows(table);
  // A type that is not built in may be a domain, whose constraints are checked.
  const isKnown = BUILT_IN_TYPES.has(type.name.replace('pg_catalog.', '')) || types.has(type.name);
  return isKnown && filled === 'constant' ? METADATA : UNKNOWN;
}

const STABLE = new Set(
  `now transaction_timestamp statement_timestamp timezone date_trunc to_timestamp lower upper concat jsonb_build_object
  json_build_object jsonb_build_array json_build_array make_interval make_date current_setting coalesce array row cast
  numeric decimal char character varchar bit varbit time timestamp interval float`.split(/\s+/),
);
const VOLATILE = new Set(
  `clock_timestamp timeofday random gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 nextval
  gen_random_bytes`.split(/\s+/),
);

/** Is a DEFAULT computed once, or for each row? A function that is not known may be either. */
function defaultWork(rest: Words): 'constant' | 'each-row' | 'unknown' {
  const from = outside(rest).find((at) => rest[at] === 'default')!;
  const calls = rest.filter((word, at) => at > from && rest[at + 1] === '(' && isName(word));
  if (calls.some((word) => VOLATILE.has(word))) return 'each-row';
  return calls.every((word) => STABLE.has(word)) ? 'constant' : 'unknown';
}

/** Types whose `(…)` contains sizes, which are structure, not data. */
export const SIZED_TYPES = words(`
  binary bit blob bytes char character datetime datetime2 datetime64 datetimeoffset dec decimal double fixedstring float
  int integer bigint mediumint smallint tinyint interval nchar number numeric nvarchar real string text time timestamp
  timestamptz timetz varbinary varbit varchar varchar2 varying vector year`);

/** Words after which a number counts rows, and so is not data. */
export const COUNTING_WORDS = words('limit offset top first next');

/**
 * Keywords of SQL in migrations, which are never taken for an unquoted value.
 *
 * A missing word only costs readability in a VALUES list or after PASSWORD.
 */
export const SQL_WORDS = words(`
  add after all alter always analyze and any array as asc assertion attach authorization auto_increment autoincrement
  before begin between binary both bpchar boolean bool by bytea cascade case cast change character charset check citext cluster
  coalesce collate column columns comment commit concurrently conflict constraint constraints convert copy create cross
  current current_date current_role current_time current_timestamp current_user cycle data database date day declare
  default deferrable deferred definer delete delimiter desc describe detach disable distinct do domain drop duplicate each
  else elseif enable encrypted end engine enum escape except exclude excluded execute exists explain extension external
  false fetch fields filter first flush following for force foreign format from full function functions generated global grant
  grants group handler having hour hstore identified identity if ignore ilike immediate immutable in include increment
  index inet inherit initially inner inout insert instead int2 int4 int8 intersect interval into invoker is isolation join json jsonb
  key keys language last lateral leading left less level like limit lines loaddata localtime localtimestamp lock logged login
  longblob longtext loop macaddr mapping match materialized maxvalue mediumblob mediumtext merge minute minvalue modify money month
  name natural new next no nologin none not nothing notify now null nulls oauth of off offset old on only open option options or order
  others out outer over overlaps owned owner partial partition password plpgsql point policy position preceding primary
  privileges procedure procedures publication raise random range read real recursive references refresh reindex rename repeatable
  replace replica reset restart restrict return returning returns revoke right role rollback row rows rule savepoint
  schema second security select sequence serial bigserial smallserial serializable session set setof share show signal simple
  sql stable start statement statistics stdin stored strict subscription superuser table tables tablespace temp temporary
  than then ties tinyblob tinytext to trailing transaction trigger true truncate type types unbounded uncommitted union
  unique unknown unlock unlogged unsigned until update usage use user using uuid vacuum valid validate value values
  varying verbose view virtual volatile wait when where while window with within without work write xml zerofill zone
  ${[...SIZED_TYPES].join(' ')} ${[...COUNTING_WORDS].join(' ')}`);

/** First words of statements, for all engines that golang-migrate supports, including Neo4j and statements inside procedures. */
const VERBS = words(`
  abort alter analyse analyze apply attach backup batch begin break call case catch change check checkpoint checksum close cluster comment commit
  continue copy create dbcc deallocate declare delete delimiter deny desc describe detach discard do drop else elseif elsif end
  exchange exec execute exists explain fetch flush for foreach go goto grant handler if import insert install iterate kill
  leave list listen load lock loop match merge move notify open optimize optional pause pragma prepare print purge raise
  raiserror reassign recover refresh reindex release remove rename repair repeat replace reset resignal restore resume return
  revoke rollback savepoint security select set show shutdown signal start stop suspend system table then throw transfer truncate
  undrop unlisten unlock unset until unwind update upsert use using vacuum values watch when while with xa`);

/** Could a statement begin with `word` (in lower case), even if the word is mistyped, such as `INSRT` or `CRAETE`? */
export function isVerb(word: string): boolean {
  if (VERBS.has(word)) return true;
  if (word.length < 4 || word.length > 12) return false;
  for (const verb of VERBS) if (verb.length > 3 && isMistyped(word, verb)) return true;
  return false;
}

/** Do the words differ by one letter too many, too few or wrong, or by two swapped letters? */
function isMistyped(word: string, verb: string): boolean {
  if (Math.abs(word.length - verb.length) > 1) return false;
  let same = 0;
  while (same < word.length && word[same] === verb[same]) same++;
  const rest = (from: number, verbFrom: number) => word.slice(from) === verb.slice(verbFrom);
  if (rest(same + 1, same) || rest(same, same + 1) || rest(same + 1, same + 1)) return true;
  return word[same] === verb[same + 1] && word[same + 1] === verb[same] && rest(same + 2, same + 2);
}

/** The role of a word, and what may follow it. */
export interface WordRole {
  /** True for one of {@link SQL_WORDS}, which is never an unquoted value. */
  readonly known: boolean;
  /** True for `password`, also after a prefix, because a credential may follow. */
  readonly password: boolean;
}

const PASSWORD = /(?:password|passwd|passphrase|pwd)$/;
const OTHER: WordRole = { known: false, password: false };
const PASSWORD_NAME: WordRole = { known: false, password: true };
const ROLES: ReadonlyMap<string, WordRole> = new Map(
  [...SQL_WORDS].map((word) => [word, { known: true, password: PASSWORD.test(word) }]),
);

/** The role of `word` (in lower case). A single lookup in one table, because a statement is mostly words. */
export function roleOf(word: string): WordRole {
  return ROLES.get(word) ?? (isPasswordName(word) ? PASSWORD_NAME : OTHER);
}

/** Cheap test first: all endings of {@link PASSWORD} end with `d` or `e`. */
function isPasswordName(word: string): boolean {
  return (word.endsWith('d') || word.endsWith('e')) && PASSWORD.test(word);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

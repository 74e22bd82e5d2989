import { isMasked } from '../../model/redaction-token.ts';
import { isData, isName, NAME } from './harmless-word.ts';
import type { RedactionScope } from './scope.ts';
import type { StatedWords } from './stated-words.ts';

/** Words before a quotation that is a name: of something in the schema, of the server, or of the command line. */
const NAMED =
  /(?:relation|table|column|enum label|field|constraint|index|key|type|function|procedure|schema|database|user|role|login|extension|sequence|view|trigger|operator|language|parameter|option|variable|domain|attribute|rule|policy|publication|subscription|tablespace|collation|encoding|server|method|aggregate|event|statistics|partition|slot|keyspace|object|named|engine|driver|set|keyword|collection|privilege|definer|table name|column name|default value for|DROP|drop index|for|to|in|of|by|with|as|cursor|statement|savepoint|near|sequence|container|host|file|directory|library|plugin|cipher|flag|format|migration|and|,)(?: name)?:? $/i;
/** Words of {@link NAMED} that introduce a name only if the quotation looks like one. */
const LOOSE =
  /(?:\b(?:for|to|in|of|by|with|as|near|and|set|key|type|field|option|file|directory|format|migration|event|host)|,):? $/i;
/** A statement in a command line: `mysql -e "CREATE USER app IDENTIFIED BY 'x'"`. */
const IDENTIFIED_BY = /identified by $/i;
/** A quoted name, which may contain blanks. */
const NAME_OF_WORDS = /^[\p{L}\p{N}_$.% -]{0,128}$/u;
/** Words before a word that the engine repeats from an expression. It may call an unquoted value a name. */
const REPEATED =
  /(?:\bnear|\binput|[Uu]nknown column|[Ii]nvalid column name|[Nn]o such column:|(?:Missing|required) columns:(?: '[\w.]{1,20}')?|[Uu]nknown (?:expression )?identifier|[Ii]nvalid identifier|stored procedure|Variable) $/;
/** After `column "…"`. PostgreSQL's other messages about columns are about existing columns of a table. */
const MISSING = /^\\*" does not exist/;
/** What the engine says about an object, which shows that the quotation is its name: `"users" is not a view`. */
const KIND =
  /^\\*["'] is (?:not )?an? (?:(?:materialized|foreign|partitioned|system|composite) )?(?:table|view|index|sequence|type|domain|function|procedure|aggregate|partition|schema)\b/;
/** pgx: ``failed to connect to `host=db user=app database=orders` ``. */
const SERVER = /^(?:(?:host|port|user|database)=[\w.:/-]{0,128}(?: |$)){1,4}$/;
const ADDRESS = /^[\da-fA-F.:]{2,45}$/;
/** MySQL's words for the parts of a statement. */
const CLAUSE =
  /^(?:field list|where clause|on clause|order clause|group statement|having clause|from clause|check constraint)$/;
const ENVELOPE_KEY =
  /(?:^|[\s{,(])(?<!\b(?:type|enum|domain|for|of) )\\*["']?(?:level|severity|lvl|time|ts|timestamp|@timestamp|caller|logger|source|stream|component|service|app|version|direction|identifier|read|ran|took|duration|migration|container_name|container_id|ecs_\w{1,30})\\*["']?\s?[:=]\s?$/i;

/** A closed quotation. `after` begins with the backslashes before the closing quote, and that quote. */
export interface Quotation {
  readonly value: string;
  readonly before: string;
  readonly after: string;
}

/** Does the quotation stay readable, because it is a name, an address or a part of an envelope? */
export function keepsQuotation(
  { value, before, after }: Quotation,
  scope: RedactionScope,
  stated: StatedWords,
): boolean {
  if (isMasked(value) || /^[a-z][\w+.-]*:\/\//i.test(value)) return true;
  if (value.includes('‹') && value.includes('://')) return true;
  if (value.length <= 1 && !/[\p{L}\p{N}]/u.test(value)) return true;
  if (CLAUSE.test(value) || isMasked(value.replace(/^:/, ''))) return true;
  if (REPEATED.test(before) || (/\bcolumn $/i.test(before) && MISSING.test(after)))
    return NAME_OF_WORDS.test(value) && isName(value, scope, stated);
  if (after.startsWith('`')) return NAME.test(value) || SERVER.test(value);
  if (ENVELOPE_KEY.test(before)) return /^[\w.:/+ µ-]{0,80}$/.test(value);
  if (
    /@$/.test(before.trimEnd()) ||
    /(?:^|[^\p{L}])(?:user|for|to|definer)(?: \()?$/iu.test(before.trimEnd())
  ) {
    return /^[\w.%:-]{0,128}$/.test(value); // 'app'@'10.0.0.7'
  }
  if (KIND.test(after)) return NAME.test(value);
  if (/\bhost $/.test(before) && ADDRESS.test(value)) return true;
  if (/errno: \d{1,5} $/.test(before)) return /^[A-Za-z ]{1,80}$/.test(value);
  if (!NAMED.test(before) || IDENTIFIED_BY.test(before)) return false;
  if (LOOSE.test(before)) return NAME.test(value) && !isData(value, scope);
  return !scope.isSuspect(value) && NAME_OF_WORDS.test(value);
}

import { isMasked, type MaskKind } from '../../model/redaction-token.ts';
import { mysql, UNDECIDED } from '../sql/dialect.ts';
import { SQL_WORDS } from '../sql/words.ts';
import { backslashesBefore, closingQuote, sameLevel } from './quote.ts';
import type { RedactionScope } from './scope.ts';
import { maskSql } from './sql.ts';
import { NOTHING_STATED, type StatedWords } from './stated-words.ts';

/** A form of an engine's message with a value in it. The value may contain quotes, which engines do not escape. */
interface Shape {
  readonly opening: RegExp;
  /**
   * Tried in order: the value ends where one of these occurs last in the message. If none of them occurs, the value ends at the end
   * of the message.
   */
  readonly closings: readonly string[];
  readonly kind: MaskKind | 'near' | 'sql';
}

const SHAPES: readonly Shape[] = [
  // PostgreSQL, nbtinsert.c and ri_triggers.c
  {
    opening: /\)=\(/g,
    closings: [
      ') already exists',
      ') is not present in table',
      ') is still referenced from',
      ') is duplicated',
      ') conflicts with existing key',
      ')',
    ],
    kind: 'row',
  },
  // execPartition.c
  { opening: /row contains \([^()]{1,256}\) = \(/g, closings: [').', ')'], kind: 'row' },
  // execMain.c
  { opening: /row contains \(/g, closings: [').', ')'], kind: 'row' },
  // scan.l: for an unterminated literal, all of the rest of the file
  { opening: /at or near "/g, closings: ['" (column ', '" (SQLSTATE ', '"'], kind: 'near' },
  // MySQL, errmsg-utf8.txt: ER_PARSE_ERROR quotes up to 80 characters of the statement
  { opening: /(?:to use near|error near) '/g, closings: ["' at line "], kind: 'sql' },
  { opening: /Duplicate entry '/g, closings: ["' for key ", "'"], kind: 'row' },
  {
    opening: /(?:Incorrect|incorrect) [\w ]{1,40}value: '/g,
    closings: ["' for column ", "' for function ", "'"],
    kind: 'text',
  },
  { opening: /no partition for value /g, closings: [')'], kind: 'row' },
  // SQL Server, messages 2627, 245, 2628, 105
  { opening: /duplicate key value is \(/g, closings: [').', ')'], kind: 'row' },
  { opening: /converting the [\w ]{1,40}value '/g, closings: ["' to data type ", "'"], kind: 'text' },
  { opening: /Truncated value: '/g, closings: ["'.", "'"], kind: 'text' },
  { opening: /after the character string '/g, closings: ["'."], kind: 'text' },
  // SQLite quotes the column only where it was in quotes; the driver without C ends its words with the result code
  { opening: /no such column: (?!")/g, closings: [' (1) in line ', ' in line ', ' (1)'], kind: 'near' },
  // MongoDB E11000
  { opening: /dup key: \{/g, closings: ['}'], kind: 'row' },
  // the driver's JSON reader
  { opening: /JSON literal(?:\. Position: \d{1,9}, literal)?: /g, closings: [], kind: 'text' },
  // Cassandra
  { opening: /constant \(/g, closings: [') for "', ')'], kind: 'text' },
  { opening: /at input '/g, closings: ["' (", "'"], kind: 'near' },
  { opening: /mismatched input '/g, closings: ["' expecting", "'"], kind: 'near' },
  {
    opening: /\((?=\.{3}|[^()]{0,200}\[)(?<=input '.{0,200} \()/gs,
    closings: ['...)', ')'],
    kind: 'sql',
  },
  // ClickHouse; the word that it failed at may have quotes
  { opening: /failed at position \d{1,9} \('/g, closings: ["') (", "'"], kind: 'near' },
  { opening: /failed at position \d{1,9} \((?!')/g, closings: [') (line ', '): ', ')'], kind: 'near' },
  {
    opening: /Cannot parse (?:datetime|date|uuid|UUID|IPv[46]|Int\d{1,3}|number) (?!from )/g,
    closings: [': ', ')'],
    kind: 'text',
  },
  { opening: /Cannot convert string (?!')/g, closings: [' to type '], kind: 'text' },
  // Spanner
  { opening: /(?:\bRow|duplicate key:) \[/g, closings: ['] in t', ']'], kind: 'row' },
  { opening: /for key \(/g, closings: [') in ', '))', ')'], kind: 'row' },
  { opening: /referenced values in [\w.`]{1,128}\([^()]{1,256}\): /g, closings: [')'], kind: 'row' },
  // ClickHouse, Spanner: the statement itself
  {
    opening: /\(line \d{1,9}, col \d{1,9}\): /g,
    closings: ['. Expected one of', '. Expected', ': '],
    kind: 'sql',
  },
  {
    opening: /(?:[Ww]hile processing(?: query)?:? |[Ii]n (?:scope|query):? |In scope )'?/g,
    closings: ["', required columns: '", "'", '. '],
    kind: 'sql',
  },
  { opening: /Bad [\w ]{1,24} value: /g, closings: [')'], kind: 'text' },
  { opening: /(?<!-)statement: /g, closings: [' : Syntax error', ' : '], kind: 'sql' },
  // reloptions.c
  {
    opening: /invalid value for [a-z ]{4,16} option \\{0,3}"[^"\n]{1,66}": /g,
    closings: [' (column ', ' in line ', ' (SQLSTATE ', ')'],
    kind: 'text',
  },
  // xml.c: libxml's words, and a piece of the document
  { opening: /invalid XML [a-z ]{7,24}[,:]\s/g, closings: [' in line ', ' (SQLSTATE ', ')'], kind: 'text' },
  // CockroachDB repeats the statement
  { opening: /source SQL:\s/g, closings: [' in line ', ' (SQLSTATE ', ')'], kind: 'text' },
  // Firebird repeats a word of the statement on a line of its own
  { opening: /Token unknown - line \d{1,9}, column \d{1,9}\s/g, closings: ['\n', ')'], kind: 'near' },
  { opening: /Column unknown\s/g, closings: ['\nAt line', ' At line', ')'], kind: 'near' },
  { opening: /expected format: '/g, closings: ["'"], kind: 'text' },
  // MySQL, ER_WRONG_VALUE_FOR_VAR
  { opening: /set to the value of '/g, closings: ["'"], kind: 'near' },
  // database/mongodb/mongodb.go prints the whole command, and an agent may cut it anywhere
  {
    opening: /execute command:\[(?:\{\w{1,64} [\w.$]{1,128}\})?/g,
    closings: ['] in line '],
    kind: 'statement',
  },
  // migrate.go, runMigrations: `unknown type: %T with value: %+v`
  { opening: /with value: /g, closings: [], kind: 'text' },
];
/** All openings in one expression. The empty group after each opening shows which of them matched. */
const OPENINGS = new RegExp(SHAPES.map(({ opening }) => `(?:${opening.source})()`).join('|'), 'g');

/** Words before a quotation that is a name: of something in the schema, of the server, or of the command line. */
const NAMED =
  /(?:relation|table|column|enum label|field|constraint|index|key|type|function|procedure|schema|database|user|role|login|extension|sequence|view|trigger|operator|language|parameter|option|variable|domain|attribute|rule|policy|publication|subscription|tablespace|collation|encoding|server|method|aggregate|event|statistics|partition|slot|keyspace|object|named|engine|driver|set|keyword|collection|privilege|definer|table name|column name|default value for|DROP|drop index|for|to|in|of|by|with|as|cursor|statement|savepoint|near|sequence|container|host|file|directory|library|plugin|cipher|flag|format|migration|and|,)(?: name)?:? $/i;
/** Words of {@link NAMED} that introduce a name only if the quotation looks like one. */
const LOOSE =
  /(?:\b(?:for|to|in|of|by|with|as|near|and|set|key|type|field|option|file|directory|format|migration|event|host)|,):? $/i;
const NAME = /^(?:[\p{L}_][\p{L}\p{N}_$.-]{0,127}|[%*])$/u;
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
/** A key of a logger or a caller before a quoted message. After `migration failed: ` a quotation is a value. */
const MESSAGE_KEY =
  /(?:^|[\s{,(])(?<!migration |\b(?:type|enum|domain|for|of) )\\*["']?(?:error|err|msg|message|log|reason|cause|detail|details|text|event|stderr|stdout|panic|fatal|failed|failure)\\*["']?\s?[:=]\s?$/i;
const ENVELOPE_KEY =
  /(?:^|[\s{,(])(?<!\b(?:type|enum|domain|for|of) )\\*["']?(?:level|severity|lvl|time|ts|timestamp|@timestamp|caller|logger|source|stream|component|service|app|version|direction|identifier|read|ran|took|duration|migration|container_name|container_id|ecs_\w{1,30})\\*["']?\s?[:=]\s?$/i;
/** Beginnings of golang-migrate's own texts. */
const OWN_WORDING =
  /^(?:error: )?(?:Dirty database version -?\d|Start buffering \d|Scheduled \d|Read and execute \d|Finished |Closing source and database|no change\b|\d+\/[ud] |migration failed|limit \d+ short|file does not exist|no migration|database locked|can't acquire |timeout: can't |failed to (?:open|parse) (?:source|database|scheme)|URL cannot be empty|no scheme|(?:database|source) driver: |try lock failed|Stopping after this |(?:CREATE CONSTRAINT ON \(a:\w{1,128}\) ASSERT a\.version IS UNIQUE|MATCH \(sm:\w{1,128}\) RETURN sm\.version|MERGE \(sm:\w{1,128} \{version: \$version\}\)))/;

/**
 * Masks the values that an engine quotes in its messages. Names of relations, columns, constraints, databases and users stay.
 *
 * Quoted text stays only if the words before it show that it is a name, or if it is a message itself. A word that the engine
 * repeats from an expression may be an unquoted value, so it stays only if the statement uses it as a name (`stated`).
 */
export function maskMessage(
  text: string,
  scope: RedactionScope,
  stated: StatedWords = NOTHING_STATED,
): string {
  const { text: masked, decided } = maskShapes(text, scope, stated);
  return /["'`]/.test(masked) ? maskQuotations(masked, decided, scope, stated) : masked;
}

/** How many values begin in `text`? An agent may have cut a line inside the words before a value. */
export function countValues(text: string): number {
  let count = 0;
  OPENINGS.lastIndex = 0;
  while (OPENINGS.test(text)) count++;
  return count;
}

/** A part of the text that is already masked or accepted, and is not looked at again. */
interface Decided {
  readonly from: number;
  readonly to: number;
}

function maskShapes(
  text: string,
  scope: RedactionScope,
  stated: StatedWords,
): { text: string; decided: readonly Decided[] } {
  let out = '';
  let done = 0;
  const decided: Decided[] = [];
  OPENINGS.lastIndex = 0;
  for (let match = OPENINGS.exec(text); match; match = OPENINGS.exec(text)) {
    const { opening, closings, kind } = SHAPES[match.indexOf('', 1) - 1]!;
    const start = match.index + match[0].length;
    // `run statement: migration failed: …`: golang-migrate's words follow, not a value.
    if (OWN_WORDING.test(text.slice(start, start + 64))) continue;
    const end = endOfValue(text, start, closings, opening);
    out += text.slice(done, start);
    const from = out.length;
    out += maskValue(text.slice(start, end), kind, scope, stated);
    decided.push({ from, to: out.length });
    done = end;
    OPENINGS.lastIndex = end;
  }
  return { text: out + text.slice(done), decided };
}

/** The last closing before the next message of the same form, else the end of the text. */
function endOfValue(text: string, start: number, closings: readonly string[], opening: RegExp): number {
  opening.lastIndex = start;
  const next = opening.exec(text)?.index ?? text.length;
  const part = text.slice(start, next);
  for (const closing of closings) {
    const at = part.lastIndexOf(closing);
    if (at >= 0) return start + at;
  }
  return next;
}

function maskValue(value: string, kind: Shape['kind'], scope: RedactionScope, stated: StatedWords): string {
  if (kind === 'near') return isHarmlessWord(value, scope, stated) ? value : scope.mask(value, 'text');
  if (kind !== 'sql') return scope.mask(value, kind);
  if (isHarmlessWord(value, scope, stated)) return value;
  const masked = maskSql(value, value.includes('`') ? [mysql] : UNDECIDED, scope, true);
  if (!masked.regular) return scope.mask(value, 'text');
  // The fragment may begin inside text that the author meant as a literal; the words of such text are data.
  return masked.text.replace(/[\p{L}_][\p{L}\p{N}_$]{3,}/gu, (word, at: number) =>
    isHarmlessWord(word, scope, stated) || isInsideToken(masked.text, at) ? word : scope.mask(word, 'text'),
  );
}

function isInsideToken(text: string, at: number): boolean {
  return text.lastIndexOf('‹', at) > text.lastIndexOf('›', at);
}

/** Is it an operator, or one word that is a name ({@link isName})? */
function isHarmlessWord(value: string, scope: RedactionScope, stated: StatedWords): boolean {
  if (isMasked(value)) return true;
  if (value.length <= 3 && /^[^\p{L}\p{N}'"`]+$/u.test(value)) return true;
  const word = /^"[^"]+"$/.test(value) ? value.slice(1, -1) : value;
  return NAME.test(word) && isName(word, scope, stated);
}

/** Is it a keyword, or does the statement use it as a name and nowhere as data? */
function isName(word: string, scope: RedactionScope, stated: StatedWords): boolean {
  return SQL_WORDS.has(word.toLowerCase()) || (stated(word) && !isData(word, scope));
}

function isData(word: string, scope: RedactionScope): boolean {
  return scope.hides(word) || scope.isSuspect(word);
}

function maskQuotations(
  text: string,
  decided: readonly Decided[],
  scope: RedactionScope,
  stated: StatedWords,
): string {
  let out = '';
  let done = 0;
  let next = 0; // the first decided part that ends at or after the current quote
  let closers: number[] = []; // closing quotes of the messages around the current position
  const quotes = /["'`]/g;
  for (let match = quotes.exec(text); match; match = quotes.exec(text)) {
    const open = match.index;
    while (next < decided.length && decided[next]!.to < open) next++;
    const part = decided[next];
    if (part !== undefined && open >= part.from - 1) {
      quotes.lastIndex = Math.max(open + 1, part.to + 1);
      continue;
    }
    if (closers.includes(open)) {
      closers = closers.filter((one) => one !== open);
      continue;
    }
    if (!opens(text, open)) continue;
    const depth = backslashesBefore(text, open);
    const before = text.slice(Math.max(0, open - depth - 48), open - depth);
    let close = closingQuote(text, open);
    const own = close < 0 ? '' : text.slice(open + 1, close);
    if (closers.length < MOST_NESTED && (MESSAGE_KEY.test(before) || OWN_WORDING.test(own))) {
      if (close >= 0) closers.push(close);
      continue; // a message: look inside
    }
    if (close >= 0 && isJsonKey(text, before, own, close)) {
      quotes.lastIndex = close + 1;
      continue;
    }
    if (/: $/.test(before) && text[open] === '"' && depth === 0) close = lastQuote(text, close);
    const end = close < 0 ? endOfOpen(text) : close - (text[open] === '"' ? depth : 0);
    const value = text.slice(open + 1, end);
    const after = text.slice(end, end + 48);
    if (close >= 0 && keeps({ value, before, after }, scope, stated)) {
      quotes.lastIndex = close + 1;
      continue;
    }
    out += text.slice(done, open + 1) + scope.mask(value, 'text');
    done = end;
    quotes.lastIndex = close < 0 ? end : close + 1;
  }
  return out + text.slice(done);
}

/** How deep messages may be quoted inside messages; deeper ones are masked. */
const MOST_NESTED = 4;

function isJsonKey(text: string, before: string, own: string, close: number): boolean {
  return (
    /(?:^|[{,]\s?)$/.test(before) &&
    /^["']\s?:/.test(text.slice(close, close + 4)) &&
    /^[\w.@-]{1,40}\\*$/.test(own)
  );
}

/** Does the quote at `at` open a quotation? An apostrophe (`can't`, `users'`) does not. */
function opens(text: string, at: number): boolean {
  if (text[at] !== "'") return true;
  return !/[\p{L}\p{N}›]/u.test(text.slice(at - 1, at)) || at === 0;
}

/** A value at the end of a message ends at the message's last quote. */
function lastQuote(text: string, close: number): number {
  if (close < 0) return close;
  const stop = /" \(SQLSTATE |"\n|" \(column |", /g;
  stop.lastIndex = close;
  const end = stop.exec(text)?.index ?? text.lastIndexOf('"');
  return end > close && sameLevel(text, end, 0) ? end : close;
}

/** The end of an unclosed quotation: the end of the text, without the parenthesis of `(details: …)`. */
function endOfOpen(text: string): number {
  let end = text.length;
  while (end > 0 && /[\s)]/.test(text[end - 1]!) && text.length - end < 3) end--;
  return end;
}

/** A closed quotation. `after` begins with the backslashes before the closing quote, and that quote. */
interface Quotation {
  readonly value: string;
  readonly before: string;
  readonly after: string;
}

function keeps({ value, before, after }: Quotation, scope: RedactionScope, stated: StatedWords): boolean {
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

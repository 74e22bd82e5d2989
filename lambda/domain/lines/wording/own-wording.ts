import { literalSearch } from './literal-search-fast-path.ts';
import { endsAsCode, isQuotation } from './quotation.ts';

/** Joins readable pieces into one regular expression. */
function anyOf(pieces: readonly RegExp[], flags = ''): RegExp {
  return new RegExp(pieces.map(({ source }) => source).join('|'), flags);
}

/** First words of statements, in upper case, in lower case, and with a capital. */
const SQL_VERB =
  `alter analyze attach begin call cluster comment commit copy create declare delete detach do drop exec execute explain
  grant if import insert kill lock merge optimize pragma reassign refresh reindex rename replace reset revoke rollback select set
  show start system truncate update upsert use vacuum with`
    .split(/\s+/)
    .flatMap((word) => [word, word.toUpperCase(), `${word[0]!.toUpperCase()}${word.slice(1)}`])
    .join('|');

/** How golang-migrate quotes a failed statement, whichever program prints it; for all versions of v4. */
const STATEMENT_WORDING = anyOf([
  /migration failed(?:: [^\n]*?)? in line \d+:/,
  /migration failed: [^\n]*\(details: /,
  / in line \d+: [\s\S]*\(details: /,
  // An unclosed quote: the server quotes the rest of the file, so ` in line N: ` may be in another log event.
  /migration failed: unterminated [^\n]{1,40} at or near "/,
  /unrecognized token: "[\s\S]{1,3600}?" in line 0: /,
  // golang-migrate prints line 0 when the line is unknown.
  new RegExp(` in line 0:\\s{0,64}(?:--|/\\*|(?:${SQL_VERB})\\b)`),
  /near ".*": syntax error in line 0: /,
  /(?:try lock failed|failed to (?:fetch|set|release) migration lock)[^\n]* in line \d+: /,
  /failed to execute command:\[/,
]);

/**
 * Sentences that only golang-migrate prints, for all versions of v4. They are proof in any line of a shared log.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go and internal/cli, database, source beside it
 */
const SENTENCES = anyOf([
  // If more prose follows, somebody is writing about the message.
  /Dirty database version -?\d+\. Fix and force version(?!\.? (?!exit status )[a-z]+ [a-z]+ )/,
  // Up to v4.12 the message ends here, and may be printed twice; later versions add the file that was looked for.
  /no migration found for version \d+(?=: (?:read (?:down|up|version) |file does not exist)|error: |["'\s)}\]]*(?:$|\n))/,
  /(?:^|: |[=:] ?")(?:first|read (?:up|down) for version \d+|read version \d+|(?:prev|next) for version \d+) [^:\n]{0,500}: file does not exist/,
  /timeout: can't acquire database lock/,
  /can't unlock, as not currently locked/,
  /failed to open (?:database|source), "[a-z][a-z0-9+]*:/,
  /failed to parse scheme from (?:source|database) URL/,
  /(?:database|source) driver: (?:unknown driver|invalid URL scheme)/,
  /(?:source|database): (?:URL cannot be empty|no scheme|parse [a-z"])/,
  /failed to init driver with (?:relative )?path \S/,
  /duplicate migration (?:file|version): /,
  /please specify version argument V/,
  /can't read (?:version argument V|limit argument N)/,
  /argument V must be >= -1/,
  /-all cannot be used with other arguments/,
  /x-migrations-table must be quoted/,
  /(?:unable to parse option|could not parse) x-(?:advisory|clean|force|lock|migrations|multi|no|statement|tls|transaction)-/,
]);

/** Sentinel errors that are too short to prove anything, unless the caller's words mention migrating. */
const CALLER_SENTENCES =
  /\bmigrat[^\n]*(?:: | - )(?:no scheme|URL cannot be empty|database locked|can't acquire (?:database )?lock|limit \d+ short|first [^\n]*file does not exist|open \S+ no such file or directory)["')\]}]*$|\bmigrat[^\n]*(?:: | - )failed to open (?:database|source): /i;

/** What golang-migrate prints after a bare `error: `: its short sentinel errors as a whole, and the first words of its drivers. */
const CLI_WORDING = anyOf([
  /^error: (?:no change|no migration|database locked|limit \d+ short|version must be >= -1|file does not exist)$/,
  /^error: (?:URL cannot be empty|no scheme|no config|no database name|no schema|no keyspace provided)$/,
  /^error: (?:too many arguments|please specify name|EOF|unexpected EOF|can't acquire lock)$/,
  /^error: \d{1,6} errors? occurred:\n/,
  /^error: failed to open (?:database|source): /,
  /^error: [^\n]{1,2000} in line 0: /,
  /^error: (?:unknown type: |failed to append PEM|unable to (?:parse file|obtain lock|release already))/,
  /^error: (?:-ext flag must be|[Tt]he seq and format options|[Dd]igits must be positive|[Nn]ext sequence number|[Mm]alformed migration filename|[Tt]ime format may not)/,
  /^error: (?:pq|mssql|sql|gocql|driver|rpc error|tls|x509|net\/url|strconv\.\w+): /,
  /^error: (?:dial (?:tcp|unix)|lookup |read tcp|server selection|failed to connect to [`"]|default addr for network|invalid DSN|invalid connection|bad connection)/,
  /^error: (?:parse "|parse [a-z0-9]+:|Unable to parse URL|Error \d{4}\b|code: \d+|FATAL: |ERROR: [^\n]*SQLSTATE)/,
  /^error: (?:unable to open database file|near ".*": syntax error|unrecognized token: "|context deadline exceeded)/,
  /^error: (?:open|stat) [^\n]*(?:migrat|\.: |\/\.: )/,
]);

/** Of a long text only this much at either end is searched, because the middle is the migration file, which proves nothing. */
const LOOKED_AT = 4_096;

/** A message of several lines, with ` in line N: ` after the last of them. */
const MESSAGE_OF_LINES = /^error: (?:\d{1,6} errors? occurred:\s*\* )?migration failed: [^\n]*\n/;
const IN_LINE = / in line \d+:[ \n]/;

/** Is this text an error of golang-migrate, whichever program printed it? */
export function isOwnError(text: string): boolean {
  if (MESSAGE_OF_LINES.test(text) && IN_LINE.test(text)) return true;
  const ends = endsOf(text);
  return CLI_WORDING.test(ends) || saysOwnSentence(ends, CALLER_SENTENCES);
}

/** Does a text contain a sentence that only golang-migrate prints, which is proof wherever it is in the text? */
export function holdsOwnSentence(text: string): boolean {
  return saysOwnSentence(endsOf(text));
}

/** What golang-migrate puts before a server's message, or SQLite before the rest of a file. */
const BEFORE_MESSAGE = /migration failed: |unrecognized token: "/;

/**
 * Is this an error of golang-migrate that was cut inside its message, before ` in line N: `?
 *
 * Only for a text that is known to be cut: other programs print `migration failed: ` too, but in a complete sentence.
 */
export function isOpenError(text: string): boolean {
  const opening = BEFORE_MESSAGE.exec(text.slice(0, LOOKED_AT));
  return opening !== null && !isQuotation(text, opening.index);
}

function endsOf(text: string): string {
  return text.length <= 2 * LOOKED_AT ? text : text.slice(0, LOOKED_AT) + text.slice(-LOOKED_AT);
}

function saysOwnSentence(text: string, others?: RegExp): boolean {
  const statement = STATEMENT_WORDING.exec(text);
  if (statement) return !isQuotation(text, statement.index);
  const sentence = SENTENCES.exec(text) ?? others?.exec(text) ?? null;
  return sentence !== null && !isQuotation(text, sentence.index) && !endsAsCode(text);
}

const SERVICE_FAILED =
  /^(?:[^\n:]{0,40}: )?(?:error|fail(?:ed|ure)?|unable|could ?n[o']t|can(?:not|'t| not))\b[^\n]{0,60}\bmigrat(?:e|ions?|ing|or)\b|^[^\n]{0,60}\b(?:migrations?|migrate|migrator)\b[^\n]{0,30}\b(?:failed|failure|errored|aborted)\b/i;
const SERVICE_WENT_WELL = /\b(?:no|0|zero|without|not) (?:[a-z]+ )?(?:errors?|fail(?:ed|ures?))\b/i;

/**
 * Does a program say in its own words that its migrations failed?
 *
 * Alone it proves nothing, because other programs migrate other things. Inside an open run it ends that run.
 */
export function tellsOfFailure(text: string): boolean {
  return text.length <= LOOKED_AT && SERVICE_FAILED.test(text) && !SERVICE_WENT_WELL.test(text);
}

/** Parts of golang-migrate's sentences and lines that are the same in any escaping. */
const OWN_WORDS = literalSearch([
  'Dirty database version',
  'migration failed',
  ' in line ',
  'lock failed',
  'migration lock',
  'execute command:[',
  'unrecognized token',
  'no migration found',
  'file does not exist',
  'acquire database lock',
  'unlock, as not',
  'failed to open',
  'failed to parse scheme',
  'driver: ',
  'URL cannot be',
  'no scheme',
  'e: parse',
  'failed to init driver',
  'duplicate migration',
  'argument',
  'table must be quoted',
  'unable to parse option',
  'could not parse',
  'Start buffering',
  'Scheduled ',
  'Read and execute',
  'Finished ',
  'Closing source',
]);

/**
 * Could this text of a record contain a sentence or a line of golang-migrate?
 *
 * A cheap test, for text in any escaping. It may accept other text.
 */
export function mayHoldOwnWords(text: string): boolean {
  return OWN_WORDS.foundIn(text, anywhere) || (text.includes('/') && /\d\/[ud] /.test(text));
}

function anywhere(): boolean {
  return true;
}

const ANY_WORDING = anyOf([STATEMENT_WORDING, SENTENCES, /failed to open (?:database|source)(?:: |, ")/]);

/** Sentences whose end is known, whatever a caller or its logger printed after them. */
const WHOLE_SENTENCE = anyOf([
  /Dirty database version -?\d+\. Fix and force version\./,
  /timeout: can't acquire database lock/,
  /can't unlock, as not currently locked/,
  /no migration found for version \d+: [^\n]{0,300}?: file does not exist/,
  /please specify version argument V/,
  /can't read (?:version argument V|limit argument N)/,
  /-all cannot be used with other arguments/,
]);

/** The text from golang-migrate's own wording on, without the caller's words around it; the whole text when there is no such wording. */
export function fromOwnWording(text: string): string {
  const whole = WHOLE_SENTENCE.exec(text);
  if (whole) return whole[0];
  const at = text.search(ANY_WORDING);
  return at > 0 ? text.slice(at) : text;
}

/** Statements of golang-migrate's bookkeeping, not of a migration. Its table has the columns `version` and `dirty`. */
const BOOKKEEPING_STATEMENT = anyOf(
  [
    /in line \d+: ?(?:SELECT CURRENT_|SELECT DATABASE\(\)|SELECT version, dirty|SELECT [`"]?version[`"]?|SELECT COUNT\(1\)|SELECT 1 FROM)/,
    /in line \d+: ?(?:SHOW TABLES|SHOW SCHEMAS|SELECT pg_(?:try_)?advisory|SELECT GET_LOCK|SELECT RELEASE_LOCK)/,
    /in line \d+: ?(?:SELECT DB_NAME|SELECT name FROM sqlite_master|EXEC sp_(?:getapplock|releaseapplock))/,
    /in line \d+: ?[A-Z ]{4,40}[^\n]{0,60}(?:schema_migrations|SchemaMigrations|schema_lock|SchemaLock)/,
    /in line \d+:\s{0,64}(?:IF NOT EXISTS\b|CREATE TABLE\b)[^;]{0,400}\(\s*[`"[]?version\b[^,]{0,80},\s*[`"[]?dirty\b/,
  ],
  'y',
);
/** How each of them begins. It is searched for first, because the text may hold a whole migration file. */
const STATEMENT_MARK = 'in line ';

/** Does the text name a statement of golang-migrate's bookkeeping? */
export function isBookkeeping(text: string): boolean {
  for (let at = text.indexOf(STATEMENT_MARK); at >= 0; at = text.indexOf(STATEMENT_MARK, at + 1)) {
    BOOKKEEPING_STATEMENT.lastIndex = at;
    if (BOOKKEEPING_STATEMENT.test(text)) return true;
  }
  return false;
}

/** Bookkeeping statements of the Neo4j driver, whose label may have any name. The server quotes the statement on a line of its own. */
export const NEO4J_BOOKKEEPING =
  /CREATE CONSTRAINT (?:ON|FOR) \(a:\w{1,128}\) (?:ASSERT|REQUIRE) a\.version IS UNIQUE|MERGE \(sm:\w{1,128} \{version|MATCH \(sm:\w{1,128}\) RETURN sm\.version/;

/** Beginnings of golang-migrate's own texts. */
export const BEGINS_OWN_TEXT =
  /^(?:error: )?(?:Dirty database version -?\d|Start buffering \d|Scheduled \d|Read and execute \d|Finished |Closing source and database|no change\b|\d+\/[ud] |migration failed|limit \d+ short|file does not exist|no migration|database locked|can't acquire |timeout: can't |failed to (?:open|parse) (?:source|database|scheme)|URL cannot be empty|no scheme|(?:database|source) driver: |try lock failed|Stopping after this |(?:CREATE CONSTRAINT ON \(a:\w{1,128}\) ASSERT a\.version IS UNIQUE|MATCH \(sm:\w{1,128}\) RETURN sm\.version|MERGE \(sm:\w{1,128} \{version: \$version\}\)))/;

import { literalSearch } from './literal-search.ts';
import { endsAsCode, isQuotation } from './quotation.ts';

/** Joins readable pieces into the one regular expression that is asked. */
function anyOf(pieces: readonly RegExp[]): RegExp {
  return new RegExp(pieces.map(({ source }) => source).join('|'));
}

/** Words that a statement begins with, in upper case, lower case or with a capital. */
const SQL_VERB =
  `alter analyze attach begin call cluster comment commit copy create declare delete detach do drop exec execute explain
  grant if import insert kill lock merge optimize pragma reassign refresh reindex rename replace reset revoke rollback select set
  show start system truncate update upsert use vacuum with`
    .split(/\s+/)
    .flatMap((word) => [word, word.toUpperCase(), `${word[0]!.toUpperCase()}${word.slice(1)}`])
    .join('|');

/** How golang-migrate quotes a statement that failed, whoever prints it; over all of v4. */
const STATEMENT_WORDING = anyOf([
  /migration failed(?:: [^\n]*?)? in line \d+:/,
  /migration failed: [^\n]*\(details: /,
  / in line \d+: [\s\S]*\(details: /,
  // The server's words for a quote that nobody closed: it quotes the rest of the file, so that ` in line N: ` may be in another log event.
  /migration failed: unterminated [^\n]{1,40} at or near "/,
  /unrecognized token: "[\s\S]{1,3600}?" in line 0: /,
  // Line 0 is golang-migrate's own way to say "unknown".
  new RegExp(` in line 0:\\s{0,64}(?:--|/\\*|(?:${SQL_VERB})\\b)`),
  /near ".*": syntax error in line 0: /,
  /(?:try lock failed|failed to (?:fetch|set|release) migration lock)[^\n]* in line \d+: /,
  /failed to execute command:\[/,
]);

/**
 * Sentences that only golang-migrate has, over all of v4: proof enough in any line of a shared log.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go and internal/cli, database, source beside it
 */
const SENTENCES = anyOf([
  // Whoever writes about it goes on with words of his own.
  /Dirty database version -?\d+\. Fix and force version(?!\.? (?!exit status )[a-z]+ [a-z]+ )/,
  // golang-migrate ends there up to v4.12, and repeats itself behind it; later it says which file it looked for.
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

/** Sentinels too short to prove anything, unless the caller says that it was migrating. */
const CALLER_SENTENCES =
  /\bmigrat[^\n]*(?:: | - )(?:no scheme|URL cannot be empty|database locked|can't acquire (?:database )?lock|limit \d+ short|first [^\n]*file does not exist|open \S+ no such file or directory)["')\]}]*$|\bmigrat[^\n]*(?:: | - )failed to open (?:database|source): /i;

/** What golang-migrate prints behind a bare `error: `: its short sentinels whole, and its drivers' first words. */
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

/** Of a long text only so much at either end is looked at: in between stands the migration file, which proves nothing. */
const LOOKED_AT = 4_096;

/** A message of several lines: ` in line N: ` is behind the last of them. */
const MESSAGE_OF_LINES = /^error: (?:\d{1,6} errors? occurred:\s*\* )?migration failed: [^\n]*\n/;
const IN_LINE = / in line \d+:[ \n]/;

/** Is this text an error of golang-migrate's, whoever printed it? */
export function isOwnError(text: string): boolean {
  if (MESSAGE_OF_LINES.test(text) && IN_LINE.test(text)) return true;
  const ends = endsOf(text);
  return CLI_WORDING.test(ends) || saysOwnSentence(ends, CALLER_SENTENCES);
}

/** Does a text hold a sentence that only golang-migrate has, so that it proves itself wherever it stands? */
export function holdsOwnSentence(text: string): boolean {
  return saysOwnSentence(endsOf(text));
}

/** What golang-migrate puts before a message of the server's, or SQLite's server before the rest of a file. */
const BEFORE_MESSAGE = /migration failed: |unrecognized token: "/;

/**
 * Is this an error of golang-migrate's whose message is cut before its end, and ` in line N: ` with it?
 *
 * Only of a text that is known to be cut: others say `migration failed: ` too, but in a sentence that ends.
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
 * Does a program tell, in words of its own, that its migrations failed?
 *
 * It proves nothing alone, as other programs migrate other things; inside a run that is open it ends that run.
 */
export function tellsOfFailure(text: string): boolean {
  return text.length <= LOOKED_AT && SERVICE_FAILED.test(text) && !SERVICE_WENT_WELL.test(text);
}

/** Pieces of golang-migrate's own sentences and lines that no escaping changes. */
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
 * Could a record whose text this is hold, somewhere, a sentence or a line of golang-migrate's own?
 *
 * A cheap test for text in any escaping: it may say yes to other text.
 */
export function mayHoldOwnWords(text: string): boolean {
  return OWN_WORDS.foundIn(text, anywhere) || (text.includes('/') && /\d\/[ud] /.test(text));
}

function anywhere(): boolean {
  return true;
}

const ANY_WORDING = anyOf([STATEMENT_WORDING, SENTENCES, /failed to open (?:database|source)(?:: |, ")/]);

/** Sentences whose end is known, whatever a caller or its logger printed behind them. */
const WHOLE_SENTENCE = anyOf([
  /Dirty database version -?\d+\. Fix and force version\./,
  /timeout: can't acquire database lock/,
  /can't unlock, as not currently locked/,
  /no migration found for version \d+: [^\n]{0,300}?: file does not exist/,
  /please specify version argument V/,
  /can't read (?:version argument V|limit argument N)/,
  /-all cannot be used with other arguments/,
]);

/** The text from golang-migrate's own wording on, without what a caller wrote around it; the whole text when none is found. */
export function fromOwnWording(text: string): string {
  const whole = WHOLE_SENTENCE.exec(text);
  if (whole) return whole[0];
  const at = text.search(ANY_WORDING);
  return at > 0 ? text.slice(at) : text;
}

/** Statements of golang-migrate's own bookkeeping, not of a migration; its table has the columns `version` and `dirty`. */
export const BOOKKEEPING_STATEMENT = anyOf([
  /in line \d+: ?(?:SELECT CURRENT_|SELECT DATABASE\(\)|SELECT version, dirty|SELECT [`"]?version[`"]?|SELECT COUNT\(1\)|SELECT 1 FROM)/,
  /in line \d+: ?(?:SHOW TABLES|SHOW SCHEMAS|SELECT pg_(?:try_)?advisory|SELECT GET_LOCK|SELECT RELEASE_LOCK)/,
  /in line \d+: ?(?:SELECT DB_NAME|SELECT name FROM sqlite_master|EXEC sp_(?:getapplock|releaseapplock))/,
  /in line \d+: ?[A-Z ]{4,40}[^\n]{0,60}(?:schema_migrations|SchemaMigrations|schema_lock|SchemaLock)/,
  /in line \d+:\s{0,64}(?:IF NOT EXISTS\b|CREATE TABLE\b)[^;]{0,400}\(\s*[`"[]?version\b[^,]{0,80},\s*[`"[]?dirty\b/,
]);

/** The same of the driver for Neo4j, whose label may have any name; the server quotes it on a line of its own. */
export const NEO4J_BOOKKEEPING =
  /CREATE CONSTRAINT (?:ON|FOR) \(a:\w{1,128}\) (?:ASSERT|REQUIRE) a\.version IS UNIQUE|MERGE \(sm:\w{1,128} \{version|MATCH \(sm:\w{1,128}\) RETURN sm\.version/;

import type { ErrorClass } from './error-class.ts';
import type { MigrateError } from './event.ts';

/**
 * Wording that only golang-migrate has: proof enough in any line of a shared log.
 *
 * Texts of sentinels and wrappers over all of v4.
 *
 * @see docs/how-it-works.md, "What counts as golang-migrate's"
 */
const OWN_WORDING =
  /Dirty database version -?\d+\. Fix and force version|migration failed(?:: [^\n]*?)? in line \d+: | in line \d+: [\s\S]*\(details: |no migration found for version \d+|\b(?:first|read (?:up|down) for version \d+|read version \d+|(?:prev|next) for version \d+) [^\n]*: file does not exist|can't acquire (?:database )?lock|can't unlock, as not currently locked|\btry lock failed|failed to (?:fetch|set|release) migration lock|failed to open (?:database|source)(?:: |, ")|failed to parse scheme from (?:source|database) URL|(?:database|source) driver: (?:unknown driver|invalid URL scheme)|(?:source|database): (?:URL cannot be empty|no scheme)|duplicate migration (?:file|version): |please specify version argument V|can't read (?:version argument V|limit argument N)|argument V must be >= -1|-all cannot be used with other arguments|failed to execute command:\[|x-migrations-table must be quoted|unable to parse option x-|could not parse x-|golang-migrate\/migrate/;

/** What golang-migrate prints behind a bare `error: `: its own short sentinels whole, and its drivers' first words. */
const CLI_ERROR =
  /^error: (?:(?:no change|no migration|database locked|limit \d+ short|version must be >= -1|file does not exist|URL cannot be empty|no scheme|no config|no database name|no schema|no keyspace provided|too many arguments|please specify name|EOF|unexpected EOF)$|unknown type: |failed to append PEM|unable to (?:parse file|obtain lock|release already)|-ext flag must be|(?:\d+ errors? occurred:\n)|pq: |mssql: |sql: |gocql: |driver: |rpc error: |server selection|failed to connect to [`"]|dial (?:tcp|unix)|lookup |read tcp|parse "|parse [a-z]+:|net\/url|Error \d{4}\b|code: \d+|FATAL: |ERROR: .*SQLSTATE|(?:tls|x509): |unable to open database file|near ".*": syntax error|invalid connection|open [^\n]*(?:migrat|\.: |\/\.: )|stat [^\n]*migrat|bad connection|no such file or directory|context deadline exceeded|Unable to parse URL|github\.com\/|default addr for network|invalid DSN|strconv\.|(?:the )?seq and format options|digits must be positive|next sequence number|malformed migration filename|the time format may not be empty)/i;

/** Prose and source code that quote the wording: a mark before it or behind it that no logger writes. */
const QUOTED =
  /`[^`\n]*(?:Dirty database version|migration failed|no migration found|can't acquire)|^\s*(?:\/\/|#|\*|>|<) |\(t, /;

/** Is this text golang-migrate's, whoever printed it? */
export function isOwnError(text: string): boolean {
  if (CLI_ERROR.test(text)) return true;
  return OWN_WORDING.test(text) && !QUOTED.test(text);
}

/** Statements of golang-migrate's own bookkeeping, not of a migration. */
export const BOOKKEEPING_STATEMENT =
  /in line \d+: (?:SELECT CURRENT_|SELECT DATABASE\(\)|SHOW TABLES|SHOW SCHEMAS|SELECT version, dirty|SELECT `?version`?|SELECT COUNT\(1\)|SELECT 1 FROM|SELECT pg_(?:try_)?advisory|SELECT pg_advisory|SELECT GET_LOCK|SELECT RELEASE_LOCK|(?:TRUNCATE|INSERT INTO|DELETE FROM|UPDATE|UPSERT|CREATE TABLE IF NOT EXISTS|CREATE TABLE|DROP TABLE IF EXISTS|ALTER TABLE|LOCK TABLE|REPLACE INTO)[^\n]{0,80}(?:schema_migrations|schema_lock))/i;

/** In this order; first match wins. The shapes of a database error are asked before these. */
const CLASS_WORDING: readonly (readonly [ErrorClass, RegExp])[] = [
  ['dirty-blocked', /Dirty database version -?\d+/],
  [
    'lock',
    /can't acquire (?:database )?lock|database locked$|can't unlock, as not|try lock failed|unable to (?:obtain|release already released) lock|failed to (?:fetch|set|release) migration lock|lock could not be acquired|pg_advisory_lock/,
  ],
  ['short-limit', /limit \d+ short/],
  ['no-version', /^no migration$/],
  [
    'usage',
    /flag provided but not defined|please specify (?:version argument|name)|can't read (?:version|limit) argument|argument V must be|-all cannot be used|too many arguments|-ext flag must be/,
  ],
  [
    'source',
    /failed to open source|file does not exist|no migration found for version|duplicate migration (?:file|version)|unable to parse file|no migration files found|^open .*(?:no such file|cannot find the (?:file|path)|permission denied|incorrect)|source driver/,
  ],
  [
    'config',
    /URL cannot be empty|no scheme|unknown driver|invalid URL scheme|failed to parse scheme|parse "|^parse |net\/url|Unable to parse URL|no config$|no database name|no schema$|no keyspace|[Uu]nable to parse option|strconv\.|default addr for network|invalid DSN|invalid URL escape|[Uu]nrecognized configuration parameter|must be quoted|could not parse|failed to append PEM|version must be >= -1/,
  ],
];

const CONNECTION_WORDING =
  /dial (?:tcp|udp|unix)|lookup .*no such host|password authentication failed|Access denied|SSL is not enabled|server selection|failed to connect|connection refused|connection reset|no such host|i\/o timeout|failed to open database|database ".*" does not exist|Unknown database|no pg_hba\.conf|role ".*" does not exist|too many (?:connections|clients)|starting up|shutting down|x509|tls:|EOF|bad connection|invalid connection|unable to open database file|context deadline exceeded/;

/** golang-migrate's `database.Error`: `<err> in line <n>: <statement>[ (details: <orig>)]`. */
const DATABASE_ERROR = /^([\s\S]*?) in line (\d+): /;

/**
 * Reads one whole error block, redacted or not.
 *
 * The text may carry the CLI's `error: `, a caller's words before it, the glued double print, or several errors at
 * once (the first is the cause). Fields that the driver does not print stay `null`; nothing is guessed.
 */
export function parseError(text: string): MigrateError {
  const body = firstError(text);
  const shape = DATABASE_ERROR.exec(body);
  if (!shape) {
    return {
      class: classify(body),
      message: sentence(body),
      ...codes(body),
      line: null,
      column: null,
      statement: null,
      details: null,
    };
  }
  const [head, before, printedLine] = shape;
  const { statement, details } = splitDetails(body.slice(head.length));
  const message = withoutCaller(before!);
  return {
    class: classifyDatabaseError(body, message),
    message:
      message === 'migration failed' && details
        ? firstLine(details)
        : message.replace(/^migration failed: /, '').replace(/ \(column \d+\)/, ''),
    ...codes(details ?? body),
    ...position(Number(printedLine), before!, details ?? message),
    statement,
    details,
  };
}

/** What the tail of a block tells when its head came in another delivery. */
export function parseTail(text: string): Pick<MigrateError, 'sqlState' | 'vendorCode' | 'details'> {
  const { details } = splitDetails(text);
  return { ...codes(details ?? text), details };
}

/** The error's text without what surrounds it: `panic: `, `error: `, a repeat glued to it, its companions. */
function firstError(text: string): string {
  let body = text
    .replace(/^panic: /, '')
    .replace(/^error: /, '')
    .trimEnd();
  const glued = body.indexOf('error: ', 1);
  if (glued > 0 && body.slice(glued + 7).trimEnd() === body.slice(0, glued).trimEnd())
    body = body.slice(0, glued);
  const several = /^(?:.*: )?\d+ errors? occurred:\s*(?:\n|\\n)?\s*\* /.exec(body);
  if (several) {
    body = body
      .slice(several[0].length)
      .split(/\n\s*\* /)[0]!
      .trimEnd();
  } else if (/\d+ errors? occurred:$/.test(firstLine(body))) {
    body = body
      .slice(body.indexOf('\n') + 1)
      .replace(/^\s*\* /, '')
      .split(/\n\s*\* /)[0]!
      .trimEnd();
  }
  return body;
}

/** `migration failed` with what the caller wrote before it cut off; other drivers' text whole. */
function withoutCaller(before: string): string {
  const own =
    /migration failed(?:: [\s\S]*)?$|try lock failed(?: with error [\s\S]*)?$|failed to (?:fetch|set|release) migration lock[\s\S]*$|transaction (?:start|commit) failed$/.exec(
      before,
    );
  return (own ? own[0] : before).trim();
}

function splitDetails(rest: string): { statement: string | null; details: string | null } {
  const at = rest.lastIndexOf(' (details: ');
  if (at < 0) return { statement: rest.trim() || null, details: null };
  const end = rest.lastIndexOf(')');
  const details = rest.slice(at + ' (details: '.length, end > at ? end : undefined).trim();
  return { statement: rest.slice(0, at).trim() || null, details: details || null };
}

function classifyDatabaseError(body: string, message: string): ErrorClass {
  if (
    /^try lock failed|migration lock|^lock could not be acquired|pg_advisory_lock\(/.test(message) ||
    /try lock failed/.test(body)
  )
    return 'lock';
  if (/pg_advisory_lock|GET_LOCK/.test(body) && !/^migration failed/.test(message)) return 'lock';
  if (/^migration failed|^failed to execute command/.test(message)) return 'migration-failed';
  if (BOOKKEEPING_STATEMENT.test(body) || /^transaction (?:start|commit) failed/.test(message))
    return 'bookkeeping';
  return 'migration-failed';
}

function classify(body: string): ErrorClass {
  const inner = body.replace(/["'\s]+$/, '');
  for (const [errorClass, wording] of CLASS_WORDING) if (wording.test(inner)) return errorClass;
  if (
    /failed to execute command:|unmarshaling json error|migration failed|failed to (?:start|commit) transaction/.test(
      inner,
    )
  )
    return 'migration-failed';
  if (
    /save version failed|drop migrations collection failed|failed to get migration version|unknown type: /.test(
      inner,
    )
  )
    return 'bookkeeping';
  if (CONNECTION_WORDING.test(inner)) return 'connection';
  if (/(?:^|: )(?:no migration)$/.test(inner)) return 'no-version';
  return /^open /.test(inner) ? 'source' : 'connection';
}

function codes(text: string): { sqlState: string | null; vendorCode: number | null } {
  const sqlState =
    /SQLSTATE[ :=]*\(?([0-9A-Z]{5})\b/.exec(text)?.[1] ??
    /\bError \d{4} \(([0-9A-Z]{5})\)/.exec(text)?.[1] ??
    /^(?:.*\b)?pq: [\s\S]* \((\d[0-9A-Z]{4}|[0-9A-Z]{2}\d[0-9A-Z]{2})\)$/.exec(text)?.[1] ??
    null;
  const vendor = /\bError (\d{4,5})\b/.exec(text)?.[1] ?? /\bcode: (\d+)/.exec(text)?.[1];
  return { sqlState, vendorCode: vendor === undefined ? null : Number(vendor) };
}

/** Line 0 means unknown, and so does pgx's `(column 0) in line 1`; then the server's own words may still tell. */
function position(
  printedLine: number,
  before: string,
  server: string,
): { line: number | null; column: number | null } {
  const printedColumn = /\(column (\d+)\)/.exec(before)?.[1];
  if (printedColumn === '0') return { line: null, column: null };
  if (printedLine > 0)
    return { line: printedLine, column: printedColumn === undefined ? null : Number(printedColumn) };
  const [, mysqlLine] = /\bat line (\d+)/.exec(server) ?? [];
  if (mysqlLine !== undefined) return { line: Number(mysqlLine), column: null };
  const [, line, column] =
    /^line (\d+):(\d+) /.exec(server) ?? /\(line (\d+), col (\d+)\)/.exec(server) ?? [];
  return {
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
  };
}

/** First line, cut to what a person reads at a glance. */
function sentence(body: string): string {
  return firstLine(body).slice(0, 500);
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trim();
}

import type { MigrateError } from '../../model/event.ts';
import { DETAILS_OPEN } from '../wording/error-details.ts';
import { errorsIn, shapeOf } from '../wording/error-shape.ts';
import { fromOwnWording } from '../wording/own-wording.ts';
import { classifyDatabaseError, classifyText } from './classify-error.ts';
import { wholeLines } from './kept-details.ts';

/**
 * Reads one whole error block, redacted or not.
 *
 * The text may carry the CLI's `error: `, a caller's words before it, the glued double print, or several errors at
 * once: the first is the cause, unless it is `no change`, and what the others say is kept beside it. Fields that the driver does
 * not print stay `null`; nothing is guessed.
 */
export function parseError(text: string): MigrateError {
  const whole = withoutPrefix(text);
  const texts = withStatement(errorsIn(whole).map(({ from, to }) => whole.slice(from, to).trimEnd()));
  const cause = texts.find((one) => one !== NO_CHANGE) ?? texts[0]!;
  const others = texts.filter((one) => one !== cause).map(inShort);
  const error = oneError(cause);
  return others.length === 0 ? error : { ...error, also: [...(error.also ?? []), ...others] };
}

/** Nothing was to do, which golang-migrate's library returns as an error; in a list the other one is the failure. */
const NO_CHANGE = 'no change';

function oneError(body: string): MigrateError {
  const shape = shapeOf(body);
  if (!shape) {
    return {
      class: classifyText(body),
      message: sentence(fromOwnWording(body)),
      ...codes(body),
      line: null,
      column: null,
      statement: NEO4J_QUERY.exec(body)?.[1]?.trim() ?? null,
      details: null,
    };
  }
  const before = body.slice(0, shape.headTo);
  const statement = body.slice(shape.statementFrom, shape.statementTo);
  const details = shape.details && detailsText(body.slice(shape.details.from, shape.details.to));
  const [first, second] = secondOf(before.trimEnd());
  const message =
    shape.messageFrom === undefined ? withoutCaller(first) : body.slice(shape.messageFrom, shape.headTo);
  return {
    class: classifyDatabaseError(body, message, details),
    message:
      message === 'migration failed' && details ? onOneLine(details) : message.replace(/ \(column \d+\)/, ''),
    ...codes(details ?? message),
    ...position(shape.line, before, details ?? message),
    statement: statement.trim() || null,
    details,
    ...(second !== undefined && { also: [second] }),
    ...(STARTS_FILE.test(statement) && { startsFile: true }),
  };
}

/** Up to v4.19.0 both stand in a list, whose last item the statement follows: then it is one error as later ones print it. */
function withStatement(texts: readonly string[]): readonly string[] {
  const [first, second, third] = texts;
  const isOne =
    first !== undefined && second !== undefined && third === undefined && NOT_TAKEN_BACK_FIRST.test(second);
  return isOne ? [`${first}\n${second}`] : texts;
}

const NOT_TAKEN_BACK_FIRST = /^[^\n]*cannot rollback - no transaction is active[^\n]*\s+in line \d+:/;

/** SQLite's driver could not roll back, which it says on a line of its own before the statement. */
const NOT_TAKEN_BACK = /\s*\n\s*([^\n]*cannot rollback - no transaction is active[^\n]*)$/;

/** The words of an error, and those of a second one that came of it. */
function secondOf(before: string): readonly [string, string?] {
  const second = NOT_TAKEN_BACK.exec(before);
  return second === null ? [before] : [before.slice(0, second.index), second[1]!];
}

/** Neo4j answers with its message, the query, and a mark below the place. */
const NEO4J_QUERY = /^Server error: \[Neo[^\n]*\n"([\s\S]*)"/;

/** Multi-statement mode prints every statement but a file's first with the line break that stands before it. */
const STARTS_FILE = /^[^\s‹]|^‹(?!statement )/;

/** What the tail of a block tells when its head came in another delivery. */
export function parseTail(text: string): Pick<MigrateError, 'sqlState' | 'vendorCode' | 'details'> {
  const at = text.lastIndexOf(DETAILS_OPEN);
  const details = at < 0 ? null : detailsText(text.slice(at));
  return { ...codes(details ?? text), details };
}

/** An error of which nothing but its first line is known. */
export function errorWithoutFields(errorClass: MigrateError['class'], text: string): MigrateError {
  const [message = ''] = text.split('\n');
  return {
    class: errorClass,
    message,
    sqlState: null,
    vendorCode: null,
    line: null,
    column: null,
    statement: null,
    details: null,
  };
}

/** The text without what stands before its first error, and without a repeat glued to it. */
function withoutPrefix(text: string): string {
  const body = text
    .replace(/^panic: /, '')
    .replace(/^error: /, '')
    .trimEnd();
  const glued = body.indexOf('error: ', 1);
  const repeated = glued > 0 && body.slice(glued + 7).trimEnd() === body.slice(0, glued).trimEnd();
  return repeated ? body.slice(0, glued) : body;
}

/** Where golang-migrate's own words, or an engine's where its driver adds none, begin behind a caller's. */
const OWN_BEGINNINGS = [
  /migration failed(?:: [\s\S]*)?$/,
  /try lock failed(?: with error [\s\S]*)?$/,
  /failed to (?:fetch|set|release) migration lock[\s\S]*$/,
  /transaction (?:start|commit) failed$/,
  /failed to execute command:[\s\S]*$/,
  // SQLite, with and without C; SQL Server inside a procedure says the rest up to the last colon.
  /(?:(?:SQL logic error|constraint failed): )?(?:near "[^\n]*": syntax error|no such \w+(?: \w+)?: |\w+(?: \w+)? constraint failed|duplicate column name: |unrecognized token: |incomplete input)[^\n]*$/,
  /(?<=: )[^:\n]*\(proc name [^)\n]*\)$/,
];

/** A caller that says the same before golang-migrate does, as `migration failed: `, `msg="migration failed" err="`. */
const CALLERS_TOO = /^migration failed: (?:[^\n]{0,200}?[:=]"? ?)??(?=migration failed(?:: |$))/;

/** What golang-migrate itself said, where callers before it said the same. */
function withoutCallersToo(said: string): string {
  let own = said;
  while (CALLERS_TOO.test(own)) own = own.replace(CALLERS_TOO, '');
  return own.replace(/^migration failed: /, '');
}

/** What the error says, with what the caller wrote before it cut off; other drivers' text whole. */
function withoutCaller(before: string): string {
  for (const own of OWN_BEGINNINGS) {
    const found = own.exec(before);
    if (found) return withoutCallersToo(found[0]).trim();
  }
  return before.trim();
}

/** What stands in `(details: …)`. */
function detailsText(printed: string): string | null {
  const closed = printed.lastIndexOf(')');
  const said = printed.slice(DETAILS_OPEN.length, closed > 0 ? closed : undefined).trim();
  return wholeLines(said) || null;
}

/** Newer lib/pq ends its message with the code. */
const PQ_CODE = /^ \((\d[0-9A-Z]{4}|[0-9A-Z]{2}\d[0-9A-Z]{2})\)$/;

/** @see https://github.com/snowflakedb/gosnowflake errors.go (SnowflakeError.Error) */
const SNOWFLAKE_CODES = /^(\d{6}) \(([0-9A-Z]{5})\): /;

function codes(text: string): { sqlState: string | null; vendorCode: number | null } {
  const sqlState =
    /SQLSTATE[ :=]*\(?([0-9A-Z]{5})\b/.exec(text)?.[1] ??
    /\bError \d{4} \(([0-9A-Z]{5})\)/.exec(text)?.[1] ??
    SNOWFLAKE_CODES.exec(text)?.[2] ??
    (/^(?:.*\b)?pq: /.test(text) ? PQ_CODE.exec(text.slice(-8))?.[1] : undefined) ??
    null;
  const vendor =
    /\bError (\d{4,5})\b/.exec(text)?.[1] ??
    /\bcode: (\d+)/.exec(text)?.[1] ??
    SNOWFLAKE_CODES.exec(text)?.[1];
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

/** What a person reads at a glance, code units. */
const GLANCE = 500;

/** The first line; a quotation mark that something around it closed does not belong to it. */
function sentence(body: string): string {
  const line = firstLine(body).slice(0, GLANCE);
  return line.endsWith('"') && line.split('"').length % 2 === 0 ? line.slice(0, -1) : line;
}

/** One error of several, on one line. */
export function inShort(text: string): string {
  return onOneLine(text.replace(/^error: /, ''));
}

/** All that an engine says, on one line: MySQL quotes lines of the statement, Firebird says one thing a line. */
function onOneLine(details: string): string {
  return details
    .slice(0, GLANCE)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trim();
}

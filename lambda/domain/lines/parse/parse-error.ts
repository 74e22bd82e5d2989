import type { MigrateError } from '../../model/event.ts';
import { DETAILS_OPEN } from '../wording/error-details.ts';
import { errorsIn, shapeOf } from '../wording/error-shape.ts';
import { fromOwnWording } from '../wording/own-wording.ts';
import { classifyDatabaseError, classifyText } from './classify-error.ts';
import { wholeLines } from './kept-details.ts';

/**
 * Parses one whole error block, redacted or not.
 *
 * The text may have the CLI's `error: `, a caller's words before it, the same error printed twice in a row, or several errors at
 * once. The first error counts, unless it is `no change`; the others are kept in `also`. Fields that the driver does not print stay
 * `null`; nothing is guessed.
 */
export function parseError(text: string): MigrateError {
  const whole = withoutPrefix(text);
  const texts = withStatement(errorsIn(whole).map(({ from, to }) => whole.slice(from, to).trimEnd()));
  const cause = texts.find((one) => one !== NO_CHANGE) ?? texts[0]!;
  const others = texts.filter((one) => one !== cause).map(inShort);
  const error = oneError(cause);
  return others.length === 0 ? error : { ...error, also: [...(error.also ?? []), ...others] };
}

/** There was nothing to do. The library returns that as an error; in a list, the other error is the failure. */
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

/**
 * Up to v4.19.0 an error and its failed rollback are items of a list, with the statement after the last item. Joined, they are one
 * error as later versions print it.
 */
function withStatement(texts: readonly string[]): readonly string[] {
  const [first, second, third] = texts;
  const isOne =
    first !== undefined && second !== undefined && third === undefined && NOT_TAKEN_BACK_FIRST.test(second);
  return isOne ? [`${first}\n${second}`] : texts;
}

const NOT_TAKEN_BACK_FIRST = /^[^\n]*cannot rollback - no transaction is active[^\n]*\s+in line \d+:/;

/** SQLite's driver could not roll back, which it prints on a separate line before the statement. */
const NOT_TAKEN_BACK = /\s*\n\s*([^\n]*cannot rollback - no transaction is active[^\n]*)$/;

/** The text of an error, and that of a failed rollback after it. */
function secondOf(before: string): readonly [string, string?] {
  const second = NOT_TAKEN_BACK.exec(before);
  return second === null ? [before] : [before.slice(0, second.index), second[1]!];
}

/** Neo4j answers with its message, the query, and a mark below the position. */
const NEO4J_QUERY = /^Server error: \[Neo[^\n]*\n"([\s\S]*)"/;

/** Multi-statement mode prints every statement except the first of a file with the line break before it. */
const STARTS_FILE = /^[^\s‹]|^‹(?!statement )/;

/** The fields that the tail of a block contains, when its head came in another delivery. */
export function parseTail(text: string): Pick<MigrateError, 'sqlState' | 'vendorCode' | 'details'> {
  const at = text.lastIndexOf(DETAILS_OPEN);
  const details = at < 0 ? null : detailsText(text.slice(at));
  return { ...codes(details ?? text), details };
}

/** An error of which only the first line is known. */
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

/** The text without the words before its first error, and without a repeat printed right after it. */
function withoutPrefix(text: string): string {
  const body = text
    .replace(/^panic: /, '')
    .replace(/^error: /, '')
    .trimEnd();
  const glued = body.indexOf('error: ', 1);
  const repeated = glued > 0 && body.slice(glued + 7).trimEnd() === body.slice(0, glued).trimEnd();
  return repeated ? body.slice(0, glued) : body;
}

/** Where golang-migrate's words begin after a caller's words, or the engine's words if its driver adds none. */
const OWN_BEGINNINGS = [
  /migration failed(?:: [\s\S]*)?$/,
  /try lock failed(?: with error [\s\S]*)?$/,
  /failed to (?:fetch|set|release) migration lock[\s\S]*$/,
  /transaction (?:start|commit) failed$/,
  /failed to execute command:[\s\S]*$/,
  // SQLite, with and without cgo. The next one is SQL Server inside a procedure: the message after the last colon.
  /(?:(?:SQL logic error|constraint failed): )?(?:near "[^\n]*": syntax error|no such \w+(?: \w+)?: |\w+(?: \w+)? constraint failed|duplicate column name: |unrecognized token: |incomplete input)[^\n]*$/,
  /(?<=: )[^:\n]*\(proc name [^)\n]*\)$/,
];

/** A caller's `migration failed: ` or `msg="migration failed" err="` before golang-migrate's own. */
const CALLERS_TOO = /^migration failed: (?:[^\n]{0,200}?[:=]"? ?)??(?=migration failed(?:: |$))/;

/** golang-migrate's own words, without the same words of callers before them. */
function withoutCallersToo(said: string): string {
  let own = said;
  while (CALLERS_TOO.test(own)) own = own.replace(CALLERS_TOO, '');
  return own.replace(/^migration failed: /, '');
}

/** The error's text without the caller's words before it; the text is returned whole if no known beginning is found. */
function withoutCaller(before: string): string {
  for (const own of OWN_BEGINNINGS) {
    const found = own.exec(before);
    if (found) return withoutCallersToo(found[0]).trim();
  }
  return before.trim();
}

/** The content of `(details: …)`. */
function detailsText(printed: string): string | null {
  const closed = printed.lastIndexOf(')');
  const said = printed.slice(DETAILS_OPEN.length, closed > 0 ? closed : undefined).trim();
  return wholeLines(said) || null;
}

/** Newer versions of lib/pq end the message with the SQLSTATE. */
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

/** Line 0 means unknown, and so does pgx's `(column 0) in line 1`. For line 0 the server's message may still contain the position. */
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

/** How much a person reads at a glance, in UTF-16 units. */
const GLANCE = 500;

/** The first line, without a closing quotation mark that belongs to the text around it. */
function sentence(body: string): string {
  const line = firstLine(body).slice(0, GLANCE);
  return line.endsWith('"') && line.split('"').length % 2 === 0 ? line.slice(0, -1) : line;
}

/** An error shortened to one line, for a list of several. */
export function inShort(text: string): string {
  return onOneLine(text.replace(/^error: /, ''));
}

/** An engine's whole message on one line. MySQL quotes several lines of the statement; Firebird prints each part on its own line. */
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

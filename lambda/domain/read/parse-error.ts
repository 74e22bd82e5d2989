import type { MigrateError } from '../event.ts';
import { classifyDatabaseError, classifyText } from './classify-error.ts';
import { fromOwnWording } from './own-wording.ts';

/** golang-migrate's `database.Error`: `<err> in line <n>: <statement>[ (details: <orig>)]`. */
const DATABASE_ERROR = /^([\s\S]*?) in line (\d+): ?/;

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
      class: classifyText(body),
      message: sentence(fromOwnWording(body)),
      ...codes(body),
      line: null,
      column: null,
      statement: null,
      details: null,
    };
  }
  const [head, before, printedLine] = shape;
  const printed = body.slice(head.length);
  const { statement, details } = splitDetails(printed);
  const message = withoutCaller(before!);
  return {
    class: classifyDatabaseError(body, message, details),
    message:
      message === 'migration failed' && details
        ? onOneLine(details)
        : message.replace(/^migration failed: /, '').replace(/ \(column \d+\)/, ''),
    ...codes(details ?? message),
    ...position(Number(printedLine), before!, details ?? message),
    statement,
    details,
    ...(STARTS_FILE.test(printed) && { startsFile: true }),
  };
}

/** Multi-statement mode prints every statement but a file's first with the line break that stands before it. */
const STARTS_FILE = /^[^\s‹]|^‹(?!statement )/;

/** What the tail of a block tells when its head came in another delivery. */
export function parseTail(text: string): Pick<MigrateError, 'sqlState' | 'vendorCode' | 'details'> {
  const { details } = splitDetails(text);
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
  const at = rest.lastIndexOf('(details: ');
  if (at < 0) return { statement: rest.trim() || null, details: null };
  const end = rest.lastIndexOf(')');
  const details = rest.slice(at + '(details: '.length, end > at ? end : undefined).trim();
  return { statement: rest.slice(0, at).trim() || null, details: details || null };
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

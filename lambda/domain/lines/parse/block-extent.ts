import type { LogEvent, LogLine } from '../../model/log-batch.ts';
import { mysql, postgres, SQLITE, type SqlDialect } from '../sql/dialect.ts';
import { lexSql, type SqlKind } from '../sql/lexer.ts';
import {
  balancedDetails,
  DETAILS_OPEN,
  messageStarts,
  RUN_LINE,
  repeatedDetails,
  saysDriver,
} from '../wording/error-details.ts';

/** How many lines ahead the tail of an error is searched for. golang-migrate prints the whole migration file before it. */
export const MAX_BLOCK_LINES = 10_000;
/** How many lines ahead, if the server's message has several lines. It may quote the file, which is then printed three times. */
const MAX_LINES_WITH_MESSAGE = 3 * MAX_BLOCK_LINES;
const MAX_BLOCK_CHARS = 1024 * 1024;

/** An error without a tail (sqlite, ql) takes at most this many of the lines after it. */
export const MAX_TAILLESS_LINES = 200;

/** How `database.Error` starts. The statement follows, and may go on over many physical lines. */
export const STATEMENT_STARTS = / in line \d+: ?|migration failed: |failed to execute command:\[/;
/** Does SQLite quote the rest of a file here, after an unclosed quote, so that the error's end is on a later line? */
export function opensToken(text: string): boolean {
  const at = text.indexOf('unrecognized token: "');
  return at >= 0 && !text.includes('" in line ', at);
}
export const TOKEN_ENDS = /" in line \d+: ?/;
export const SEVERAL_ERRORS = /(?<!\d)\d{1,6} errors? occurred:/;
/**
 * How a line continues the head: the server's Detail may break the line before `in line N`, and a list of errors starts its items
 * with a bullet.
 */
const CONTINUES_HEAD = /^(?!.*(?:error: |migration failed)).* in line \d+: ?/;
/** Drivers that set both `Err` and `OrigErr` close with `(details: …)`; sqlite and ql print no such tail. */
const PROMISES_DETAILS = /migration failed|failed to execute command|try lock failed|\(proc name/;
export const DETAILS = /\(details: /;

/** Beginnings of a text that may continue on the next lines: a statement, a list of errors, a panic, rejected flags. */
const OPENS_BLOCK =
  / in line \d+:|migration failed: |failed to execute command:\[|unrecognized token: "|rrors? occurred:|panic: |flag provided|Server error: \[Neo/;

/** May the lines after `text` belong to it? */
export function mayOpenBlock(text: string): boolean {
  return OPENS_BLOCK.test(text);
}

/** Neo4j quotes the query after its message, on separate lines, with a mark below the position. */
export const NEO4J_ANSWER = /Server error: \[Neo/;

/** Index of the last log event that may belong to the block that begins at `start`. Stitching then finds the exact end. */
export function lastOfBlock(events: readonly LogEvent[], start: number): number {
  const opening = events[start]!.message;
  if (!mayOpenBlock(opening)) return start;
  const several = SEVERAL_ERRORS.test(opening);
  const limit = Math.min(start + mostLines(opening), events.length - 1);
  let last: number | undefined;
  for (let i = start; i <= limit; i++) {
    const { message } = events[i]!;
    const at = message.lastIndexOf(DETAILS_OPEN);
    if (at < 0) continue;
    // Details may repeat the message, and so have as many lines as came before them.
    last = Math.min(i + Math.max(MAX_DETAILS_LINES, i - start), events.length - 1);
    // Details mostly end on the same line. Then the search is over, unless more errors of a list follow.
    if (!several && endsBlock(opening, message, at)) return i;
    if (several) break;
  }
  if (last !== undefined) return last;
  // If an error should have details but the next lines do not contain them, this line is only a head, and the next lines do not belong to
  // it.
  if (promisesDetails(opening) && !several && !/\n|\\n/.test(opening)) return start;
  return Math.min(start + MAX_TAILLESS_LINES, events.length - 1);
}

/** How many possible beginnings of details are tried for one error. Each is searched to its end. */
const MOST_OPENINGS = 40;
/** How many characters of a message are compared: enough to distinguish it from text of a file. */
const COMPARED = 24;
/** Room for ` in line 0` after the compared characters, so that a shorter message is not compared beyond its end. */
const BREAK_LENGTH = 12;

function mostLines(opening: string): number {
  return messageStarts(opening).length > 0 && !opening.includes(' in line ')
    ? MAX_LINES_WITH_MESSAGE
    : MAX_BLOCK_LINES;
}

/**
 * Are these certainly the details of the error that begins with `opening`? They must begin as a driver's details do, and repeat the
 * error's message if it has one.
 */
function endsBlock(opening: string, message: string, at: number): boolean {
  if (!saysDriver(message, at) || balancedDetails(message, at) === undefined) return false;
  // MySQL may quote the end of a line, including its parenthesis.
  if (message.includes(" near '", at) && !message.includes("' at line ", at)) return false;
  const starts = messageStarts(opening);
  const repeats = (from: number) => {
    const words = opening.slice(from, Math.min(from + COMPARED, firstBreak(opening, from)));
    return message.includes(words.slice(0, message.length - at - DETAILS_OPEN.length), at);
  };
  return starts.length === 0 || starts.some(repeats);
}

/** Where an error ends, as far as its lines show. */
export interface Extent {
  /** Index of the line that closes its details; left out if the details are not among these lines. */
  readonly tail?: number;
  /**
   * Set if there is no tail: index of the last line that looks like golang-migrate's but is inside a literal or comment of the
   * statement.
   */
  readonly inside?: number;
  /** Set if there is no tail: index of the line that begins another error, or that looks like one inside the statement. */
  readonly head?: number;
}

/**
 * Where the error that begins at `start` ends. If its head has the server's words, it ends at the first details that repeat them
 * and end their line. Otherwise it ends at the first details that begin like a driver's, else at the first details before another
 * error.
 *
 * If another head follows, the error never extends beyond a line that only golang-migrate prints and that is not part of the
 * statement.
 */
export function extentOf(lines: readonly LogLine[], start: number): Extent {
  const opening = lines[start]!.text;
  const starts = messageStarts(opening);
  let possible: number | undefined;
  let outside: number | undefined;
  let inside: number | undefined;
  let innerHead: number | undefined;
  let text = opening;
  let length = opening.length;
  const since: string[] = [];
  const sofar = () => {
    if (since.length > 0) text = `${text}\n${since.join('\n')}`;
    since.length = 0;
    return text;
  };
  let tries = 0;
  const missing = (head: number | undefined): Extent => ({
    ...(inside !== undefined && { inside }),
    ...(head !== undefined && { head }),
  });
  const limit = Math.min(lines.length, start + mostLines(opening));
  for (let i = start; i < limit && length < MAX_BLOCK_CHARS; i++) {
    const line = lines[i]!.text;
    if (i > start) {
      const head = interrupts(line);
      if (head || (outside === undefined && RUN_LINE.test(line))) {
        if (possible !== undefined && head) return { tail: possible };
        if (outside === undefined && !isInside(sofar(), starts.length > 0)) {
          if (possible !== undefined) return { tail: possible };
          outside = i;
        }
        if (outside === undefined) inside = i;
        if (head && outside !== undefined) return missing(i);
        if (head) innerHead ??= i;
      }
      since.push(line);
      length += line.length + 1;
    }
    const lineFrom = length - line.length;
    for (let at = line.indexOf(DETAILS_OPEN); at >= 0; at = line.indexOf(DETAILS_OPEN, at + 1)) {
      if (++tries > MOST_OPENINGS) break;
      const found = detailsEnd(sofar(), lineFrom + at, lines, i, starts);
      if (found?.sure) return { tail: found.tail };
      possible ??= found?.tail;
    }
  }
  return possible === undefined ? missing(innerHead) : { tail: possible };
}

/**
 * Index of the line with the end of the details that open at `at`, in line `i`. `text` ends with that line. `sure` is true if they
 * repeat the message, or if there is no message and they begin like a driver's details.
 */
function detailsEnd(
  text: string,
  at: number,
  lines: readonly LogLine[],
  i: number,
  starts: readonly number[],
): { readonly tail: number; readonly sure: boolean } | undefined {
  for (const messageFrom of starts) {
    if (!repeatsFirstWords(text, messageFrom, at)) continue;
    const whole = withFollowing(text, lines, i, at - messageFrom + ROOM);
    const repeated = repeatedDetails(whole, messageFrom, at);
    if (repeated) return { tail: i + newlinesIn(whole, text.length, repeated.to), sure: true };
  }
  const driver = saysDriver(text, at);
  // If the details do not repeat the message, either the message was cut, or these are not its details.
  if (starts.length > 0 && (!driver || !BEGINS_LINE.test(text.slice(text.lastIndexOf('\n') + 1))))
    return undefined;
  const whole = withFollowing(text, lines, i, Number.POSITIVE_INFINITY);
  const to = balancedDetails(whole, at);
  if (to === undefined) return undefined;
  return { tail: i + newlinesIn(whole, text.length, to), sure: driver && starts.length === 0 };
}

/** How many characters details may have in addition to the message. */
const ROOM = 256;
const BEGINS_LINE = /^\s*\(details: /;

function repeatsFirstWords(text: string, messageFrom: number, at: number): boolean {
  const open = at + DETAILS_OPEN.length;
  const words = text.slice(messageFrom, Math.min(messageFrom + COMPARED, firstBreak(text, messageFrom)));
  return text.slice(open, open + COMPARED + MOST_BEFORE_MESSAGE).includes(words.slice(0, text.length - open));
}

const MOST_BEFORE_MESSAGE = 34;

function firstBreak(text: string, from: number): number {
  const at = text.slice(from, from + COMPARED + BREAK_LENGTH).search(/\n| \(column \d| in line \d|, /);
  return at < 0 ? text.length : from + at;
}

/** `text`, which ends with line `i`, and the lines after it that details may continue on, up to `most` characters. */
function withFollowing(text: string, lines: readonly LogLine[], i: number, most: number): string {
  const more: string[] = [];
  let length = 0;
  const limit = Math.min(
    lines.length,
    i + 1 + (most < MAX_BLOCK_CHARS ? MAX_BLOCK_LINES : MAX_DETAILS_LINES),
  );
  for (let j = i + 1; j < limit && length < most; j++) {
    more.push(lines[j]!.text);
    length += lines[j]!.text.length + 1;
  }
  return more.length === 0 ? text : `${text}\n${more.join('\n')}`;
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function interrupts(text: string): boolean {
  return STATEMENT_STARTS.test(text) && !CONTINUES_HEAD.test(text);
}

/** Most lines of details that do not repeat a message: engines quote a few lines of the statement; ClickHouse adds a stack trace. */
const MAX_DETAILS_LINES = 40;

/** A longer statement is not read, to limit the time. UTF-16 units. */
const MAX_EXPLAINED_CHARS = 64 * 1024;
const IN_LINE = / in line \d+:/;

/** Is a literal or comment of the statement, or the server's message before it, still open at the end of `text`? */
function isInside(text: string, hasMessage: boolean): boolean {
  const statement = IN_LINE.exec(text);
  if (statement === null) return hasMessage;
  const from = statement.index + statement[0].length;
  const dialects = hasMessage ? [postgres] : [mysql, postgres];
  return dialects.some((dialect) => tokenAt(`${text}\n`, from, dialect, text.length) !== undefined);
}

/** Is the line at `at` in `text` inside a literal or comment of the statement that is closed within `text`? */
export function isExplained(text: string, at: number): boolean {
  const statement = IN_LINE.exec(text);
  if (statement === null) return false;
  const from = statement.index + statement[0].length;
  return [...SQLITE, mysql].some((dialect) => tokenAt(text, from, dialect, at)?.closed === true);
}

/** The literal or comment that contains the character at `at`. */
function tokenAt(
  text: string,
  from: number,
  dialect: SqlDialect,
  at: number,
): { readonly closed: boolean } | undefined {
  if (text.length - from > MAX_EXPLAINED_CHARS) return undefined;
  let found: { readonly closed: boolean } | undefined;
  lexSql(
    text,
    dialect,
    (kind, start, end, _from, _to, closed) => {
      if (start < at && at < end && MAY_HOLD_LINES.has(kind)) found = { closed };
      return end <= at;
    },
    from,
  );
  return found;
}

const MAY_HOLD_LINES: ReadonlySet<SqlKind> = new Set(['string', 'quoted', 'undecided', 'comment', 'foreign']);

/** Must this error end with `(details: …)`, on whatever line? */
export function promisesDetails(text: string): boolean {
  return PROMISES_DETAILS.test(text);
}

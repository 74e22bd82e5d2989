import { isLeftOut } from '../envelope/clean.ts';
import type { MigrateEvent } from '../event.ts';
import { isStored, type LinesFact, type StoredLine } from '../fact.ts';
import type { LogLine } from '../log-batch.ts';
import { mayBeMigrate } from './anchors.ts';
import { BOOKKEEPING_STATEMENT } from './own-wording.ts';
import { parseLine } from './parse-line.ts';

/** One recognised line, or one whole error block, and what it says. */
export interface Stitched {
  /** First and last of its physical lines; the same line when it is not a block. */
  readonly first: LogLine;
  readonly last: LogLine;
  /** Physical lines joined by `\n`. */
  readonly text: string;
  readonly says: MigrateEvent['kind'];
  /** Set when head and tail of an error block were not both here. */
  readonly part?: 'head' | 'tail';
}

/** What one stitching found: the understood text, and the lines it could not use. */
export interface StitchResult {
  readonly stitched: readonly (StoredLine | Stitched)[];
  /** Lines that are nobody's, in order. */
  readonly unrecognized: readonly LogLine[];
}

/** How far ahead the tail of an error is looked for: golang-migrate prints the whole migration file before it. */
export const MAX_BLOCK_LINES = 2_000;
const MAX_BLOCK_CHARS = 256 * 1024;

/** An error without a tail (sqlite, ql) takes no more lines than this of what follows. */
export const MAX_TAILLESS_LINES = 200;

/** Go's stack traces name the library within this many lines, or the panic is somebody else's. */
const PANIC_LINES = 80;

/** How `database.Error` starts: everything after it is the statement, which goes on over physical lines. */
const STATEMENT_STARTS = / in line \d+: ?|migration failed: /;
const SEVERAL_ERRORS = /\d+ errors? occurred:/;
/** The server's Detail may break the line before `in line N`; a list of errors starts its items with a bullet. */
const CONTINUES_HEAD = /^(?!.*(?:error: |migration failed)).* in line \d+: ?/;
/** Drivers that set both `Err` and `OrigErr` close with `(details: …)`; sqlite and ql print no such tail. */
const PROMISES_DETAILS = /migration failed|failed to execute command|try lock failed|\(proc name/;
const DETAILS = /\(details: /;

/**
 * Joins the physical lines of multi-line errors, which neither awslogs nor FireLens keeps together.
 *
 * After the last line of a `stream` (a file, a re-read window) nothing comes, so a block that ends with the
 * lines is complete. Otherwise a statement still open at the end is a `head` part; a tail whose head is not here is
 * a `tail` part. Of `filtered` lines no two log events are known to be neighbours, so an error over several of them is
 * a head and a tail, whatever stands between.
 */
export function stitch(lines: readonly LogLine[], read: LinesFact['read']): StitchResult {
  const stitched: (StoredLine | Stitched)[] = [];
  const unrecognized: LogLine[] = [];
  /** A line that looks like another error's head, while the statement before it was still open. */
  let doubtful: number | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (isStored(line)) {
      stitched.push(line);
      continue;
    }
    const headless = i > 0 && isLeftOut(lines[i - 1]!.text);
    const says = headless ? 'unrecognized' : saidBy(line);
    const found = headless
      ? restOfLine(line, i)
      : MAY_OPEN_BLOCK.has(says)
        ? i === doubtful
          ? block(lines, i, i, 'head')
          : blockOf(lines, i, read)
        : undefined;
    doubtful = found?.interruptedBy ?? doubtful;
    if (found && (found.stitched.part === 'tail' || found.stitched.says !== 'unrecognized')) {
      stitched.push(found.stitched);
      i = found.end;
    } else if (says === 'unrecognized') unrecognized.push(line);
    else stitched.push({ first: line, last: line, text: line.text, says });
  }
  return { stitched, unrecognized };
}

/** Statements and stack traces come here line by line: the cheap test spares most of them the whole table. */
function saidBy(line: LogLine): MigrateEvent['kind'] {
  return mayBeMigrate(line.text) ? parseLine(line.text, line.logger).event.kind : 'unrecognized';
}

/** What the first line of a block says by itself. */
const MAY_OPEN_BLOCK: ReadonlySet<MigrateEvent['kind']> = new Set([
  'error',
  'panic',
  'usage',
  'unrecognized',
]);

interface Block {
  readonly stitched: Stitched;
  /** Index of its last line. */
  readonly end: number;
  /**
   * Index of a line that looks like another error's head before this one's tail came. It may stand inside this one's
   * statement, in the middle of a literal, so its own statement is masked.
   */
  readonly interruptedBy?: number;
}

/** Where the middle of a text was left out, what follows may be the inside of a literal, whatever it looks like. */
function restOfLine(line: LogLine, index: number): Block | undefined {
  return DETAILS.test(line.text) ? tailPart(line, index) : undefined;
}

function blockOf(lines: readonly LogLine[], start: number, read: LinesFact['read']): Block | undefined {
  const found = blockAt(lines, start, read === 'stream');
  return found && read === 'filtered' ? cutApart(found, lines, start) : found;
}

/** The head alone of an error that goes on over log events; its tail is for the next look, what lies between for none. */
function cutApart(found: Block, lines: readonly LogLine[], start: number): Block {
  const { first, last, text, part } = found.stitched;
  const quotes = SEVERAL_ERRORS.test(first.text) || STATEMENT_STARTS.test(first.text);
  if (part !== undefined || !quotes) return found;
  if (DETAILS.test(text) && eventIdOf(first) === eventIdOf(last)) return found;
  const tail = lines.findIndex(
    ({ text: line }, index) => index > start && index <= found.end && DETAILS.test(line),
  );
  return { ...block(lines, start, start, 'head'), end: tail < 0 ? found.end : tail - 1 };
}

/** Without the number that lines after the first of one log event have. */
function eventIdOf({ id }: LogLine): string {
  return id.split('.', 1)[0]!;
}

function blockAt(lines: readonly LogLine[], start: number, whole: boolean): Block | undefined {
  const text = lines[start]!.text;
  if (text.startsWith('panic: ')) return panicBlock(lines, start);
  if (text.startsWith('flag provided but not defined: ')) return usageBlock(lines, start);
  if (SEVERAL_ERRORS.test(text)) return severalErrors(lines, start, whole);
  if (STATEMENT_STARTS.test(text)) {
    const next = lines[start + 1]?.text ?? '';
    if (!DETAILS.test(text) && !DETAILS.test(next) && BOOKKEEPING_STATEMENT.test(text)) return undefined;
    return statementBlock(lines, start, whole);
  }
  if (DETAILS.test(text)) return tailPart(lines[start]!, start);
  return undefined;
}

/** `migration failed … in line 3: CREATE …` up to `(details: …)`, or up to the next line that is nobody's statement. */
function statementBlock(lines: readonly LogLine[], start: number, whole: boolean): Block {
  if (promisesDetails(lines[start]!.text)) {
    const tail = findTail(lines, start);
    if (tail !== undefined) return block(lines, start, tail);
    const interruptedBy = findInterruption(lines, start);
    return { ...block(lines, start, start, 'head'), ...(interruptedBy !== undefined && { interruptedBy }) };
  }
  const stop = findStop(lines, start);
  const tail = findTail(lines.slice(0, stop), start);
  if (tail !== undefined) return block(lines, start, tail);
  const leftOut = stop < lines.length && isLeftOut(lines[stop]!.text);
  const complete = !leftOut && (whole || stop < lines.length);
  return complete ? block(lines, start, stop - 1) : block(lines, start, start, 'head');
}

/** `2 errors occurred:` and its bulleted list; only the first item may span lines. */
function severalErrors(lines: readonly LogLine[], start: number, whole: boolean): Block {
  const tail = findTail(lines, start);
  let end = tail ?? start;
  while (end + 1 < lines.length && /^\s*\* /.test(lines[end + 1]!.text)) end++;
  if (tail === undefined && end === start && !whole) return block(lines, start, start, 'head');
  return block(lines, start, end);
}

/** A panic counts by its words, or by golang-migrate in its stack trace; the trace itself is not kept. */
function panicBlock(lines: readonly LogLine[], start: number): Block | undefined {
  const limit = Math.min(lines.length, start + PANIC_LINES);
  for (let i = start + 1; i < limit; i++) {
    const text = lines[i]!.text;
    if (text.includes('golang-migrate/migrate')) {
      const first = lines[start]!;
      const joined = `${first.text}\n${text.trim()}`;
      return {
        stitched: { first, last: lines[i]!, text: joined, says: parseLine(joined, first.logger).event.kind },
        end: i,
      };
    }
    if (text.startsWith('panic: ')) break;
  }
  return undefined;
}

const MIGRATE_USAGE = /^Usage(?:: migrate OPTIONS| of (?:up|down|goto|force|drop|version|create):)/;

/** Any Go program refuses unknown flags; it is migrate's when migrate's usage follows. */
function usageBlock(lines: readonly LogLine[], start: number): Block | undefined {
  const next = lines[start + 1]?.text ?? '';
  return MIGRATE_USAGE.test(next) ? block(lines, start, start + 1) : undefined;
}

function tailPart(line: LogLine, index: number): Block {
  return {
    stitched: {
      first: line,
      last: line,
      text: line.text,
      says: parseLine(line.text, line.logger).event.kind,
      part: 'tail',
    },
    end: index,
  };
}

/**
 * Index of the line that closes `(details: …)`, looking no further than a block may go.
 *
 * An engine quotes pieces of the statement there, line breaks and parentheses and all: the details end where their
 * parentheses balance, or else with the last `)` that ends a line before other text.
 */
function findTail(lines: readonly LogLine[], start: number): number | undefined {
  let chars = 0;
  let depth = 0;
  let lastClosing: number | undefined;
  let limit = Math.min(lines.length, start + MAX_BLOCK_LINES);
  for (let i = start; i < limit && chars < MAX_BLOCK_CHARS; i++) {
    const text = lines[i]!.text.trimEnd();
    chars += text.length;
    // A migration file may hold anything, migrate's own output included; only another error ends the search.
    if (i > start && interrupts(text)) break;
    const opens = depth === 0 ? text.lastIndexOf('(details: ') : 0;
    if (opens < 0) continue;
    if (depth === 0) limit = Math.min(limit, i + MAX_DETAILS_LINES);
    depth += parenthesesIn(text, opens);
    if (depth <= 0 || MYSQL_DETAILS_END.test(text)) return i;
    if (text.endsWith(')')) lastClosing = i;
  }
  return lastClosing;
}

function findInterruption(lines: readonly LogLine[], start: number): number | undefined {
  const limit = Math.min(lines.length, start + MAX_BLOCK_LINES);
  for (let i = start + 1; i < limit; i++) if (interrupts(lines[i]!.text)) return i;
  return undefined;
}

function interrupts(text: string): boolean {
  return STATEMENT_STARTS.test(text) && !CONTINUES_HEAD.test(text);
}

/** Engines quote at most some lines of the statement; ClickHouse adds a stack trace. */
export const MAX_DETAILS_LINES = 40;

/** MySQL quotes the rest of the statement up to here, balanced or not. */
const MYSQL_DETAILS_END = /at (?:line|row) \d+\)$/;

/** Does this error close with `(details: …)`, wherever that is? */
export function promisesDetails(text: string): boolean {
  return PROMISES_DETAILS.test(text);
}

/** How many parentheses are open behind `from`; below 1 all are closed. */
export function parenthesesIn(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
  }
  return depth;
}

/** Index of the first line after `start` that cannot be part of a statement; `lines.length` when none. */
function findStop(lines: readonly LogLine[], start: number): number {
  const limit = Math.min(lines.length, start + MAX_TAILLESS_LINES);
  for (let i = start + 1; i < limit; i++) {
    const line = lines[i]!;
    if (isStored(line) || isLeftOut(line.text) || stamped(line.text) || saidBy(line) !== 'unrecognized')
      return i;
  }
  return limit;
}

/** A time stamp, a CodeBuild or an Actions mark: another line of its own. */
function stamped(text: string): boolean {
  return /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[Container\] |##\[|[\w.-]+ exited with code|make: \*\*\*|exit status )/.test(
    text,
  );
}

function block(lines: readonly LogLine[], start: number, end: number, part?: 'head'): Block {
  const first = lines[start]!;
  const text =
    start === end
      ? first.text
      : lines
          .slice(start, end + 1)
          .map((line) => line.text)
          .join('\n')
          // An envelope that trims lines takes the blank that golang-migrate prints before the details.
          .replace('\n(details: ', '\n (details: ');
  const says = parseLine(text, first.logger).event.kind;
  return { stitched: { first, last: lines[end]!, text, says, ...(part && { part }) }, end };
}

import type { LogEvent, LogLine } from '../log-batch.ts';

/** How far ahead the tail of an error is looked for: golang-migrate prints the whole migration file before it. */
const MAX_BLOCK_LINES = 2_000;
const MAX_BLOCK_CHARS = 256 * 1024;

/** An error without a tail (sqlite, ql) takes no more lines than this of what follows. */
export const MAX_TAILLESS_LINES = 200;

/** How `database.Error` starts: everything after it is the statement, which goes on over physical lines. */
export const STATEMENT_STARTS = / in line \d+: ?|migration failed: /;
export const SEVERAL_ERRORS = /\d+ errors? occurred:/;
/** The server's Detail may break the line before `in line N`; a list of errors starts its items with a bullet. */
const CONTINUES_HEAD = /^(?!.*(?:error: |migration failed)).* in line \d+: ?/;
/** Drivers that set both `Err` and `OrigErr` close with `(details: …)`; sqlite and ql print no such tail. */
const PROMISES_DETAILS = /migration failed|failed to execute command|try lock failed|\(proc name/;
export const DETAILS = /\(details: /;

/** What may go on over the lines that follow: a statement, a list of errors, a panic, refused flags. */
const OPENS_BLOCK = / in line \d+:|migration failed: |rrors? occurred:|panic: |flag provided/;
const DETAILS_OPEN = '(details: ';

/** Index of the last log event that may belong to what begins at `start`; stitching then looks closely. */
export function lastOfBlock(events: readonly LogEvent[], start: number): number {
  const opening = events[start]!.message;
  if (!OPENS_BLOCK.test(opening)) return start;
  const several = SEVERAL_ERRORS.test(opening);
  const limit = Math.min(start + MAX_BLOCK_LINES, events.length - 1);
  for (let i = start; i <= limit; i++) {
    const { message } = events[i]!;
    if (!message.includes(DETAILS_OPEN)) continue;
    // Details mostly end on their line; then what follows needs no look, unless other errors of a list follow.
    const ends = !several && parenthesesIn(message, message.lastIndexOf(DETAILS_OPEN)) <= 0;
    return ends ? i : Math.min(i + MAX_DETAILS_LINES, events.length - 1);
  }
  // A line that promises details and finds none here is a head, and takes nothing of what follows.
  if (promisesDetails(opening) && !several && !/\n|\\n/.test(opening)) return start;
  return Math.min(start + MAX_TAILLESS_LINES, events.length - 1);
}

/**
 * Index of the line that closes `(details: …)`, looking no further than a block may go.
 *
 * An engine quotes pieces of the statement there, line breaks and parentheses and all: the details end where their
 * parentheses balance, or else with the last `)` that ends a line before other text.
 */
export function findTail(lines: readonly LogLine[], start: number): number | undefined {
  let chars = 0;
  let depth = 0;
  let lastClosing: number | undefined;
  let limit = Math.min(lines.length, start + MAX_BLOCK_LINES);
  for (let i = start; i < limit && chars < MAX_BLOCK_CHARS; i++) {
    const text = lines[i]!.text.trimEnd();
    chars += text.length;
    // A migration file may hold anything, migrate's own output included; only another error ends the search.
    if (i > start && interrupts(text)) break;
    const opens = depth === 0 ? text.lastIndexOf(DETAILS_OPEN) : 0;
    if (opens < 0) continue;
    if (depth === 0) limit = Math.min(limit, i + MAX_DETAILS_LINES);
    depth += parenthesesIn(text, opens);
    if (depth <= 0 || MYSQL_DETAILS_END.test(text)) return i;
    if (text.endsWith(')')) lastClosing = i;
  }
  return lastClosing;
}

export function findInterruption(lines: readonly LogLine[], start: number): number | undefined {
  const limit = Math.min(lines.length, start + MAX_BLOCK_LINES);
  for (let i = start + 1; i < limit; i++) if (interrupts(lines[i]!.text)) return i;
  return undefined;
}

function interrupts(text: string): boolean {
  return STATEMENT_STARTS.test(text) && !CONTINUES_HEAD.test(text);
}

/** Engines quote at most some lines of the statement; ClickHouse adds a stack trace. */
const MAX_DETAILS_LINES = 40;

/** MySQL quotes the rest of the statement up to here, balanced or not. */
const MYSQL_DETAILS_END = /at (?:line|row) \d+\)$/;

/** Does this error close with `(details: …)`, wherever that is? */
export function promisesDetails(text: string): boolean {
  return PROMISES_DETAILS.test(text);
}

/** How many parentheses are open behind `from`; below 1 all are closed. */
function parenthesesIn(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
  }
  return depth;
}

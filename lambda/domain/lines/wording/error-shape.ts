import {
  balancedDetails,
  DETAILS_OPEN,
  type DetailsAt,
  messageStarts,
  repeatedDetails,
  saysDriver,
} from './error-details.ts';

/**
 * Where the parts of one `database.Error` stand in its text: `<head> in line N: <statement> (details: <driver's words>)`.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/error.go
 */
export interface ErrorShape {
  /** From ` in line N: ` to behind it: there the head ends and the statement begins. */
  readonly headTo: number;
  readonly statementFrom: number;
  /** Where the statement ends: before the details and their blank, or with the text. */
  readonly statementTo: number;
  readonly line: number;
  /** Where the server's message begins in the head. Left out: no details repeat it, so that only its words can tell. */
  readonly messageFrom?: number;
  readonly details: DetailsAt | null;
}

/** An envelope that trims lines takes the blank before a line break. */
const IN_LINE = / in line (-?\d+):(?: |(?=\n)|$)/g;
/** Behind a DETAIL sentence, which ends in a full stop; its row values may hold anything, also ` in line 1: `. */
const IN_LINE_AFTER_DETAIL = /\. in line (-?\d+):(?: |(?=\n)|$)/g;
const DETAIL = /\)=\(|row contains \(/;

/** Many more than any file has; it bounds what a hostile one costs. */
const MOST_CANDIDATES = 50;

/**
 * The parts of the error that `text` begins with; `undefined` when it names no statement.
 *
 * The details are the first that end their line and, where the head holds the words of the server, repeat those; without such
 * words the first that begin as drivers do, else the first.
 */
export function shapeOf(text: string): ErrorShape | undefined {
  const first = inLineOf(text, 0);
  if (first === undefined) return undefined;
  let found: Repeated | undefined;
  for (const messageFrom of messageStarts(text)) {
    // ` in line 3: … migration failed: ` is a statement that speaks of it.
    if (messageFrom <= first.from) found ??= repeatedAmong(text, messageFrom);
  }
  const inLine = found ? inLineOf(text, found.messageTo) : first;
  if (inLine === undefined) return undefined;
  const details = found?.details ?? detailsBehind(text, inLine.to);
  return {
    headTo: inLine.from,
    statementFrom: inLine.to,
    statementTo: details === null ? text.length : withoutBlank(text, inLine.to, details.from),
    line: inLine.line,
    ...(found && { messageFrom: found.messageFrom }),
    details,
  };
}

/** A message of the head, and the details that repeat it. */
interface Repeated {
  readonly messageFrom: number;
  readonly messageTo: number;
  readonly details: DetailsAt;
}

/** The message that begins at `messageFrom`, with the first details that repeat it; `undefined` where none do. */
function repeatedAmong(text: string, messageFrom: number): Repeated | undefined {
  let at = text.indexOf(DETAILS_OPEN, messageFrom);
  for (let tries = 0; at >= 0 && tries < MOST_CANDIDATES; tries++) {
    const repeated = repeatedDetails(text, messageFrom, at);
    if (repeated)
      return { messageFrom, messageTo: repeated.messageTo, details: { from: at, to: repeated.to } };
    at = text.indexOf(DETAILS_OPEN, at + 1);
  }
  return undefined;
}

function detailsBehind(text: string, statementFrom: number): DetailsAt | null {
  let any: DetailsAt | null = null;
  let unclosed: number | undefined;
  // ` in line 0:  (details: …`: an empty statement.
  let at = text.indexOf(DETAILS_OPEN, statementFrom);
  for (let tries = 0; at >= 0 && tries < MOST_CANDIDATES; tries++) {
    const to = balancedDetails(text, at);
    if (to === undefined) unclosed = at;
    else {
      const details = { from: at, to };
      if (saysDriver(text, at)) return details;
      any ??= details;
    }
    at = text.indexOf(DETAILS_OPEN, at + 1);
  }
  return any ?? (unclosed === undefined ? null : { from: unclosed, to: text.length });
}

function inLineOf(
  text: string,
  from: number,
): { readonly from: number; readonly to: number; readonly line: number } | undefined {
  IN_LINE.lastIndex = from;
  let match = IN_LINE.exec(text);
  if (match === null) return undefined;
  const detail = DETAIL.exec(text.slice(from, match.index));
  if (detail !== null) {
    IN_LINE_AFTER_DETAIL.lastIndex = from + detail.index;
    const after = IN_LINE_AFTER_DETAIL.exec(text);
    if (after) return { from: after.index + 1, to: after.index + after[0].length, line: Number(after[1]) };
    IN_LINE.lastIndex = from;
    match = IN_LINE.exec(text)!;
  }
  return { from: match.index, to: match.index + match[0].length, line: Number(match[1]) };
}

/** The blank that golang-migrate puts before the details is not the statement's. */
function withoutBlank(text: string, statementFrom: number, detailsFrom: number): number {
  return detailsFrom > statementFrom && text[detailsFrom - 1] === ' ' ? detailsFrom - 1 : detailsFrom;
}

/** `3 errors occurred:` and the bullet of the first of them. */
const LIST = /(?<!\d)\d{1,6} errors? occurred:\s*\* /;
const BULLET = '* ';

/**
 * What golang-migrate does for itself after a migration has failed, and which then may fail too.
 *
 * @see migrate.go, unlockErr, and the drivers' Unlock
 */
const UNLOCKING =
  /(?:\n| and )[^\n]{1,1024} in line -?\d+: (?:SELECT pg_advisory_unlock\(\$1\)|SELECT RELEASE_LOCK\(\?\)|EXEC sp_releaseapplock[^\n]{0,200}|DELETE FROM "?[\w.]{1,128}"? WHERE lock_id = \$1)/g;

/** A part of a text. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * The errors that one error's text holds: of a list each bullet's, of two behind each other both, in order; one for any other text.
 *
 * v4.5.0 to v4.19.0 print a list when giving the lock back fails too; later versions put the second on a line of its own, earlier
 * ones behind ` and `.
 */
export function errorsIn(text: string): readonly Part[] {
  const list = text.includes(' occurred:') ? LIST.exec(text) : null;
  // A statement may speak of errors, too.
  const isList = list !== null && (inLineOf(text, 0)?.from ?? text.length) > list.index;
  return isList ? bullets(text, list.index + list[0].length) : behindEachOther(text);
}

function behindEachOther(text: string): readonly Part[] {
  if (!UNLOCK_WORDS.test(text)) return [{ from: 0, to: text.length }];
  const end = shapeOf(text)?.details?.to ?? 0;
  UNLOCKING.lastIndex = end;
  const second = UNLOCKING.exec(text);
  if (second === null) return [{ from: 0, to: text.length }];
  const from = second.index + (second[0].startsWith('\n') ? 1 : ' and '.length);
  return [
    { from: 0, to: second.index },
    { from, to: text.length },
  ];
}

/** One of them without which there is no second error: most texts end here. */
const UNLOCK_WORDS = /_unlock|RELEASE_LOCK|sp_releaseapplock|lock_id/;

function bullets(text: string, first: number): readonly Part[] {
  const parts: Part[] = [];
  let from = first;
  for (;;) {
    const end = shapeOfBullet(text, from);
    const next = nextBullet(text, end);
    if (next === undefined) return [...parts, { from, to: text.length }];
    parts.push({ from, to: next.from });
    from = next.to;
  }
}

/** Where the error that begins at `from` has its details behind it; `from` when it has none of its own. */
function shapeOfBullet(text: string, from: number): number {
  const rest = text.slice(from);
  const shape = shapeOf(rest);
  if (!shape?.details) return from;
  // The details of a later bullet are not this one's.
  const other = nextBullet(rest, 0);
  return other !== undefined && other.from < shape.headTo ? from : from + shape.details.to;
}

/** The next bullet behind `from`, with the white space before it: right there on the same line too, else on a line of its own. */
function nextBullet(text: string, from: number): Part | undefined {
  for (let at = text.indexOf(BULLET, from); at >= 0; at = text.indexOf(BULLET, at + 1)) {
    let start = at;
    while (start > from && text[start - 1]!.trim() === '') start--;
    const blanks = text.slice(start, at);
    const isHere = start === from && /^[ \t]+$/.test(blanks);
    if (isHere || blanks.includes('\n')) return { from: start, to: at + BULLET.length };
  }
  return undefined;
}

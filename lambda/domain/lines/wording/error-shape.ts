import {
  balancedDetails,
  DETAILS_OPEN,
  type DetailsAt,
  messageStarts,
  repeatedDetails,
  saysDriver,
} from './error-details.ts';

/**
 * The positions of the parts of one `database.Error` in its text: `<head> in line N: <statement> (details: <driver's words>)`.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/error.go
 */
export interface ErrorShape {
  /** ` in line N: ` is between these two positions: the head ends at the first, the statement begins at the second. */
  readonly headTo: number;
  readonly statementFrom: number;
  /** Where the statement ends: before the details and the blank before them, or at the end of the text. */
  readonly statementTo: number;
  readonly line: number;
  /** Where the server's message begins in the head. Left out if it is not known, because no details repeat it. */
  readonly messageFrom?: number;
  readonly details: DetailsAt | null;
}

/** The blank after the colon is missing at a line break, if an envelope trimmed the line. */
const IN_LINE = / in line (-?\d+):(?: |(?=\n)|$)/g;
/** The same words after a DETAIL sentence, which ends with a full stop. Its row values may contain any text, even ` in line 1: `. */
const IN_LINE_AFTER_DETAIL = /\. in line (-?\d+):(?: |(?=\n)|$)/g;
const DETAIL = /\)=\(|row contains \(/;

/** Far more than real files contain. Bounds the cost of a hostile one. */
const MOST_CANDIDATES = 50;

/**
 * The parts of the error that `text` begins with; `undefined` when it names no statement.
 *
 * If the head contains the server's words, the details are the first that repeat them and end their line. Otherwise they are the
 * first that begin like a driver's message, else the first of all.
 */
export function shapeOf(text: string): ErrorShape | undefined {
  const first = inLineOf(text, 0);
  if (first === undefined) return undefined;
  let found: Repeated | undefined;
  for (const messageFrom of messageStarts(text)) {
    // In ` in line 3: … migration failed: ` the words are part of the statement.
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

/** The message that begins at `messageFrom`, with the first details that repeat it; `undefined` if none do. */
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

/** End of the statement: the blank that golang-migrate puts before the details does not belong to it. */
function withoutBlank(text: string, statementFrom: number, detailsFrom: number): number {
  return detailsFrom > statementFrom && text[detailsFrom - 1] === ' ' ? detailsFrom - 1 : detailsFrom;
}

/** `3 errors occurred:` and the first bullet. */
const LIST = /(?<!\d)\d{1,6} errors? occurred:\s*\* /;
const BULLET = '* ';

/**
 * The release of the lock after a failed migration, which may fail too.
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
 * The errors in one error's text, in order: one for each bullet of a list, two for an error followed by a failed release of the
 * lock, one for any other text.
 *
 * v4.5.0 to v4.19.0 print a list when releasing the lock fails too. Later versions put the second error on a line of its own,
 * earlier ones after ` and `.
 */
export function errorsIn(text: string): readonly Part[] {
  const list = text.includes(' occurred:') ? LIST.exec(text) : null;
  // The same words may also be part of a statement.
  const isList = list !== null && (inLineOf(text, 0)?.from ?? text.length) > list.index;
  return isList ? bullets(text, list.index + list[0].length) : errorAndUnlock(text);
}

function errorAndUnlock(text: string): readonly Part[] {
  if (!UNLOCK_WORDS.some((word) => text.includes(word))) return [{ from: 0, to: text.length }];
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

/** Cheap test: without one of these there is no second error, as in most texts. */
const UNLOCK_WORDS = ['_unlock', 'RELEASE_LOCK', 'sp_releaseapplock', 'lock_id'];

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

/** End of the details of the error that begins at `from`; `from` when it has none of its own. */
function shapeOfBullet(text: string, from: number): number {
  const rest = text.slice(from);
  const shape = shapeOf(rest);
  if (!shape?.details) return from;
  // The details may belong to a later bullet.
  const other = nextBullet(rest, 0);
  return other !== undefined && other.from < shape.headTo ? from : from + shape.details.to;
}

/** The next bullet after `from`, with the white space before it: right at `from` on the same line, or on a line of its own. */
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

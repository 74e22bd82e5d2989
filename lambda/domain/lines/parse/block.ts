import type { MigrateEvent } from '../../model/event.ts';
import { isStored, type LinesFact } from '../../model/fact.ts';
import type { LogLine } from '../../model/log-batch.ts';
import { isLeftOut } from '../envelope/clean.ts';
import { mayBeMigrate } from '../wording/anchors.ts';
import { withShortMessages } from '../wording/long-error.ts';
import { isBookkeeping } from '../wording/own-wording.ts';
import {
  DETAILS,
  type Extent,
  extentOf,
  isExplained,
  MAX_BLOCK_LINES,
  MAX_TAILLESS_LINES,
  NEO4J_ANSWER,
  opensToken,
  promisesDetails,
  SEVERAL_ERRORS,
  STATEMENT_STARTS,
  TOKEN_ENDS,
} from './block-extent.ts';
import { parseLine } from './parse-line.ts';

/** One recognised line, or one whole error block, and the kind of its event. */
export interface Stitched {
  /** First and last of its physical lines; the same line when it is not a block. */
  readonly first: LogLine;
  readonly last: LogLine;
  /** Physical lines joined by `\n`. */
  readonly text: string;
  readonly eventKind: MigrateEvent['kind'];
  /** Set when only the head, or only the tail, of an error block is in this delivery. */
  readonly part?: 'head' | 'tail';
}

export interface Block {
  readonly stitched: Stitched;
  /** Index of its last line. */
  readonly end: number;
  /**
   * Index of a line that looks like the head of another error before this one's tail came. That line may be inside this error's
   * statement, in the middle of a literal, so the statement of the other error is masked.
   */
  readonly interruptedBy?: number;
}

/** If a Go stack trace does not name the library within this many lines, another program panicked. */
const PANIC_LINES = 80;

/** Kind of a line's event. Statements and stack traces come here line by line, so the cheap test comes before the pattern table. */
export function eventKindOf(line: LogLine): MigrateEvent['kind'] {
  return mayBeMigrate(line.text) ? parseLine(line.text, line.logger).event.kind : 'unrecognized';
}

/** After a middle that was left out, a line may be inside a literal, whatever it looks like. So it counts only as a tail with details. */
export function restOfLine(line: LogLine, index: number): Block | undefined {
  return DETAILS.test(line.text) ? tailPart(line, index) : undefined;
}

/** The block that the line at `start` opens; `undefined` when it opens none. */
export function blockOf(
  lines: readonly LogLine[],
  start: number,
  read: LinesFact['read'],
): Block | undefined {
  const found = blockAt(lines, start, read === 'stream');
  return found && read === 'filtered' ? cutApart(found, lines, start) : found;
}

/** The head of an error that is split over several log events. Its tail is read next; the lines in between are dropped. */
function cutApart(found: Block, lines: readonly LogLine[], start: number): Block {
  const { first, last, text, part } = found.stitched;
  const quotes = SEVERAL_ERRORS.test(first.text) || STATEMENT_STARTS.test(first.text);
  if (part !== undefined || !quotes) return found;
  if (DETAILS.test(text) && eventIdOf(first) === eventIdOf(last)) return found;
  const tail = lines.findIndex(
    ({ text: line }, index) => index > start && index <= found.end && DETAILS.test(line),
  );
  return { ...headOf(lines, start), end: tail < 0 ? found.end : tail - 1 };
}

/** The log event's id of a line, without the number that lines after the first one have. */
export function eventIdOf({ id }: LogLine): string {
  return id.split('.', 1)[0]!;
}

function blockAt(lines: readonly LogLine[], start: number, whole: boolean): Block | undefined {
  const text = lines[start]!.text;
  if (text.startsWith('panic: ')) return panicBlock(lines, start);
  if (text.startsWith('flag provided but not defined: ')) return usageBlock(lines, start);
  if (SEVERAL_ERRORS.test(text)) return severalErrors(lines, start, whole);
  if (STATEMENT_STARTS.test(text)) {
    const next = lines[start + 1]?.text ?? '';
    if (!DETAILS.test(text) && !DETAILS.test(next) && isBookkeeping(text)) return undefined;
    return statementBlock(lines, start, whole);
  }
  if (NOT_TAKEN_BACK.test(lines[start + 1]?.text ?? '')) return withSecondError(lines, start, whole);
  if (DETAILS.test(text)) return tailPart(lines[start]!, start);
  if (opensToken(text)) return tokenBlock(lines, start);
  if (NEO4J_ANSWER.test(text)) return neo4jBlock(lines, start);
  return undefined;
}

/** SQLite's message, up to its closing quotation mark, and the statement after it. */
function tokenBlock(lines: readonly LogLine[], start: number): Block | undefined {
  const limit = Math.min(lines.length, start + MAX_BLOCK_LINES);
  let closing = start + 1;
  while (closing < limit && !TOKEN_ENDS.test(lines[closing]!.text)) closing++;
  return closing < limit ? block(lines, start, findStop(lines, closing) - 1) : undefined;
}

/**
 * SQLite's driver rolls back after an error. If the error has ended the transaction already, the rollback fails too, and v4.19.1
 * prints that on a line between the error and its statement.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/sqlite/sqlite.go (executeQuery: errors.Join)
 */
const NOT_TAKEN_BACK = /^[^\n]{0,40}cannot rollback - no transaction is active[^\n]{0,10} in line \d+:/;

/** An error and a failed rollback, with the statement after the second. */
function withSecondError(lines: readonly LogLine[], start: number, whole: boolean): Block {
  const { stitched, end } = statementBlock(lines, start + 1, whole);
  return block(lines, start, end, stitched.part === 'head' ? 'head' : undefined);
}

/** Neo4j's answer and the query that it quotes, up to a closing quotation mark at the end of a line. */
function neo4jBlock(lines: readonly LogLine[], start: number): Block | undefined {
  if (!lines[start + 1]?.text.startsWith('"')) return undefined;
  const limit = Math.min(lines.length, start + MAX_TAILLESS_LINES);
  let end = start + 1;
  while (end < limit && !/.".?$/.test(lines[end]!.text.trimEnd())) end++;
  return end < limit ? block(lines, start, end) : undefined;
}

/** `migration failed … in line 3: CREATE …` up to `(details: …)`, or up to the next line that cannot be part of the statement. */
function statementBlock(lines: readonly LogLine[], start: number, whole: boolean): Block {
  if (promisesDetails(lines[start]!.text)) {
    const extent = extentOf(lines, start);
    return extent.tail === undefined ? withoutTail(lines, start, extent) : block(lines, start, extent.tail);
  }
  const stop = findStop(lines, start);
  const { tail } = extentOf(lines.slice(0, stop), start);
  if (tail !== undefined) return block(lines, start, tail);
  return isComplete(lines, stop, whole) ? block(lines, start, stop - 1) : headOf(lines, start);
}

/** Is the whole statement, which ends before the line at `stop`, among these lines? */
function isComplete(lines: readonly LogLine[], stop: number, whole: boolean): boolean {
  return stop < lines.length ? !isLeftOut(lines[stop]!.text) : whole;
}

/** A head without its tail. Lines of the statement that look like golang-migrate's are dropped with it. */
function withoutTail(lines: readonly LogLine[], start: number, { inside, head }: Extent): Block {
  return {
    ...headOf(lines, start),
    end: inside ?? start,
    ...(head !== undefined && { interruptedBy: head }),
  };
}

/** `2 errors occurred:` and its bulleted list; only the first item may span lines. */
function severalErrors(lines: readonly LogLine[], start: number, whole: boolean): Block {
  const item = STATEMENT_STARTS.test(lines[start]!.text) ? start : start + 1;
  const first = lines[item]?.text ?? '';
  const extent = promisesDetails(first) ? extentOf(lines, item) : {};
  if (extent.tail === undefined && promisesDetails(first)) return withoutTail(lines, start, extent);
  let end = extent.tail ?? start;
  while (end + 1 < lines.length && BULLET.test(lines[end + 1]!.text)) end++;
  // A failed rollback is listed together with the error, before the statement.
  const next = lines.findIndex(({ text }, index) => index > end && text.trim() !== '');
  if (next > 0 && next - end <= 3 && /^ ?in line \d+: /.test(lines[next]!.text)) {
    const stop = findStop(lines, next);
    if (!isComplete(lines, stop, whole)) return headOf(lines, start);
    end = stop - 1;
  }
  if (end === start && !whole) return headOf(lines, start);
  return block(lines, start, end);
}

const BULLET = /^\s*\* /;

/** A panic counts if golang-migrate is in its stack trace. Only that line of the trace is kept. */
function panicBlock(lines: readonly LogLine[], start: number): Block | undefined {
  const limit = Math.min(lines.length, start + PANIC_LINES);
  for (let i = start + 1; i < limit; i++) {
    const text = lines[i]!.text;
    if (text.includes('golang-migrate/migrate')) {
      const first = lines[start]!;
      const joined = `${first.text}\n${text.trim()}`;
      return {
        stitched: {
          first,
          last: lines[i]!,
          text: joined,
          eventKind: parseLine(joined, first.logger).event.kind,
        },
        end: i,
      };
    }
    if (text.startsWith('panic: ')) break;
  }
  return undefined;
}

const MIGRATE_USAGE = /^Usage(?:: migrate OPTIONS| of (?:up|down|goto|force|drop|version|create):)/;

/** Any Go program rejects unknown flags. The line is golang-migrate's if its usage follows. */
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
      eventKind: parseLine(line.text, line.logger).event.kind,
      part: 'tail',
    },
    end: index,
  };
}

/** Index of the first line after `start` that cannot be part of a statement; `lines.length` when none. */
function findStop(lines: readonly LogLine[], start: number): number {
  const limit = Math.min(lines.length, start + MAX_TAILLESS_LINES);
  const texts = lines.slice(start, limit).map(({ text }) => text);
  let at = texts[0]!.length;
  for (let i = start + 1; i < limit; i++) {
    const line = lines[i]!;
    const stops =
      isStored(line) || isLeftOut(line.text) || stamped(line.text) || eventKindOf(line) !== 'unrecognized';
    if (stops && !isExplained(texts.join('\n'), at)) return i;
    at += line.text.length + 1;
  }
  return limit;
}

/** Does the line begin with a timestamp or a mark of CodeBuild, Actions or the like, so that it is separate from the statement? */
function stamped(text: string): boolean {
  return /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[Container\] |##\[|[\w.-]+ exited with code|make: \*\*\*|exit status )/.test(
    text,
  );
}

/** The line at `start` as the head of an error whose tail is missing. */
export function headOf(lines: readonly LogLine[], start: number): Block {
  return block(lines, start, start, 'head');
}

function block(lines: readonly LogLine[], start: number, end: number, part?: 'head'): Block {
  const first = lines[start]!;
  const printed =
    start === end
      ? first.text
      : lines
          .slice(start, end + 1)
          .map((line) => line.text)
          .join('\n')
          // Restores the blank before the details, which an envelope may have trimmed.
          .replace('\n(details: ', '\n (details: ');
  const text = withShortMessages(printed);
  const eventKind = parseLine(text, first.logger, part === 'head').event.kind;
  return { stitched: { first, last: lines[end]!, text, eventKind, ...(part && { part }) }, end };
}

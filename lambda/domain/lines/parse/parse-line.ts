import type { MigrateError, MigrateEvent, ParsedLine } from '../../model/event.ts';
import { LONGEST_LINE, readPattern } from '../wording/line-patterns.ts';
import { isOpenError, isOwnError, tellsOfFailure } from '../wording/own-wording.ts';
import { isQuotation } from '../wording/quotation.ts';
import { readTeeLine } from '../wording/tee-lines.ts';
import { readAnnouncement } from './announcement.ts';
import { readNotStarted } from './not-started.ts';
import { errorWithoutFields, parseError } from './parse-error.ts';
import { readProcessEnd } from './process-end.ts';
import { readVerbatim } from './verbatim-fast-path.ts';

/** Go's `log` prefix of verbose lines (`2006/01/02 15:04:05 `), with the library's optional microseconds and file name. */
const GO_LOG_STAMP = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[\w./-]+\.go:\d+: )?/;

/** Beginnings of lines that may follow a caller's prefix. Searched anywhere in the line, which is then read from there. */
const LATER_IN_LINE =
  /(?:Start buffering|Scheduled|Read and execute|Finished) \d+\/[ud] |Closing source and database$|Stopping after this running migration|\d+\/[ud] .* \([^()\s]+\)$/;

/** After a prefix, a plain line counts only if the prefix names the migration tool, or a pod and its container. */
const PREFIX = /^.{0,120}\bmigrat[^ ]*[:\]|>=]? *$|^[a-z0-9-]+-[a-z0-9]{5} [a-z0-9-]+ $/i;

/** Prose before the match means that someone is quoting golang-migrate. Log levels and source names do not count as prose. */
const SENTENCE =
  / (?!(?:trace|debug|info|warn|warning|error|notice|stdout|stderr|db|database) |[^ ]*migrat)[a-z]{2,} +$/;

/** Characters that file names of migrations do not have in practice, but source code, tables and tabs do. */
const NO_IDENTIFIER = /["`|│\t]/;

/** What platforms that run several processes put before each line: a name and a bar, a name in brackets or braces. */
const PLATFORM_PREFIX = /^(?:[^|│\n]{0,60}[|│]+\s+|\[[^\]\n]{1,80}\]\s+|\{[^}\n]{1,80}\}\s+)+/;

/** What other tools draw before and after a line: indentation, gutters, boxes. */
const GUTTER = /^[\s│|]+/;
const GUTTER_AFTER = /[\s│]/;

/** Comments of source code and of SQL, which may quote golang-migrate. */
const COMMENT = /^(?:\/\/|# |\* |--|<)/;
/** Looks like a comment, but is an item of a list of errors whose first line is in another log event or missing. */
const ITEM = /^\* (?=[^\n]*\bmigration failed(?:: [^\n]*)? in line \d+:)/;

/**
 * Parses one (unwrapped, possibly redacted) line or one whole error block into an event.
 *
 * Never throws. Text that is neither golang-migrate's nor a platform's about its process is `unrecognized`.
 * `logger`: a logging library wrapped the line, so any prefix is accepted. `cut`: the text is incomplete and goes on elsewhere.
 */
export function parseLine(text: string, logger = false, cut = false): ParsedLine {
  const parsed = readLine(text, logger);
  if (!cut || !logger || (parsed.event.kind === 'error' && parsed.event.own) || !isOpenError(text))
    return parsed;
  return { event: errorEvent(text, true), stamped: false, caller: true };
}

function readLine(text: string, logger: boolean): ParsedLine {
  const plain = readVerbatim(text, logger);
  if (plain) return plain;
  const asIs = readBare(text, logger);
  if (asIs && asIs.event.kind !== 'error') return asIs;
  const line = withoutGutters(text);
  const prefix = PLATFORM_PREFIX.exec(line);
  const bare = prefix && readBare(line.slice(prefix[0].length), logger);
  if (bare && !bare.caller) return { ...bare, partly: true };
  if (line === text) return asIs ?? readBehindPrefix(line, logger) ?? NOT_RECOGNISED;
  const within = readBare(line, logger);
  if (within) return line === text.trim() ? within : { ...within, partly: true };
  return readBehindPrefix(line, logger) ?? NOT_RECOGNISED;
}

const NOT_RECOGNISED: ParsedLine = { event: { kind: 'unrecognized' }, stamped: false, caller: false };

function withoutGutters(text: string): string {
  let end = text.length;
  while (end > 0 && GUTTER_AFTER.test(text[end - 1]!)) end--;
  return text.slice(0, end).replace(GUTTER, '');
}

/** Reads a line that has at most Go's stamp before it. */
function readBare(line: string, logger: boolean): ParsedLine | undefined {
  const stamp = GO_LOG_STAMP.exec(line);
  const stamped = stamp !== null;
  let rest = stamp ? line.slice(stamp[0].length) : line;
  if (COMMENT.test(rest)) {
    if (!ITEM.test(rest)) return undefined;
    rest = rest.slice('* '.length);
  }
  const event =
    readOurs(rest) ??
    readPattern(rest, { stamped, logger }) ??
    readGlued(rest) ??
    readProcess(rest) ??
    readError(rest, stamped || logger);
  if (event === undefined) return undefined;
  const parsed = { event, stamped, caller: logger || isCallers(event, rest) };
  return event.kind === 'no-change' && !NO_CHANGE.test(rest) ? { ...parsed, partly: true } : parsed;
}

/** Reads the lines of `migrate-watch tee`, and an entrypoint's announcement, which has its own limit on length. */
function readOurs(text: string): MigrateEvent | undefined {
  const announcement = readAnnouncement(text);
  return announcement ? { kind: 'announced', announcement } : readTeeLine(text);
}

/**
 * Reads what others print about golang-migrate's process: its end, or that it could not start. Skips errors that quote a statement,
 * which may be long.
 */
function readProcess(text: string): MigrateEvent | undefined {
  if (text.length > LONGEST_LINE || (text.startsWith('error: ') && text.includes(' in line ')))
    return undefined;
  return readProcessEnd(text) ?? readNotStarted(text);
}

/** The CLI's own message, without other words. */
const NO_CHANGE = /^(?:error: )?no change$/;

/** Did a caller of the library print this event? The CLI prints `error: ` and a bare `no change`; a caller may use any wording. */
function isCallers(event: MigrateEvent, text: string): boolean {
  if (event.kind === 'error') return event.own && !/^error: (?!.*\w: migration failed)/.test(text);
  return event.kind === 'no-change' && !/^(?:error: )?no change/.test(text);
}

/** golang-migrate prints a failure to read a file without a line break, and goes on with its next line. */
const GLUED = /^error: ([^\n]{0,1000}[^\d\n])(\d+\/[ud] [^\n]{0,1000} \([^()\s]+\))$/;

function readGlued(text: string): MigrateEvent | undefined {
  const mayHold = text.startsWith('error: ') && text.includes('/');
  const [, readBroke, line] = mayHold ? (GLUED.exec(text) ?? []) : [];
  const event = line === undefined ? undefined : readPattern(line, { stamped: false, logger: false });
  return event?.kind === 'migration-finished-plain' ? { ...event, readBroke: readBroke! } : undefined;
}

/** `logged`: a logger printed the line, which may be Go's own. */
function readError(text: string, logged: boolean): MigrateEvent | undefined {
  if (text.startsWith('panic: ')) {
    const own = isOwnError(text.slice('panic: '.length)) || text.includes('golang-migrate/migrate');
    return own ? errorEvent(text, own) : { kind: 'panic', text };
  }
  const own = isOwnError(text);
  if (own || text.startsWith('error: ')) return errorEvent(text, own);
  if (!logged || !tellsOfFailure(text)) return undefined;
  return { kind: 'error', error: errorWithoutFields('unknown', text), own, told: true };
}

/** The error's fields are parsed lazily, because joining the lines of a block needs only the kind. */
function errorEvent(text: string, own: boolean): MigrateEvent {
  let read: MigrateError | undefined;
  return {
    kind: 'error',
    get error() {
      read ??= parseError(text);
      return read;
    },
    own,
  };
}

function readBehindPrefix(line: string, logger: boolean): ParsedLine | undefined {
  const found = line.length > LONGEST_LINE ? null : LATER_IN_LINE.exec(line);
  if (!found || found.index === 0) return undefined;
  const prefix = line.slice(0, found.index);
  const stamped = GO_LOG_STAMP.test(prefix);
  const plain = /^\d/.test(found[0]);
  if (COMMENT.test(prefix) || (plain && !logger && !stamped && !PREFIX.test(prefix))) return undefined;
  if (isQuotation(line, found.index) || (!logger && !stamped && SENTENCE.test(prefix))) return undefined;
  const event = readPattern(withinQuotes(line, found.index), { stamped: true, logger: true });
  if (event && 'identifier' in event && NO_IDENTIFIER.test(event.identifier)) return undefined;
  return event && { event, stamped, caller: true, partly: true };
}

/** The part of the line that golang-migrate's words belong to: if the words are in a quoted field, only the content of the quotes. */
function withinQuotes(line: string, at: number): string {
  const end = line[at - 1] === '"' ? line.indexOf('"', at) : -1;
  return line.slice(at, end < 0 ? undefined : end);
}

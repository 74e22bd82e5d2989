import type { MigrateError, MigrateEvent, ParsedLine } from '../../model/event.ts';
import { LONGEST_LINE, readPattern } from '../wording/line-patterns.ts';
import { isOpenError, isOwnError, tellsOfFailure } from '../wording/own-wording.ts';
import { isQuotation } from '../wording/quotation.ts';
import { readAnnouncement } from './announcement.ts';
import { readNotStarted } from './not-started.ts';
import { errorWithoutFields, parseError } from './parse-error.ts';
import { readProcessEnd } from './process-end.ts';
import { readVerbatim } from './verbatim.ts';

/** Go's `log` prefix of verbose lines (`2006/01/02 15:04:05 `), with the library's optional microseconds and file name. */
const GO_LOG_STAMP = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[\w./-]+\.go:\d+: )?/;

/** Words that a prefix of the caller's may stand before; found anywhere, then read from there. */
const LATER_IN_LINE =
  /(?:Start buffering|Scheduled|Read and execute|Finished) \d+\/[ud] |Closing source and database$|Stopping after this running migration|\d+\/[ud] .* \([^()\s]+\)$/;

/** A prefix must name the migration tool, or a pod and its container, before a plain line behind it is believed. */
const PREFIX = /^.{0,120}\bmigrat[^ ]*[:\]|>=]? *$|^[a-z0-9-]+-[a-z0-9]{5} [a-z0-9-]+ $/i;

/** The last word of a sentence: behind it somebody tells of what golang-migrate prints. A level or a source is no such word. */
const SENTENCE =
  / (?!(?:trace|debug|info|warn|warning|error|notice|stdout|stderr|db|database) |[^ ]*migrat)[a-z]{2,} +$/;

/** What no identifier holds: file names with these are not seen, and source code, tables and tabs have them. */
const NO_IDENTIFIER = /["`|│\t]/;

/** What platforms that run several processes put before each line: a name and a bar, a name in brackets or braces. */
const PLATFORM_PREFIX = /^(?:[^|│\n]{0,60}[|│]+\s+|\[[^\]\n]{1,80}\]\s+|\{[^}\n]{1,80}\}\s+)+/;

/** What other tools draw before a line, and behind it: indentation, gutters, boxes. */
const GUTTER = /^[\s│|]+/;
const BEHIND = /[\s│]/;

/** Comments of source code and of SQL; what they quote is not a log. */
const COMMENT = /^(?:\/\/|# |\* |--|<)/;
/** What looks like one and is an item of a list of errors, whose first line came in another log event or not at all. */
const ITEM = /^\* (?=[^\n]*\bmigration failed(?:: [^\n]*)? in line \d+:)/;

/**
 * Understands one (unwrapped, possibly redacted) line or one whole error block.
 *
 * Never throws; text that is not golang-migrate's, and not a platform's word about its process, is `unrecognized`.
 * `logger` says that a logging library wrapped the line, so any prefix is believed; `cut`, that what it says goes on in a part that is
 * not here.
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
  while (end > 0 && BEHIND.test(text[end - 1]!)) end--;
  return text.slice(0, end).replace(GUTTER, '');
}

/** A line with nothing before it but Go's stamp. */
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

/** The one line that is not golang-migrate's and not a platform's: no length but its own bounds it. */
function readOurs(text: string): MigrateEvent | undefined {
  const announcement = readAnnouncement(text);
  return announcement && { kind: 'announced', announcement };
}

/** What others say of golang-migrate's process: its end, or that it could not begin. An error that quotes a statement, which may be long, is neither. */
function readProcess(text: string): MigrateEvent | undefined {
  if (text.length > LONGEST_LINE || (text.startsWith('error: ') && text.includes(' in line ')))
    return undefined;
  return readProcessEnd(text) ?? readNotStarted(text);
}

/** The CLI's own message, nothing around it. */
const NO_CHANGE = /^(?:error: )?no change$/;

/** The CLI prints `error: ` and a bare `no change` itself; a caller of the library prints them in any wording. */
function isCallers(event: MigrateEvent, text: string): boolean {
  if (event.kind === 'error') return event.own && !/^error: (?!.*\w: migration failed)/.test(text);
  return event.kind === 'no-change' && !/^(?:error: )?no change/.test(text);
}

/** golang-migrate prints what broke the reading of a file without a line break, and goes on. */
const GLUED = /^error: ([^\n]{0,1000}[^\d\n])(\d+\/[ud] [^\n]{0,1000} \([^()\s]+\))$/;

function readGlued(text: string): MigrateEvent | undefined {
  const [, readBroke, line] = text.startsWith('error: ') ? (GLUED.exec(text) ?? []) : [];
  const event = line === undefined ? undefined : readPattern(line, { stamped: false, logger: false });
  return event?.kind === 'migration-finished-plain' ? { ...event, readBroke: readBroke! } : undefined;
}

/** `logged`: by a logger, Go's own included. */
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

/** Its fields are read when somebody asks for them: to join a block's lines, what kind they are is enough. */
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

/** Of a field in quotes only what is in them. */
function withinQuotes(line: string, at: number): string {
  const end = line[at - 1] === '"' ? line.indexOf('"', at) : -1;
  return line.slice(at, end < 0 ? undefined : end);
}

import { ANNOUNCED_KEYS, type AnnouncedKey, type Announcement } from '../../model/announcement.ts';
import type { StoredLine } from '../../model/fact.ts';
import {
  createScope,
  maskCutEnds,
  type RedactionScope,
  redactErrorBlock,
  redactLine,
  redactPartialBlock,
} from '../redact/redact.ts';
import { shapeOf } from '../wording/error-shape.ts';
import { announcementLine } from './announcement.ts';
import type { Stitched } from './block.ts';
import { wholeLines } from './kept-details.ts';
import { withoutQuotesOfProgram } from './not-started.ts';
import { parseLine } from './parse-line.ts';

/** How much of one error is kept. The engine's words are at both ends; the statement between them is the migration file. */
const KEPT_LINES = 200;
const KEPT_CHARS = 32 * 1024;
/** How many of the kept lines are from the end. */
const KEPT_LAST_LINES = 50;
const KEPT_LAST_CHARS = 8 * 1024;
/** Room for what is kept in addition to the statement: the message, the details, and the text after them. UTF-16 units. */
const KEPT_AFTER = 2 * 1024;
const KEPT_BESIDE = 2 * 4 * 1024 + KEPT_AFTER;

/** The stored form of a line or a block: redacted first, then cut to what is worth keeping. */
export function storedLine(stitched: Stitched, scope: RedactionScope): StoredLine {
  if (stitched.eventKind === 'announced') return announcedLine(stitched);
  const { first, last, part } = stitched;
  const { id, at, logger } = first;
  const countBefore = scope.count;
  const leakedBefore = scope.leaked.length;
  const masked = withoutCutWords(redact(stitched, scope), stitched, scope);
  const redacted = cut(masked, stitched.eventKind === 'error' && part === undefined);
  const leaked = scope.leaked.slice(leakedBefore).map(({ kind }) => kind);
  return {
    id,
    at,
    text: redacted,
    logger,
    ...((last.through !== undefined || last !== first) && { through: last.through ?? last.id }),
    ...(part && { part }),
    redactions: scope.count - countBefore,
    ...(leaked.length > 0 && { leaked }),
  };
}

/**
 * Kinds of lines with free text. Only in these the words at a cut end are masked: other lines name a migration, which may look like
 * a token.
 */
const IN_WORDS: ReadonlySet<Stitched['eventKind']> = new Set([
  'error',
  'panic',
  'command-line',
  'process-exit',
  'not-started',
]);

function withoutCutWords(text: string, { first, last, eventKind }: Stitched, scope: RedactionScope): string {
  if (!IN_WORDS.has(eventKind)) return text;
  const before = first.ends?.before === true;
  const behind = last.ends?.behind === true || last.cut === true;
  return maskCutEnds(text, scope, { before, behind });
}

/**
 * An announcement is stored in its normalised form: only valid names, addresses and digits are kept. A credential in it still counts as
 * leaked.
 */
function announcedLine({ first, text }: Stitched): StoredLine {
  const { id, at, logger } = first;
  const { event } = parseLine(text, logger);
  const scope = createScope();
  redactLine(text, scope);
  const line = event.kind === 'announced' ? withoutSecrets(event.announcement) : '';
  const leaked = scope.leaked.map(({ kind }) => kind);
  return { id, at, text: line, logger, redactions: leaked.length, ...(leaked.length > 0 && { leaked }) };
}

/** Refuses the values in which the redactor finds a secret, and if need be all of them. */
function withoutSecrets(announcement: Announcement): string {
  const line = announcementLine(announcement);
  if (isHarmless(line)) return line;
  const some = announcementLine(without(announcement, (key) => !isHarmless(lineOf(announcement, key))));
  return isHarmless(some) ? some : announcementLine(without(announcement, () => true));
}

function isHarmless(line: string): boolean {
  return redactLine(line, createScope()) === line;
}

const NOTHING = { database: null, environment: null, files: null } as const;

/** The line with this value alone. Lists are announced with the files that they are about. */
function lineOf({ files, ...values }: Announcement, key: AnnouncedKey): string {
  return announcementLine({ ...NOTHING, files, [key]: key === 'files' ? files : values[key], refused: [] });
}

/** The announcement with the values of some keys as refused. */
function without(announcement: Announcement, isRefused: (key: AnnouncedKey) => boolean): Announcement {
  const { refused, ...values } = announcement;
  const gone = ANNOUNCED_KEYS.filter((key) => values[key] != null && isRefused(key));
  const kept = Object.entries(values).filter(([key]) => !gone.includes(key as AnnouncedKey));
  return {
    ...NOTHING,
    ...Object.fromEntries(kept),
    refused: ANNOUNCED_KEYS.filter((key) => refused.includes(key) || gone.includes(key)),
  };
}

function redact({ text, part, eventKind }: Stitched, scope: RedactionScope): string {
  if (part) return redactPartialBlock(text, part, scope);
  const leftOut = eventKind === 'error' ? LEFT_OUT.exec(text) : null;
  if (leftOut) {
    // The middle of the error is missing, so head and tail are redacted as if each had come alone.
    const head = text.slice(0, leftOut.index);
    const tail = text.slice(leftOut.index + leftOut[0].length);
    return redactPartialBlock(head, 'head', scope) + leftOut[0] + redactPartialBlock(tail, 'tail', scope);
  }
  if (eventKind === 'error') return redactErrorBlock(text, scope);
  // Quoted text would be masked as a value, but the name of golang-migrate's program is not one.
  return redactLine(eventKind === 'not-started' ? withoutQuotesOfProgram(text) : text, scope);
}

const LEFT_OUT = /\n… -?\d+ characters left out …\n/;

/** Shortens what is too long to keep: the ends of an error's message and details, and the middle of its statement or of any other text. */
function cut(text: string, isError: boolean): string {
  if (text.length <= KEPT_CHARS && !isOverLines(text)) return text;
  const shape = isError ? shapeOf(text) : undefined;
  if (shape === undefined) return withoutMiddle(text);
  const { headTo, statementFrom, statementTo, details } = shape;
  const statement = withoutMiddle(text.slice(statementFrom, statementTo), KEPT_CHARS - KEPT_BESIDE);
  const head = wholeLines(text.slice(0, headTo)) + text.slice(headTo, statementFrom);
  if (details === null) return head + statement;
  const closing = text[details.to - 1] === ')' ? ')' : '';
  const said = text.slice(details.from, details.to - closing.length);
  const after = text.slice(details.to, details.to + KEPT_AFTER);
  return `${head}${statement}${text.slice(statementTo, details.from)}${wholeLines(said)}${closing}${after}`;
}

function isOverLines(text: string): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= KEPT_LINES; at = text.indexOf('\n', at + 1)) lines++;
  return lines > KEPT_LINES;
}

/** Replaces the middle of a text that is too long. */
function withoutMiddle(text: string, most = KEPT_CHARS): string {
  if (text.length <= most && !text.includes('\n')) return text;
  const lines = text.split('\n');
  const left = lines.length - KEPT_LINES;
  const kept =
    left <= 0
      ? text
      : [
          ...lines.slice(0, KEPT_LINES - KEPT_LAST_LINES),
          leftOut(left, 'lines'),
          ...lines.slice(-KEPT_LAST_LINES),
        ].join('\n');
  if (kept.length <= most) return kept;
  const head = kept.slice(0, most - KEPT_LAST_CHARS);
  return `${head}${leftOut(kept.length - most, 'characters')}${kept.slice(-KEPT_LAST_CHARS)}`;
}

function leftOut(count: number, what: string): string {
  return ` … ${count} ${what} left out … `;
}

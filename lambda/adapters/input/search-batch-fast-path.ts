import { isUtf8 } from 'node:buffer';
import { CUT_AFTER, isCutPiece } from '../../domain/lines/parse/candidates.ts';
import { ANCHORS, countsAfter, mayBeMigrate } from '../../domain/lines/wording/anchors.ts';
import { windowOf } from '../../domain/lines/wording/literal-search-fast-path.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { LogBatchError } from './log-batch-error.ts';
import { isLogEvent, readLogBatch } from './read-log-batch.ts';

/*
 * Fast path of: `decodeLogBatch`, then `mayBeMigrate` of each message. Decision: docs/decisions/0038. Equivalence test:
 * test/adapters/search-batch-fast-path.test.ts.
 *
 * One pass over the bytes finds where the log events begin, and which of them may be golang-migrate's. It skips ids and times. Only
 * the log events that it finds, and those that are asked for later, are parsed.
 */

/**
 * Reads an unpacked payload, if it has exactly the form in which CloudWatch Logs writes it.
 *
 * Returns `foreign` if no line could be golang-migrate's, else the batch with its candidates. Returns `undefined` if the payload has
 * to be decoded as a whole: it has another form, it is damaged, or many of its lines may be golang-migrate's.
 */
export function searchBatch(bytes: Buffer): LogBatch | 'foreign' | undefined {
  if (!isUtf8(bytes) || bytes.toString('latin1', bytes.length - 3) !== '}]}') return undefined;
  const beforeFirst = bytes.indexOf(FIRST_EVENT);
  const found = beforeFirst < 0 ? undefined : find(bytes, beforeFirst + FIRST_EVENT.length - OPEN.length);
  if (!found) return undefined;
  const { starts, hits } = found;
  const eventAt = (index: number) =>
    new UnreadEvent(bytes, starts[index]!, (starts[index + 1] ?? bytes.length - 1) - 1);
  try {
    const head = readLogBatch(JSON.parse(`${bytes.toString('utf8', 0, starts[0])}]}`));
    if (head.kind !== 'batch') return undefined;
    // A payload that was cut may still end like a whole one, but its last log event is not JSON.
    eventAt(starts.length - 1).read();
    if (hits.length === 0) return 'foreign';
    const events = starts.map((_, index) => eventAt(index));
    if (hits.some((index) => isCutPiece(events[index]!.message))) return undefined;
    const candidates = hits.filter((index) => mayBeMigrate(events[index]!.message));
    if (candidates.length === 0) return 'foreign';
    const idLines = idLinesOf(bytes, starts);
    return { ...head.batch, events, candidates, ...(idLines !== undefined && { idLines }) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof LogBatchError) return undefined;
    throw error;
  }
}

/** A log event that is parsed once, when its time or its text is asked for. */
class UnreadEvent implements LogEvent {
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #to: number;
  #event: LogEvent | undefined;

  constructor(bytes: Buffer, from: number, to: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
  }

  get id(): string {
    const from = this.#from + OPEN.length;
    let to = from;
    while (isDigit(this.#bytes[to]!)) to++;
    return this.#bytes[to] === QUOTE ? this.#bytes.toString('latin1', from, to) : this.read().id;
  }

  get timestamp(): number | null {
    return this.read().timestamp;
  }

  get message(): string {
    return this.read().message;
  }

  /** @throws {LogBatchError} without the JSON error, which quotes the text. */
  read(): LogEvent {
    this.#event ??= logEventIn(this.#bytes.toString('utf8', this.#from, this.#to));
    if (this.#event) return this.#event;
    throw new LogBatchError('not-json', 'a log event in awslogs.data cannot be read');
  }
}

function logEventIn(json: string): LogEvent | undefined {
  try {
    const event: unknown = JSON.parse(json);
    return isLogEvent(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

const OPEN = '{"id":"';
const FIRST_EVENT = `"logEvents":[${OPEN}`;
/** Its last six characters occur outside of strings only: inside of one, quotes are escaped. */
const BETWEEN_EVENTS = codesOf(`},${OPEN}`);
const TIMESTAMP = wordsOf('","timestamp":');
const MESSAGE = wordsOf(',"message":"');
/** Digits of CloudWatch Logs' ids. The end of any other id is found more slowly. */
const ID_DIGITS = 56;
/** A number of at most this many digits is a time that `Date` can hold. */
const MOST_TIME_DIGITS = 15;

/** If a larger share of the log events so far may be golang-migrate's, it is faster to decode the whole payload at once. */
const MOST_HITS = 0.3;
/** With this many, the share is that of the whole payload. A single run, which has about thirty lines, may come first in any payload. */
const SURE_HITS = 64;

const ESCAPE = codesOf('\\u00');
const LINE_FEED = 10;
const QUOTE = 34;
const ZERO = 48;
const TWO = 50;
const SEVEN = 55;
const NINE = 57;
const BACKSLASH = 92;
const IS_WORD = setOf(/\w/);
/** What a bare version consists of, and the backslash before an escaped slash. */
const IN_BARE_VERSION = setOf(/[\d/: .\\]/);

/** Length of the windows that are searched for: the shortest anchor has six characters. */
const WINDOW = 6;
/** How far the search moves on after a block of two bytes. From `WINDOW` on it is a stop: a window may end with the block. */
const STEPS = new Uint8Array(65_536).fill(WINDOW - 1);
/** The anchors whose windows end with the block of a stop; its step is its index here and `WINDOW`. */
const STOPS: Sought[][] = [];

/** An anchor, and the index in it of the last character of its window. */
interface Sought {
  readonly anchor: string;
  readonly codes: Uint8Array;
  readonly end: number;
}

for (const anchor of ANCHORS) {
  const codes = codesOf(anchor);
  const from = windowOf(anchor, WINDOW);
  const end = from + WINDOW - 1;
  seek(codes.subarray(from, end + 1));
  stopAt(blockOf(codes[end - 1]!, codes[end]!)).push({ anchor, codes, end });
}
seek(BETWEEN_EVENTS.subarray(-WINDOW));
for (let digit = TWO; digit <= SEVEN; digit++) seek([...ESCAPE, digit]);
// A window is a character longer than an escape, so any character may come before it.
for (let before = 0; before < 256; before++) limit(blockOf(before, BACKSLASH), ESCAPE.length);

/** Limits the steps so that the search stops at the end of this window, or of any window that ends like this. */
function seek(window: ArrayLike<number>): void {
  for (let i = 1; i < window.length; i++) limit(blockOf(window[i - 1]!, window[i]!), window.length - 1 - i);
}

function limit(block: number, step: number): void {
  if (step === 0) stopAt(block);
  else if (STEPS[block]! < WINDOW && STEPS[block]! > step) STEPS[block] = step;
}

function stopAt(block: number): Sought[] {
  if (STEPS[block]! < WINDOW) STEPS[block] = WINDOW + STOPS.push([]) - 1;
  return STOPS[STEPS[block]! - WINDOW]!;
}

/** Where the log events begin, and the indices of those that may be golang-migrate's; `undefined` as in {@link searchBatch}. */
function find(
  bytes: Buffer,
  first: number,
): { readonly starts: readonly number[]; readonly hits: readonly number[] } | undefined {
  const view = viewOf(bytes);
  let up = nameFrom(bytes, '/u', first);
  let down = nameFrom(bytes, '/d', first);
  const starts: number[] = [];
  const hits: number[] = [];
  const steps = STEPS;
  const size = bytes.length;
  for (let start = first; start < size; ) {
    starts.push(start);
    const message = messageAt(bytes, view, start);
    if (message === undefined) return undefined;
    let isHit = isBareVersion(bytes, message);
    let next = size;
    for (let i = message + WINDOW - 1; i < size; ) {
      const block = view.getUint16(i - 1, true);
      const step = steps[block]!;
      if (step < WINDOW) {
        i += step;
        continue;
      }
      if (holds(bytes, i + 1 - BETWEEN_EVENTS.length, BETWEEN_EVENTS)) {
        next = i + 1 - OPEN.length;
        break;
      }
      if (isEscapedAscii(bytes, i)) return undefined;
      isHit ||= endsAnchor(bytes, i, STOPS[step - WINDOW]!);
      i++;
    }
    // It may have the length of a cut piece. Only its decoded text shows that.
    if (next - message > CUT_AFTER) isHit = true;
    if (up < next || down < next) isHit = true;
    if (up < next) up = nameFrom(bytes, '/u', next);
    if (down < next) down = nameFrom(bytes, '/d', next);
    if (isHit) hits.push(starts.length - 1);
    const isSure = hits.length >= SURE_HITS || next === size;
    if (isSure && hits.length > starts.length * MOST_HITS) return undefined;
    start = next;
  }
  return { starts, hits };
}

/** Where the text of the log event at `start` begins; `undefined` if its id, time and text are not first, in this order. */
function messageAt(bytes: Buffer, view: DataView, start: number): number | undefined {
  const id = start + OPEN.length;
  const idEnd = isUsualId(bytes, view, id) ? id + ID_DIGITS : bytes.indexOf(QUOTE, id);
  if (idEnd <= id || !holdsWords(view, idEnd, TIMESTAMP)) return undefined;
  const time = idEnd + TIMESTAMP.length;
  let at = time;
  while (isDigit(bytes[at]!)) at++;
  if (at === time || at - time > MOST_TIME_DIGITS || !holdsWords(view, at, MESSAGE)) return undefined;
  return at + MESSAGE.length;
}

/** The ids, a line each; `undefined` if they are not ascending, or not all of the usual kind. */
function idLinesOf(bytes: Buffer, starts: readonly number[]): string | undefined {
  const width = ID_DIGITS + 1;
  const lines = Buffer.allocUnsafe(starts.length * width);
  const from = viewOf(bytes);
  const to = viewOf(lines);
  let line = 0;
  for (const start of starts) {
    const id = start + OPEN.length;
    if (!isUsualId(bytes, from, id)) return undefined;
    let order = line === 0 ? 1 : 0;
    for (let i = 0; i < ID_DIGITS; i += 4) {
      const digits = from.getUint32(id + i);
      if (order === 0) order = digits - to.getUint32(line - width + i);
      to.setUint32(line + i, digits);
    }
    if (order < 0) return undefined;
    lines[line + ID_DIGITS] = LINE_FEED;
    line += width;
  }
  return lines.toString('latin1', 0, line - 1);
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Are there exactly as many digits as in an id of CloudWatch Logs? Four bytes at once: their codes are 0x30 to 0x39. */
function isUsualId(bytes: Buffer, view: DataView, id: number): boolean {
  if (bytes[id + ID_DIGITS] !== QUOTE) return false;
  for (let i = 0; i < ID_DIGITS; i += 4)
    if ((view.getUint32(id + i) & 0xf0f0f0f0) !== 0x30303030) return false;
  return true;
}

/** Is the whole text a bare version? */
function isBareVersion(bytes: Buffer, message: number): boolean {
  let at = message;
  while (IN_BARE_VERSION[bytes[at]!] === 1) at++;
  return at > message && bytes[at] === QUOTE;
}

/** Does the window of one of these anchors end at `last`, with the whole anchor around it, where it counts? */
function endsAnchor(bytes: Buffer, last: number, ending: readonly Sought[]): boolean {
  for (let i = 0; i < ending.length; i++) {
    const { anchor, codes, end } = ending[i]!;
    const start = last - end;
    if (holds(bytes, start, codes) && countsAfter(anchor, bytes[start - 2]!, bytes[start - 1]!)) return true;
  }
  return false;
}

/** Does an escaped ASCII character, such as `\u0065`, end its first digit that matters at `last`? It may be part of an anchor. */
function isEscapedAscii(bytes: Buffer, last: number): boolean {
  const from = last + 1 - ESCAPE.length - 1;
  if (bytes[from] !== BACKSLASH || !holds(bytes, from, ESCAPE)) return false;
  if (bytes[last]! < TWO || bytes[last]! > SEVEN) return false;
  // After an odd number of backslashes, this one is escaped itself: JSON within JSON.
  let before = from;
  while (bytes[before - 1] === BACKSLASH) before--;
  return (from - before) % 2 === 0;
}

/** Where the next slash is that may be in the name of a migration, `<version>/<u|d> …`; the end of the bytes if there is none. It may be escaped. */
function nameFrom(bytes: Buffer, direction: '/u' | '/d', from: number): number {
  for (let at = bytes.indexOf(direction, from); at >= 0; at = bytes.indexOf(direction, at + 1)) {
    const before = bytes[at - 1]!;
    const isName = isDigit(before) || before === BACKSLASH;
    if (isName && IS_WORD[bytes[at + direction.length]!] === 0) return at;
  }
  return bytes.length;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function holds(bytes: Buffer, from: number, codes: Uint8Array): boolean {
  for (let i = 0; i < codes.length; i++) if (bytes[from + i] !== codes[i]) return false;
  return true;
}

/** A fixed text as numbers of four bytes, the last of which may overlap with the one before it. Comparing them is faster than comparing bytes. */
interface Words {
  readonly length: number;
  readonly words: readonly number[];
}

function wordsOf(ascii: string): Words {
  const { length } = ascii;
  const view = viewOf(Buffer.from(ascii));
  const words = Array.from({ length: Math.ceil(length / 4) }, (_, i) =>
    view.getUint32(Math.min(4 * i, length - 4)),
  );
  return { length, words };
}

function holdsWords(view: DataView, from: number, { length, words }: Words): boolean {
  if (from + length > view.byteLength) return false;
  const last = words.length - 1;
  for (let i = 0; i < last; i++) if (view.getUint32(from + 4 * i) !== words[i]) return false;
  return view.getUint32(from + length - 4) === words[last];
}

function codesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0));
}

/** By byte: 1 for the ASCII characters that fit. */
function setOf(fits: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) =>
    code < 128 && fits.test(String.fromCharCode(code)) ? 1 : 0,
  );
}

/** Two bytes as one number, as the pass reads them. */
function blockOf(first: number, second: number): number {
  return first | (second << 8);
}

import { DETAILS_OPEN } from './error-details.ts';
import { shapeOf } from './error-shape.ts';

/**
 * How much of a server's message is kept: more than a person reads, and little enough that ` in line N: ` after it is within the
 * part that `own-wording.ts` searches.
 */
const MOST_OF_MESSAGE = { characters: 3_000, lines: 30 };
/** What the server adds to its message: a detail, a hint. */
const MOST_BESIDE = { characters: 1_000, lines: 30 };
/** Details that do not repeat the message; `kept-details.ts` decides how much of them is stored. */
const MOST_OF_DETAILS = { characters: 8_192, lines: 200 };
/** At most this many errors of one text are shortened. */
const MOST_ERRORS = 20;

/** What precedes a server's message: golang-migrate's words, or SQLite's own, because its driver adds none. */
const OPENING = /migration failed: |unrecognized token: (?=")/g;
/** What drivers put before the server's words. */
const BEFORE_MESSAGE = /(?:pq|mssql|\p{Lu}[\p{L}\d ]{1,30}): /uy;
/** What golang-migrate puts after the server's words in the head, and drivers in the details. It is searched for in the last characters. */
const AFTER_MESSAGE =
  /(?: \(column \d{1,9}\)|(?: at (?:column|position) [\d:]{1,20})?(?: \((?:SQLSTATE )?[0-9A-Z]{5}\))?\)?\s{0,9})$/;
const AFTER_MESSAGE_LENGTH = 64;

/**
 * `text` with long messages of migration errors shortened, in the same way in head and details, so that later steps read them like
 * short ones. The same text when no message is long.
 *
 * A server may quote the rest of a file of any size (after an unclosed quote), or repeat what a function raises. A message is cut
 * at a blank outside quotations, so that no part of a value is left over. A mark shows that something was left out.
 */
export function withShortMessages(text: string): string {
  if (text.length <= MOST_OF_MESSAGE.characters) return text;
  let out = '';
  let done = 0;
  for (let errors = 0; errors < MOST_ERRORS; errors++) {
    OPENING.lastIndex = done;
    const open = OPENING.exec(text);
    if (open === null) break;
    const { short, to } = shortened(text, open.index, OPENING.lastIndex);
    out += text.slice(done, open.index) + open[0] + short;
    done = to;
  }
  if (done > 0) return out + text.slice(done);
  const details = text.indexOf(DETAILS_OPEN);
  return details < 0 ? text : withShortDetails(text, details + DETAILS_OPEN.length);
}

/** Details whose head is in another text. */
function withShortDetails(text: string, saidFrom: number): string {
  BEFORE_MESSAGE.lastIndex = saidFrom;
  const from = BEFORE_MESSAGE.test(text) ? BEFORE_MESSAGE.lastIndex : saidFrom;
  return text.slice(0, from) + cutMessage(text.slice(from));
}

/** The error that begins at `start`, with its message at `from`, shortened; `to` is where the rest of the text begins. */
function shortened(
  text: string,
  start: number,
  from: number,
): { readonly short: string; readonly to: number } {
  const rest = text.slice(start);
  const shape = shapeOf(rest);
  if (shape === undefined) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    return { short: cutMessage(text.slice(from, to)), to };
  }
  const { headTo, statementFrom, details } = shape;
  const head = rest.slice(from - start, headTo);
  if (details === null)
    return { short: cutMessage(head) + rest.slice(headTo, statementFrom), to: start + statementFrom };
  const message = messageAgain(rest, details.from + DETAILS_OPEN.length, head);
  const between = rest.slice(headTo, message.from);
  const said = rest.slice(message.to, details.to);
  const closing = said.endsWith(')') ? ')' : '';
  const beside = said.slice(0, said.length - closing.length);
  if (message.length === 0)
    return {
      short: cutMessage(head) + between + cut(beside, MOST_OF_DETAILS) + closing,
      to: start + details.to,
    };
  const short = cut(head.slice(0, message.length), MOST_OF_MESSAGE);
  const added = cut(head.slice(message.length), MOST_BESIDE);
  return {
    short: short + added + between + short + cut(beside, MOST_BESIDE) + closing,
    to: start + details.to,
  };
}

function cutMessage(said: string): string {
  const end = said.length - (AFTER_MESSAGE.exec(said.slice(-AFTER_MESSAGE_LENGTH))?.[0].length ?? 0);
  return cut(said.slice(0, end), MOST_OF_MESSAGE) + said.slice(end);
}

/** Where the details repeat the message of the head, and how much of it; empty if they do not. */
function messageAgain(
  text: string,
  saidFrom: number,
  head: string,
): { readonly from: number; readonly to: number; readonly length: number } {
  BEFORE_MESSAGE.lastIndex = saidFrom;
  const from = BEFORE_MESSAGE.test(text) ? BEFORE_MESSAGE.lastIndex : saidFrom;
  let length = 0;
  while (length < head.length && text.charCodeAt(from + length) === head.charCodeAt(length)) length++;
  return length > MOST_OF_MESSAGE.characters || length === head.length
    ? { from, to: from + length, length }
    : { from: saidFrom, to: saidFrom, length: 0 };
}

/** What ends a quotation at the end of a message, and what both head and details have after it. */
const ENDING = /["'`]?[ ,(]{0,3}$/;
/**
 * The same text in head and details, however much each leaves out. It is long, so that a mask that gives the length of a value does
 * not suggest a short one.
 */
const REST_OF_QUOTATION = ' … the rest of what the server quotes is too long and is left out … ';

function cut(said: string, most: Most): string {
  const { to, inside } = cutAt(said, most);
  if (to === said.length) return said;
  if (!inside) return `${said.slice(0, to)}${said[to] === '\n' ? '\n' : ' '}…`;
  const ending = ENDING.exec(said.slice(-4))?.[0] ?? '';
  return said.slice(0, to) + REST_OF_QUOTATION + ending;
}

interface Most {
  readonly characters: number;
  readonly lines: number;
}

/**
 * How much is kept: up to the last line break or blank outside quotations and parentheses. If a quotation or parenthesis is still
 * open at the limit, up to and including its opening character.
 */
function cutAt(said: string, most: Most): { readonly to: number; readonly inside: boolean } {
  let closing = 0;
  let opened = 0;
  let line = 0;
  let word = 0;
  let lines = 1;
  for (let i = 0; i < said.length; i++) {
    const code = said.charCodeAt(i);
    if (code === NEWLINE) lines++;
    if (i >= most.characters || lines > most.lines) {
      if (closing !== 0) return { to: opened, inside: true };
      return { to: code === NEWLINE ? i : line || word, inside: false };
    }
    if (closing !== 0) {
      if (code === closing) closing = 0;
    } else if (code === NEWLINE) {
      line = i;
    } else if (code === BLANK) {
      word = i;
    } else if (CLOSINGS.has(code) && !(code === APOSTROPHE && isWord(said.charCodeAt(i - 1)))) {
      closing = CLOSINGS.get(code)!;
      opened = i + 1;
    }
  }
  return { to: said.length, inside: false };
}

const NEWLINE = 10;
const BLANK = 32;
const APOSTROPHE = 39;
/** The closing character for each opening one. */
const CLOSINGS: ReadonlyMap<number, number> = new Map([
  [34, 34],
  [APOSTROPHE, APOSTROPHE],
  [96, 96],
  [40, 41],
  [91, 93],
  [123, 125],
]);

/** An apostrophe after a letter or digit, as in `can't`, does not open a quotation. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

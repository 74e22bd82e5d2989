import { DETAILS_OPEN } from './error-details.ts';
import { shapeOf } from './error-shape.ts';

/**
 * What is kept of a server's message: more than a person reads, and so little that ` in line N: ` behind it is where
 * golang-migrate's wording is looked for, see `own-wording.ts`.
 */
const MOST_OF_MESSAGE = { characters: 3_000, lines: 30 };
/** What the server adds to its message: a detail, a hint. */
const MOST_BESIDE = { characters: 1_000, lines: 30 };
/** Details that say something else than the message; of what is stored of them see `kept-details.ts`. */
const MOST_OF_DETAILS = { characters: 8_192, lines: 200 };
/** Errors of one text that are looked at. */
const MOST_ERRORS = 20;

/** What a message begins behind: golang-migrate's words, or those of SQLite, whose driver adds none. */
const OPENING = /migration failed: |unrecognized token: (?=")/g;
/** What drivers put before the words of the server. */
const BEFORE_MESSAGE = /(?:pq|mssql|\p{Lu}[\p{L}\d ]{1,30}): /uy;
/** What golang-migrate puts behind them in the head, drivers in the details; sought in the last characters. */
const BEHIND_MESSAGE =
  /(?: \(column \d{1,9}\)|(?: at (?:column|position) [\d:]{1,20})?(?: \((?:SQLSTATE )?[0-9A-Z]{5}\))?\)?\s{0,9})$/;
const BEHIND_LENGTH = 64;

/**
 * `text` with the messages of the migration errors in it made short, in head and details alike, so that what follows reads them
 * as it reads short ones. The same text when no message is long.
 *
 * A server may quote the rest of a file of any size (a quote that nobody closed), or say what a function raises. A message is cut
 * outside quotations, at a blank: no part of a value is left. What it left out is said in its place.
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

/** The error that begins at `start`, its message at `from`, with what is long in it cut; `to` is where the rest of the text begins. */
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
  const end = said.length - (BEHIND_MESSAGE.exec(said.slice(-BEHIND_LENGTH))?.[0].length ?? 0);
  return cut(said.slice(0, end), MOST_OF_MESSAGE) + said.slice(end);
}

/** Where the details repeat the message of the head, and how much of it; nothing where they do not. */
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

/** What ends a quotation at the end of a message, and what head and details both have behind it. */
const ENDING = /["'`]?[ ,(]{0,3}$/;
/**
 * The same in head and details, however much they have left out. Long enough to be told, where a mask says how long a value is,
 * from a short one.
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
 * How much of it is kept: up to the last line break, or blank, where no quotation and no parenthesis is open; where one goes on
 * beyond that, up to what opens it.
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
/** What closes that which a character opens. */
const CLOSINGS: ReadonlyMap<number, number> = new Map([
  [34, 34],
  [APOSTROPHE, APOSTROPHE],
  [96, 96],
  [40, 41],
  [91, 93],
  [123, 125],
]);

/** `can't`: that apostrophe quotes nothing. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

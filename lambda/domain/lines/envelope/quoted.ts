import { textOf } from './code-units.ts';

/** The content of a quoted string, and the index after its closing quote (or the text's length when it is cut off). */
export interface Quoted {
  readonly value: string;
  readonly end: number;
}

const BACKSLASH = 92;

/**
 * Reads the string in double quotes that opens at `open`, with the escapes of Go (`strconv.Quote`) and JSON.
 *
 * A string without a closing quote goes to the end of the text, because loggers cut long lines.
 */
export function readQuoted(text: string, open: number): Quoted {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && isEscaped(text, end, open)) end = text.indexOf('"', end + 1);
  const close = end === -1 ? text.length : end;
  return { value: unescapeText(text.slice(open + 1, close)), end: Math.min(close + 1, text.length) };
}

function isEscaped(text: string, quote: number, open: number): boolean {
  let backslashes = 0;
  while (quote - 1 - backslashes > open && text.charCodeAt(quote - 1 - backslashes) === BACKSLASH)
    backslashes++;
  return backslashes % 2 === 1;
}

/** Code unit that a one-letter escape stands for, indexed by the letter's code; 0 for any other letter. */
const LETTERS = new Uint8Array(128);
for (const [letter, code] of Object.entries({ a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 })) {
  LETTERS[letter.charCodeAt(0)] = code;
}
for (const itself of '"\'`\\/') LETTERS[itself.charCodeAt(0)] = itself.charCodeAt(0);

/** How many digits follow `\x`, `\u` and `\U`, indexed by the letter's code. */
const HEX_DIGITS = new Uint8Array(128);
for (const [letter, digits] of Object.entries({ x: 2, u: 4, U: 8 }))
  HEX_DIGITS[letter.charCodeAt(0)] = digits;

/** Undoes the escapes of Go and JSON strings; an unknown escape stays unchanged. */
export function unescapeText(body: string): string {
  if (!body.includes('\\')) return body;
  const units = new Uint16Array(body.length);
  let length = 0;
  let at = 0;
  while (at < body.length) {
    const code = body.charCodeAt(at++);
    const letter = code === BACKSLASH && at < body.length ? body.charCodeAt(at) : 128;
    const plain = LETTERS[letter] ?? 0;
    const digits = HEX_DIGITS[letter] ?? 0;
    const point = digits > 0 ? hexPoint(body.slice(at + 1, at + 1 + digits), digits) : -1;
    if (plain > 0) {
      units[length++] = plain;
      at++;
    } else if (point >= 0) {
      const text = String.fromCodePoint(point);
      for (let unit = 0; unit < text.length; unit++) units[length++] = text.charCodeAt(unit);
      at += 1 + digits;
    } else units[length++] = code;
  }
  return textOf(units, length);
}

/** Code point of the digits; -1 when some are missing or invalid. */
function hexPoint(text: string, digits: number): number {
  if (text.length !== digits || !/^[\da-fA-F]+$/.test(text)) return -1;
  const point = Number.parseInt(text, 16);
  return point <= 0x10ffff ? point : 0xfffd;
}

/** Text of a quoted string and the index after its closing quote (the text's length when it is cut off). */
export interface Quoted {
  readonly value: string;
  readonly end: number;
}

const BACKSLASH = 92;

/**
 * Reads the string in double quotes that opens at `open`, with the escapes of Go (`strconv.Quote`) and JSON.
 *
 * A string without closing quote runs to the end: loggers cut long lines.
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

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([abfnrtv"'`\\/]))/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Undoes the escapes of Go and JSON strings; an unknown escape stays as it is. */
export function unescapeText(body: string): string {
  if (!body.includes('\\')) return body;
  // JSON.parse is many times faster than a callback per escape and fits all but Go's own escapes.
  if (!/\\[axvU'`]/.test(body)) {
    try {
      const value: unknown = JSON.parse(`"${body}"`);
      if (typeof value === 'string') return value;
    } catch {
      // A raw tab or a cut escape: the slower way takes those.
    }
  }
  return body.replace(ESCAPE, (_, hex?: string, short?: string, long?: string, letter?: string) => {
    const code = hex ?? short ?? long;
    if (code === undefined) return LETTERS[letter!] ?? letter!;
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}

import { textOf } from './code-units.ts';

/**
 * Characters that are removed from every line: controls except the tab, colour codes (also codes that lost their escape character
 * on the way, and rsyslog's `#033`), the byte order mark. U+FFFD is only inspected.
 */
const SPECIAL = /[\0-\x08\x0a-\x1f\x7f-\x9f\ufeff\ufffd]|\[0m|#033\[/;

/** Does this line need cleaning? A cheap test; false for nearly every line. */
export function hasSpecialCharacters(text: string): boolean {
  return SPECIAL.test(text);
}

const BARE_COLOURS = /(?:#033)?\[\d{1,3}(?:;\d{1,3}){0,4}m/g;
/** A duration whose micro sign was garbled by a wrong code page: `15.3�s`. */
const BROKEN_MICRO = /(\d)\ufffd{1,2}s\b/g;

/**
 * How much of one text is read: its beginning and its end. An error has its `(details: …)` at the end.
 *
 * A log event has at most 1 MB (PutLogEvents), which can be one huge statement or half a million lines of one letter. At most 32 KB
 * of an error are kept (`stored-line.ts`).
 */
const FIRST = { lines: 2_000, characters: 48 * 1024 };
const LAST = { lines: 200, characters: 16 * 1024 };

/** Is this text too long to be a line of golang-migrate? Then {@link physicalLines} leaves its middle out. */
export function isTooLong(text: string): boolean {
  return text.length > FIRST.characters + LAST.characters;
}

/**
 * The physical lines of a text, without colours and controls. `\r\n` and `\n` both end a line, and so does a lone `\r` (a progress
 * bar).
 *
 * Empty lines are kept between other lines and dropped at either end. There is always at least one line. Of a text with more than
 * 64 K code units or 2,200 lines, the middle is replaced by one line that says how much was left out ({@link isLeftOut}). The
 * line after that may be the rest of a line that began in the middle.
 */
export function physicalLines(text: string): readonly string[] {
  const lines = boundedLines(text).map(cleanLine);
  let from = 0;
  let to = lines.length;
  while (from < to - 1 && lines[from]!.trim() === '') from++;
  while (to - 1 > from && lines[to - 1]!.trim() === '') to--;
  return lines.slice(from, to);
}

function boundedLines(text: string): readonly string[] {
  const tooLong = isTooLong(text);
  const head = (tooLong ? text.slice(0, FIRST.characters) : text).split(LINE_BREAK);
  if (!tooLong && head.length <= FIRST.lines + LAST.lines) return head;
  const tail = tooLong ? text.slice(-LAST.characters).split(LINE_BREAK) : head;
  const [first, last] = [head.slice(0, FIRST.lines), tail.slice(-LAST.lines)];
  const kept = [...first, ...last].reduce((sum, line) => sum + line.length + 1, 0);
  return [...first, `… ${text.length - kept} characters left out …`, ...last];
}

const LINE_BREAK = /\r\n|\r|\n/;
const LEFT_OUT = /^… -?\d+ characters left out …$/;

/** Is this the line that {@link physicalLines} puts in place of the middle? A foreign line may look the same. */
export function isLeftOut(line: string): boolean {
  return line.startsWith('… ') && LEFT_OUT.test(line);
}

function cleanLine(line: string): string {
  if (!hasSpecialCharacters(line)) return line;
  const bare = withoutControls(line);
  const colourless = bare.includes('[0m') || bare.includes('#033[') ? bare.replace(BARE_COLOURS, '') : bare;
  return colourless.includes('\ufffd') ? colourless.replace(BROKEN_MICRO, '$1µs') : colourless;
}

const BELL = 0x07;
const TAB = 0x09;
const ESCAPE = 0x1b;
const CSI = 0x9b;
const BYTE_ORDER_MARK = 0xfeff;

function withoutControls(line: string): string {
  const kept = new Uint16Array(line.length);
  let length = 0;
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === ESCAPE || code === CSI) at = endOfSequence(line, at);
    else {
      const control =
        (code < 0x20 && code !== TAB) || (code >= 0x7f && code <= 0x9f) || code === BYTE_ORDER_MARK;
      if (!control) kept[length++] = code;
      at++;
    }
  }
  return textOf(kept, length);
}

/** Index after the terminal control sequence that begins at `at`. @see ECMA-48 §5.4, 8.3 */
function endOfSequence(line: string, at: number): number {
  const next = line[at + 1];
  if (line.charCodeAt(at) === CSI) return endOfCsi(line, at + 1);
  if (next === '[') return endOfCsi(line, at + 2);
  if (next === ']') {
    for (let end = at + 2; end < line.length; end++) {
      const code = line.charCodeAt(end);
      if (code === BELL) return end + 1;
      if (code === ESCAPE) return line[end + 1] === '\\' ? end + 2 : at + 2;
    }
    return at + 2;
  }
  if (next === '(' || next === ')') return at + 3;
  return next !== undefined && next >= '0' && next <= '~' ? at + 2 : at + 1;
}

/** Parameters and intermediates (0x20–0x3f), then one final character (0x40–0x7e). */
function endOfCsi(line: string, from: number): number {
  let end = from;
  while (end < line.length && line.charCodeAt(end) >= 0x20 && line.charCodeAt(end) <= 0x3f) end++;
  const final = line.charCodeAt(end);
  return final >= 0x40 && final <= 0x7e ? end + 1 : from;
}

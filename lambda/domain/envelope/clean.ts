import { textOf } from './code-units.ts';

/**
 * Characters that no line of ours keeps: controls but the tab, colour codes (also those whose escape character was
 * lost on the way, and rsyslog's `#033`), the byte order mark; U+FFFD is only looked at.
 */
const SPECIAL = /[\0-\x08\x0a-\x1f\x7f-\x9f\ufeff\ufffd]|\[0m|#033\[/;

/** Cheap test: false for nearly every line, which then needs no cleaning. */
export function hasSpecialCharacters(text: string): boolean {
  return SPECIAL.test(text);
}

const BARE_COLOURS = /(?:#033)?\[\d{1,3}(?:;\d{1,3}){0,4}m/g;
/** A duration's micro sign that a wrong code page broke: `15.3�s`. */
const BROKEN_MICRO = /(\d)\ufffd{1,2}s\b/g;

/**
 * Lines of one text that are told apart: the first of them, and the last, where an error's `(details: …)` stands.
 *
 * A log event holds at most 1 MB (PutLogEvents), which could be half a million lines of one letter.
 */
const FIRST_LINES = 20_000;
const LAST_LINES = 2_000;

/**
 * Physical lines of a text as a terminal would leave them: no colours, no controls, `\r\n` and `\n` alike.
 *
 * A lone `\r` (a progress bar) separates too. Empty lines between others stay, those at either end do not. Always at least
 * one line; past 22,000 the middle is one line that says how much it leaves out.
 */
export function physicalLines(text: string): readonly string[] {
  const lines = splitLines(text).map(cleanLine);
  let from = 0;
  let to = lines.length;
  while (from < to - 1 && lines[from]!.trim() === '') from++;
  while (to - 1 > from && lines[to - 1]!.trim() === '') to--;
  return lines.slice(from, to);
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let from = 0;
  while (lines.length < FIRST_LINES) {
    const end = breakAfter(text, from);
    lines.push(text.slice(from, end));
    if (end === text.length) return lines;
    from = end + breakLength(text, end);
  }
  const last: string[] = [];
  let to = text.length;
  while (last.length < LAST_LINES) {
    const start = breakBefore(text, from, to);
    last.push(text.slice(start, to));
    if (start === from) return lines.concat(last.reverse());
    to = start - (text.charCodeAt(start - 2) === CARRIAGE_RETURN ? breakLength(text, start - 2) : 1);
  }
  return lines.concat(`… ${to - from} characters left out …`, last.reverse());
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Index of the next line break, or the end of the text. */
function breakAfter(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBreak(text.charCodeAt(at))) at++;
  return at;
}

/** Index after the last line break before `to`, or `from`. */
function breakBefore(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && !isBreak(text.charCodeAt(at - 1))) at--;
  return at;
}

function breakLength(text: string, at: number): number {
  return text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
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

import { tokenEnd } from '../../model/redaction-token.ts';

/** How many backslashes are directly before `at`. */
export function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text.charCodeAt(at - 1 - count) === 0x5c) count++;
  return count;
}

/**
 * Is the quote at `at` on the same level as a quote that was opened after `depth` backslashes?
 *
 * Go's %q and every JSON layer double the backslashes and add one before each inner quote, so on a level opened with d = 2^n - 1
 * backslashes only a run of d (mod 2(d+1)) ends it.
 */
export function sameLevel(text: string, at: number, depth: number): boolean {
  return backslashesBefore(text, at) % (2 * (depth + 1)) === depth;
}

/** What may follow a closing quote: nothing that continues a word. `(` is from Go's `(MISSING)`. */
const AFTER_CLOSING = /[\s:,;)\]}.?!(\\"'`@-]/;

/**
 * Index of the quote that closes the one at `open`; -1 if none does.
 *
 * Messages quote foreign text without escaping, so a quote counts as the closing one only if the text after it could
 * follow a quotation.
 */
export function closingQuote(text: string, open: number, from = open + 1): number {
  const quote = text[open]!;
  const depth = backslashesBefore(text, open);
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (quote === '"' && !sameLevel(text, at, depth)) continue;
    const next = text[at + 1];
    if (next === undefined || AFTER_CLOSING.test(next)) return at;
  }
  return -1;
}

/** End of the run of non-blank characters that starts at `from`. A redaction token, including its blanks, counts as one character. */
export function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) break;
    at = Math.max(tokenEnd(text, at), at + 1);
  }
  return at;
}

/**
 * End of the run `start`–`end` without the closing quotes, brackets and full stops (at most three) of the sentence around it.
 *
 * A closing quote counts only if there is an opening one in the 4 KB before it.
 */
export function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && end - last < 3) {
    const char = text[last - 1]!;
    if (!')]}"\'`,.;:'.includes(char)) break;
    if ('"\'`'.includes(char) && !text.slice(Math.max(0, start - 4096), start).includes(char)) break;
    last--;
  }
  return last;
}

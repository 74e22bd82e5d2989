import { BEGINS_OWN_TEXT } from '../wording/own-wording.ts';
import { keepsQuotation } from './kept-quotations.ts';
import type { Decided } from './message-values.ts';
import { backslashesBefore, closingQuote, sameLevel } from './quote.ts';
import type { RedactionScope } from './scope.ts';
import type { StatedWords } from './stated-words.ts';

/** A key of a logger or a caller before a quoted message. After `migration failed: ` a quotation is a value. */
const MESSAGE_KEY =
  /(?:^|[\s{,(])(?<!migration |\b(?:type|enum|domain|for|of) )\\*["']?(?:error|err|msg|message|log|reason|cause|detail|details|text|event|stderr|stdout|panic|fatal|failed|failure)\\*["']?\s?[:=]\s?$/i;

/** Masks quotations in `text`, except in `decided` parts. Looks into a quotation that is a message itself. */
export function maskQuotations(
  text: string,
  decided: readonly Decided[],
  scope: RedactionScope,
  stated: StatedWords,
): string {
  let out = '';
  let done = 0;
  let next = 0; // the first decided part that ends at or after the current quote
  let closers: number[] = []; // closing quotes of the messages around the current position
  const quotes = /["'`]/g;
  for (let match = quotes.exec(text); match; match = quotes.exec(text)) {
    const open = match.index;
    while (next < decided.length && decided[next]!.to < open) next++;
    const part = decided[next];
    if (part !== undefined && open >= part.from - 1) {
      quotes.lastIndex = Math.max(open + 1, part.to + 1);
      continue;
    }
    if (closers.includes(open)) {
      closers = closers.filter((one) => one !== open);
      continue;
    }
    if (!opens(text, open)) continue;
    const depth = backslashesBefore(text, open);
    const before = text.slice(Math.max(0, open - depth - 48), open - depth);
    let close = closingQuote(text, open);
    const own = close < 0 ? '' : text.slice(open + 1, close);
    if (closers.length < MOST_NESTED && (MESSAGE_KEY.test(before) || BEGINS_OWN_TEXT.test(own))) {
      if (close >= 0) closers.push(close);
      continue; // a message: look inside
    }
    if (close >= 0 && isJsonKey(text, before, own, close)) {
      quotes.lastIndex = close + 1;
      continue;
    }
    if (/: $/.test(before) && text[open] === '"' && depth === 0) close = lastQuote(text, close);
    const end = close < 0 ? endOfOpen(text) : close - (text[open] === '"' ? depth : 0);
    const value = text.slice(open + 1, end);
    const after = text.slice(end, end + 48);
    if (close >= 0 && keepsQuotation({ value, before, after }, scope, stated)) {
      quotes.lastIndex = close + 1;
      continue;
    }
    out += text.slice(done, open + 1) + scope.mask(value, 'text');
    done = end;
    quotes.lastIndex = close < 0 ? end : close + 1;
  }
  return out + text.slice(done);
}

/** How deep messages may be quoted inside messages; deeper ones are masked. */
const MOST_NESTED = 4;

function isJsonKey(text: string, before: string, own: string, close: number): boolean {
  return (
    /(?:^|[{,]\s?)$/.test(before) &&
    /^["']\s?:/.test(text.slice(close, close + 4)) &&
    /^[\w.@-]{1,40}\\*$/.test(own)
  );
}

/** Does the quote at `at` open a quotation? An apostrophe (`can't`, `users'`) does not. */
function opens(text: string, at: number): boolean {
  if (text[at] !== "'") return true;
  return !/[\p{L}\p{N}›]/u.test(text.slice(at - 1, at)) || at === 0;
}

/** A value at the end of a message ends at the message's last quote. */
function lastQuote(text: string, close: number): number {
  if (close < 0) return close;
  const stop = /" \(SQLSTATE |"\n|" \(column |", /g;
  stop.lastIndex = close;
  const end = stop.exec(text)?.index ?? text.lastIndexOf('"');
  return end > close && sameLevel(text, end, 0) ? end : close;
}

/** The end of an unclosed quotation: the end of the text, without the parenthesis of `(details: …)`. */
function endOfOpen(text: string): number {
  let end = text.length;
  while (end > 0 && /[\s)]/.test(text[end - 1]!) && text.length - end < 3) end--;
  return end;
}

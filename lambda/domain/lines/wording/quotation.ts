/** Signs of source code, configuration or prose that quotes the wording. No logger prints them. */
const QUOTES = [
  /`[^`\n]*(?:Dirty database version|migration failed|no migration found|can't acquire)/,
  /[=!]= "|errors\.New\(|printf\(|Errorf\(|\((?:t|err|msg), "/i,
  // A format string with its verb; a regular expression; a template string that calls a function.
  /(?:: |driver )%[wvsq](?![\w%])|\(\?[:=!<]|\\d[+*]|\$\{\w+\(/,
  /^\s*['`](?:error|panic): /,
];
const QUOTED = new RegExp(QUOTES.map(({ source }) => source).join('|'));

/** Fields in which loggers quote an error or a message. */
const FIELD =
  /(?:^|[\s{,(\\"])(?:\w*err(?:or)?|msg|message|reason|cause|details?|log|text|event|stderr|stdout|panic|fatal|exception)\\*"?\s?[:=]\s?\\*$/i;
const LAST_QUOTATION = /^[^"]*\\*"[\s"'\\\])}.,]*$/;

/**
 * Does this text only quote golang-migrate's words, which it has at `at`, for example in source code?
 *
 * Loggers quote golang-migrate's message too, but in a field for messages, or as the rest of their line. That is not a quotation.
 */
export function isQuotation(text: string, at: number): boolean {
  if (QUOTED.test(text)) return true;
  const mark = text[at - 1];
  // ` in line N: ` begins with a blank, and may come after a quoted name in the same sentence.
  if (mark === undefined || text[at] === ' ' || !`"'\`‘“«`.includes(mark)) return false;
  if (mark !== '"') return true;
  const before = text.slice(Math.max(0, at - 64), at - 1);
  if (FIELD.test(before)) return false;
  return !(/[:=]\s?\\*$/.test(before) && LAST_QUOTATION.test(text.slice(at)));
}

/** Does a line end like source code: `',`, `"));`? A line of pretty-printed JSON does too, but begins with a key. */
export function endsAsCode(text: string): boolean {
  return /['`"]\)*\]?\)*[,;]$/.test(text) && !/^\s*"[\w.@-]+"\s*:/.test(text);
}

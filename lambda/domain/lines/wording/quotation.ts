/** Source code, configuration and prose that quote the wording: marks that no logger writes. */
const QUOTES = [
  /`[^`\n]*(?:Dirty database version|migration failed|no migration found|can't acquire)/,
  /[=!]= "|errors\.New\(|printf\(|Errorf\(|\((?:t|err|msg), "/i,
  // A format with its verb still in it; a regular expression; a template that calls a function.
  /(?:: |driver )%[wvsq](?![\w%])|\(\?[:=!<]|\\d[+*]|\$\{\w+\(/,
  /^\s*['`](?:error|panic): /,
];
const QUOTED = new RegExp(QUOTES.map(({ source }) => source).join('|'));

/** Fields in which loggers quote an error or a message. */
const FIELD =
  /(?:^|[\s{,(\\"])(?:\w*err(?:or)?|msg|message|reason|cause|details?|log|text|event|stderr|stdout|panic|fatal|exception)\\*"?\s?[:=]\s?\\*$/i;
const LAST_QUOTATION = /^[^"]*\\*"[\s"'\\\])}.,]*$/;

/**
 * Does this text, which has words of golang-migrate's at `at`, only speak of them?
 *
 * Loggers quote what golang-migrate said, but in a field that says so, or as all that is left of their line.
 */
export function isQuotation(text: string, at: number): boolean {
  if (QUOTED.test(text)) return true;
  const mark = text[at - 1];
  // Of a statement's wording the first word may be the middle of a sentence, behind a name in quotes.
  if (mark === undefined || text[at] === ' ' || !`"'\`‘“«`.includes(mark)) return false;
  if (mark !== '"') return true;
  const before = text.slice(Math.max(0, at - 64), at - 1);
  if (FIELD.test(before)) return false;
  return !(/[:=]\s?\\*$/.test(before) && LAST_QUOTATION.test(text.slice(at)));
}

/** Does a line end as those of programs do: `',`, `"));`? One of a logger's pretty-printed JSON begins with a key. */
export function endsAsCode(text: string): boolean {
  return /['`"]\)*\]?\)*[,;]$/.test(text) && !/^\s*"[\w.@-]+"\s*:/.test(text);
}

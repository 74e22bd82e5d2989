import { own } from '../../../contract/own.ts';
import { withLostValues } from './lost-format.ts';
import { withOwnField } from './own-field.ts';
import { parseObject } from './parse-object.ts';
import { readQuoted } from './quoted.ts';

/** Fields besides the log message that can contain golang-migrate's words. `cause` adds to an error. */
const ERROR_FIELDS = ['error', 'err', 'cause', 'exception', 'migration'] as const;

/**
 * A log message with its error: `message: error`, or only one of them. An error that the message contains already is not repeated.
 *
 * `undefined` when the record has neither.
 */
export function messageWithError(
  message: string | undefined,
  field: (name: string) => unknown,
): string | undefined {
  let text = message;
  for (const name of ERROR_FIELDS) {
    const error = errorText(field(name));
    // `migration=true` only marks a line.
    if (error === undefined || error === '' || error === 'true' || error === 'false') continue;
    if (text === undefined || text === '') text = error;
    else text = joined(text, error);
  }
  return text;
}

/** Longest text of a caller before an error that another field contains too. */
const MOST_BEFORE = 80;
/** Two texts are the same error if at least this many characters at the end are equal. */
const LEAST_SAME = 24;

/** `message: error`, or only one of them when both end with the same error: `migrate: …` and `error: …`. */
function joined(message: string, error: string): string {
  const text = message.trimEnd();
  const other = error.trimEnd();
  if (text.includes(other)) return message;
  let same = 0;
  while (
    same < text.length &&
    text.charCodeAt(text.length - 1 - same) === other.charCodeAt(other.length - 1 - same)
  )
    same++;
  if (same >= LEAST_SAME && same >= other.length - MOST_BEFORE) return message;
  if (same >= LEAST_SAME && same >= text.length - MOST_BEFORE) return error;
  return `${text.replace(/:$/, '')}: ${error}`;
}

function errorText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value))
    return value
      .map(errorText)
      .filter((text) => text !== undefined)
      .join('; ');
  const inner = value as Readonly<Record<string, unknown>>;
  for (const name of ['message', 'msg', 'error', 'Message'] as const) {
    if (typeof inner[name] === 'string') return inner[name];
  }
  return undefined;
}

const KEY = /[A-Za-z_@][\w.@/-]{0,63}(?==)/y;
const BARE = /\S+/y;

/** Most tokens that are read from one line. Fields after these never contain golang-migrate's words. */
const MAX_TOKENS = 500;

/**
 * Reads `key=value` pairs to the end of the text; `undefined` when there is other text between them.
 *
 * With `loose`, bare words belong to the value before them (`msg=no change`), because home-made loggers do not quote. After 500
 * tokens, a loose value takes the rest of the line; without `loose` the result is `undefined`.
 */
export function readPairs(text: string, from: number, loose: boolean): Map<string, string> | undefined {
  const pairs = new Map<string, string>();
  let last: string | undefined;
  let at = from;
  for (let tokens = 0; at < text.length; tokens++) {
    at = skipBlanks(text, at);
    KEY.lastIndex = at;
    const key = KEY.exec(text)?.[0];
    if (key !== undefined && tokens < MAX_TOKENS) {
      const start = at + key.length + 1;
      const quoted = text[start] === '"' ? readQuoted(text, start) : undefined;
      const value = quoted?.value ?? bareWord(text, start);
      pairs.set(key, value);
      at = quoted?.end ?? start + value.length;
      last = key;
    } else if (at < text.length) {
      if (!loose || last === undefined) return undefined;
      const word = tokens < MAX_TOKENS ? bareWord(text, at) : text.slice(at).trimEnd();
      pairs.set(last, `${pairs.get(last)} ${word}`);
      at += tokens < MAX_TOKENS ? word.length : text.length;
    }
  }
  return pairs;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function bareWord(text: string, from: number): string {
  BARE.lastIndex = from;
  return BARE.exec(text)?.[0] ?? '';
}

/** One space or tab, then a key: a possible beginning of the fields at the end of a console line. */
const FIELD_START = /[ \t](?=[A-Za-z_@][\w.@/-]{0,63}=)/g;

/**
 * A console line's message, with the error from the fields at its end: JSON (zap) or pairs (logrus, slog, zerolog).
 *
 * Other fields are dropped, unless they contain golang-migrate's words. A message that quotes SQL is kept whole, because
 * `a=1` may be part of the statement. `level` is the level before the message; left out if there was none.
 */
export function consoleMessage(text: string, level?: string): string {
  const json = text.endsWith('}') ? text.search(/[ \t]\{"/) : -1;
  if (json !== -1) {
    const record = parseObject(text.slice(json + 1));
    if (record) {
      const message = text.slice(0, json).trimEnd();
      const said = messageWithError(withLostValues(message, record), (name) => own(record, name));
      return withOwnField(said, text, { level, ...record }) ?? message;
    }
  }
  if (!text.includes('=') || / in line \d+: /.test(text.slice(0, firstQuote(text)))) return text;
  FIELD_START.lastIndex = 0;
  for (let tries = 0; tries < 20; tries++) {
    const start = FIELD_START.exec(text);
    if (!start) return text;
    const pairs = readPairs(text, start.index, false);
    if (!pairs) continue;
    const message = text.slice(0, start.index).trimEnd();
    const fields = { level, ...Object.fromEntries(pairs) };
    const said = messageWithError(withLostValues(message, fields), (name) => pairs.get(name));
    return withOwnField(said, text, fields) ?? message;
  }
  return text;
}

function firstQuote(text: string): number {
  const at = text.indexOf('="');
  return at === -1 ? text.length : at;
}

import { own } from '../../../contract/own.ts';
import { withLostValues } from './lost-format.ts';
import { withOwnField } from './own-field.ts';
import { parseObject } from './parse-object.ts';
import { readQuoted } from './quoted.ts';

/** Fields beside a log message that can hold what golang-migrate said. `cause` adds to an error. */
const ERROR_FIELDS = ['error', 'err', 'cause', 'exception', 'migration'] as const;

/**
 * A log message with its error: `message: error`, or either alone; nothing is said twice.
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
    // `migration=true` marks a line, and says nothing.
    if (error === undefined || error === '' || error === 'true' || error === 'false') continue;
    if (text === undefined || text === '') text = error;
    else text = joined(text, error);
  }
  return text;
}

/** Longest words of a caller's before an error that another field has too. */
const MOST_BEFORE = 80;
/** Two errors of which so much is the same at the end are one. */
const LEAST_SAME = 24;

/** `message: error`, or the one that says it all when both end with the same error: `migrate: …` and `error: …`. */
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

/** Tokens that are read of one line: fields past these say nothing of golang-migrate. */
const MAX_TOKENS = 500;

/**
 * Reads `key=value` pairs to the end of the text; `undefined` when something else stands between them.
 *
 * With `loose`, bare words belong to the value before them (`msg=no change`): hand-made loggers do not quote. Past 500
 * tokens a loose value takes the rest of the line, and strict pairs are none.
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

/** One space or tab, then a key: where the fields that end a console line can begin. */
const FIELD_START = /[ \t](?=[A-Za-z_@][\w.@/-]{0,63}=)/g;

/**
 * A console line's message, with the error of the fields that end it: JSON (zap) or pairs (logrus, slog, zerolog).
 *
 * Other fields are dropped, unless they hold words of golang-migrate's own. A message that quotes SQL keeps its tail, because
 * `a=1` may be the statement's. `level` is the word that stood before; left out: none did.
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

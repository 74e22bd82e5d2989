import { isProgress } from '../wording/line-patterns.ts';
import { holdsOwnSentence, mayHoldOwnWords } from '../wording/own-wording.ts';
import { type Fields, parseObject } from './parse-object.ts';

/**
 * `text`, the message of a record, with golang-migrate's words from the field that contains them, at any depth; `text` unchanged when
 * it contains them already, or when no field does.
 *
 * `raw` is the line that the record was read from. If it has none of golang-migrate's words, which is cheap to test, no field is
 * searched. A line of a run replaces the record's message; an error is added to it.
 */
export function withOwnField(text: string | undefined, raw: string, record: Fields): string | undefined {
  if (!mayHoldOwnWords(raw) || (text !== undefined && isOwn(text))) return text;
  const found = new FieldSearch().in(record, '', 0, NOTHING_SAID);
  if (found === undefined) return text;
  if (text === undefined || text === '' || isProgress(found.trim())) return found;
  return `${text.trimEnd().replace(/:$/, '')}: ${found}`;
}

function isOwn(text: string): boolean {
  return holdsOwnSentence(text) || isProgress(text.trim());
}

/** OpenTelemetry's own JSON nests eleven deep, lists counted. */
const MAX_DEPTH = 12;
const MAX_FIELDS = 300;

/** Fields for errors. golang-migrate's sentence in one of these fields is an error of the program itself. */
const FAULTS =
  /(?:err|error|errormessage|error_message|reason|cause|exception|fail|failed|failure|fault|panic|fatal|stderr|stack|stacktrace|stack_trace|backtrace)$/i;
/** Fields for messages: the program's own, or text that it handles. */
const WORDS = /(?:msg|message|log|detail|details|textpayload)$/i;
/** Fields for text that others wrote, asked or sent. All fields inside one of these fields count in the same way. */
const OTHERS =
  /^(?:q|query|queries|search\w*|sql|statement|title|subject|summary|comments?|prompt|question|answer|content|html|markdown|ur[il]|path|href|referr?er|(?:request|req|response|resp|res)(?:[._]?body)?|input|output|stdin|diff|patch|snippet|example|expected|expect|actual|want|got|fixture|test|description|quote|quoted|labels?|tags?|topic|channel|user[_-]?agent|headers?|form|args?|argv|issue|ticket|thread|post|email|mail|document|doc|docs|readme|conversation|chat|slack|webhook|notification|alert|annotations?|runbook|pattern|regexp?|rule|template|hint|help|usage)$/i;

/** One depth-first walk through one record. */
class FieldSearch {
  #left = MAX_FIELDS;

  /** `around` is what the enclosing records say. */
  in(value: unknown, name: string, depth: number, around: Context): string | undefined {
    if (--this.#left < 0 || depth > MAX_DEPTH) return undefined;
    if (typeof value === 'string') return this.#text(value, name, depth, around);
    if (typeof value !== 'object' || value === null) return undefined;
    const context = Array.isArray(value) ? around : contextOf(value as Fields, around);
    for (const [key, inner] of Object.entries(value)) {
      const below = Array.isArray(value) ? name : key;
      if (below.split('.').some((word) => OTHERS.test(word))) continue;
      const found = this.in(inner, below, depth + 1, context);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #text(value: string, name: string, depth: number, around: Context): string | undefined {
    if (!mayHoldOwnWords(value)) return undefined;
    const record = value.startsWith('{') ? parseObject(value) : undefined;
    if (record) return this.in(record, name, depth + 1, around);
    if (isProgress(value.trim())) return value;
    return isOwnWord(name, depth, around) && holdsOwnSentence(value) ? value : undefined;
  }
}

/** Is the content of this field the program's own message, and not a text that it handles? */
function isOwnWord(name: string, depth: number, { mood, telemetry }: Context): boolean {
  if (mood === 'trouble' || FAULTS.test(name)) return true;
  if (telemetry && /^(?:body|stringValue)$/i.test(name)) return true;
  return WORDS.test(name) && (depth === 1 || mood === 'unsaid');
}

interface Context {
  /** What the record's level says; `unsaid` if the record has no level. */
  readonly mood: 'trouble' | 'harmless' | 'unsaid';
  /** True inside an OpenTelemetry log record, whose message is its `body`. A log of HTTP requests uses `body` for something else. */
  readonly telemetry: boolean;
}

const NOTHING_SAID: Context = { mood: 'unsaid', telemetry: false };

function contextOf(record: Fields, around: Context): Context {
  const mood = moodOf(record);
  return {
    mood: mood === 'unsaid' ? around.mood : mood,
    telemetry: around.telemetry || TELEMETRY.some((name) => record[name] !== undefined),
  };
}

/** Longest unknown prefix before a record, `[api] {…}`, in UTF-16 units. */
export const MAX_PREFIX = 200;

/** Where the record at the end of this line begins, alone or after a prefix without golang-migrate's words; -1 if there is no record. */
export function recordAt(text: string): number {
  const at = text.endsWith('}') ? text.indexOf('{"') : -1;
  return at > MAX_PREFIX || (at > 0 && mayHoldOwnWords(text.slice(0, at))) ? -1 : at;
}

/** Is this text still a record? Text inside a record that no envelope could read is not taken for the program's own message. */
export function isRecord(text: string): boolean {
  const at = recordAt(text);
  return at >= 0 && parseObject(text.slice(at)) !== undefined;
}

const LEVELS = [
  'level',
  'lvl',
  'severity',
  'severityText',
  'SeverityText',
  'severity_text',
  'log.level',
  'levelname',
  'level_name',
  '@level',
  '@l',
  'Level',
  'LogLevel',
  'loglevel',
  'severityNumber',
  'SeverityNumber',
] as const;
const TROUBLE =
  /^(?:err|erro|eror|error|wrn|warn|warning|ftl|fatal|fata|crit|critical|alert|emerg|emergency|pnc|pani|panic|dpanic|severe|e|f)$/i;

/**
 * The lowest numeric level that means warning, for the scale of the number: OpenTelemetry's goes up to 24, pino's and bunyan's to
 * 60, Monolog's to 600.
 *
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 * @see https://github.com/Seldaek/monolog/blob/3.7.0/doc/01-usage.md#log-levels
 */
function leastWarning(name: string, level: number): number {
  if (/number/i.test(name)) return 13;
  return level >= 100 ? 300 : 40;
}

function moodOf(record: Fields): Context['mood'] {
  const name = LEVELS.find((each) => record[each] !== undefined);
  const level = name === undefined ? undefined : record[name];
  if (typeof level === 'number') return level >= leastWarning(name!, level) ? 'trouble' : 'harmless';
  if (typeof level === 'string' && level !== UNKNOWN_LEVEL)
    return TROUBLE.test(level) ? 'trouble' : 'harmless';
  // `status` may be something other than a level, so it only counts with a word for trouble.
  return typeof record['status'] === 'string' && TROUBLE.test(record['status']) ? 'trouble' : 'unsaid';
}

/** The level that Google Cloud gives a record without a level. */
const UNKNOWN_LEVEL = 'DEFAULT';

const TELEMETRY = [
  'severityNumber',
  'SeverityNumber',
  'severityText',
  'SeverityText',
  'observedTimeUnixNano',
  'timeUnixNano',
] as const;

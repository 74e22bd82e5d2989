import { isProgress } from '../wording/line-patterns.ts';
import { holdsOwnSentence, mayHoldOwnWords } from '../wording/own-wording.ts';
import { type Fields, parseObject } from './parse-object.ts';

/**
 * `text`, what a record says, with golang-migrate's own words from whatever field of it holds them, at any depth; `text` itself when
 * it holds them already, or when no field does.
 *
 * `raw` is the line that the record was read from: without one of golang-migrate's words in it, which costs a look at
 * few of its characters, no field is searched. A line of a run is returned alone, an error behind the record's message.
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

/** Fields in which programs put what went wrong: there golang-migrate's sentence is their own word. */
const FAULTS =
  /(?:err|error|errormessage|error_message|reason|cause|exception|fail|failed|failure|fault|panic|fatal|stderr|stack|stacktrace|stack_trace|backtrace)$/i;
/** Fields for what a program says, or was told. */
const WORDS = /(?:msg|message|log|detail|details|textpayload)$/i;
/** Fields that hold what somebody else wrote, asked or sent; what stands below one of these is his too. */
const OTHERS =
  /^(?:q|query|queries|search\w*|sql|statement|title|subject|summary|comments?|prompt|question|answer|content|html|markdown|ur[il]|path|href|referr?er|(?:request|req|response|resp|res)(?:[._]?body)?|input|output|stdin|diff|patch|snippet|example|expected|expect|actual|want|got|fixture|test|description|quote|quoted|labels?|tags?|topic|channel|user[_-]?agent|headers?|form|args?|argv|issue|ticket|thread|post|email|mail|document|doc|docs|readme|conversation|chat|slack|webhook|notification|alert|annotations?|runbook|pattern|regexp?|rule|template|hint|help|usage)$/i;

/** One walk through one record, depth first. */
class FieldSearch {
  #left = MAX_FIELDS;

  /** `around` is what the records say in which `value` stands. */
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

/** Is what stands in this field the program's own word, and not a text that it handles? */
function isOwnWord(name: string, depth: number, { mood, telemetry }: Context): boolean {
  if (mood === 'trouble' || FAULTS.test(name)) return true;
  if (telemetry && /^(?:body|stringValue)$/i.test(name)) return true;
  return WORDS.test(name) && (depth === 1 || mood === 'unsaid');
}

interface Context {
  /** What the level says. */
  readonly mood: 'trouble' | 'harmless' | 'unsaid';
  /** OpenTelemetry's log record, whose text is its `body`; a log of HTTP requests calls something else so. */
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

/** Longest prefix of nobody's known that a record may stand behind: `[api] {…}`. */
export const MAX_PREFIX = 200;

/** Where a record begins that ends this line, alone or behind a prefix without golang-migrate's words; -1: none does. */
export function recordAt(text: string): number {
  const at = text.endsWith('}') ? text.indexOf('{"') : -1;
  return at > MAX_PREFIX || (at > 0 && mayHoldOwnWords(text.slice(0, at))) ? -1 : at;
}

/** Is this a record, and not a line? What somebody wrote into a record that no envelope could read is not its program's word. */
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
 * The least number that says warning, by the scale that the number is of: OpenTelemetry's ends at 24, pino's and bunyan's at 60,
 * Monolog's at 600.
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
  // Other things have a status too.
  return typeof record['status'] === 'string' && TROUBLE.test(record['status']) ? 'trouble' : 'unsaid';
}

/** Google Cloud's word for a level that nobody gave. */
const UNKNOWN_LEVEL = 'DEFAULT';

const TELEMETRY = [
  'severityNumber',
  'SeverityNumber',
  'severityText',
  'SeverityText',
  'observedTimeUnixNano',
  'timeUnixNano',
] as const;

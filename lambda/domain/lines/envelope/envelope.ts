import { withShortMessages } from '../wording/long-error.ts';
import { mayHoldOwnWords } from '../wording/own-wording.ts';
import { hasSpecialCharacters, isTooLong, physicalLines } from './clean.ts';
import { cutRecord } from './cut-record.ts';
import { JSON_LAYERS, jsonRecord } from './json.ts';
import type { EnvelopeName, Peeled, PrefixLayer, Unwrapped } from './layer.ts';
import { LOGGER_LAYERS } from './loggers.ts';
import { refilled, refilledLines } from './lost-format.ts';
import { MAX_PREFIX, recordAt } from './own-field.ts';
import type { Fields } from './parse-object.ts';
import { PLATFORM_LAYERS, SHARED_LAYERS } from './platforms.ts';
import { readQuoted, unescapeText } from './quoted.ts';
import { leadingTime } from './time.ts';
import { TIMED_LAYERS } from './timed.ts';

/**
 * Removes the envelopes (what platforms and loggers put around a line) from the lines of one batch.
 *
 * Envelopes are layers: each layer recognises one format and peels it off, until none fits.
 */
export interface Envelope {
  /** The {@link SHARED_LAYERS} that the batch's samples agree on, joined by `+`; `lines` when they agree on none. */
  readonly name: string;
  /**
   * Physical lines of a text without their envelopes: at least one, never throws.
   *
   * A line without an envelope is returned unchanged, except for colours and controls.
   */
  unwrap(text: string): readonly Unwrapped[];
}

/** Every supported envelope, and where its format is documented. */
export const ENVELOPES: readonly EnvelopeName[] = [
  ...JSON_LAYERS,
  ...TIMED_LAYERS,
  ...SHARED_LAYERS,
  ...PLATFORM_LAYERS,
  ...LOGGER_LAYERS,
];

/** For example, three nested platforms and a logger: GitHub Actions, compose, Docker, zap. */
const MAX_LAYERS = 6;

interface Seen extends Omit<Unwrapped, 'text'> {
  readonly depth: number;
}

const NOTHING_SEEN: Seen = {
  at: null,
  container: null,
  taskArn: null,
  stream: null,
  logger: false,
  depth: 0,
};

interface Fit {
  readonly layer: EnvelopeName;
  readonly peeled: Peeled;
}

type Dispatch = readonly (readonly PrefixLayer[])[];

/**
 * Chooses the layers for a batch by a few sample texts, which should begin with lines that could be golang-migrate's.
 *
 * Most envelopes are recognised line by line, so that batch boundaries make no difference and plain lines may be in between.
 * A few have a form that other text has too. These are used only when at least half of the samples have that form.
 */
export function detectEnvelope(samples: readonly string[]): Envelope {
  const agreed = SHARED_LAYERS.filter((layer) => layer.detect(samples));
  if (agreed.length === 0) return LINE_BY_LINE;
  return envelopeOf(agreed.map((layer) => layer.name).join('+'), dispatchOf([...agreed, ...PREFIX_LAYERS]));
}

const PREFIX_LAYERS: readonly PrefixLayer[] = [...PLATFORM_LAYERS, ...LOGGER_LAYERS];
const LINE_BY_LINE = envelopeOf('lines', dispatchOf(PREFIX_LAYERS));

function envelopeOf(name: string, dispatch: Dispatch): Envelope {
  return {
    name,
    unwrap(text) {
      const lines: Unwrapped[] = [];
      collect(text, NOTHING_SEEN, dispatch, lines);
      return lines;
    },
  };
}

/** Dispatch table: the layers by the code of a line's first character. Made at each cold start, and for each batch with a shared layer. */
function dispatchOf(layers: readonly PrefixLayer[]): Dispatch {
  const dispatch: PrefixLayer[][] = Array.from({ length: 128 }, () => []);
  for (const layer of layers)
    for (const character of layer.first) dispatch[character.charCodeAt(0)]!.push(layer);
  return dispatch;
}

function collect(printed: string, seen: Seen, dispatch: Dispatch, lines: Unwrapped[]): void {
  const text = beginsRecord(printed) ? printed : withShortMessages(printed);
  if (isTooLong(text) || hasSpecialCharacters(text)) {
    // A pretty-printed or long record is one text. Any other text is unwrapped line by line.
    const whole = seen.logger || !text.startsWith('{') ? undefined : fitJson(text, seen);
    if (whole) {
      collect(whole.peeled.text, after(seen, whole), dispatch, lines);
      return;
    }
    const [first, ...rest] = refilledLines(physicalLines(text));
    collectLine(first!, seen, dispatch, lines);
    // In a logger's message only the first line can have another prefix. The rest is text of the message.
    for (const line of rest) {
      if (seen.logger) lines.push(unwrapped(line, seen));
      else collectLine(line, seen, dispatch, lines);
    }
    return;
  }
  collectLine(text, seen, dispatch, lines);
}

function collectLine(text: string, seen: Seen, dispatch: Dispatch, lines: Unwrapped[]): void {
  const fit = seen.depth < MAX_LAYERS ? fitLine(text, seen, dispatch) : undefined;
  if (fit && fit.peeled.text !== text) collect(fit.peeled.text, after(seen, fit), dispatch, lines);
  else pushPlain(text, fit ? after(seen, fit) : seen, lines);
}

/**
 * Does the text begin with a record, whole or cut, maybe after a platform's prefix? A record is read before long messages in it are
 * shortened.
 */
function beginsRecord(text: string): boolean {
  const at = text.slice(0, MAX_PREFIX).indexOf('{"');
  return text.charCodeAt(0) === OPEN_BRACE || (at > 0 && !mayHoldOwnWords(text.slice(0, at)));
}

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

function fitLine(text: string, seen: Seen, dispatch: Dispatch): Fit | undefined {
  const code = text.charCodeAt(0);
  if (code === OPEN_BRACE) return fitJson(text, seen);
  for (const layer of dispatch[code] ?? []) {
    if (seen.logger && layer.kind === 'transport') continue;
    const peeled = layer.peel(text);
    if (peeled) return { layer, peeled };
  }
  const timed = code >= DIGIT_0 && code <= DIGIT_9 ? fitTimed(text, seen) : undefined;
  return timed ?? fitBehindPrefix(text, seen);
}

/** A record after a custom prefix, `[api] {…}`, if one of its fields contains golang-migrate's words. */
function fitBehindPrefix(text: string, seen: Seen): Fit | undefined {
  const at = recordAt(text);
  if (at === -1) return fitRest(text, seen);
  if (at < 1 || !mayHoldOwnWords(text)) return undefined;
  const fit = fitJson(text.slice(at), seen);
  return fit?.layer.kind === 'logger' ? fit : undefined;
}

/** The boundary between two text fields of a record. */
const NEXT_FIELD = /(?<!\\)",(?="[\w.@-]{1,64}":)/;
const REST_OF_RECORD = {
  name: 'rest-of-record',
  kind: 'logger',
  source: 'https://www.rfc-editor.org/rfc/rfc8259',
} as const;

/** The rest of a record whose beginning came in another delivery: the end of the text that was cut, and the fields after it. */
function fitRest(text: string, seen: Seen): Fit | undefined {
  if (seen.logger || text.charCodeAt(text.length - 1) !== CLOSE_BRACE || !mayHoldOwnWords(text))
    return undefined;
  const next = NEXT_FIELD.exec(text);
  if (next === null || text.slice(0, next.index).includes(DETAILS_OPEN)) return undefined;
  const fields = `{${text.slice(next.index + next[0].length)}`;
  const record = jsonRecord(fields);
  const fit = record && fitRecord(record, fields, seen, true);
  if (!mayHoldOwnWords(text.slice(0, next.index))) return fit?.layer.kind === 'logger' ? fit : undefined;
  if (!fit) return undefined;
  const { value } = readQuoted(`"${text.slice(0, next.index + 1)}`, 0);
  return { layer: REST_OF_RECORD, peeled: { ...fit.peeled, text: value } };
}

function fitJson(text: string, seen: Seen): Fit | undefined {
  const record = jsonRecord(text);
  if (!record) return fitCut(text, seen);
  return fitRecord(record, text, seen);
}

/** A record that was cut is read up to the cut, if that part contains golang-migrate's words. */
function fitCut(text: string, seen: Seen): Fit | undefined {
  const found = mayHoldOwnWords(text) && !text.trimEnd().endsWith('}') ? cutRecord(text) : undefined;
  const fit = found && fitRecord(found.record, text, seen, true);
  if (!fit || found.cut === undefined || !fit.peeled.text.endsWith(found.cut)) return fit;
  return { ...fit, peeled: { ...fit.peeled, cut: true } };
}

function fitRecord(record: Fields, text: string, seen: Seen, cut = false): Fit | undefined {
  for (const layer of JSON_LAYERS) {
    if (seen.logger && layer.kind === 'transport') continue;
    const peeled = layer.read(record, text, cut);
    if (peeled) return { layer, peeled };
  }
  return undefined;
}

function fitTimed(text: string, seen: Seen): Fit | undefined {
  const time = leadingTime(text);
  if (!time) return undefined;
  const rest = text.slice(time.end);
  for (const layer of TIMED_LAYERS) {
    if (seen.logger && layer.kind === 'transport') continue;
    const peeled = layer.peel(rest, time);
    if (peeled) return { layer, peeled: { at: time.at, ...peeled } };
  }
  return undefined;
}

/** What is known after one more layer. The outermost layer that gives a value wins. */
function after(seen: Seen, { layer, peeled }: Fit): Seen {
  return {
    at: seen.at ?? peeled.at ?? null,
    container: seen.container ?? peeled.container ?? null,
    taskArn: seen.taskArn ?? peeled.taskArn ?? null,
    stream: seen.stream ?? peeled.stream ?? null,
    logger: seen.logger || layer.kind === 'logger',
    depth: seen.depth + 1,
    ...((seen.cut || peeled.cut) && { cut: true }),
  };
}

function pushPlain(text: string, seen: Seen, lines: Unwrapped[]): void {
  const whole = refilled(text);
  if (whole !== undefined) {
    // Only the `Logger` of a program that uses the library can separate a format from its values.
    lines.push(unwrapped(whole, { ...seen, logger: true }));
    return;
  }
  const message = seen.logger ? text.replace(/(?:\\{1,4}[rn]){1,4}$/, '') : text;
  if (!isEscapedStatement(message)) {
    lines.push(unwrapped(detailsOfCut(message) ?? message, seen));
    return;
  }
  for (const line of physicalLines(withShortMessages(unescapeText(message))))
    lines.push(unwrapped(line, seen));
}

/** Is it an error with its whole statement on one line and newlines written as `\n` (by `%q`, or because it was escaped twice)? */
function isEscapedStatement(text: string): boolean {
  return text.includes('\\n') && / in line \d{1,9}: /.test(text) && /\\n {0,4}\(details: /.test(text);
}

const DETAILS_OPEN = '(details: ';

/**
 * The details of an error in the rest of a JSON record whose beginning is missing; `undefined` for any other text.
 *
 * The statement before them is left out: without its beginning it is not known which parts of it are literals.
 */
function detailsOfCut(text: string): string | undefined {
  const at = text.lastIndexOf(DETAILS_OPEN);
  if (at < 2 || !/\\n {0,4}$/.test(text.slice(Math.max(0, at - 6), at))) return undefined;
  // Reads up to the quote that ends the field, as if the field began here.
  return ` ${readQuoted(`"${text.slice(at)}`, 0).value}`;
}

function unwrapped(text: string, seen: Seen): Unwrapped {
  const { at, container, taskArn, stream, logger } = seen;
  if (seen.cut) return { text, at, container, taskArn, stream, logger, cut: true };
  return { text, at, container, taskArn, stream, logger };
}

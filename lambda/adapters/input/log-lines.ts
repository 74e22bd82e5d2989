import { detectEnvelope, type Envelope } from '../../domain/lines/envelope/envelope.ts';
import { mayBeMigrate } from '../../domain/lines/wording/anchors.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { ReadLogError } from './read-log-error.ts';

/** Bytes that are decoded at once, because one string cannot hold a whole file of 512 MiB. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 10;
/** Number of digits of a line number in ids: enough for any file that is read. */
const ID_DIGITS = 9;

/** Most lines that are read. Each takes about 100 bytes of memory in addition to its text. */
export const MAX_LOG_LINES = 10_000_000;

/**
 * Splits a text of lines into batches: one for each stream that the envelopes name, or one for all lines if they name at most one.
 *
 * Lines that are far from any line of golang-migrate are kept, but their envelopes are not read.
 *
 * @throws {ReadLogError} `too-large` for more than {@link MAX_LOG_LINES}.
 */
export function plainBatches(text: Buffer): readonly LogBatch[] {
  const lines = joinRecords(linesIn(text));
  const streams = byStream(lines, placesOf(lines));
  return [...streams].map(([logStream, events]) => ({ logGroup: '', logStream, events }));
}

/** Id of the line at `index`, counted from 0. */
export function lineId(index: number): string {
  return String(index + 1).padStart(ID_DIGITS, '0');
}

/** Lines by index. A record that is printed over several lines is at its first line; its other lines are `undefined`. */
type Lines = (string | undefined)[];

function linesIn(text: Buffer): Lines {
  const lines: Lines = [];
  for (let from = 0; from < text.length; ) {
    const cut = from + CHUNK_BYTES >= text.length ? -1 : text.indexOf(LINE_FEED, from + CHUNK_BYTES);
    const to = cut === -1 ? text.length : cut;
    for (const line of text.toString('utf8', from, to).split('\n')) {
      lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    if (lines.length > MAX_LOG_LINES) {
      const most = MAX_LOG_LINES.toLocaleString('en');
      throw new ReadLogError('too-large', `more than ${most} lines; cut out the hours around the run`);
    }
    from = to + 1;
  }
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Most lines of a record that is printed over several lines (`aws logs tail --format json`) and joined into one text. */
const MAX_RECORD_LINES = 1_000;

function joinRecords(lines: Lines): Lines {
  for (let open = lines.indexOf('{'); open !== -1; open = lines.indexOf('{', open + 1)) {
    const record = lines.slice(open, open + MAX_RECORD_LINES);
    const length = record.indexOf('}') + 1;
    if (length === 0 || (record.indexOf('{', 1) < length && record.indexOf('{', 1) !== -1)) continue;
    lines[open] = record.slice(0, length).join('\n');
    lines.fill(undefined, open + 1, open + length);
  }
  return lines;
}

interface Places {
  /** For each line, the index of its stream in `streams`. */
  readonly of: Uint32Array;
  readonly at: Float64Array;
  readonly streams: readonly string[];
}

const SAMPLES = 200;
/** Lines whose envelopes are read before the first possible line of golang-migrate, and after the last one, for the rest of an error. */
const AROUND_LINES = 10_000;

/** Streams and times in the envelopes of the lines. A missing time is NaN. */
function placesOf(lines: Lines): Places {
  const candidates: number[] = [];
  lines.forEach((line, index) => {
    if (line !== undefined && mayBeMigrate(line)) candidates.push(index);
  });
  const samples = samplesOf(lines, candidates);
  const envelope = detectEnvelope(samples);
  const of = new Uint32Array(lines.length);
  const at = new Float64Array(lines.length).fill(Number.NaN);
  const streams = [''];
  const numbers = new Map([['', 0]]);
  if (candidates.length === 0 || !samples.some((text) => saysPlace(text, envelope)))
    return { of, at, streams };
  const to = Math.min(lines.length, candidates.at(-1)! + AROUND_LINES);
  let last: Placed = { stream: '', at: null };
  for (let index = Math.max(0, candidates[0]! - AROUND_LINES); index < to; index++) {
    const text = lines[index];
    if (text === undefined) continue;
    last = placeOf(text, envelope, last);
    const number = numbers.get(last.stream) ?? streams.push(last.stream) - 1;
    numbers.set(last.stream, number);
    of[index] = number;
    at[index] = last.at ?? Number.NaN;
  }
  return { of, at, streams };
}

/** Samples: possible lines of golang-migrate, then lines from all parts of the file. */
function samplesOf(lines: Lines, candidates: readonly number[]): readonly string[] {
  const chosen = candidates.slice(0, SAMPLES);
  const step = Math.max(1, Math.floor(lines.length / SAMPLES));
  if (chosen.length === 0) for (let index = 0; index < lines.length; index += step) chosen.push(index);
  return chosen.flatMap((index) => lines[index] ?? []);
}

function saysPlace(text: string, envelope: Envelope): boolean {
  return envelope.unwrap(text).some(({ at, stream }) => at !== null || stream !== null);
}

interface Placed {
  readonly stream: string;
  readonly at: number | null;
}

function placeOf(text: string, envelope: Envelope, last: Placed): Placed {
  const { stream, taskArn, at } = envelope.unwrap(text)[0]!;
  // Tasks are distinguished by their ARN, which remains in the text.
  if (stream !== null && taskArn === null) return { stream, at };
  // `aws logs tail` writes time and stream before the first line of a log event only.
  return at === null && last.at !== null ? last : { stream: '', at };
}

function byStream(lines: Lines, { of, at, streams }: Places): ReadonlyMap<string, readonly LogEvent[]> {
  const found = new Map<string, LogEvent[]>();
  // One stream, with lines that name no stream, is one log.
  const several = streams.length > 2;
  lines.forEach((text, index) => {
    if (text === undefined) return;
    const stream = several ? streams[of[index]!]! : '';
    const events = found.get(stream) ?? [];
    if (events.length === 0) found.set(stream, events);
    // Lines keep the order of the file. Their times may not follow it, because the clocks of machines differ.
    const before = events.at(-1)?.timestamp ?? null;
    const own = Number.isNaN(at[index]) ? null : at[index]!;
    const time = own === null || before === null ? (own ?? before) : Math.max(own, before);
    events.push({ id: lineId(index), timestamp: time, message: text });
  });
  return found;
}

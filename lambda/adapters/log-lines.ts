import { mayBeMigrate } from '../domain/anchors.ts';
import { detectEnvelope, type Envelope } from '../domain/envelope/envelope.ts';
import type { LogBatch, LogEvent } from '../domain/log-batch.ts';

/** Lines that are decoded at once: strings of a few megabytes, since one string cannot hold a whole file of 512 MiB. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 10;
/** Wide enough for any file that is read. */
const ID_DIGITS = 9;

/** Batches of a text of lines: one for each stream that its envelopes name, or one for all when they name at most one. */
export function plainBatches(text: Buffer): readonly LogBatch[] {
  const lines = linesIn(text);
  const streams = streamsOf(lines, detectEnvelope(samplesOf(lines)));
  return [...streams].map(([logStream, events]) => ({ logGroup: '', logStream, events }));
}

/** Id of the line at `index`, counted from 0. */
export function lineId(index: number): string {
  return String(index + 1).padStart(ID_DIGITS, '0');
}

function linesIn(text: Buffer): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length; ) {
    const cut = from + CHUNK_BYTES >= text.length ? text.length : text.indexOf(LINE_FEED, from + CHUNK_BYTES);
    const to = cut === -1 ? text.length : cut;
    for (const line of text.toString('utf8', from, to).split('\n')) {
      lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    from = to + 1;
  }
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const SAMPLES = 100;

/** Lines that could be golang-migrate's, or any when none could. */
function samplesOf(lines: readonly string[]): readonly string[] {
  const candidates: string[] = [];
  for (const line of lines) {
    if (candidates.length === SAMPLES) break;
    if (mayBeMigrate(line)) candidates.push(line);
  }
  return candidates.length > 0 ? candidates : lines.slice(0, SAMPLES);
}

interface Placed {
  readonly stream: string;
  readonly at: number | null;
}

function streamsOf(lines: readonly string[], envelope: Envelope): ReadonlyMap<string, readonly LogEvent[]> {
  const streams = new Map<string, LogEvent[]>();
  let last: Placed = { stream: '', at: null };
  const only = onlyStream(lines, envelope);
  for (let index = 0; index < lines.length; index++) {
    const end = endOfRecord(lines, index);
    const text = end === index ? lines[index]! : lines.slice(index, end + 1).join('\n');
    const place = placeOf(text, envelope, last);
    const stream = only ? '' : place.stream;
    const events = streams.get(stream) ?? [];
    streams.set(stream, events);
    // Clocks of the machines that a line went through differ; its place in the file does not.
    const before = events.at(-1)?.at ?? null;
    const at = place.at === null || before === null ? (place.at ?? before) : Math.max(place.at, before);
    events.push({ id: lineId(index), at, text });
    last = place;
    index = end;
  }
  return streams;
}

/** True when the text names at most one stream: all its lines then are one log. */
function onlyStream(lines: readonly string[], envelope: Envelope): boolean {
  let first = '';
  for (const line of lines) {
    const { stream } = placeOf(line, envelope, { stream: '', at: null });
    if (stream === '' || stream === first) continue;
    if (first !== '') return false;
    first = stream;
  }
  return true;
}

function placeOf(text: string, envelope: Envelope, last: Placed): Placed {
  const [line] = envelope.unwrap(text);
  const { stream, taskArn, at } = line!;
  // Tasks are told apart by their ARN, which stays in the text.
  if (stream !== null && taskArn === null) return { stream, at };
  // `aws logs tail` writes time and stream before the first line of a log event only.
  return { stream: at === null && last.at !== null ? last.stream : '', at };
}

/** A record that is printed over several lines (`aws logs tail --format json`) is one text. */
const MAX_RECORD_LINES = 1_000;

function endOfRecord(lines: readonly string[], index: number): number {
  if (lines[index] !== '{') return index;
  const limit = Math.min(lines.length, index + MAX_RECORD_LINES);
  for (let end = index + 1; end < limit; end++) {
    if (lines[end] === '}') return end;
    if (lines[end] === '{') return index;
  }
  return index;
}

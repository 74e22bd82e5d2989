import { detectEnvelope, type Envelope } from '../../domain/lines/envelope/envelope.ts';
import { MAX_BLOCK_LINES, mayOpenBlock } from '../../domain/lines/parse/block-extent.ts';
import { isCutPiece } from '../../domain/lines/parse/candidates.ts';
import { mayBeMigrate } from '../../domain/lines/wording/anchors.ts';
import type { LogBatch, LogEvent } from '../../domain/model/log-batch.ts';
import { unquoting } from './quoted-paste.ts';

/** Number of digits of a line number in ids: enough for any text that is read. */
const ID_DIGITS = 9;

/** Id of the line at `index`, counted from 0. */
export function lineId(index: number): string {
  return String(index + 1).padStart(ID_DIGITS, '0');
}

/** Number of the line that an id was made for, counted from 1. The id of a later line of the same event has it too. */
export function lineNumber(id: string): number {
  return Number(id.slice(0, ID_DIGITS));
}

/** Lines by index. A record that is printed over several lines is at its first line; its other lines are `undefined`. */
type Lines = (string | undefined)[];

/** What is known after the lines that were dropped. */
interface Before {
  readonly last: Placed;
  /** Time of the last line of each stream. */
  readonly times: ReadonlyMap<string, number | null>;
}

/**
 * Reads a text of lines piece by piece. It holds the lines that were not dropped yet.
 *
 * Lines that are far from any line of golang-migrate are kept, but their envelopes are not read.
 */
export class LineReader {
  #rest = '';
  #lines: string[] = [];
  #chars = 0;
  /** How many lines were dropped. */
  #dropped = 0;
  #unquote: ((line: string) => string) | undefined | 'unknown' = 'unknown';
  #before: Before = { last: { stream: '', at: null }, times: new Map() };
  /** The first possible lines of golang-migrate in the whole text, which the envelope is detected from. */
  readonly #samples: string[] = [];
  #sampledTo = 0;
  readonly #streams = new Set<string>(['']);
  /** The only stream that lines named before the text showed several: its lines stay with those that name no stream. */
  #first: string | undefined;
  #placed:
    | { readonly lines: Lines; readonly candidates: readonly number[]; readonly places: Places }
    | undefined;

  /** Number of lines held. */
  get lines(): number {
    return this.#lines.length;
  }

  /** Characters of the lines held. */
  get chars(): number {
    return this.#chars + this.#rest.length;
  }

  push(text: string): void {
    const end = text.lastIndexOf('\n');
    if (end === -1) {
      this.#rest += text;
      if (this.#rest.length > MOST_CHARS) this.end();
      return;
    }
    this.#add((this.#rest + text.slice(0, end)).split('\n'));
    this.#rest = text.slice(end + 1);
  }

  /** The text has ended, so a last line without a line feed is complete. */
  end(): void {
    if (this.#rest !== '') this.#add([this.#rest]);
    this.#rest = '';
  }

  #add(lines: readonly string[]): void {
    if (this.#unquote === 'unknown' && lines.length + this.#lines.length > 1)
      this.#unquote = unquoting([...this.#lines, ...lines].map(withoutReturn));
    for (const line of lines) {
      const text = withoutReturn(line);
      const plain = typeof this.#unquote === 'function' ? this.#unquote(text) : text;
      this.#lines.push(plain);
      this.#chars += plain.length;
    }
  }

  /**
   * The lines held, as batches: one for each stream that the envelopes name, or one for all lines if they name at most one.
   *
   * Ids are line numbers of the whole text.
   */
  batches(): readonly LogBatch[] {
    const lines = joinRecords([...this.#lines]);
    const candidates = candidatesOf(lines);
    const places = this.#placesOf(lines, candidates);
    this.#placed = { lines, candidates, places };
    // One stream, with lines that name no stream, is one log.
    const several = this.#streams.size > 2;
    if (!several) this.#first = [...this.#streams].find((stream) => stream !== '');
    const found = new Map<string, LogEvent[]>();
    lines.forEach((text, index) => {
      if (text === undefined) return;
      const stream = this.#streamAt(index);
      const events = found.get(stream) ?? [];
      if (events.length === 0) found.set(stream, events);
      const before = events.at(-1)?.timestamp ?? this.#before.times.get(stream) ?? null;
      events.push({
        id: lineId(this.#dropped + index),
        timestamp: timeAfter(before, places.at[index]),
        message: text,
      });
    });
    return [...found].map(([logStream, events]) => ({ logGroup: '', logStream, events }));
  }

  #streamAt(index: number): string {
    const stream = this.#placed!.places.of[index]!;
    return this.#streams.size <= 2 || stream === this.#first ? '' : stream;
  }

  /** Drops the lines before `id` after {@link batches} returned them; `id` must not be inside a record. */
  dropBefore(id: string): void {
    const { lines, places } = this.#placed!;
    const count = Math.min(lineNumber(id) - 1 - this.#dropped, this.#lines.length);
    if (count <= 0) return;
    const times = new Map(this.#before.times);
    for (let index = 0; index < count; index++) {
      if (lines[index] === undefined) continue;
      const stream = this.#streamAt(index);
      times.set(stream, timeAfter(times.get(stream) ?? null, places.at[index]));
    }
    const last = { stream: places.of[count - 1]!, at: places.at[count - 1] ?? null };
    this.#before = { last: Number.isNaN(last.at) ? this.#before.last : last, times };
    for (let index = 0; index < count; index++) this.#chars -= this.#lines[index]!.length;
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
    this.#sampledTo = Math.max(0, this.#sampledTo - count);
  }

  /**
   * Id of the line up to which lines may be dropped after {@link batches}, if an error of golang-migrate may have `lines` lines and
   * `chars` characters. It is not inside a record of several lines.
   */
  endBefore(lines: number, chars: number): string {
    const { lines: held, candidates } = this.#placed!;
    let index = held.length;
    for (let left = chars; index > 0 && held.length - index < lines && left > 0; index--)
      left -= held[index - 1]?.length ?? 0;
    const next = candidates.find((candidate) => candidate >= index) ?? held.length;
    index = Math.max(index, next - AROUND_LINES);
    while (index > 0 && index < held.length && held[index] === undefined) index--;
    return lineId(this.#dropped + index);
  }

  /** Did the last {@link batches} have a line that could be golang-migrate's, or a part of one? */
  get mayHoldRuns(): boolean {
    const { lines, candidates } = this.#placed!;
    return candidates.length > 0 || lines.some((line) => line !== undefined && isCutPiece(line));
  }

  /** Streams and times in the envelopes of the lines. */
  #placesOf(lines: Lines, candidates: readonly number[]): Places {
    const of = new Array<string>(lines.length).fill('');
    const at = new Float64Array(lines.length).fill(Number.NaN);
    if (candidates.length === 0) return { of, at };
    for (const index of candidates)
      if (index >= this.#sampledTo && this.#samples.length < SAMPLES) this.#samples.push(lines[index]!);
    this.#sampledTo = Math.max(this.#sampledTo, candidates.at(-1)! + 1);
    const envelope = detectEnvelope(this.#samples);
    if (!this.#samples.some((text) => saysPlace(text, envelope))) return { of, at };
    let { last } = this.#before;
    let index = 0;
    for (const candidate of candidates) {
      if (candidate - AROUND_LINES > index) {
        last = { stream: '', at: null };
        index = candidate - AROUND_LINES;
      }
      const after = mayOpenBlock(lines[candidate]!) ? MAX_BLOCK_LINES : AROUND_LINES;
      for (const to = Math.min(lines.length, candidate + after); index < to; index++) {
        const text = lines[index];
        if (text === undefined) continue;
        last = placeOf(text, envelope, last);
        this.#streams.add(last.stream);
        of[index] = last.stream;
        at[index] = last.at ?? Number.NaN;
      }
    }
    return { of, at };
  }
}

/** A longer line is read as several, so that a file without line feeds does not fill the memory. golang-migrate prints no such line. */
const MOST_CHARS = 16 * 1024 * 1024;

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Lines keep the order of the text. Their times may not follow it, because the clocks of machines differ. */
function timeAfter(before: number | null, at: number | undefined): number | null {
  const own = at === undefined || Number.isNaN(at) ? null : at;
  return own === null || before === null ? (own ?? before) : Math.max(own, before);
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

/** Indices of the lines that could be golang-migrate's. */
function candidatesOf(lines: Lines): readonly number[] {
  const candidates: number[] = [];
  lines.forEach((line, index) => {
    if (line !== undefined && mayBeMigrate(line)) candidates.push(index);
  });
  return candidates;
}

interface Places {
  /** The stream of each line; empty when it names none. */
  readonly of: readonly string[];
  /** Epoch ms; NaN when there is no time. */
  readonly at: Float64Array;
}

const SAMPLES = 200;
/** Lines whose envelopes are read before and after a possible line of golang-migrate. After one that may open a block, more are. */
const AROUND_LINES = 1_000;

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

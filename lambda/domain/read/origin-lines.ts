import { detectEnvelope, type Envelope } from '../envelope/envelope.ts';
import { linesOf } from '../envelope/lines.ts';
import type { StoredLine } from '../fact.ts';
import type { LogBatch, LogEvent, LogLine } from '../log-batch.ts';
import { ecsOriginId, type Origin, originOfStream, taskIdOfArn } from '../origin.ts';
import {
  MAX_BLOCK_LINES,
  MAX_DETAILS_LINES,
  MAX_TAILLESS_LINES,
  parenthesesIn,
  promisesDetails,
} from './stitch.ts';
import { isVerbatim } from './verbatim.ts';

/** A line without its envelope; a verbatim one, which most are, as it will be stored. */
export type OriginLine = LogLine | StoredLine;

export interface OriginLines {
  readonly origin: Origin;
  readonly lines: readonly OriginLine[];
}

/** Samples that the envelope is judged by. */
const SAMPLES = 20;

/** What may go on over the lines that follow: a statement, a list of errors, a panic, refused flags. */
const OPENS_BLOCK = / in line \d+:|migration failed: |rrors? occurred:|panic: |flag provided/;
const SEVERAL = /rrors? occurred:/;
const DETAILS = '(details: ';

/**
 * Lines of the candidates (indices into the batch, ascending), and behind one that may open a block as many lines as it
 * can have, envelopes off; by the origin that the stream or the envelope names.
 */
export function linesByOrigin(batch: LogBatch, candidates: readonly number[]): readonly OriginLines[] {
  const { events } = batch;
  let envelope: Envelope | undefined; // most batches have no line that asks for it
  const origins = new OriginLinesBuilder(batch);
  let done = -1;
  for (const candidate of candidates) {
    const event = events[candidate]!;
    if (isVerbatim(event.message)) {
      if (candidate > done) origins.add(event);
      done = Math.max(done, candidate);
      continue;
    }
    envelope ??= detectEnvelope(candidates.slice(0, SAMPLES).map((i) => events[i]!.message));
    const last = lastOfBlock(events, candidate);
    for (let i = Math.max(candidate, done + 1); i <= last; i++) {
      const each = events[i]!;
      if (isVerbatim(each.message)) origins.add(each);
      else for (const line of linesOf(each, envelope)) origins.addUnwrapped(line);
    }
    done = Math.max(done, last);
  }
  return origins.all;
}

/** Index of the last log event that may belong to what begins at `start`; {@link stitch} then looks closely. */
function lastOfBlock(events: readonly LogEvent[], start: number): number {
  const opening = events[start]!.message;
  if (!OPENS_BLOCK.test(opening)) return start;
  const several = SEVERAL.test(opening);
  const limit = Math.min(start + MAX_BLOCK_LINES, events.length - 1);
  for (let i = start; i <= limit; i++) {
    const { message } = events[i]!;
    if (!message.includes(DETAILS)) continue;
    // Details mostly end on their line; then what follows needs no look, unless other errors of a list follow.
    const ends = !several && parenthesesIn(message, message.lastIndexOf(DETAILS)) <= 0;
    return ends ? i : Math.min(i + MAX_DETAILS_LINES, events.length - 1);
  }
  // A line that promises details and finds none here is a head, and takes nothing of what follows.
  if (promisesDetails(opening) && !several && !/\n|\\n/.test(opening)) return start;
  return Math.min(start + MAX_TAILLESS_LINES, events.length - 1);
}

class OriginLinesBuilder {
  readonly #stream: Origin;
  readonly #streamLines: OriginLine[] = [];
  readonly #others = new Map<string, { readonly origin: Origin; readonly lines: OriginLine[] }>();

  constructor({ logGroup, logStream }: LogBatch) {
    this.#stream = originOfStream(logGroup, logStream);
  }

  get all(): readonly OriginLines[] {
    const others = [...this.#others.values()];
    return this.#streamLines.length === 0
      ? others
      : [{ origin: this.#stream, lines: this.#streamLines }, ...others];
  }

  add({ id, timestamp, message }: LogEvent): void {
    this.#streamLines.push({ id, at: timestamp, text: message, logger: false, redactions: 0 });
  }

  addUnwrapped({ id, at, text, logger, container, taskArn }: ReturnType<typeof linesOf>[number]): void {
    const taskId = taskArn === null ? undefined : taskIdOfArn(taskArn);
    const lines = taskId && container ? this.#linesOf(taskId, container) : this.#streamLines;
    lines.push({ id, at, text, logger });
  }

  #linesOf(taskId: string, container: string): OriginLine[] {
    const id = ecsOriginId(taskId, container);
    const known = this.#others.get(id) ?? { origin: { ...this.#stream, id, container }, lines: [] };
    this.#others.set(id, known);
    return known.lines;
  }
}

import { extractMigrateLines } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { StoredLine } from '../../../lambda/domain/model/fact.ts';
import type { LogEvent } from '../../../lambda/domain/model/log-batch.ts';

/** A log event as it is sent. */
export interface ByHandEvent {
  /** Epoch ms. */
  readonly timestamp: number;
  readonly message: string;
}

/** What {@link MaskedLines.take} gives. */
export interface Taken {
  /** The lines as they were printed. */
  readonly printed: readonly LogEvent[];
  /** golang-migrate's lines among them, masked: an error of several lines is one event. */
  readonly masked: readonly ByHandEvent[];
}

/** An error that is not complete after this many lines, or characters, is taken as it is: as many as stitching looks ahead. */
const MOST_HELD_LINES = 10_000;
const MOST_HELD_CHARS = 3 * 1024 * 1024;

/** The monitor's own log groups have no tasks, so all lines belong to one run. */
const PLACE = { logGroup: '/migrate-watch/', logStream: '' };

/**
 * Turns printed lines into what may leave this machine: golang-migrate's lines, in the form in which a fact keeps them.
 *
 * Lines get strictly ascending times, so that their order is not lost among lines of one millisecond.
 */
export class MaskedLines {
  #held: LogEvent[] = [];
  #chars = 0;
  #lines = 0;
  #lastAt = 0;

  /** `at`: epoch ms. */
  add(message: string, at: number): void {
    this.#lastAt = Math.max(at, this.#lastAt + 1);
    this.#held.push({ id: String(++this.#lines).padStart(10, '0'), timestamp: this.#lastAt, message });
    this.#chars += message.length;
  }

  /** The lines so far, without an error whose end may still come. `isOver`: nothing more comes. */
  take(isOver: boolean): Taken {
    const events = this.#held;
    if (events.length === 0) return { printed: [], masked: [] };
    const isFull = events.length > MOST_HELD_LINES || this.#chars > MOST_HELD_CHARS;
    const found = extractMigrateLines({ ...PLACE, events }, isOver ? 'stream' : 'batch').flatMap(
      ({ lines }) => lines,
    );
    const open = isOver || isFull ? undefined : found.find(({ part }) => part === 'head');
    const end = open?.id.split('.', 1)[0];
    const isTaken = ({ id }: { readonly id: string }) => end === undefined || id < end;
    this.#held = events.filter((event) => !isTaken(event));
    this.#chars = this.#held.reduce((sum, { message }) => sum + message.length, 0);
    return { printed: events.filter(isTaken), masked: found.filter(isTaken).map(eventOf) };
  }
}

/** A line that a logger wrote is sent in a record, because a bare line would count as the CLI's. */
function eventOf({ at, text, logger }: StoredLine): ByHandEvent {
  return { timestamp: at!, message: logger ? JSON.stringify({ message: text }) : text };
}

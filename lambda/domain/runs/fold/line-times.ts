import type { LinesFact, StoredLine } from '../../model/fact.ts';

/** A line with its effective time, `at`. */
export interface TimedLine extends StoredLine {
  /** The log event's timestamp, epoch ms, if it cannot be right; then `at` is the time of receipt. Left out if the timestamp is plausible. */
  readonly stampedAt?: number;
}

/**
 * 2014-08-11, the first day on which golang-migrate printed anything. A clock that lost its time starts in 1970.
 *
 * @see https://github.com/golang-migrate/migrate, whose first commit was made on that day
 */
export const EARLIEST_AT = Date.UTC(2014, 7, 11);

/** Lines of one log stream with timestamps this close to each other, ms, come from the same clock. */
const ONE_CLOCK_MS = 10_000;

type Received = Pick<LinesFact, 'receivedAt'>;

/** Is the line's timestamp plausible? Always, if the time of receipt was not stored. */
export function isRightTime({ at }: StoredLine, { receivedAt }: Received): boolean {
  return at === null || receivedAt === undefined || (at <= receivedAt && at >= EARLIEST_AT);
}

/** The effective time of a line: its timestamp, or the time of receipt if the timestamp cannot be right. */
export function countsAt(line: StoredLine, fact: Received): number | null {
  return isRightTime(line, fact) ? line.at : fact.receivedAt!;
}

/** `line` with the effective time `at`. */
export function timed(line: StoredLine, at: number | null): TimedLine {
  return at === line.at ? line : { ...line, at, stampedAt: line.at! };
}

/**
 * If the clock is wrong, puts the lines in the order of their timestamps: no line counts as later than one that is stamped up to
 * ten seconds after it.
 *
 * Times of receipt alone do not give that order, because deliveries come in any order. If a clock is only a little ahead, some
 * lines are received after their timestamps, so these timestamps look plausible.
 */
export function inOrderOfTheirClock(lines: readonly TimedLine[]): readonly TimedLine[] {
  if (!lines.some(({ stampedAt }) => stampedAt !== undefined)) return lines;
  const ordered: TimedLine[] = [];
  let next: TimedLine | undefined;
  for (const line of lines.toSorted(byStamp).reverse()) {
    const isBefore = next !== undefined && stampOf(next) - stampOf(line) <= ONE_CLOCK_MS;
    next = isBefore && (next!.at ?? 0) < (line.at ?? 0) ? moved(line, next!.at) : line;
    ordered.push(next);
  }
  return ordered;
}

function moved(line: TimedLine, at: number | null): TimedLine {
  return { ...line, at, stampedAt: stampOf(line) };
}

function stampOf({ stampedAt, at }: TimedLine): number {
  return stampedAt ?? at ?? 0;
}

function byStamp(a: TimedLine, b: TimedLine): number {
  return stampOf(a) - stampOf(b) || (a.id < b.id ? -1 : 1);
}

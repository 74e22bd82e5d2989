import type { LinesFact, StoredLine } from '../../model/fact.ts';

/** A line in its place; `at` is when it counts. */
export interface TimedLine extends StoredLine {
  /** What its log event is stamped with, where that cannot be right: it counts when it was received. Epoch ms; left out: it can be. */
  readonly stampedAt?: number;
}

/**
 * 2014-08-11: nothing that golang-migrate printed is older. A clock that lost its time begins at 1970.
 *
 * @see https://github.com/golang-migrate/migrate, whose first commit was made on that day
 */
export const EARLIEST_AT = Date.UTC(2014, 7, 11);

/** Lines of one log stream that are stamped this close to each other, ms, have one clock. */
const ONE_CLOCK_MS = 10_000;

type Received = Pick<LinesFact, 'receivedAt'>;

/** Can the time be right that this line carries? Nothing is told of it where its receipt was not kept. */
export function isRightTime({ at }: StoredLine, { receivedAt }: Received): boolean {
  return at === null || receivedAt === undefined || (at <= receivedAt && at >= EARLIEST_AT);
}

/** When a line counts: at its own time, or, where that cannot be right, when it was received. */
export function countsAt(line: StoredLine, fact: Received): number | null {
  return isRightTime(line, fact) ? line.at : fact.receivedAt!;
}

/** `line` at `at`. */
export function timed(line: StoredLine, at: number | null): TimedLine {
  return at === line.at ? line : { ...line, at, stampedAt: line.at! };
}

/**
 * Lines in the order of their own clock, where it is wrong: none counts later than one that is stamped within the next ten seconds.
 *
 * Deliveries come in any order, and of a clock that is a little ahead some lines are received when their stamp can be right.
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

import type { DeadlineFact, FactsByKind, LinesFact, StoredLine } from '../../model/fact.ts';
import { countsAt, inOrderOfTheirClock, isRightTime, type TimedLine, timed } from './line-times.ts';
import { type Block, type FoldSeed, isBefore } from './seed.ts';

/** What happened in one origin, in order: lines by event time, deadlines by the moment when they were due. */
export type TimelineEntry = TimedLine | DeadlineFact;

/**
 * Merges lines, which are in order, with deadlines. A deadline comes after the lines of the same millisecond.
 *
 * Neither arrival order nor batch boundaries nor repeated facts change the result.
 */
export function timelineOf(
  lines: readonly TimedLine[],
  { deadlines }: Pick<FactsByKind, 'deadlines'>,
): readonly TimelineEntry[] {
  return merge(
    lines,
    deadlines.toSorted((a, b) => a.at - b.at || compare(a.id, b.id)),
  );
}

/**
 * The lines of the facts after `seed`, by event time, then log event id. Repeats of a line are dropped by id. A line whose
 * timestamp is later than its first receipt gets the time of that receipt.
 */
export function linesInOrder(
  { lines: facts }: Pick<FactsByKind, 'lines'>,
  seed: FoldSeed | null,
): readonly TimedLine[] {
  const [only, another] = facts;
  // A single delivery in order, as CloudWatch sends it, has each line once, in its block or by itself: nothing to sort or drop.
  if (seed === null && only && !another && isInOrder(only)) return only.lines;
  const copies = [...bestCopies(facts).values()];
  const all = inOrderOfTheirClock(copies.map(({ line, at }) => timed(line, at))).toSorted(byTime);
  if (seed === null) return withoutCovered(all, null);
  return withoutCovered(
    all.filter((line) => !isBefore(line, seed)),
    seed.block,
  );
}

function isInOrder(fact: LinesFact): boolean {
  return fact.lines.every((line, index, lines) => {
    const before = lines[index - 1];
    return isRightTime(line, fact) && (before === undefined || byTime(before, line) < 0);
  });
}

/** A line, and the delivery that it is from. */
interface Copy {
  readonly line: StoredLine;
  readonly fact: LinesFact;
  /** The line's effective time: the earliest time among all its copies. */
  readonly at: number | null;
}

/** Keeps the fullest of several copies of a line: a re-read has the whole block that split batches had in parts. */
function bestCopies(facts: readonly LinesFact[]): Map<string, Copy> {
  const copies = new Map<string, Copy>();
  for (const fact of facts) {
    for (const line of fact.lines) {
      const known = copies.get(line.id);
      const at = countsAt(line, fact);
      const copy: Copy = { line, fact, at: known ? earlier(known.at, at) : at };
      if (!known || isFuller(copy, known)) copies.set(line.id, copy);
      else if (copy.at !== known.at) copies.set(line.id, { ...known, at: copy.at });
    }
  }
  return copies;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** A total order, so that the result does not depend on which copy came first. */
function isFuller(a: Copy, b: Copy): boolean {
  const order =
    Number(a.line.part === undefined) - Number(b.line.part === undefined) ||
    compare(a.line.through ?? a.line.id, b.line.through ?? b.line.id) ||
    Number(a.fact.read === 'stream') - Number(b.fact.read === 'stream') ||
    compare(b.line.text, a.line.text) ||
    compare(b.fact.id, a.fact.id);
  return order > 0;
}

/** Drops lines that another delivery had by themselves and that are inside a block. */
function withoutCovered(lines: readonly TimedLine[], block: Block | null): readonly TimedLine[] {
  if (block === null && !lines.some((line) => line.through)) return lines;
  let { from, through } = block ?? { from: '', through: '' };
  return lines.filter((line) => {
    if (through !== '' && line.id > from && line.id <= through) return false;
    if (line.through) {
      from = line.id;
      through = line.through;
    }
    return true;
  });
}

function merge(lines: readonly TimedLine[], deadlines: readonly DeadlineFact[]): readonly TimelineEntry[] {
  if (deadlines.length === 0) return lines;
  const entries: TimelineEntry[] = [];
  let next = 0;
  for (const fact of deadlines) {
    while (next < lines.length && (lines[next]!.at ?? 0) <= fact.at) entries.push(lines[next++]!);
    entries.push(fact);
  }
  return [...entries, ...lines.slice(next)];
}

function byTime(a: TimedLine, b: TimedLine): number {
  return (
    (a.at ?? 0) - (b.at ?? 0) ||
    (a.stampedAt ?? a.at ?? 0) - (b.stampedAt ?? b.at ?? 0) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

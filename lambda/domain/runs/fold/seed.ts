import type { StartedFact } from '../../model/fact.ts';
import type { OriginTraits } from '../../model/match-source.ts';
import type { Run } from '../../model/run.ts';
import type { TimedLine } from './line-times.ts';
import { type DirtyMark, dirtyMarkOf } from './made-dirty.ts';
import type { OpenRun } from './open-run.ts';
import type { Carried } from './pending-command.ts';
import { hasLastedBy } from './retries.ts';

/** The place of a line in its origin: its time, epoch ms, then its log event id. */
export interface LinePlace {
  readonly at: number;
  readonly id: string;
}

/** Ids of the first and the last line of an error block: lines in between are the block's own. */
export interface Block {
  readonly from: string;
  readonly through: string;
}

/**
 * What the fold knows just before it reads the line that opens one of an origin's runs. From there on it comes to the same as a
 * fold of all facts: after a run was opened, nothing changes those before it.
 */
export interface FoldSeed extends LinePlace {
  /** Earliest moment of the runs that are still folded, epoch ms; every run before them was over by then. */
  readonly since: number;
  /** How many runs came before. */
  readonly runs: number;
  readonly carried: Carried;
  /** The process's start, if one was told. */
  readonly started: StartedFact | null;
  /** Where the origin's text came from, as far as any fact said. */
  readonly traits: OriginTraits;
  /** The last run of each database that may have left it dirty. */
  readonly left: readonly DirtyMark[];
  /** The last error block before; `null`: there was none. */
  readonly block: Block | null;
  /** Since when, epoch ms, the process has failed in a row, where it has for a minute or longer; `null`: it has not. */
  readonly failingSince: number | null;
}

/** What a fold came to, and what a seed is made of. */
export interface Folded {
  readonly runs: readonly Run[];
  /** The same runs as they were read. */
  readonly opened: readonly OpenRun[];
  /** Lines that were read, in order. */
  readonly lines: readonly TimedLine[];
  readonly started: StartedFact | undefined;
  readonly traits: OriginTraits;
  readonly seed: FoldSeed | null;
}

/** Runs that are folded again whatever came before: what is printed next may still be theirs. */
const KEPT_RUNS = 2;

/**
 * Seeds that the fold may go on from, oldest first, each made when it is asked for.
 *
 * None at a run that begins before an earlier one was over, nor after one that waits for its lines, for its end, or for what
 * comes of trying again.
 */
export function cutsOf(folded: Folded): readonly Cut[] {
  const { runs, opened } = folded;
  const cuts: Cut[] = [];
  let overAt = Number.NEGATIVE_INFINITY;
  for (let index = 1; index <= opened.length - KEPT_RUNS; index++) {
    const [before, next] = [runs[index - 1]!, opened[index]!];
    if (before.outcome === 'running' || before.incomplete !== null) break;
    overAt = Math.max(overAt, opened[index - 1]!.lastAt ?? Number.POSITIVE_INFINITY);
    const place = placeOf(next);
    if (place === undefined) continue;
    const since = Math.min(place.at, next.beganAt ?? place.at, next.firstAt ?? place.at);
    if (overAt >= since || (before.retry && !hasLastedBy(before, before.retry))) continue;
    cuts.push({ ...place, since, seed: () => seedAt(folded, index, place, since) });
  }
  return cuts;
}

export interface Cut extends LinePlace {
  /** {@link FoldSeed.since} */
  readonly since: number;
  readonly seed: () => FoldSeed;
}

function placeOf({ opening }: OpenRun): LinePlace | undefined {
  return opening?.line === undefined || opening.line.at === null
    ? undefined
    : { at: opening.line.at, id: opening.line.id };
}

function seedAt(folded: Folded, index: number, place: LinePlace, since: number): FoldSeed {
  const { runs, opened, lines, started, traits, seed } = folded;
  const before = runs.slice(0, index);
  const left = new Map((seed?.left ?? []).map((each) => [keyOf(each), each]));
  for (const each of before.flatMap((run) => dirtyMarkOf(run) ?? [])) left.set(keyOf(each), each);
  const block = lines.findLast((line) => line.through !== undefined && isBefore(line, place));
  const { logGroup, logStream, container } = traits;
  return {
    ...place,
    since,
    runs: (seed?.runs ?? 0) + index,
    carried: opened[index]!.opening!.carried,
    started: started ?? null,
    traits: { logGroup, logStream, container },
    left: [...left.values()],
    block: block ? { from: block.id, through: block.through! } : (seed?.block ?? null),
    failingSince: before.at(-1)!.retry?.since ?? null,
  };
}

function keyOf({ target: { environment, database } }: DirtyMark): string {
  return JSON.stringify([environment, database]);
}

/** Does the line come before the place? */
export function isBefore({ at, id }: Pick<TimedLine, 'at' | 'id'>, place: LinePlace): boolean {
  return (at ?? 0) < place.at || (at === place.at && id < place.id);
}

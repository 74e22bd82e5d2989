import type { StartedFact } from '../../model/fact.ts';
import type { OriginTraits } from '../../model/match-source.ts';
import type { Run } from '../../model/run.ts';
import type { TimedLine } from './line-times.ts';
import { type DirtyMark, dirtyMarkOf } from './made-dirty.ts';
import type { OpenRun } from './open-run.ts';
import type { Carried } from './pending-command.ts';
import { hasLastedBy } from './retries.ts';

/** The position of a line in its origin: its time, epoch ms, then its log event id. */
export interface LinePlace {
  readonly at: number;
  readonly id: string;
}

/** Ids of the first and the last line of an error block. Lines between them belong to the block. */
export interface Block {
  readonly from: string;
  readonly through: string;
}

/**
 * The state of the fold just before the line that opens one of an origin's runs: what an event-sourcing snapshot holds.
 *
 * A fold that continues from here gives the same runs as a fold of all facts, because no line changes a run before the last one.
 */
export interface FoldSeed extends LinePlace {
  /** Earliest moment of the runs after the seed, epoch ms. Every run before the seed was over by then. */
  readonly since: number;
  /** How many runs came before. */
  readonly runs: number;
  readonly carried: Carried;
  /** The start of the process, if it is known. */
  readonly started: StartedFact | null;
  /** Where the origin's text came from, as far as any fact says. */
  readonly traits: OriginTraits;
  /** For each database, what the last run that may have set or cleared its dirty flag left. */
  readonly left: readonly DirtyMark[];
  /** The last error block before the seed; `null` if there was none. */
  readonly block: Block | null;
  /** Start of the failures in a row just before the seed, epoch ms, if they had lasted a minute or longer; `null` if there were none. */
  readonly failingSince: number | null;
}

/** The result of a fold, and the material for a seed. */
export interface Folded {
  readonly runs: readonly Run[];
  /** The same runs before projection, by the same index. */
  readonly opened: readonly OpenRun[];
  /** The lines that were read, in order. */
  readonly lines: readonly TimedLine[];
  readonly started: StartedFact | undefined;
  readonly traits: OriginTraits;
  readonly seed: FoldSeed | null;
}

/** The newest runs, which a snapshot never covers, because the next lines may still belong to them. */
const KEPT_RUNS = 2;

/**
 * Where the fold may continue from later, oldest first. The seed itself is built on demand.
 *
 * There is no cut at a run that begins before an earlier one was over, nor after a run that still waits for lines, for its end, or
 * for the result of trying again.
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

/**
 * The seed before the newest run that it may cover, for an origin whose lines are read once and in their order, as those of a text.
 * `undefined` if no run may be left out.
 *
 * Unlike {@link cutsOf} it needs no times, because no line can arrive late.
 */
export function seedInOrder(folded: Folded): FoldSeed | undefined {
  for (let index = folded.opened.length - KEPT_RUNS; index > 0; index--) {
    const line = folded.opened[index]!.opening?.line;
    if (line === undefined || folded.runs[index - 1]!.outcome === 'running') continue;
    const at = line.at ?? 0;
    return seedAt(folded, index, { at, id: line.id }, at);
  }
  return undefined;
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

/** Does the line come before `place`? */
export function isBefore({ at, id }: Pick<TimedLine, 'at' | 'id'>, place: LinePlace): boolean {
  return (at ?? 0) < place.at || (at === place.at && id < place.id);
}

import type { Fact } from '../../model/fact.ts';
import { lastTimeOf } from '../../model/fact-time.ts';
import type { OriginTraits } from '../../model/match-source.ts';
import { sameValue } from '../../model/same-value.ts';
import { isMoreComplete } from '../fold/fold.ts';
import { isRightTime } from '../fold/line-times.ts';
import { type Cut, cutsOf, type Folded, type FoldSeed, type LinePlace } from '../fold/seed.ts';
import type { RunRecord } from './run-record.ts';

/** What is stored of an origin's past, so that only what came later is read and folded. */
export interface Snapshot {
  /** Counts writes; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** Rules that it was made by: others may read the same lines in another way. */
  readonly rules: string;
  readonly seed: FoldSeed | null;
  /** Where the next seed is to be; `null`: nowhere yet. */
  readonly announced: AnnouncedCut | null;
}

/**
 * A place that no fact may reach back behind any more without taking the announcement back. A fold that reads after it was announced
 * has all facts up to there.
 */
export interface AnnouncedCut extends LinePlace {
  /** As the seed will have them. */
  readonly traits: OriginTraits;
  /** Epoch ms. */
  readonly announcedAt: number;
}

/** When a snapshot is worth its writes, and when it may be made. */
export interface SnapshotRules {
  /** Facts that have to be covered, beyond those that are. */
  readonly leastFacts: number;
  /** How long a place has to be announced, ms: by then every writer that read before has ended. */
  readonly announcedMs: number;
}

/**
 * What has to be stored before `added` may be folded: the snapshot without what one of them reaches back behind. `undefined`: none
 * does.
 */
export function withdrawn(snapshot: Snapshot, added: readonly Fact[]): Snapshot | undefined {
  const { seed, announced } = snapshot;
  const isLateFor = (place: (LinePlace & { readonly traits: OriginTraits }) | null) =>
    place !== null && added.some((fact) => reachesBack(fact, place.at, place.traits));
  if (isLateFor(seed)) return { ...snapshot, revision: snapshot.revision + 1, seed: null, announced: null };
  if (isLateFor(announced)) return { ...snapshot, revision: snapshot.revision + 1, announced: null };
  return undefined;
}

/** Does the fact say anything of runs that began at `at` (epoch ms) or before, or of all of them? */
function reachesBack(fact: Fact, at: number, traits: OriginTraits): boolean {
  switch (fact.kind) {
    case 'started':
    case 'ended':
      return true;
    case 'deadline':
      return Math.min(fact.at, fact.runStartedAt) <= at;
    case 'lines':
      return (
        isMoreComplete(fact, traits) ||
        fact.lines.some((line) => line.at === null || line.at <= at || !isRightTime(line, fact))
      );
  }
}

/** What a writer has read, folded and written. */
export interface Known {
  readonly snapshot: Snapshot | null;
  readonly facts: readonly Fact[];
  readonly records: readonly RunRecord[];
  readonly folded: Folded;
  /** Can a later read leave out the facts before a moment? */
  readonly keyedByTime: boolean;
  /** {@link Snapshot.rules} of this writer. */
  readonly rules: string;
  /** Epoch ms. */
  readonly now: number;
}

/** The snapshot as it is to be stored now; `undefined`: as it is. */
export function advanced(known: Known, rules: SnapshotRules): Snapshot | undefined {
  const { snapshot, folded, now } = known;
  const stored = snapshot?.rules === known.rules ? snapshot : null;
  // Whoever read everything beside a seed knows nothing that the next one does not know for less.
  const isRoundabout = stored?.seed && folded.seed === null;
  if (folded.opened.length < 2 || !known.keyedByTime || isRoundabout || !isInOrder(known.facts))
    return undefined;
  const cuts = cutsOf(folded);
  let seed = stored?.seed ?? null;
  let announced = stored?.announced ?? null;
  if (announced !== null) {
    if (now - announced.announcedAt < rules.announcedMs) return undefined;
    const cut = cuts.find(({ id }) => id === announced!.id);
    if (cut && owesBefore(cut, known.records)) return undefined;
    const next = cut?.seed();
    if (next && sameValue(next.traits, announced.traits)) seed = next;
  }
  announced = nextCut(cuts, seed, known, rules);
  if (seed === (stored?.seed ?? null) && announced === (stored?.announced ?? null)) return undefined;
  return { revision: (snapshot?.revision ?? 0) + 1, rules: known.rules, seed, announced };
}

/** Nothing is left out of an origin that has ended, or whose clock is wrong: what comes next may be about any of its runs. */
function isInOrder(facts: readonly Fact[]): boolean {
  return facts.every(
    (fact) =>
      fact.kind !== 'ended' &&
      (fact.kind !== 'lines' || fact.lines.every((line) => line.at !== null && isRightTime(line, fact))),
  );
}

function owesBefore({ since }: Cut, records: readonly RunRecord[]): boolean {
  return records.some(({ run, outbox }) => outbox.length > 0 && (run.startedAt ?? 0) < since);
}

/** The newest place that is worth it. */
function nextCut(
  cuts: readonly Cut[],
  seed: FoldSeed | null,
  { facts, folded, now }: Known,
  { leastFacts }: SnapshotRules,
): AnnouncedCut | null {
  const cut = cuts.at(-1);
  if (cut === undefined || cut.id === seed?.id) return null;
  const from = seed?.since ?? 0;
  const covered = facts.filter((fact) => {
    const until = lastTimeOf(fact);
    return from <= until && until < cut.since;
  });
  if (covered.length < leastFacts) return null;
  const { logGroup, logStream, container } = folded.traits;
  return { at: cut.at, id: cut.id, traits: { logGroup, logStream, container }, announcedAt: now };
}

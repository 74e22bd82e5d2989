import type { Fact } from '../../model/fact.ts';
import { lastTimeOf } from '../../model/fact-time.ts';
import type { OriginTraits } from '../../model/match-source.ts';
import { sameValue } from '../../model/same-value.ts';
import { isMoreComplete } from '../fold/fold.ts';
import { isRightTime } from '../fold/line-times.ts';
import { type Cut, cutsOf, type Folded, type FoldSeed, type LinePlace } from '../fold/seed.ts';
import type { RunRecord } from './run-record.ts';

/**
 * An event-sourcing snapshot: the state of an origin's fold at a cut, so that only later facts have to be read and folded.
 *
 * A cut is announced first and used later. Decision: docs/decisions/0030.
 */
export interface Snapshot {
  /** Optimistic locking: counts the writes; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** Identifies the rules that it was made by. Another release may read the same lines differently, so it ignores the snapshot. */
  readonly rules: string;
  readonly seed: FoldSeed | null;
  /** The cut of the next seed; `null` if no cut is announced. */
  readonly announced: AnnouncedCut | null;
}

/**
 * Stands for a stored snapshot that only a newer release can read. {@link withdrawn} replaces it, because this code does not know whether
 * a fact concerns the runs that it covers.
 */
export function unreadableSnapshot(revision: number): Snapshot {
  return { revision, rules: UNREADABLE, seed: null, announced: null };
}

const UNREADABLE = 'unreadable';

/**
 * An announced cut. A writer that adds a fact for runs before it withdraws the announcement first. So a fold that reads facts some
 * time after the announcement has all facts up to the cut.
 */
export interface AnnouncedCut extends LinePlace {
  /** The traits that the seed will have. */
  readonly traits: OriginTraits;
  /** Epoch ms. */
  readonly announcedAt: number;
}

/** When a snapshot saves more than it costs, and when it may be made. */
export interface SnapshotRules {
  /** How many more facts a new snapshot has to cover than the last one. */
  readonly leastFacts: number;
  /** How long a cut has to be announced before it is used, ms: by then every writer that read earlier has ended. */
  readonly announcedMs: number;
}

/**
 * The snapshot to store before `added` may be folded. It lacks the seed, or the announced cut, if one of these facts concerns runs
 * before it, or if this code cannot read the snapshot. `undefined` if none of them does, so that nothing has to be stored.
 */
export function withdrawn(snapshot: Snapshot, added: readonly Fact[]): Snapshot | undefined {
  const { seed, announced, rules } = snapshot;
  if (rules === UNREADABLE) return { ...snapshot, rules: 'none', revision: snapshot.revision + 1 };
  const isLateFor = (place: (LinePlace & { readonly traits: OriginTraits }) | null) =>
    place !== null && added.some((fact) => reachesBack(fact, place.at, place.traits));
  if (isLateFor(seed)) return { ...snapshot, revision: snapshot.revision + 1, seed: null, announced: null };
  if (isLateFor(announced)) return { ...snapshot, revision: snapshot.revision + 1, announced: null };
  return undefined;
}

/** Does the fact concern runs that began at `at` (epoch ms) or earlier, or all runs? */
function reachesBack(fact: Fact, at: number, traits: OriginTraits): boolean {
  switch (fact.kind) {
    case 'started':
    case 'ended':
      return true;
    case 'deadline':
      return Math.min(fact.at, fact.runStartedAt) <= at;
    case 'forecast':
    case 'load':
      return fact.runStartedAt <= at;
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
  /** True if the facts' keys contain a time, so that a later read can leave out the facts before a moment. */
  readonly keyedByTime: boolean;
  /** {@link Snapshot.rules} of this writer. */
  readonly rules: string;
  /** Epoch ms. */
  readonly now: number;
}

/** The snapshot to store now; `undefined` if the stored one stays. */
export function advanced(known: Known, rules: SnapshotRules): Snapshot | undefined {
  const { snapshot, folded, now } = known;
  const stored = snapshot?.rules === known.rules ? snapshot : null;
  // This writer read all facts although there is a seed. The next one, which starts from the seed, can advance it for less.
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

/** False for an origin that has ended, or whose clock is wrong: the next fact may concern any of its runs, so no snapshot is made. */
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

/** The newest cut, if it covers enough facts. */
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

import type { Target } from '../model/target.ts';
import type { History, Took } from './history.ts';
import type { Pair } from './pair.ts';

/** What a migration is compared with: the same file in another database. */
export interface Comparison {
  readonly source: Target;
  readonly sourceMs: number;
  /** Pairs of the two databases, and of other databases of the same two environments. */
  readonly pairs: readonly Pair[];
}

/** The file of a migration that begins `at`, epoch ms. */
export type FileToApply = Pick<Took, 'file' | 'at' | 'digest'>;

/** A database whose files may be those of the target, and all pairs that are known of it. */
interface Source {
  readonly target: Target;
  readonly lastBefore: LastBefore;
  readonly pairs: readonly Pair[];
  /** How many of the pairs are of the target itself. */
  readonly own: number;
}

/**
 * Returns a function that finds what a migration of `target` is compared with; it returns `undefined` if the file ran nowhere before.
 * If the file ran in several places, the one with the most pairs counts, and of equals the first of `others`.
 *
 * @param others what was read for `historiesFor` the target
 */
export function comparing(
  target: History,
  others: readonly History[],
): (migration: FileToApply) => Comparison | undefined {
  const sources = others.flatMap((other) => sourceOf(target, other, others) ?? []);
  return (migration) => {
    let best: Source | undefined;
    for (const source of sources) {
      if (source.lastBefore(migration) === undefined) continue;
      if (best === undefined || source.own > best.own) best = source;
    }
    if (best === undefined) return undefined;
    return { source: best.target, sourceMs: best.lastBefore(migration)!.ms, pairs: best.pairs };
  };
}

/** All pairs of the target itself, by what they are compared with; those with the most pairs first. */
export function allPairs(
  target: History,
  others: readonly History[],
): readonly { readonly source: Target; readonly pairs: readonly Pair[] }[] {
  return others
    .flatMap((other) => sourceOf(target, other, others) ?? [])
    .map(({ target: source, pairs }) => ({
      source,
      pairs: pairs.filter(({ otherDatabase }) => otherDatabase !== true),
    }))
    .sort((a, b) => b.pairs.length - a.pairs.length);
}

/** `undefined` for another database of another environment: its files are not those of the target. */
function sourceOf(target: History, other: History, others: readonly History[]): Source | undefined {
  const { environment, database } = other.target;
  const isSibling = environment === target.target.environment;
  if (!isSibling && database !== target.target.database) return undefined;
  const lastBefore = lastBeforeIn(other, isSibling);
  const own = pairsOf(target, lastBefore);
  return {
    target: other.target,
    lastBefore,
    own: own.length,
    pairs: isSibling ? own : [...own, ...pairsBeside(target, other, others)],
  };
}

/** Pairs of the same two environments, of the databases that both have beside the target. */
function pairsBeside(target: History, source: History, others: readonly History[]): readonly Pair[] {
  return others.flatMap((beside) => {
    if (beside.target.environment !== target.target.environment) return [];
    const there = others.find(
      (each) =>
        each.target.environment === source.target.environment &&
        each.target.database === beside.target.database,
    );
    if (there === undefined) return [];
    return pairsOf(beside, lastBeforeIn(there, false)).map(
      (pair): Pair => ({ ...pair, otherDatabase: true }),
    );
  });
}

/** Each migration of `target` whose file ran in the source before. */
function pairsOf(target: History, lastBefore: LastBefore): readonly Pair[] {
  return target.took.flatMap((took): Pair[] => {
    const last = lastBefore(took);
    return last === undefined ? [] : [{ id: took.id, at: took.at, sourceMs: last.ms, targetMs: took.ms }];
  });
}

type LastBefore = (migration: FileToApply) => Took | undefined;

/**
 * Finds the last migration of the same file that began earlier. If clocks disagree by more than the time between them, there is none.
 *
 * @param isSibling true for another database of the same environment. Two databases may have files of one name that have nothing in
 *   common, so then only files with equal announced digests are the same.
 */
function lastBeforeIn({ took }: History, isSibling: boolean): LastBefore {
  const byFile = new Map<string, Took[]>();
  for (const each of took) {
    const same = byFile.get(each.file);
    if (same === undefined) byFile.set(each.file, [each]);
    else same.push(each);
  }
  return ({ file, at, digest }) =>
    byFile.get(file)?.findLast((each) => each.at < at && isSame(each.digest, digest, isSibling));
}

/** Two files of one name differ if both were announced with their digests and these differ: one was edited in between. */
function isSame(a: string | undefined, b: string | undefined, mustBeKnown: boolean): boolean {
  return a === undefined || b === undefined ? !mustBeKnown : a === b;
}

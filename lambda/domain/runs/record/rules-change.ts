import type { Fact } from '../../model/fact.ts';
import type { Run } from '../../model/run.ts';
import { type Basis, factsOf } from './basis.ts';
import type { RunRecord } from './run-record.ts';

/**
 * What today's rules make of the facts that the stored records were made of. Records that other rules made are compared with this
 * instead of with what is stored, so that people are notified of new facts and not of new rules. Decision: docs/decisions/0043.
 */
export interface RulesChange {
  /** The run, as today's rules read the facts that `stored`, or the origin if no record is stored, was made of. */
  before(id: string, stored: RunRecord | undefined): KnownRun;
}

export interface KnownRun {
  /** `undefined` if these facts do not show the run. */
  readonly run: Run | undefined;
  /** False if it is not certain which facts those were: some expired, or an earlier release or a snapshot does not say. */
  readonly isExact: boolean;
}

/** The facts of a basis, and the runs that they give. */
interface Earlier {
  readonly facts: readonly Fact[];
  readonly runs: ReadonlyMap<string, Run>;
  readonly since: number;
  readonly isExact: boolean;
}

/** Most bases that are looked for. Those with the most facts come first, and the first is nearly always found. */
const MOST_BASES = 8;

/**
 * The change of rules since the records were written; `undefined` if today's rules made all of them.
 *
 * @param basis of the records that are about to be written
 * @param written ids of the facts that this call has stored
 * @param fold today's rules
 */
export function rulesChange(
  records: readonly RunRecord[],
  facts: readonly Fact[],
  { basis, written }: { readonly basis: Basis; readonly written: ReadonlySet<string> },
  fold: (facts: readonly Fact[]) => readonly Run[],
): RulesChange | undefined {
  const isToday = (record: RunRecord) => record.basis?.rules === basis.rules;
  if (!records.some((record) => record.supersededBy === null && !isToday(record))) return undefined;

  const folded = new Map<string, Earlier | undefined>();
  const earlierOf = (of: Basis): Earlier | undefined => {
    const key = keyOf(of);
    if (!folded.has(key) && folded.size < 2 * MOST_BASES) folded.set(key, fromBasis(of));
    return folded.get(key);
  };
  const fromBasis = (of: Basis): Earlier | undefined => {
    // The facts before the snapshot that this writer continues from were not read.
    const found = of.since < basis.since ? undefined : factsOf(of, facts, written);
    return found && earlier(found, of.since, true);
  };
  const earlier = (found: readonly Fact[], since: number, isExact: boolean): Earlier => ({
    facts: found,
    runs: new Map(fold(found).map((run) => [run.id, run])),
    since,
    isExact,
  });

  const bases = records.flatMap((record) => record.basis ?? []);
  const whole = distinct(bases.filter((each) => each.whole)).slice(0, MOST_BASES);
  const isWritten = (fact: Fact) => written.has(fact.id);
  const likely = () =>
    whole.length === 0 && bases.length === records.length
      ? // No round was finished, so no run was recorded for certain that has no record.
        earlier([], 0, true)
      : earlier(
          facts.filter((fact) => !isWritten(fact)),
          0,
          false,
        );
  const origin = firstOf(whole, earlierOf) ?? likely();

  return {
    before(id, stored) {
      if (stored && isToday(stored)) return { run: stored.run, isExact: true };
      const own = stored?.basis && !stored.basis.whole ? earlierOf(stored.basis) : undefined;
      const isLater = own && (!origin.isExact || own.facts.length > origin.facts.length);
      const { runs, since, isExact } = isLater ? own : origin;
      const run = runs.get(id);
      const startedAt = (run ?? stored?.run)?.startedAt ?? Number.POSITIVE_INFINITY;
      const isDescribed = stored === undefined || stored.basis !== undefined;
      return { run, isExact: isExact && isDescribed && since <= startedAt };
    },
  };
}

/** Each basis once, the one with the most facts first. */
function distinct(bases: readonly Basis[]): readonly Basis[] {
  const byKey = new Map(bases.map((basis) => [keyOf(basis), basis]));
  return [...byKey.values()].sort((a, b) => b.since - a.since || b.facts - a.facts);
}

function keyOf({ since, facts, sum }: Basis): string {
  return `${since} ${facts} ${sum}`;
}

function firstOf<T, Found>(list: readonly T[], find: (each: T) => Found | undefined): Found | undefined {
  for (const each of list) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

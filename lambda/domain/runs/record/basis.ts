import { checksum32 } from '../../model/checksum.ts';
import type { Fact } from '../../model/fact.ts';
import { lastTimeOf } from '../../model/fact-time.ts';

/**
 * Which rules folded a record, and which facts. The facts are described in a few bytes, whatever their number; {@link factsOf} finds
 * them again among the origin's facts.
 */
export interface Basis {
  /** Version of the rules: {@link RULES_VERSION} of the writer. */
  readonly rules: string;
  /** Epoch ms. The fold began with a snapshot that covers what came before. 0 if it began with the first fact. */
  readonly since: number;
  /** How many facts were folded that say something about `since` or later. */
  readonly facts: number;
  /** Sum of the checksums of their ids. */
  readonly sum: number;
  /**
   * Set by the last write of a round, so that it is stored only if all others are: every record of the origin then agrees with
   * these facts. Left out of the other writes, because the writer may crash after them.
   */
  readonly whole?: true;
}

export function basisOf(facts: readonly Fact[], since: number, rules: string): Basis {
  const folded = facts.filter((fact) => lastTimeOf(fact) >= since);
  return { rules, since, facts: folded.length, sum: sumOf(folded) };
}

/**
 * The facts that `basis` was made of, found among `facts`; `undefined` if they cannot be told.
 *
 * Only few of an origin's facts are usually missing in a basis: those of this delivery, and those of a delivery whose writer crashed.
 * So it tries to leave out `written`, any two others, and those that were received last, and checks the sum.
 *
 * Facts from before {@link Basis.since} are taken as folded, except those that would have withdrawn the snapshot.
 *
 * @param written ids of the facts that this call has stored, so that no other writer is likely to have folded them
 */
export function factsOf(
  basis: Basis,
  facts: readonly Fact[],
  written: ReadonlySet<string>,
): readonly Fact[] | undefined {
  const recent = facts.filter((fact) => lastTimeOf(fact) >= basis.since);
  const added = recent.filter(({ id }) => written.has(id));
  const others = recent.filter(({ id }) => !written.has(id));
  const count = recent.length - basis.facts;
  const sum = sumOf(recent) - basis.sum;
  const rest = withSum(others, count - added.length, sum - sumOf(added));
  const missing = rest ? [...added, ...rest] : withSum(recent, count, sum);
  if (missing === undefined) return undefined;
  const left = new Set(missing);
  return facts.filter((fact) =>
    lastTimeOf(fact) >= basis.since ? !left.has(fact) : fact.kind !== 'ended' && !written.has(fact.id),
  );
}

/** `count` of the facts whose checksums add up to `sum`; `undefined` if none are found. */
function withSum(facts: readonly Fact[], count: number, sum: number): readonly Fact[] | undefined {
  if (count < 0) return undefined;
  if (count === 0) return sum === 0 ? [] : undefined;
  if (count <= 2) {
    const bySum = new Map(facts.map((fact) => [checksum32(fact.id), fact]));
    if (count === 1) return onlyIf(bySum.get(sum));
    for (const [each, fact] of bySum) {
      const other = bySum.get(sum - each);
      if (other !== undefined && other !== fact) return [fact, other];
    }
    return undefined;
  }
  const last = facts.toSorted((a, b) => receivedAt(a) - receivedAt(b)).slice(-count);
  return sumOf(last) === sum ? last : undefined;
}

function onlyIf(fact: Fact | undefined): readonly Fact[] | undefined {
  return fact && [fact];
}

function receivedAt(fact: Fact): number {
  return fact.kind === 'lines' ? (fact.receivedAt ?? 0) : fact.at;
}

function sumOf(facts: readonly Fact[]): number {
  return facts.reduce((sum, { id }) => sum + checksum32(id), 0);
}

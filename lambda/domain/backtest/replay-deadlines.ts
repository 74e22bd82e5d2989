import type { DeadlineRules } from '../../contract/defaults.ts';
import type { DeadlineFact, Fact } from '../model/fact.ts';
import { lastTimeOf } from '../model/fact-time.ts';
import type { Run } from '../model/run.ts';
import { type FoldContext, fold } from '../runs/fold/fold.ts';
import { deadlinesFor, dueDeadlines } from '../runs/record/deadlines.ts';

/** A deadline that would have passed. */
export interface ReplayedDeadline {
  readonly fact: DeadlineFact;
  /** When it could first be seen, epoch ms: when it was due, or when the fact arrived that shows a deadline in the past. */
  readonly seenAt: number;
  /** The run as it was known then, with this deadline. */
  readonly run: Run;
}

/**
 * The deadlines of an origin's runs that would have passed under `rules` up to `until` (epoch ms, inclusive), in the order in which
 * they could be seen.
 *
 * `facts` are all facts of the origin; a part of them gives a wrong answer. Between the arrival of one fact and the next, the replay
 * asks the same function as the sweep which deadlines are due. It ignores recorded deadlines, and returns no `lines-missing`: that one
 * depends on re-reads of the log stream, which cannot be replayed, and it ends no run that could still be slow.
 *
 * Exact to the millisecond. The sweep looks once a minute, so it may have missed a deadline that passed less than a minute before the
 * next fact arrived.
 */
export function replayDeadlines(
  facts: readonly Fact[],
  context: FoldContext,
  rules: DeadlineRules,
  until: number,
): readonly ReplayedDeadline[] {
  const arrivals = facts
    .filter((fact) => fact.kind !== 'deadline')
    .map((fact) => ({ fact, at: arrivedAt(fact) }))
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at - b.at);
  const known: Fact[] = [];
  const passed: ReplayedDeadline[] = [];
  for (const [index, { fact, at }] of arrivals.entries()) {
    known.push(fact);
    const next = arrivals[index + 1]?.at;
    // Of facts that arrive together, only the last one is followed by time that can pass.
    if (next === at) continue;
    const before = next === undefined ? until : next - 1;
    for (;;) {
      const first = firstDue(known, context, rules, before);
      if (first === undefined) break;
      known.push(first.fact);
      const run = fold(known, context).find(({ id }) => id === first.run.id) ?? first.run;
      passed.push({ fact: first.fact, run, seenAt: Math.max(first.fact.at, at) });
    }
  }
  return passed;
}

type Due = Omit<ReplayedDeadline, 'seenAt'>;

/** The earliest deadline up to `before` that is not known. One at a time, because a deadline may change which others a run has. */
function firstDue(
  known: readonly Fact[],
  context: FoldContext,
  rules: DeadlineRules,
  before: number,
): Due | undefined {
  const ids = new Set(known.map(({ id }) => id));
  return fold(known, context)
    .flatMap((run) =>
      dueDeadlines(run, 0, before, deadlinesFor(run, rules), ids).map((fact) => ({ fact, run })),
    )
    .filter(({ fact }) => fact.what !== 'lines-missing')
    .reduce<Due | undefined>(
      (first, each) => (first === undefined || each.fact.at < first.fact.at ? each : first),
      undefined,
    );
}

/** When a fact became known, epoch ms. Lines that do not say when they were received count from their newest line. */
function arrivedAt(fact: Fact): number {
  return fact.kind === 'lines' ? (fact.receivedAt ?? lastTimeOf(fact)) : fact.at;
}

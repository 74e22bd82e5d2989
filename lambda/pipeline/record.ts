import {
  type DeadlineRules,
  RUNS_TOLD_AT_ONCE,
  SNAPSHOT_ANNOUNCED_MS,
  SNAPSHOT_LEAST_FACTS,
  WRITER_TIMEOUT_MS,
} from '../contract/defaults.ts';
import type { Fact } from '../domain/model/fact.ts';
import type { Run } from '../domain/model/run.ts';
import type { Source } from '../domain/model/target.ts';
import { foldFrom } from '../domain/runs/fold/fold.ts';
import { deadlinesFor, isSealed, recordDueAt } from '../domain/runs/record/deadlines.ts';
import { countersOf, type MetricDatum } from '../domain/runs/record/metrics.ts';
import { distinctRuns, type RecordWrite, recordWrites } from '../domain/runs/record/record-writes.ts';
import { runLine } from '../domain/runs/record/run-line.ts';
import { currentRecordFor, type OutboxEntry } from '../domain/runs/record/run-record.ts';
import {
  advanced,
  type Known,
  type Snapshot,
  type SnapshotRules,
  withdrawn,
} from '../domain/runs/record/snapshot.ts';
import type { FactStore, OpenItems, Publisher, RunLog } from './ports.ts';
import { readOpen } from './read-open.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';
import { rulesOf } from './rules-of.ts';
import { type DueRecord, sendTransitions } from './send-transitions.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';

/** What every writer works with: the outside, the settings, and the moment of this invocation. */
export interface WriterContext extends DeadlineRules, RetryContext {
  readonly store: FactStore;
  readonly publisher: Publisher;
  readonly runLog: RunLog;
  readonly sources: readonly Source[];
  /** Left out: {@link SNAPSHOT_LEAST_FACTS} and {@link SNAPSHOT_ANNOUNCED_MS}. */
  readonly snapshots?: SnapshotRules;
  /** Left out: {@link CALLS_AT_ONCE}. */
  readonly callsAtOnce?: number;
  /** Epoch ms; read once per invocation. */
  readonly now: number;
  /** Counters of the writes that this invocation won; it sends them once, at its end. */
  readonly counters: MetricDatum[];
}

export interface Recorded {
  /** Facts among those given that were not there before. */
  readonly written: readonly Fact[];
}

export interface Resend {
  /** What has been owed since then, epoch ms, or longer is sent again. */
  readonly resendBefore: number;
  /** Ids of runs whose requests are to be among them, however old they are. */
  readonly about: readonly string[];
}

const SNAPSHOTS: SnapshotRules = {
  leastFacts: SNAPSHOT_LEAST_FACTS,
  announcedMs: SNAPSHOT_ANNOUNCED_MS,
};

/**
 * Adds facts to an origin and brings its run records up to date: the write protocol of all three writers.
 *
 * Puts each fact that is not there yet. Then reads the origin's facts and records together, as far as its snapshot leaves any to be
 * read, folds, and writes each record that changed, on condition that its revision is still the one read, together with the
 * requests that the change owes. Whoever wins that write sends the requests, then clears them.
 *
 * Of more than {@link RUNS_TOLD_AT_ONCE} runs that people may have to be told of, the rest is left to the sweep, which finds the origin in the open
 * index and goes on.
 *
 * Also sends what others left behind: whatever `resend` says. If a fact was there already, the delivery is a repeat, perhaps after
 * a crash: then also whatever has been owed for longer than a writer can live. Throws after six lost conditions in a row.
 */
export async function record(
  origin: string,
  facts: readonly Fact[],
  context: WriterContext,
  resend?: Resend,
): Promise<Recorded> {
  const { store, now, callsAtOnce = CALLS_AT_ONCE } = context;
  const put = (fact: Fact) => store.putFact(origin, fact);
  // The last one alone, after all others: that it is there says that they are.
  const first = await sideBySide(facts.slice(0, -1), callsAtOnce, put);
  const puts = [...first, ...(await sideBySide(facts.slice(-1), callsAtOnce, put))];
  const written = facts.filter((_, index) => puts[index] === 'written');
  const repeated = written.length < facts.length;
  const leftBehind = Math.max(
    resend?.resendBefore ?? Number.NEGATIVE_INFINITY,
    repeated ? now - WRITER_TIMEOUT_MS : Number.NEGATIVE_INFINITY,
  );
  const work: Work = {
    origin,
    added: facts,
    rules: await rulesOf(context.sources),
    won: new Set(),
    about: new Set(resend?.about),
    withdrew: false,
    left: RUNS_TOLD_AT_ONCE,
    heldBack: null,
  };
  const known = await retryConflicts('a run record', context, () => bringUpToDate(work, context));
  const isMine = ({ id, at }: OutboxEntry) => (work.won.has(id) && id !== work.heldBack) || at <= leftBehind;
  const due = known.records.flatMap((item): DueRecord[] => {
    const entries = item.outbox.filter(isMine);
    return entries.length === 0 ? [] : [{ item, entries, successor: currentRecordFor(item, known.records) }];
  });
  await sendTransitions(due, context);
  // What stands for the runs so far must have a record of each.
  if (work.heldBack !== null) return { written };
  const snapshot = advanced(known, context.snapshots ?? SNAPSHOTS);
  // Who loses the condition leaves it to the next one.
  if (snapshot) await store.putSnapshot(origin, snapshot, known.snapshot?.revision ?? null);
  return { written };
}

/** What one call of {@link record} is about, and what has come of it so far. */
interface Work {
  readonly origin: string;
  readonly added: readonly Fact[];
  readonly rules: string;
  /** Ids of the owed requests whose writes it won. */
  readonly won: Set<string>;
  /** Ids of the runs whose records have to be among those that are read. */
  readonly about: Set<string>;
  /** It has taken back what its facts reach back behind: whoever writes a snapshot after that has read them. */
  withdrew: boolean;
  /** How many more runs it may write that people may have to be told of. */
  left: number;
  /** Id of the request that stays owed so that the sweep finds the origin and goes on; `null`: nothing is left to be written. */
  heldBack: string | null;
}

/**
 * Rounds of read, fold, write, until one creates no record; `undefined` when a condition was lost.
 *
 * Two writers who do not see each other's facts can create records of one run under two ids, and no condition stops
 * that. So whoever creates one looks again: the one who looks last sees both, and lets the one replace the other.
 */
async function bringUpToDate(work: Work, context: WriterContext): Promise<Known | undefined> {
  for (;;) {
    const round = await writeRecords(work, context);
    if (round !== 'again') return round;
  }
}

/** One round; `undefined` when a condition was lost. */
async function writeRecords(work: Work, context: WriterContext): Promise<Known | 'again' | undefined> {
  const { store, now, sources, callsAtOnce = CALLS_AT_ONCE } = context;
  const { origin, added, rules } = work;
  const items = await readOpen(store, origin, rules, work.about);
  const { snapshot, facts, seed } = items;
  const withdrawal = snapshot && !work.withdrew ? withdrawn(snapshot, added) : undefined;
  if (withdrawal) return withdraw(withdrawal, work, context);
  const folded = foldFrom(seed, facts, { origin, sources });
  const runs = distinctRuns(folded.runs);
  if (snapshot && seed && holdsMore(items, runs, now)) {
    return withdraw(
      { ...snapshot, revision: snapshot.revision + 1, seed: null, announced: null },
      work,
      context,
    );
  }
  const records = new Map(items.records.map((stored) => [stored.run.id, stored]));
  const { writes, last } = withinBudget(recordWrites(runs, items, added, now), work);
  let isLost = false;
  const write = async (each: RecordWrite) => {
    if (isLost) return;
    const dueAt = each === last ? now : recordDueAt(each.record, deadlinesFor(each.record.run, context));
    if ((await store.putRecord(each.record, each.expected, dueAt)) === 'conflict') {
      isLost = true;
      return;
    }
    records.set(each.record.run.id, each.record);
    if (each.transition) {
      work.won.add(owedBy(each));
      work.left--;
      if (each === last) work.heldBack = owedBy(each);
    }
    if (each.expected === null) work.about.add(each.record.run.id);
    logAndCount(each, context);
  };
  const isReplaced = ({ record: { supersededBy } }: RecordWrite) => supersededBy !== null;
  // What takes a record's place is there before the record says so, so that a crash leaves both.
  for (const part of [writes.filter((each) => !isReplaced(each)), writes.filter(isReplaced)]) {
    await sideBySide(part, callsAtOnce, write);
    if (isLost) return undefined;
  }
  if (writes.some(({ expected }) => expected === null)) return 'again';
  return {
    snapshot,
    facts,
    records: [...records.values()],
    folded,
    rules,
    keyedByTime: items.keyedByTime,
    now,
  };
}

/** Those that may still be written, and the last of them if others are left out. */
function withinBudget(
  writes: readonly RecordWrite[],
  { left }: Work,
): { readonly writes: readonly RecordWrite[]; readonly last?: RecordWrite } {
  const telling = writes.filter(({ transition }) => transition !== undefined);
  if (telling.length <= left) return { writes };
  const last = telling[left - 1];
  return last === undefined ? { writes: [] } : { writes: writes.slice(0, writes.indexOf(last) + 1), last };
}

/** Id of the request that a write with a transition owes. */
function owedBy({ record }: RecordWrite): string {
  return record.outbox.at(-1)!.id;
}

/** Stores a snapshot with less in it, so that everything is read again. */
async function withdraw(
  snapshot: Snapshot,
  work: Work,
  { store }: WriterContext,
): Promise<'again' | undefined> {
  const { origin } = work;
  if ((await store.putSnapshot(origin, snapshot, snapshot.revision - 1)) === 'conflict') return undefined;
  work.withdrew = true;
  return 'again';
}

/** Does a record stand for a run that is not among those that were folded? Then facts are missing, or two writers crossed. */
function holdsMore({ records }: OpenItems, runs: readonly Run[], now: number): boolean {
  const ids = new Set(runs.map(({ id }) => id));
  return records.some(
    ({ run, supersededBy }) => supersededBy === null && !ids.has(run.id) && !isSealed(run, now),
  );
}

/** Log line and counters of a write that was won: at most once, because nothing repeats them. */
function logAndCount(
  { record: { run, revision, supersededBy }, before, transition }: RecordWrite,
  context: WriterContext,
): void {
  if (transition) context.runLog.write(runLine(transition, run, revision));
  if (supersededBy === null) context.counters.push(...countersOf(before, run, context.now));
}

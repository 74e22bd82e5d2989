import {
  type DeadlineRules,
  SNAPSHOT_ANNOUNCED_MS,
  SNAPSHOT_LEAST_FACTS,
  WRITER_TIMEOUT_MS,
} from '../contract/defaults.ts';
import { deadlinesFor, isSealed, recordDueAt } from '../domain/deadlines.ts';
import type { Fact } from '../domain/fact.ts';
import { foldFrom } from '../domain/fold/fold.ts';
import { countersOf, type MetricDatum } from '../domain/record/metrics.ts';
import { distinctRuns, type RecordWrite, recordWrites } from '../domain/record/record-writes.ts';
import { runLine } from '../domain/record/run-line.ts';
import { type Owed, type RunRecord, standingFor, type Transition } from '../domain/record/run-record.ts';
import {
  advanced,
  type Known,
  type Snapshot,
  type SnapshotRules,
  withdrawn,
} from '../domain/record/snapshot.ts';
import type { Run } from '../domain/run.ts';
import type { Source } from '../domain/target.ts';
import type { FactStore, OpenItems, Publisher, RunLog } from './ports.ts';
import { readOpen } from './read-open.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';
import { rulesOf } from './rules-of.ts';

/** What every writer works with: the outside, the settings, and the moment of this invocation. */
export interface WriterContext extends DeadlineRules, RetryContext {
  readonly store: FactStore;
  readonly publisher: Publisher;
  readonly runLog: RunLog;
  readonly sources: readonly Source[];
  /** Left out: {@link SNAPSHOT_LEAST_FACTS} and {@link SNAPSHOT_ANNOUNCED_MS}. */
  readonly snapshots?: SnapshotRules;
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
  /** Id of a run whose requests are to be among them, however old it is. */
  readonly about: string;
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
 * Also sends what others left behind: whatever `resend` says. If a fact was there already, the delivery is a repeat, perhaps after
 * a crash: then also whatever has been owed for longer than a writer can live. Throws after six lost conditions in a row.
 */
export async function record(
  origin: string,
  facts: readonly Fact[],
  context: WriterContext,
  resend?: Resend,
): Promise<Recorded> {
  const { store, now } = context;
  const written: Fact[] = [];
  for (const fact of facts) {
    if ((await store.putFact(origin, fact)) === 'written') written.push(fact);
  }
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
    about: new Set(resend && [resend.about]),
    withdrew: false,
  };
  const known = await retryConflicts('a run record', context, () => bringUpToDate(work, context));
  const isMine = ({ id, at }: Owed) => work.won.has(id) || at <= leftBehind;
  for (const stored of known.records) {
    const due = stored.owed.filter(isMine);
    if (due.length > 0) await send(stored, due, standingFor(stored, known.records), context);
  }
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
  const { store, now, sources } = context;
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
  const writes = recordWrites(runs, items, added, now);
  for (const write of writes) {
    const dueAt = recordDueAt(write.record, deadlinesFor(write.record.run, context));
    if ((await store.putRecord(write.record, write.expected, dueAt)) === 'conflict') return undefined;
    records.set(write.record.run.id, write.record);
    if (write.transition) work.won.add(write.record.owed.at(-1)!.id);
    if (write.expected === null) work.about.add(write.record.run.id);
    tell(write, context);
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
function tell(
  { record: { run, revision, supersededBy }, before, transition }: RecordWrite,
  context: WriterContext,
): void {
  if (transition) context.runLog.write(runLine(transition, run, revision));
  if (supersededBy === null) context.counters.push(...countersOf(before, run, context.now));
}

async function send(
  stored: RunRecord,
  due: readonly Owed[],
  successor: RunRecord | undefined,
  context: WriterContext,
): Promise<void> {
  const { run, revision } = stored;
  for (const { id, transition } of due) {
    // What a replaced run still owes is that it was replaced, whatever it was before.
    const told = successor
      ? { transition: { ...transition, kind: 'superseded' as const }, successor: toldOf(successor) }
      : {
          transition: isBack(stored, transition) ? { ...transition, kind: 'corrected' as const } : transition,
        };
    await context.publisher.publish({ type: 'run', id, ...told, run, revision });
  }
  const sent = new Set(due.map(({ id }) => id));
  let known: RunRecord | undefined = stored;
  await retryConflicts('a run record', context, async () => {
    known ??= (await context.store.readOrigin(run.origin)).records.find((other) => other.run.id === run.id);
    const cleared = known && (await clear(known, sent, context));
    known = undefined;
    return cleared;
  });
}

/** It was replaced, and is told of that late: it has come back meanwhile. */
function isBack({ supersededBy }: RunRecord, { kind }: Transition): boolean {
  return kind === 'superseded' && supersededBy === null;
}

function toldOf({ run, revision }: RunRecord): { run: Run; revision: number } {
  return { run, revision };
}

async function clear(
  stored: RunRecord,
  sent: ReadonlySet<string>,
  context: WriterContext,
): Promise<true | undefined> {
  const owed = stored.owed.filter(({ id }) => !sent.has(id));
  if (owed.length === stored.owed.length) return true;
  const cleared = { ...stored, owed, revision: stored.revision + 1 };
  const dueAt = recordDueAt(cleared, deadlinesFor(cleared.run, context));
  return (await context.store.putRecord(cleared, stored.revision, dueAt)) === 'written' ? true : undefined;
}

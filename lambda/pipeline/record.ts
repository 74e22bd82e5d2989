import {
  MAX_TRANSITIONS_AT_ONCE,
  SNAPSHOT_ANNOUNCED_MS,
  SNAPSHOT_LEAST_FACTS,
  WRITER_TIMEOUT_MS,
} from '../contract/defaults.ts';
import { RULES_VERSION } from '../contract/rules-version.ts';
import type { Fact } from '../domain/model/fact.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { foldFrom } from '../domain/runs/fold/fold.ts';
import { basisOf } from '../domain/runs/record/basis.ts';
import { deadlinesFor, isSealed, recordDueAt } from '../domain/runs/record/deadlines.ts';
import { countersOf } from '../domain/runs/record/metrics.ts';
import { migrationLines } from '../domain/runs/record/migration-line.ts';
import { distinctRuns, type RecordWrite, recordWrites } from '../domain/runs/record/record-writes.ts';
import { rulesChange } from '../domain/runs/record/rules-change.ts';
import { runLine } from '../domain/runs/record/run-line.ts';
import { currentRecordFor, type OutboxEntry } from '../domain/runs/record/run-record.ts';
import {
  advanced,
  type Known,
  type Snapshot,
  type SnapshotRules,
  withdrawn,
} from '../domain/runs/record/snapshot.ts';
import type { OpenItems } from './ports.ts';
import { readOpen } from './read-open.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { rulesOf } from './rules-of.ts';
import { type DueRecord, sendTransitions } from './send-transitions.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import type { FoldRules, WriterContext } from './writer.ts';

export interface Recorded {
  /** The given facts that were not stored before. */
  readonly written: readonly Fact[];
}

export interface Resend {
  /** Outbox entries of this time, epoch ms, or older are sent again. */
  readonly resendBefore: number;
  /** Ids of runs whose records are read for this, however old the runs are. */
  readonly about: readonly string[];
}

const RULES: FoldRules = { version: RULES_VERSION, foldFrom };

const SNAPSHOTS: SnapshotRules = {
  leastFacts: SNAPSHOT_LEAST_FACTS,
  announcedMs: SNAPSHOT_ANNOUNCED_MS,
};

/**
 * Adds facts to an origin and brings its run records up to date: the write protocol of all three writers.
 *
 * Puts each fact that is not stored yet. Then reads the facts and records since the origin's snapshot, folds, and writes each record
 * that changed, together with the outbox entries of the change, on condition that the revision is still the one that was read. The
 * writer that wins the condition sends these entries and then removes them.
 *
 * Writes at most {@link MAX_TRANSITIONS_AT_ONCE} transitions. The sweep finds the origin in the open index and writes the others.
 *
 * Also sends outbox entries that other invocations did not send: those that `resend` asks for and, if a given fact was stored
 * already, those that are older than {@link WRITER_TIMEOUT_MS}. Such a fact shows that the delivery is a repeat, perhaps after a crash.
 *
 * @throws after twelve lost conditions in a row
 */
export async function record(
  origin: string,
  facts: readonly Fact[],
  context: WriterContext,
  resend?: Resend,
): Promise<Recorded> {
  const { store, now, callsAtOnce = CALLS_AT_ONCE } = context;
  const put = (fact: Fact) => store.putFact(origin, fact);
  // The last fact is written after all others, so if it is stored, they are too.
  const first = await sideBySide(facts.slice(0, -1), callsAtOnce, put);
  const puts = [...first, ...(await sideBySide(facts.slice(-1), callsAtOnce, put))];
  const written = facts.filter((_, index) => puts[index] === 'written');
  const repeated = written.length < facts.length;
  const unsentBefore = Math.max(
    resend?.resendBefore ?? Number.NEGATIVE_INFINITY,
    repeated ? now - WRITER_TIMEOUT_MS : Number.NEGATIVE_INFINITY,
  );
  const work: Work = {
    origin,
    added: facts,
    written: new Set(written.map(({ id }) => id)),
    rules: rulesOf(context.sources, context.rules?.version),
    won: new Set(),
    about: new Set(resend?.about),
    withdrew: false,
    left: MAX_TRANSITIONS_AT_ONCE,
    keptEntry: null,
  };
  const known = await retryConflicts('a run record', context, () => bringUpToDate(work, context));
  const isDue = ({ id, at }: OutboxEntry) =>
    (work.won.has(id) && id !== work.keptEntry) || at <= unsentBefore;
  const due = known.records.flatMap((item): DueRecord[] => {
    const entries = item.outbox.filter(isDue);
    return entries.length === 0 ? [] : [{ item, entries, successor: currentRecordFor(item, known.records) }];
  });
  await sendTransitions(due, context);
  // A snapshot must cover all runs so far, and some of them are not written yet.
  if (work.keptEntry !== null) return { written };
  const snapshot = advanced(known, context.snapshots ?? SNAPSHOTS);
  // If another writer stored a snapshot first, this one is not needed.
  if (snapshot) await store.putSnapshot(origin, snapshot, known.snapshot?.revision ?? null);
  return { written };
}

/** The input of one call of {@link record}, and its progress. */
interface Work {
  readonly origin: string;
  readonly added: readonly Fact[];
  /** Ids of those of {@link added} that were not stored before. */
  readonly written: ReadonlySet<string>;
  readonly rules: string;
  /** Ids of the outbox entries in the conditional writes that this call won. */
  readonly won: Set<string>;
  /** Ids of the runs whose records must be read. */
  readonly about: Set<string>;
  /** Has this call withdrawn a snapshot that is newer than its facts? Any later snapshot includes the facts. */
  withdrew: boolean;
  /** How many more transitions this call may write. */
  left: number;
  /** Id of an outbox entry that is not sent, so that the sweep finds the origin and continues; `null` if all is written. */
  keptEntry: string | null;
}

/**
 * Repeats reading, folding and writing until a round creates no record; `undefined` when a condition was lost.
 *
 * Two writers that do not see each other's facts can create two records of one run, under different ids. No condition prevents
 * that. So a writer that has created a record reads again: the last one to read sees both records, and one replaces the other.
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
  const { origin, added, written, rules } = work;
  const { version, foldFrom } = context.rules ?? RULES;
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
  const basis = basisOf(facts, seed?.since ?? 0, version);
  const fold = (some: readonly Fact[]) => distinctRuns(foldFrom(seed, some, { origin, sources }).runs);
  const change = rulesChange(items.records, facts, { basis, written }, fold);
  const { writes, last } = withinBudget(recordWrites(runs, items, added, now, { basis, change }), work);
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
      work.won.add(newEntryOf(each));
      work.left--;
      if (each === last) work.keptEntry = newEntryOf(each);
    }
    if (each.expected === null) work.about.add(each.record.run.id);
    logAndCount(each, context);
  };
  const isReplaced = ({ record: { supersededBy } }: RecordWrite) => supersededBy !== null;
  // A replacement is written before the record that names it, so that a crash in between leaves both records.
  const ordered = [...writes.filter((each) => !isReplaced(each)), ...writes.filter(isReplaced)];
  // The last write says that the others are stored, unless this call leaves some to the sweep.
  const final = last === undefined ? ordered.pop() : undefined;
  const parts = [ordered.filter((each) => !isReplaced(each)), ordered.filter(isReplaced)];
  for (const part of final ? [...parts, [asWhole(final)]] : parts) {
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

/** The writes that this call may still make and, if it must leave some out, the last one that it makes. */
function withinBudget(
  writes: readonly RecordWrite[],
  { left }: Work,
): { readonly writes: readonly RecordWrite[]; readonly last?: RecordWrite } {
  const withTransition = writes.filter(({ transition }) => transition !== undefined);
  if (withTransition.length <= left) return { writes };
  const last = withTransition[left - 1];
  return last === undefined ? { writes: [] } : { writes: writes.slice(0, writes.indexOf(last) + 1), last };
}

/** The write with {@link Basis.whole}. */
function asWhole(write: RecordWrite): RecordWrite {
  const { record } = write;
  return { ...write, record: { ...record, basis: { ...record.basis!, whole: true } } };
}

/** Id of the outbox entry that a write with a transition adds. */
function newEntryOf({ record }: RecordWrite): string {
  return record.outbox.at(-1)!.id;
}

/** Stores a snapshot that covers less, so that the next read returns more. */
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

/** Is there a record of a run that the fold did not return? Then facts are missing, or two writers ran at the same time. */
function holdsMore({ records }: OpenItems, runs: readonly Run[], now: number): boolean {
  const ids = new Set(runs.map(({ id }) => id));
  return records.some(
    ({ run, supersededBy }) =>
      supersededBy === null && !run.backfilled && !ids.has(run.id) && !isSealed(run, now),
  );
}

/** Writes the log lines and the counters of a successful write. They appear at most once, because nothing repeats them. */
function logAndCount(
  { record: { run, revision, supersededBy }, before, transition }: RecordWrite,
  context: WriterContext,
): void {
  const engine = context.sources.find(({ target }) => sameValue(target, run.target))?.engine ?? null;
  if (transition) context.runLog.write(runLine(transition, run, revision, engine));
  if (supersededBy === null)
    for (const line of migrationLines(before, run, revision, engine)) context.runLog.write(line);
  if (supersededBy === null) context.counters.push(...countersOf(before, run, context.now));
}

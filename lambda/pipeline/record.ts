import { type DeadlineRules, WRITER_TIMEOUT_MS } from '../contract/defaults.ts';
import { deadlinesFor, recordDueAt } from '../domain/deadlines.ts';
import type { Fact } from '../domain/fact.ts';
import { fold } from '../domain/fold/fold.ts';
import { countersOf, type MetricDatum } from '../domain/record/metrics.ts';
import { distinctRuns, type RecordWrite, recordWrites } from '../domain/record/record-writes.ts';
import { runLine } from '../domain/record/run-line.ts';
import { type Owed, type RunRecord, standingFor, type Transition } from '../domain/record/run-record.ts';
import type { Run } from '../domain/run.ts';
import type { Source } from '../domain/target.ts';
import type { FactStore, OriginItems, Publisher, RunLog } from './ports.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';

/** What every writer works with: the outside, the settings, and the moment of this invocation. */
export interface WriterContext extends DeadlineRules, RetryContext {
  readonly store: FactStore;
  readonly publisher: Publisher;
  readonly runLog: RunLog;
  readonly sources: readonly Source[];
  /** Epoch ms; read once per invocation. */
  readonly now: number;
  /** Counters of the writes that this invocation won; it sends them once, at its end. */
  readonly counters: MetricDatum[];
}

export interface Recorded {
  /** Facts among those given that were not there before. */
  readonly written: readonly Fact[];
}

/**
 * Adds facts to an origin and brings its run records up to date: the write protocol of all three writers.
 *
 * Puts each fact that is not there yet. Then reads the origin's facts and records together, folds, and writes each record
 * that changed, on condition that its revision is still the one read, together with the requests that the change owes.
 * Whoever wins that write sends the requests, then clears them.
 *
 * Also sends what others left behind: whatever the origin has owed since `resendBefore` (epoch ms) or longer. If a fact
 * was there already, the delivery is a repeat, perhaps after a crash: then also whatever has been owed for longer than
 * a writer can live. Throws after six lost conditions in a row.
 */
export async function record(
  origin: string,
  facts: readonly Fact[],
  context: WriterContext,
  resendBefore = Number.NEGATIVE_INFINITY,
): Promise<Recorded> {
  const { store, now } = context;
  const written: Fact[] = [];
  for (const fact of facts) {
    if ((await store.putFact(origin, fact)) === 'written') written.push(fact);
  }
  const repeated = written.length < facts.length;
  const leftBehind = Math.max(resendBefore, repeated ? now - WRITER_TIMEOUT_MS : Number.NEGATIVE_INFINITY);
  const won = new Set<string>();
  const items = await retryConflicts('a run record', context, () =>
    bringUpToDate(origin, facts, context, won),
  );
  const isMine = ({ id, at }: Owed) => won.has(id) || at <= leftBehind;
  for (const stored of items.records) {
    const due = stored.owed.filter(isMine);
    if (due.length > 0) await send(stored, due, standingFor(stored, items.records), context);
  }
  return { written };
}

/**
 * Rounds of read, fold, write, until one creates no record; `undefined` when a condition was lost.
 *
 * Two writers who do not see each other's facts can create records of one run under two ids, and no condition stops
 * that. So whoever creates one looks again: the one who looks last sees both, and lets the one replace the other.
 */
async function bringUpToDate(
  origin: string,
  added: readonly Fact[],
  context: WriterContext,
  won: Set<string>,
): Promise<OriginItems | undefined> {
  for (;;) {
    const round = await writeRecords(origin, added, context, won);
    if (!round?.created) return round?.items;
  }
}

/** One round; adds the ids of the owed requests whose writes it won. */
async function writeRecords(
  origin: string,
  added: readonly Fact[],
  context: WriterContext,
  won: Set<string>,
): Promise<{ readonly items: OriginItems; readonly created: boolean } | undefined> {
  const { store, now, sources } = context;
  const items = await store.readOrigin(origin);
  const records = new Map(items.records.map((stored) => [stored.run.id, stored]));
  const runs = distinctRuns(fold(items.facts, { origin, sources }));
  const writes = recordWrites(runs, items, added, now);
  for (const write of writes) {
    const dueAt = recordDueAt(write.record, deadlinesFor(write.record.run, context));
    if ((await store.putRecord(write.record, write.expected, dueAt)) === 'conflict') return undefined;
    records.set(write.record.run.id, write.record);
    if (write.transition) won.add(write.record.owed.at(-1)!.id);
    tell(write, context);
  }
  return {
    items: { facts: items.facts, records: [...records.values()] },
    created: writes.some(({ expected }) => expected === null),
  };
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

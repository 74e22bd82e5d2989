import { UNUSUAL_OVER_MS } from '../contract/defaults.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { gaugesOf, type RunningRun } from '../domain/incidents/gauges.ts';
import { hasGauges } from '../domain/incidents/index-time.ts';
import type { Fact } from '../domain/model/fact.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { type Target, UNMATCHED } from '../domain/model/target.ts';
import { type ExpectedRun, expectedRunId } from '../domain/runs/expected-run.ts';
import { deadlinesFor, dueDeadlines, isSealed, rereadDueAt } from '../domain/runs/record/deadlines.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type {
  BaselineReader,
  EarlierItems,
  ExpectedRunStore,
  FactStore,
  LogReader,
  OpenEntry,
  RunEntry,
} from './ports.ts';
import { readOpen } from './read-open.ts';
import { RecentlyOpen } from './recently-open.ts';
import { reconcile } from './reconcile.ts';
import { record } from './record.ts';
import { rulesOf } from './rules-of.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import { type WriterContext, type WriterPorts, withWriter } from './writer.ts';

/**
 * Most log streams that one sweep reads again. The others wait for the next minute.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html FilterLogEvents, per account and Region
 */
const MAX_REREADS = 20;

/**
 * Most origins, incidents and expected runs that one sweep acts on, the longest due first. The others wait for the next minute. An
 * origin takes some ten calls, one after the other, so 2,000 are done well within the function's timeout.
 */
const MAX_TASKS = 2_000;

export interface SweepPorts extends WriterPorts {
  /**
   * Environments whose databases always have gauges.
   *
   * @default none
   */
  readonly gaugesPerDatabase?: readonly string[];
  /**
   * @default nothing is remembered: a database has no gauges after its run has ended
   */
  readonly recent?: RecentlyOpen;
  readonly store: FactStore & ExpectedRunStore & BaselineReader;
  readonly logReader: LogReader;
  /**
   * @default no earlier release used the table
   */
  readonly earlier?: EarlierItems;
}

/**
 * Does what depends on time alone. Runs every minute: reads the open index, sends all gauges in one call, and acts on what is due.
 *
 * - A deadline that passed becomes a fact.
 * - The log stream of an incomplete run is read again.
 * - An outbox entry that is two minutes old is sent again.
 * - Due reminders of open incidents, and expected runs that did not come, are published to the topic `events`.
 * - After an upgrade, some of the earlier release's items are put into the lists that people read.
 *
 * A due entry that only a newer release can read is left as it is, and counts as failed. For a run that has lasted longer than a minute it also reads which duration is usual for the database. An entry that fails does
 * not stop the others; all failures are thrown together at the end.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  await withWriter(ports, async (context) => {
    const open = await context.store.listOpen();
    const failures: unknown[] = [];
    context.counters.push(...(await gauges(open, context, ports, failures)));
    const rereads = { left: MAX_REREADS };
    const tasks = tasksOf(open.filter(({ dueAt }) => dueAt <= context.now)).slice(0, MAX_TASKS);
    const { callsAtOnce = CALLS_AT_ONCE } = context;
    const atOnce = Math.max(1, Math.min(callsAtOnce, tasks.length));
    const each = { ...context, callsAtOnce: Math.floor(callsAtOnce / atOnce) };
    await sideBySide(tasks, atOnce, async (task) => {
      try {
        if (task.kind === 'origin') await sweepOrigin(task, each, ports.logReader, rereads, failures);
        else if (task.kind === 'incident') await remind(task, each);
        else if (task.kind === 'unreadable') failures.push(task.error);
        else await reportIfMissing(task.expected, open, each, ports.store);
      } catch (error) {
        failures.push(error);
      }
    });
    try {
      await ports.earlier?.indexSome(everyTarget(open, context), context.now);
    } catch (error) {
      failures.push(error);
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `sweep: ${failures.length} of the due entries failed`);
  });
}

/** The databases that the settings name, those with an open incident, and where runs are recorded that no source matches. */
function everyTarget(open: readonly OpenEntry[], { sources }: WriterContext): readonly Target[] {
  const troubled = open.flatMap((entry) => (entry.kind === 'incident' ? [entry] : []));
  return [...sources.map(({ target }) => target), ...troubled, UNMATCHED];
}

async function gauges(
  open: readonly OpenEntry[],
  { sources, now }: WriterContext,
  { store: baselines, gaugesPerDatabase = [], recent = new RecentlyOpen() }: SweepPorts,
  failures: unknown[],
): Promise<MetricDatum[]> {
  const running: RunningRun[] = [];
  const unknown: MetricDatum['name'][] = [];
  const limits = new Map<string, number | null>();
  for (const entry of open) {
    if (entry.kind !== 'run' || entry.record.supersededBy !== null) continue;
    const { run } = entry.record;
    if (run.outcome !== 'running') continue;
    let usualLimitMs: number | null = null;
    // Read only for a run that is long enough to be unusual.
    if (now - (run.startedAt ?? now) > UNUSUAL_OVER_MS) {
      const database = JSON.stringify([run.target.environment, run.target.database]);
      try {
        const known = limits.get(database);
        usualLimitMs = known === undefined ? await baselines.readUsualLimit(run.target) : known;
        limits.set(database, usualLimitMs);
      } catch (error) {
        failures.push(error);
        unknown.push('DurationDeviation');
      }
    }
    running.push({ run, usualLimitMs });
  }
  // An incident of an error pattern is about no database, and raises no gauge.
  const incidents = open.flatMap((entry) =>
    entry.kind === 'incident' && entry.incidentKind !== 'pattern' && hasGauges(entry, now) ? entry : [],
  );
  const targets = sources.map(({ target }) => target);
  const ofRuns = recent.seen(
    running.map(({ run }) => run.target),
    now,
  );
  const state = { running, incidents, recent: ofRuns };
  return [
    // A gauge whose value could not be read is not sent, so its alarm keeps its state.
    ...gaugesOf(state, targets, new Set(gaugesPerDatabase), now).filter(
      ({ name }) => !unknown.includes(name),
    ),
    {
      name: 'OpenEntries' as const,
      value: open.length,
      at: now,
      dimensions: { Environment: MONITOR_ENVIRONMENT },
    },
  ];
}

/** An origin with runs that are due. */
interface DueOrigin {
  readonly kind: 'origin';
  readonly origin: string;
  /** Ids of the runs. */
  readonly runs: readonly string[];
}

type Task = DueOrigin | Exclude<OpenEntry, RunEntry>;

/** What to do, in order of `dueAt`. Due runs of one origin become one task, so that the origin is read once. */
function tasksOf(due: readonly OpenEntry[]): readonly Task[] {
  const origins = new Map<string, string[]>();
  const tasks: Task[] = [];
  for (const entry of due) {
    if (entry.kind !== 'run') {
      tasks.push(entry);
      continue;
    }
    const { origin, id } = entry.record.run;
    const known = origins.get(origin);
    const runs = known ?? [];
    runs.push(id);
    if (known !== undefined) continue;
    origins.set(origin, runs);
    tasks.push({ kind: 'origin', origin, runs });
  }
  return tasks;
}

/** Reads the origin again before it acts, because the index may be older than the table. */
async function sweepOrigin(
  { origin, runs }: DueOrigin,
  context: WriterContext,
  reader: LogReader,
  rereads: { left: number },
  failures: unknown[],
): Promise<void> {
  const { store, now } = context;
  const rules = rulesOf(context.sources);
  const { facts, records } = await readOpen(store, origin, rules, runs);
  const known = new Set(facts.map(({ id }) => id));
  const added: Fact[] = [];
  for (const stored of records.filter((other) => other.supersededBy === null && !isSealed(other.run, now))) {
    const reread = await rereadIfDue(stored, context, reader, rereads, failures);
    const due = dueDeadlines(stored.run, stored.rereads, now, deadlinesFor(stored.run, context), known);
    // The lines that were just read may be the missing ones, so only the next sweep may give up on them.
    added.push(...reread, ...due.filter(({ what }) => what !== 'lines-missing' || reread.length === 0));
  }
  await record(origin, added, context, {
    resendBefore: now - context.deadlines.outboxResendMs,
    about: runs,
  });
}

async function rereadIfDue(
  { run, rereads }: RunRecord,
  context: WriterContext,
  reader: LogReader,
  budget: { left: number },
  failures: unknown[],
): Promise<readonly Fact[]> {
  const dueAt = rereadDueAt(run, rereads, deadlinesFor(run, context));
  if (dueAt === undefined || dueAt > context.now || budget.left === 0) return [];
  budget.left--;
  try {
    return await reconcile(run, rereads, reader, context.now);
  } catch (error) {
    // The next sweep tries again. The deadline for giving up does not depend on whether the stream can be read.
    failures.push(error);
    return [];
  }
}

async function remind(
  { incident, dueAt }: Extract<OpenEntry, { kind: 'incident' }>,
  { publisher }: WriterContext,
): Promise<void> {
  await publisher.publish({ type: 'incident-due', incident, dueAt });
}

/**
 * Reports to `page` that an expected run is missing, unless the open index has such a run.
 *
 * A run that came and has already ended is not in the index. `page` knows that run and ignores the message. After a crash before
 * the entry is closed, the message is sent again under the same id.
 */
async function reportIfMissing(
  expected: ExpectedRun,
  open: readonly OpenEntry[],
  { publisher }: WriterContext,
  store: ExpectedRunStore,
): Promise<void> {
  const { target, since, dueAt } = expected;
  const came = open.some(
    (entry) =>
      entry.kind === 'run' &&
      sameValue(entry.record.run.target, target) &&
      (entry.record.run.startedAt ?? Number.NEGATIVE_INFINITY) >= since,
  );
  if (!came) await publisher.publish({ type: 'missing', id: expectedRunId(expected), target, since, dueAt });
  await store.closeExpected(expected);
}

import { UNUSUAL_OVER_MS } from '../contract/defaults.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { gaugesOf, type RunningRun } from '../domain/incidents/gauges.ts';
import type { Fact } from '../domain/model/fact.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { type ExpectedRun, expectedRunId } from '../domain/runs/expected-run.ts';
import { deadlinesFor, dueDeadlines, isSealed, rereadDueAt } from '../domain/runs/record/deadlines.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { BaselineReader, ExpectedRunStore, FactStore, LogReader, OpenEntry, RunEntry } from './ports.ts';
import { readOpen } from './read-open.ts';
import { reconcile } from './reconcile.ts';
import { record, type WriterContext } from './record.ts';
import { rulesOf } from './rules-of.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import { type WriterPorts, withWriter } from './writer.ts';

/**
 * Log streams that one sweep re-reads at most; the others wait for the next minute.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html FilterLogEvents, per account and Region
 */
const MAX_REREADS = 20;

/**
 * Origins, incidents and expected runs that one sweep acts on at most, the longest due first; the others wait for the next minute. An origin takes
 * some ten calls, one after the other, so these are done well within the function's timeout.
 */
const MAX_TASKS = 2_000;

export interface SweepPorts extends WriterPorts {
  readonly store: FactStore & ExpectedRunStore & BaselineReader;
  readonly logReader: LogReader;
}

/**
 * What only time brings: every minute it reads the open index, publishes all gauges in one call, and acts on what is due.
 *
 * For a run that has lasted longer than a minute it also reads what is usual for its database.
 *
 * Deadlines that passed become facts; incomplete runs are re-read from their log stream; requests still owed after two
 * minutes are sent again; reminders of open incidents, and runs that did not come in time, go to the topic. An entry that
 * fails does not hold up the others; all failures are thrown together at the end.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  await withWriter(ports, async (context) => {
    const open = await context.store.listOpen();
    const failures: unknown[] = [];
    context.counters.push(...(await gauges(open, context, ports.store, failures)));
    const rereads = { left: MAX_REREADS };
    const tasks = tasksOf(open.filter(({ dueAt }) => dueAt <= context.now)).slice(0, MAX_TASKS);
    const { callsAtOnce = CALLS_AT_ONCE } = context;
    const atOnce = Math.max(1, Math.min(callsAtOnce, tasks.length));
    const each = { ...context, callsAtOnce: Math.floor(callsAtOnce / atOnce) };
    await sideBySide(tasks, atOnce, async (task) => {
      try {
        if (task.kind === 'origin') await sweepOrigin(task, each, ports.logReader, rereads, failures);
        else if (task.kind === 'incident') await remind(task, each);
        else await missIfNotCome(task.expected, open, each, ports.store);
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length > 0)
      throw new AggregateError(failures, `sweep: ${failures.length} of the due entries failed`);
  });
}

async function gauges(
  open: readonly OpenEntry[],
  { sources, now }: WriterContext,
  baselines: BaselineReader,
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
    // Only a run that may be unusual by now is worth a call.
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
  const incidents = open.filter((entry) => entry.kind === 'incident');
  const targets = sources.map(({ target }) => target);
  return [
    // A gauge that could not be found out is not sent: the alarm stays as it is.
    ...gaugesOf({ running, incidents }, targets, now).filter(({ name }) => !unknown.includes(name)),
    {
      name: 'OpenEntries' as const,
      value: open.length,
      at: now,
      dimensions: { Environment: MONITOR_ENVIRONMENT },
    },
  ];
}

/** An origin that runs are due of. */
interface DueOrigin {
  readonly kind: 'origin';
  readonly origin: string;
  /** Ids of the runs. */
  readonly runs: readonly string[];
}

type Task = DueOrigin | Exclude<OpenEntry, RunEntry>;

/** What is due, in order: an origin is read once, however many of its runs are due. */
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

/** Acts on what the table says, not on what the index said: the index may lag behind. */
async function sweepOrigin(
  { origin, runs }: DueOrigin,
  context: WriterContext,
  reader: LogReader,
  rereads: { left: number },
  failures: unknown[],
): Promise<void> {
  const { store, now } = context;
  const rules = await rulesOf(context.sources);
  const { facts, records } = await readOpen(store, origin, rules, runs);
  const known = new Set(facts.map(({ id }) => id));
  const added: Fact[] = [];
  for (const stored of records.filter((other) => other.supersededBy === null && !isSealed(other.run, now))) {
    const reread = await rereadIfDue(stored, context, reader, rereads, failures);
    const due = dueDeadlines(stored.run, stored.rereads, now, deadlinesFor(stored.run, context), known);
    // What was just read may be what was missing: whether to give up is for the next sweep to say.
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
    // The next minute tries again; the deadline for giving up stands whether or not the stream can be read.
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
 * Tells `page` that an expected run is missing, unless one is open: then it has come.
 *
 * One that came and has ended already is known to `page` alone, which then ignores this. After a crash before the entry
 * is closed, `page` is told again under the same id.
 */
async function missIfNotCome(
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

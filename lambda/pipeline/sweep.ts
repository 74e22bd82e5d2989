import type { Severity } from '../contract/severity.ts';
import { asksDue } from '../domain/incidents/asks.ts';
import { namedBy } from '../domain/incidents/unwatched.ts';
import { presentName } from '../domain/model/names.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { type Target, UNMATCHED } from '../domain/model/target.ts';
import { type ExpectedRun, expectedRunId } from '../domain/runs/expected-run.ts';
import { countUnconfirmedMails, type MailSubscriptions } from './count-unconfirmed-mails.ts';
import { FailedEarlier } from './failed-earlier.ts';
import type { EarlierItems, ExpectedRunStore, FactStore, LogReader, OpenEntry } from './ports.ts';
import { presentEntry } from './present-names.ts';
import { type GaugePorts, sendGauges } from './send-gauges.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import { type OriginPorts, sweepOrigin } from './sweep-origin.ts';
import { type SweepTask, tasksOf } from './sweep-tasks.ts';
import { watchedBy } from './unwatched.ts';
import { type WriterContext, type WriterPorts, withWriter } from './writer.ts';

/**
 * Time from the start of a sweep, ms, after which it begins nothing more. What it has not begun is still due in the next minute. A task
 * that was begun ends within some seconds, so the sweep ends well before its timeout of 45 seconds, and before the next one starts.
 */
const WORK_MS = 25_000;

/** The same for all tasks but re-reads, ms, if log streams are to be read again: both kinds have a share of each sweep. */
const WORK_BEFORE_REREADS_MS = WORK_MS / 2;

/**
 * Log streams that are read again side by side. FilterLogEvents takes five requests a second in most Regions, for the whole account, and
 * a re-read with what follows takes about half a second.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html FilterLogEvents, per account and Region
 */
const REREADS_AT_ONCE = 2;

/**
 * Most origins, incidents, expected runs and test pages that one sweep acts on, the longest due first. The others wait for the next minute. An
 * origin takes some ten calls, one after the other, so 2,000 are done within {@link WORK_MS} if a call takes some ten milliseconds.
 */
const MAX_TASKS = 2_000;

export interface SweepPorts extends WriterPorts, GaugePorts, OriginPorts {
  /** @default nothing is remembered: what failed in an earlier sweep is tried in order of `dueAt` */
  readonly failedEarlier?: FailedEarlier;
  /** @default subscriptions are not checked */
  readonly mailSubscriptions?: MailSubscriptions;
  /**
   * Topics with a receiver that can be asked what people did there.
   *
   * @default nothing is asked
   */
  readonly askedTopics?: readonly Severity[];
  readonly store: FactStore & ExpectedRunStore;
  readonly logReader: LogReader;
  /**
   * @default no earlier release used the table
   */
  readonly earlier?: EarlierItems;
}

/**
 * Does what depends on time alone. Runs every minute: reads the open index, sends all gauges, and acts on what is due.
 *
 * - A deadline that passed becomes a fact.
 * - An outbox entry that is two minutes old is sent again.
 * - Due reminders of open incidents, expected runs that did not come, and ends of test pages are published to the topic `events`.
 * - For open incidents, the receivers of {@link SweepPorts.askedTopics} are asked what people did there.
 * - Open incidents of databases that the settings no longer name are published as due, so that `page` ends them. Such runs and
 *   expected runs leave the open index.
 * - After an upgrade, some of the earlier release's items are put into the lists that people read.
 * - The log stream of an incomplete run is read again. This comes last, because it may be slow.
 * - Once an hour, the declared e-mail subscriptions that are not confirmed are counted.
 *
 * The gauges show what was open before this sweep changed anything. They are sent first, because they are the heartbeat too: however
 * long the rest takes, the alarms have their data. An entry that fails does not stop the others; all failures are thrown together at
 * the end.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  const { clock, failedEarlier = new FailedEarlier() } = ports;
  await withWriter(ports, async (context) => {
    const { now } = context;
    const { names, sources } = context;
    const stored = await context.store.listOpen();
    const open = stored.map((entry) => presentEntry(entry, names));
    const watches = watchedBy(sources, names);
    const failures: unknown[] = [];
    const attempt = async (step: () => Promise<void>) => {
      await step().catch((error: unknown) => failures.push(error));
    };
    await attempt(() => sendGauges(open, context, ports));
    if (ports.mailSubscriptions !== undefined)
      context.counters.push(...(await countUnconfirmedMails(ports.mailSubscriptions, now)));
    await attempt(() => ask(open, context, ports.askedTopics ?? []));
    const due = open.filter((entry) => entry.dueAt <= now || !watches(entry));
    const tasks = failedEarlier.inTurn(tasksOf(due, context));
    const rereads = tasks.filter(({ kind }) => kind === 'reread');
    const others = tasks.filter(({ kind }) => kind !== 'reread').slice(0, MAX_TASKS);
    const timeUntil = (ms: number) => () => clock() - now < ms;
    const work = async (some: readonly SweepTask[], most: number, mayGoOn: () => boolean) => {
      const { callsAtOnce = CALLS_AT_ONCE } = context;
      const atOnce = Math.max(1, Math.min(most, callsAtOnce, some.length));
      const each = { ...context, callsAtOnce: Math.floor(callsAtOnce / atOnce) };
      await sideBySide(some, atOnce, async (task) => {
        if (!mayGoOn()) return;
        try {
          await act(task, open, each, ports, mayGoOn);
          failedEarlier.succeeded(task.key);
        } catch (error) {
          failures.push(error);
          failedEarlier.failed(task.key, now);
        }
      });
    };
    const hasTime = timeUntil(rereads.length > 0 ? WORK_BEFORE_REREADS_MS : WORK_MS);
    await work(others, CALLS_AT_ONCE, hasTime);
    await attempt(async () => {
      if (hasTime()) await ports.earlier?.indexSome(everyTarget(stored, context), now, hasTime);
    });
    await work(rereads, REREADS_AT_ONCE, timeUntil(WORK_MS));
    if (failures.length > 0)
      throw new AggregateError(failures, `sweep: ${failures.length} of the due entries failed`);
  });
}

/** Publishes what `page` is to ask the receivers of `topics` about open incidents. */
async function ask(
  open: readonly OpenEntry[],
  { publisher, now }: WriterContext,
  topics: readonly Severity[],
): Promise<void> {
  const told = open.flatMap((entry) => (entry.kind === 'incident' ? (entry.told ?? []) : []));
  for (const due of asksDue(told, topics, now)) await publisher.publish({ type: 'ask', ...due });
}

/** The databases that the settings name, those with an open incident, and where runs are recorded that no source matches. */
function everyTarget(open: readonly OpenEntry[], { sources }: WriterContext): readonly Target[] {
  const troubled = open.flatMap((entry) => (entry.kind === 'incident' ? [entry] : []));
  return [...sources.map(({ target }) => target), ...troubled, UNMATCHED];
}

async function act(
  task: SweepTask,
  open: readonly OpenEntry[],
  context: WriterContext,
  { store, logReader: reader, ...ports }: SweepPorts,
  mayGoOn: () => boolean,
): Promise<void> {
  switch (task.kind) {
    case 'origin':
      return sweepOrigin(task, context, ports);
    case 'reread':
      return sweepOrigin(task, context, ports, { reader, mayGoOn });
    case 'reminder':
      return context.publisher.publish({
        type: 'incident-due',
        incident: task.incident,
        dueAt: task.dueAt,
      });
    case 'expected':
      return reportIfMissing(task.expected, open, context, store);
    case 'test':
      return context.publisher.publish({ type: 'test-over', test: task.test });
    case 'unreadable':
      throw task.error;
    default:
      return task satisfies never;
  }
}

/**
 * Reports to `page` that an expected run is missing, unless the open index has such a run, or the settings no longer name its database.
 *
 * A run that came and has already ended is not in the index. `page` knows that run and ignores the message. After a crash before
 * the entry is closed, the message is sent again under the same id.
 */
async function reportIfMissing(
  expected: ExpectedRun,
  open: readonly OpenEntry[],
  { publisher, sources, names }: WriterContext,
  store: ExpectedRunStore,
): Promise<void> {
  const { since, dueAt, version } = expected;
  const target = presentName(expected.target, names);
  const isNamed = namedBy(sources, names);
  const begun = open.flatMap((entry) =>
    entry.kind === 'run' &&
    sameValue(entry.record.run.target, target) &&
    (entry.record.run.startedAt ?? Number.NEGATIVE_INFINITY) >= since
      ? entry.record.run
      : [],
  );
  // Whether a version was reached is for `page` to say.
  const came = begun.length > 0 && version === undefined;
  const going = begun.find(({ outcome }) => outcome === 'running');
  if (!came && isNamed(target))
    await publisher.publish({
      type: 'missing',
      id: expectedRunId(expected),
      target,
      since,
      dueAt,
      ...(version !== undefined && { version }),
      ...(going && { going: going.id }),
    });
  await store.closeExpected(expected);
}

import type { Fact } from '../domain/model/fact.ts';
import { withForecasts } from '../domain/runs/fold/forecasts.ts';
import { deadlinesFor, dueDeadlines, isSealed } from '../domain/runs/record/deadlines.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import { forecastIfDue } from './forecast-if-due.ts';
import { type LoadPorts, loadIfDue } from './load-if-due.ts';
import type { HistoryReader, LogReader, MayGoOn } from './ports.ts';
import { presentRecord } from './present-names.ts';
import { readOpen } from './read-open.ts';
import { reconcile } from './reconcile.ts';
import { record } from './record.ts';
import { rulesOf } from './rules-of.ts';
import { type DueOrigin, isRereadDue } from './sweep-tasks.ts';
import { endUnwatched } from './unwatched.ts';
import type { WriterContext } from './writer.ts';

/** What is read about a run beside its facts. */
export interface OriginPorts {
  readonly histories: HistoryReader;
  /** @default no database has metrics */
  readonly loadPorts?: LoadPorts | undefined;
}

/** What a re-read works with. */
export interface Rereading {
  readonly reader: LogReader;
  readonly mayGoOn: MayGoOn;
}

/**
 * Adds to an origin what time brings: the deadlines that have passed, what is expected of a migration that has lasted for a minute, the load
 * of a run that has ended and, if `rereading` is given, what its log stream holds. Sends what is left in the outboxes. Reads the origin
 * again before it acts, because the index may be older than the table.
 *
 * @throws after the rest is done, if a log stream, a history or a metric could not be read
 */
export async function sweepOrigin(
  { origin, runs }: DueOrigin,
  context: WriterContext,
  { histories, loadPorts }: OriginPorts,
  rereading?: Rereading,
): Promise<void> {
  const { store, now, names } = context;
  const items = await readOpen(store, origin, rulesOf(context.sources, context.rules?.version), runs);
  if (await endUnwatched(items, { origin, runs }, context)) return;
  const { facts } = items;
  const records = items.records.map((each) => presentRecord(each, names));
  const known = new Set(facts.map(({ id }) => id));
  const added: Fact[] = [];
  const failures: unknown[] = [];
  for (const stored of records.filter((other) => other.supersededBy === null && !isSealed(other.run, now))) {
    const reread = await rereadIfDue(stored, context, rereading, failures);
    const forecasts = await orNone(() => forecastIfDue(stored.run, histories, context), failures);
    // What was just found out about a migration may replace a limit that has passed.
    const run = { ...stored.run, migrations: withForecasts(stored.run.migrations, forecasts, null) };
    const due = dueDeadlines(run, stored.rereads, now, deadlinesFor(run, context), known);
    const loads = await orNone(() => loadIfDue(run, loadPorts, now), failures);
    added.push(
      ...reread.facts,
      ...forecasts,
      ...loads,
      // The lines may still be found by a re-read that was just made or is to be made, so only a later sweep may give up on them.
      ...due.filter(({ what }) => what !== 'lines-missing' || !reread.mayFind),
    );
  }
  await record(origin, added, context, {
    resendBefore: now - context.deadlines.outboxResendMs,
    about: runs,
  });
  if (failures.length > 0) throw failures[0];
}

/** What `read` returns; nothing if it fails. The failure is kept, so that the sweep tries again. */
async function orNone<T>(read: () => Promise<readonly T[]>, failures: unknown[]): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    failures.push(error);
    return [];
  }
}

interface Reread {
  readonly facts: readonly Fact[];
  /** May the missing lines be in these facts, or in what is read by the re-read that is still to be made? */
  readonly mayFind: boolean;
}

async function rereadIfDue(
  stored: RunRecord,
  context: WriterContext,
  rereading: Rereading | undefined,
  failures: unknown[],
): Promise<Reread> {
  if (!isRereadDue(stored, context)) return { facts: [], mayFind: false };
  if (rereading === undefined) return { facts: [], mayFind: true };
  const { reader, mayGoOn } = rereading;
  try {
    const facts = await reconcile(stored.run, stored.rereads, reader, context.now, mayGoOn);
    return { facts: facts ?? [], mayFind: facts === undefined || facts.length > 0 };
  } catch (error) {
    // The next sweep tries again. The deadline for giving up does not depend on whether the stream can be read.
    failures.push(error);
    return { facts: [], mayFind: false };
  }
}

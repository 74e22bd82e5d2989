import { extractMigrateLines, linesFact } from '../domain/lines/parse/extract-migrate-lines.ts';
import { nameIn } from '../domain/model/account-name.ts';
import type { Fact } from '../domain/model/fact.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import type { Run } from '../domain/model/run.ts';
import { foldFrom } from '../domain/runs/fold/fold.ts';
import { deadlinesFor, dueDeadlines } from '../domain/runs/record/deadlines.ts';
import { distinctRuns } from '../domain/runs/record/record-writes.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import { factIdOf } from './fact-id.ts';
import { type WriterContext, type WriterPorts, withWriter } from './writer.ts';

/** A run whose last line is younger than this, ms, is left to the deliveries of today. */
const LEFT_TO_TODAY_MS = 60 * 60_000;

/**
 * Handles a part of a log stream's history, which holds its runs whole: records the runs that have ended and that no record has.
 *
 * The facts are not stored: the runs are over, and the facts of most of them would be older than any that is kept. The message about a
 * run is published before its record is written, so that after a crash the next backfill repeats both.
 *
 * @throws when the store or the topic cannot be reached
 */
export async function backfill(delivered: LogBatch, ports: WriterPorts): Promise<void> {
  const { owner, logGroup } = delivered;
  const batch = { ...delivered, logGroup: nameIn(owner, logGroup, ports.monitor.account) };
  const id = factIdOf(batch);
  await withWriter(ports, async (context) => {
    for (const lines of extractMigrateLines(batch, 'stream')) {
      const fact = linesFact(lines, id, 'stream', context.now);
      await backfillOrigin(lines.origin.id, fact, context);
    }
  });
}

async function backfillOrigin(origin: string, lines: Fact, context: WriterContext): Promise<void> {
  const { store, publisher } = context;
  const runs = overBy(origin, lines, context);
  if (runs.length === 0) return;
  const { records } = await store.readOrigin(origin);
  for (const run of runs.filter((each) => !records.some((known) => overlaps(known.run, each)))) {
    const transition = { kind: 'ended', before: null, after: run.outcome } as const;
    await publisher.publish({ type: 'run', id: `${run.id}#1`, transition, run, revision: 1 });
    const record: RunRecord = { run, revision: 1, outbox: [], rereads: 0, supersededBy: null };
    // If a writer of today was faster, its record stays.
    await store.putRecord(record, null, null);
  }
}

/** Is it the same run, or one that ran at the same time in the same place? Then its lines are known already. */
function overlaps(known: Run, run: Run): boolean {
  const endOf = ({ endedAt, lastEventAt }: Run) => endedAt ?? lastEventAt ?? 0;
  return (
    known.id === run.id || ((known.startedAt ?? 0) <= endOf(run) && (run.startedAt ?? 0) <= endOf(known))
  );
}

/** The runs that are over. Silence ends a run here as it would have then; nothing else is inferred. */
function overBy(origin: string, lines: Fact, context: WriterContext): readonly Run[] {
  const { now, sources } = context;
  const fold = (facts: readonly Fact[]) => distinctRuns(foldFrom(null, facts, { origin, sources }).runs);
  const silences = fold([lines]).flatMap((run) =>
    dueDeadlines(run, 0, now, deadlinesFor(run, context)).filter(
      ({ what }) => what === 'settled' || what === 'end-unknown',
    ),
  );
  return fold([lines, ...silences])
    .filter(
      ({ outcome, lastEventAt }) => outcome !== 'running' && (lastEventAt ?? now) < now - LEFT_TO_TODAY_MS,
    )
    .map((run): Run => ({ ...run, backfilled: true }));
}

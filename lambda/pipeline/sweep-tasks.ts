import type { TestPage } from '../domain/model/test-page.ts';
import { type ExpectedRun, expectedRunId } from '../domain/runs/expected-run.ts';
import { deadlinesFor, deadlinesOf, isSealed, rereadDueAt } from '../domain/runs/record/deadlines.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { OpenEntry } from './ports.ts';
import type { WriterContext } from './writer.ts';

interface InTurn {
  /** Names the task from one sweep to the next. */
  readonly key: string;
  /** Epoch ms; of an origin, the earliest of its runs. */
  readonly dueAt: number;
}

/** An origin with runs that are due. They are one task, so that the origin is read once. */
export interface DueOrigin extends InTurn {
  readonly kind: 'origin' | 'reread';
  readonly origin: string;
  /** Ids of the runs. */
  readonly runs: readonly string[];
}

/** One thing that a sweep does. All except `reread` take a few quick calls; a re-read may take long. */
export type SweepTask =
  | DueOrigin
  | (InTurn & { readonly kind: 'reminder'; readonly incident: string })
  | (InTurn & { readonly kind: 'expected'; readonly expected: ExpectedRun })
  | (InTurn & { readonly kind: 'test'; readonly test: TestPage })
  | (InTurn & { readonly kind: 'unreadable'; readonly error: Error });

/** What to do about the entries that are due. A run whose log stream is to be read again may also have something else due: that is another task. */
export function tasksOf(due: readonly OpenEntry[], context: WriterContext): readonly SweepTask[] {
  const origins = new Map<string, DueOrigin & { readonly runs: string[] }>();
  const tasks: SweepTask[] = [];
  const add = (kind: DueOrigin['kind'], { run: { origin, id } }: RunRecord, dueAt: number) => {
    const key = `${kind} ${origin}`;
    const known = origins.get(key);
    if (known !== undefined) {
      known.runs.push(id);
      return;
    }
    const task = { kind, key, dueAt, origin, runs: [id] };
    origins.set(key, task);
    tasks.push(task);
  };
  for (const entry of due) {
    const { dueAt } = entry;
    switch (entry.kind) {
      case 'run': {
        const isReread = isRereadDue(entry.record, context);
        if (isReread) add('reread', entry.record, dueAt);
        if (!isReread || isMoreDue(entry.record, context)) add('origin', entry.record, dueAt);
        break;
      }
      case 'incident':
        tasks.push({ kind: 'reminder', key: entry.incident, dueAt, incident: entry.incident });
        break;
      case 'expected':
        tasks.push({ kind: 'expected', key: expectedRunId(entry.expected), dueAt, expected: entry.expected });
        break;
      case 'test':
        tasks.push({ kind: 'test', key: `test ${entry.test.id}`, dueAt, test: entry.test });
        break;
      case 'unreadable':
        tasks.push({ kind: 'unreadable', key: entry.error.message, dueAt, error: entry.error });
        break;
      default:
        entry satisfies never;
    }
  }
  return tasks;
}

/** Is the log stream of this run to be read again now? */
export function isRereadDue({ run, rereads, supersededBy }: RunRecord, context: WriterContext): boolean {
  if (supersededBy !== null || isSealed(run, context.now)) return false;
  const dueAt = rereadDueAt(run, rereads, deadlinesFor(run, context));
  return dueAt !== undefined && dueAt <= context.now;
}

/** Is anything due but the re-read? Only a re-read decides that lines are missing for good. */
function isMoreDue({ run, rereads, outbox }: RunRecord, context: WriterContext): boolean {
  const { now } = context;
  const deadlines = deadlinesFor(run, context);
  return (
    outbox.some(({ at }) => at + deadlines.outboxResendMs <= now) ||
    deadlinesOf(run, rereads, deadlines).some(({ what, at }) => what !== 'lines-missing' && at <= now)
  );
}

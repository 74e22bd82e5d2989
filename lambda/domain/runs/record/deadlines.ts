import type { DeadlineRules, Deadlines } from '../../../contract/defaults.ts';
import { RETRIED_FOR_MS, SEALED_AFTER_DAYS } from '../../../contract/defaults.ts';
import { own } from '../../../contract/own.ts';
import { NEVER_DUE } from '../../../contract/table.ts';
import type { DeadlineFact, DeadlineKind } from '../../model/fact.ts';
import { isCanary } from '../../model/is-canary.ts';
import type { Run } from '../../model/run.ts';
import type { RunRecord } from './run-record.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** One moment at which a run's standing changes if nothing more is heard of it. */
export interface Deadline {
  readonly what: DeadlineKind;
  /** Epoch ms; due from this very millisecond on. */
  readonly at: number;
}

/** The deadlines of the environment that `run` is of. */
export function deadlinesFor(run: Run, { deadlines, deadlinesByEnvironment }: DeadlineRules): Deadlines {
  const ofEnvironment = own(deadlinesByEnvironment, run.target.environment);
  return ofEnvironment === undefined ? deadlines : { ...deadlines, ...ofEnvironment };
}

/**
 * Facts for all deadlines of `run` that have passed at `now`, boundary included; those already in `known` are left out.
 *
 * `rereads` is how often the log stream was re-read for it; see {@link rereadDueAt}.
 */
export function dueDeadlines(
  run: Run,
  rereads: number,
  now: number,
  deadlines: Deadlines,
  known: ReadonlySet<string> = new Set(),
): readonly DeadlineFact[] {
  return deadlinesOf(run, rereads, deadlines)
    .filter(({ at }) => at <= now)
    .map(({ what, at }) => deadlineFact(run, what, at))
    .filter(({ id }) => !known.has(id));
}

function deadlineFact(run: Run, what: DeadlineKind, at: number): DeadlineFact {
  const lastEventAt = run.lastEventAt ?? at;
  return {
    kind: 'deadline',
    id: `${what}-${run.startedAt ?? lastEventAt}-${lastEventAt}`,
    what,
    at,
    runStartedAt: run.startedAt ?? lastEventAt,
    lastEventAt,
  };
}

/** Every deadline that `run` still has, as it stands. */
export function deadlinesOf(run: Run, rereads: number, deadlines: Deadlines): readonly Deadline[] {
  const found: Deadline[] = [];
  const { startedAt, lastEventAt } = run;
  if (run.incomplete !== null) {
    const base = heardAt(run);
    const [, second] = deadlines.reconcileAfterMs;
    const allRead = rereads >= deadlines.reconcileAfterMs.length || run.logStream === null;
    found.push({ what: 'lines-missing', at: base + (allRead ? second : deadlines.linesMissingMs) });
    // Its process is gone: it neither runs long nor keeps silent.
    if (run.incomplete.why === 'lines') return found;
  }
  if (run.retry?.state === 'waits')
    found.push({ what: 'still-failing', at: run.retry.since + RETRIED_FOR_MS });
  if (run.outcome !== 'running' || lastEventAt === null) return found;
  if (isSettling(run)) {
    const settledMs = isTimedByMigration(run) ? deadlines.settledVerboseMs : deadlines.settledPlainMs;
    return [...found, { what: 'settled', at: lastEventAt + settledMs }];
  }
  found.push({ what: 'silent-warning', at: lastEventAt + deadlines.silentWarningMs });
  found.push({ what: 'silent-critical', at: lastEventAt + deadlines.silentCriticalMs });
  if (startedAt !== null) {
    found.push({ what: 'long-running-warning', at: startedAt + deadlines.longRunningWarningMs });
    found.push({ what: 'long-running-critical', at: startedAt + deadlines.longRunningCriticalMs });
  }
  const endUnknownMs = endWillBeTold(run) ? deadlines.endNotToldMs : deadlines.endUnknownMs;
  found.push({ what: 'end-unknown', at: lastEventAt + endUnknownMs });
  return found.filter(({ what }) => !run.alerts.some((alert) => alert === what));
}

/** When the next re-read of an incomplete run's log stream is due, epoch ms; `undefined` when there is none to come. */
export function rereadDueAt(run: Run, rereads: number, deadlines: Deadlines): number | undefined {
  const afterMs = deadlines.reconcileAfterMs[rereads];
  if (run.incomplete === null || run.logStream === null || afterMs === undefined) return undefined;
  return heardAt(run) + afterMs;
}

/**
 * When the sweep next has to look at a record, epoch ms; `null` when it is done with it: ended, complete, owing nothing. The canary's
 * it never looks at: what is lost of it is what the canary is there to show.
 */
export function recordDueAt(record: RunRecord, deadlines: Deadlines): number | null {
  const { run, rereads, outbox, supersededBy } = record;
  if (isCanary(run.target)) return null;
  const moments = outbox.map(({ at }) => at + deadlines.outboxResendMs);
  if (supersededBy === null) {
    moments.push(...deadlinesOf(run, rereads, deadlines).map(({ at }) => at));
    const rereadAt = rereadDueAt(run, rereads, deadlines);
    if (rereadAt !== undefined) moments.push(rereadAt);
  }
  if (moments.length > 0) return Math.min(...moments);
  return run.outcome === 'running' && supersededBy === null ? NEVER_DUE : null;
}

/**
 * Is the run so old that facts of it may have expired? Then the fold of what is left proves nothing about it.
 *
 * Facts live 45 days; a run whose last event is {@link SEALED_AFTER_DAYS} days back keeps its record as it is.
 */
export function isSealed(run: Run, now: number): boolean {
  return run.lastEventAt !== null && isSealedAt(run.lastEventAt, now);
}

/** Would a run whose last event was `at` be sealed at `now`? {@link SEALED_AFTER_DAYS} days back to the ms: it would. */
export function isSealedAt(at: number, now: number): boolean {
  return now - at >= SEALED_AFTER_DAYS * DAY_MS;
}

/** A run in which all that began or was queued has finished: it may be over, and nothing will say so. */
function isSettling(run: Run): boolean {
  return (
    !endsWithItsProcess(run) &&
    run.migrations.length > 0 &&
    run.migrations.every(({ status }) => status === 'applied')
  );
}

/**
 * Will the end of its process end the run? Not when a service goes on after it: the library's, whose lines Go's own `log`
 * stamps like those of `-verbose`, or the one that a container starts when `migrate up` is through.
 */
function endsWithItsProcess(run: Run): boolean {
  return run.source !== 'library' && (run.dedicated || isCodeBuild(run));
}

function isCodeBuild({ resource, logGroup }: Run): boolean {
  return resource?.split(':')[2] === 'codebuild' || logGroup?.startsWith('/aws/codebuild/') === true;
}

/** Plain output gives every finished migration the time since it was queued; verbose output never does. */
function isTimedByMigration(run: Run): boolean {
  return run.migrations.some(({ sinceQueuedMs }) => sinceQueuedMs === null);
}

/** ECS guarantees the event of a task's end, once we know of the task; CodeBuild's are best effort. */
function endWillBeTold(run: Run): boolean {
  return run.resource?.split(':')[2] === 'ecs';
}

function heardAt(run: Run): number {
  return Math.max(run.endedAt ?? 0, run.lastEventAt ?? 0, run.incomplete?.to ?? 0);
}

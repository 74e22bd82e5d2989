import type { DeadlineRules, Deadlines, DeadlineTimes } from '../../../contract/defaults.ts';
import { RETRIED_FOR_MS, RUN_LIMITS, SEALED_AFTER_DAYS } from '../../../contract/defaults.ts';
import { own } from '../../../contract/own.ts';
import { NEVER_DUE } from '../../../contract/table.ts';
import { accountOf, nameOf } from '../../model/account-name.ts';
import type { DeadlineFact, DeadlineKind } from '../../model/fact.ts';
import { isCanary } from '../../model/is-canary.ts';
import type { Run } from '../../model/run.ts';
import { forecastDueAt } from '../fold/forecasts.ts';
import { loadDueAt } from '../fold/load-due.ts';
import type { RunRecord } from './run-record.ts';
import { slowDeadlines } from './slow-deadlines.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A moment at which the state of a run changes if no further fact arrives. */
export interface Deadline {
  readonly what: DeadlineKind;
  /** Epoch ms, inclusive: it is due from this millisecond on. */
  readonly at: number;
  /** @see DeadlineFact.version */
  readonly version?: string;
}

/** The deadlines of the run's environment. */
export function deadlinesFor(run: Run, { deadlines, deadlinesByEnvironment }: DeadlineRules): Deadlines {
  const ofEnvironment = own(deadlinesByEnvironment, run.target.environment);
  return ofEnvironment === undefined ? deadlines : withWritten(deadlines, ofEnvironment);
}

/** The deadlines with those that a user wrote. */
export function withWritten(deadlines: Deadlines, said: Partial<DeadlineTimes>): Deadlines {
  const written = RUN_LIMITS.filter(
    (limit) => said[limit] !== undefined || deadlines.written.includes(limit),
  );
  return { ...deadlines, ...said, written };
}

/**
 * Facts for all deadlines of `run` that have passed at `now`, inclusive, except those whose ids are in `known`.
 *
 * `rereads` is how often the log stream was re-read for this run; see {@link rereadDueAt}.
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
    .map((deadline) => deadlineFact(run, deadline))
    .filter(({ id }) => !known.has(id));
}

function deadlineFact(run: Run, { what, at, version }: Deadline): DeadlineFact {
  const lastEventAt = run.lastEventAt ?? at;
  const runStartedAt = run.startedAt ?? lastEventAt;
  return {
    kind: 'deadline',
    id: `${what}-${runStartedAt}-${version ?? lastEventAt}`,
    what,
    at,
    runStartedAt,
    lastEventAt,
    ...(version !== undefined && { version }),
  };
}

/** Every deadline that `run` has in its current state, passed or not. */
export function deadlinesOf(run: Run, rereads: number, deadlines: Deadlines): readonly Deadline[] {
  const found: Deadline[] = [];
  const { lastEventAt } = run;
  if (run.incomplete !== null) {
    const base = heardAt(run);
    const [, second] = deadlines.reconcileAfterMs;
    const allRead = rereads >= deadlines.reconcileAfterMs.length || !canBeRead(run);
    found.push({ what: 'lines-missing', at: base + (allRead ? second : deadlines.linesMissingMs) });
    // Its process is gone, so it can neither run too long nor fall silent.
    if (run.incomplete.why === 'lines') return found;
  }
  if (run.retry?.state === 'waits')
    found.push({ what: 'still-failing', at: run.retry.since + RETRIED_FOR_MS });
  if (run.outcome !== 'running' || lastEventAt === null) return found;
  if (isSettling(run)) {
    const settledMs = isTimedByMigration(run) ? deadlines.settledVerboseMs : deadlines.settledPlainMs;
    return [...found, { what: 'settled', at: lastEventAt + settledMs }];
  }
  found.push(...slowDeadlines(run, deadlines));
  const endUnknownMs = endWillBeTold(run) ? deadlines.endNotToldMs : deadlines.endUnknownMs;
  found.push({ what: 'end-unknown', at: lastEventAt + endUnknownMs });
  return found.filter(({ what }) => !run.alerts.some((alert) => alert === what));
}

/** When the next re-read of an incomplete run's log stream is due, epoch ms; `undefined` if no re-read will follow. */
export function rereadDueAt(run: Run, rereads: number, deadlines: Deadlines): number | undefined {
  const afterMs = deadlines.reconcileAfterMs[rereads];
  if (run.incomplete === null || !canBeRead(run) || afterMs === undefined) return undefined;
  return heardAt(run) + afterMs;
}

/** A log group of another account cannot be read: FilterLogEvents would read the group of that name in the monitor's own account. */
function canBeRead({ logGroup, logStream }: Run): boolean {
  return logStream !== null && accountOf(logGroup ?? '') === undefined;
}

/**
 * When the sweep has to look at a record again, epoch ms; `null`: never, because the run has ended, is complete, and its outbox is
 * empty. Also `null` for the canary: the sweep must not repair a loss that the canary is there to show.
 */
export function recordDueAt(record: RunRecord, deadlines: Deadlines): number | null {
  const { run, rereads, outbox, supersededBy } = record;
  if (isCanary(run.target)) return null;
  const moments = outbox.map(({ at }) => at + deadlines.outboxResendMs);
  if (supersededBy === null) {
    moments.push(...deadlinesOf(run, rereads, deadlines).map(({ at }) => at));
    const rereadAt = rereadDueAt(run, rereads, deadlines);
    const forecastAt = forecastDueAt(run);
    for (const at of [rereadAt, forecastAt, loadDueAt(run)]) if (at !== undefined) moments.push(at);
  }
  if (moments.length > 0) return Math.min(...moments);
  return run.outcome === 'running' && supersededBy === null ? NEVER_DUE : null;
}

/**
 * Is the run so old that some of its facts may have expired? Then a fold of the rest proves nothing about it.
 *
 * Facts expire after 45 days. The record of a run whose last event is {@link SEALED_AFTER_DAYS} days old is no longer changed.
 */
export function isSealed(run: Run, now: number): boolean {
  return run.lastEventAt !== null && isSealedAt(run.lastEventAt, now);
}

/** Is a run whose last event was at `at` sealed at `now`? It is sealed from exactly {@link SEALED_AFTER_DAYS} days on. */
export function isSealedAt(at: number, now: number): boolean {
  return now - at >= SEALED_AFTER_DAYS * DAY_MS;
}

/** Have all migrations finished that were queued or begun, so that the run may be over although no line says so? */
function isSettling(run: Run): boolean {
  return (
    !endsWithItsProcess(run) &&
    run.migrations.length > 0 &&
    run.migrations.every(({ status }) => status === 'applied')
  );
}

/**
 * Does the run end with its process? Not if a service goes on after it: a program that uses the library (Go's own `log` stamps its
 * lines like those of `-verbose`), or the service that a container starts after `migrate up`.
 */
function endsWithItsProcess(run: Run): boolean {
  return run.source !== 'library' && (run.dedicated || isCodeBuild(run));
}

function isCodeBuild({ resource, logGroup }: Run): boolean {
  return resource?.split(':')[2] === 'codebuild' || nameOf(logGroup ?? '').startsWith('/aws/codebuild/');
}

/** Is the output verbose? Plain output prints for every finished migration the time since it was queued; verbose output does not. */
function isTimedByMigration(run: Run): boolean {
  return run.migrations.some(({ sinceQueuedMs }) => sinceQueuedMs === null);
}

/** Will a state event report the end? ECS delivers the STOPPED event of a task at least once; CodeBuild's events are best effort. */
function endWillBeTold(run: Run): boolean {
  return run.resource?.split(':')[2] === 'ecs';
}

function heardAt(run: Run): number {
  return Math.max(run.endedAt ?? 0, run.lastEventAt ?? 0, run.incomplete?.to ?? 0);
}

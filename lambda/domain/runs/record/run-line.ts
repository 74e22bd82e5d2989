import type { Engine } from '../../../contract/engine.ts';
import type { Run } from '../../model/run.ts';
import type { Transition } from './run-record.ts';

/** One transition as one JSON line, for Logs Insights, Splunk, Loki or OpenSearch. Field names stay stable: docs/run-log.md lists them. */
export interface RunLine extends RunFields {
  readonly type: 'run';
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** Event time of the change, ISO 8601, UTC; `null` when no line carries a time. */
  readonly time: string | null;
  readonly message: string;
  readonly transition: Transition['kind'];
  readonly runId: string;
  readonly revision: number;
  readonly outcomeBefore: Run['outcome'] | null;
  /** ISO 8601, UTC; `null` when no line carries a time. */
  readonly startedAt: string | null;
  /** The same; also `null` while it is running. */
  readonly endedAt: string | null;
  /** As the settings declare it; `null` if they do not. */
  readonly engine: Engine | null;
  /** Announced address of the database, without user and password; `null` if it was not announced. */
  readonly databaseUrl: string | null;
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** What lines and lists say about a run. It contains no text of the run's lines, so nothing in it needs redaction. */
export interface RunFields {
  readonly environment: string;
  readonly database: string;
  readonly outcome: Run['outcome'];
  readonly command: string | null;
  readonly source: Run['source'];
  /** The version of the last migration that the run began. */
  readonly version: string | null;
  readonly dirtyVersion: string | null;
  readonly migrationsApplied: number;
  readonly durationMs: number | null;
  readonly longestMigrationMs: number | null;
  readonly errorClass: string | null;
  readonly sqlState: string | null;
  readonly exitCode: number | null;
  readonly alerts: readonly string[];
  readonly findings: readonly string[];
}

/** The log line for a transition. */
export function runLine(transition: Transition, run: Run, revision: number, engine: Engine | null): RunLine {
  const { environment, database } = run.target;
  return {
    type: 'run',
    level: levelOf(run),
    time: isoTime(run.endedAt ?? run.lastEventAt ?? run.startedAt),
    message: `${environment}/${database}: run ${transition.kind}, ${run.outcome}`,
    transition: transition.kind,
    runId: run.id,
    revision,
    outcomeBefore: transition.before,
    startedAt: isoTime(run.startedAt),
    endedAt: isoTime(run.endedAt),
    engine,
    databaseUrl: run.databaseUrl ?? null,
    logGroup: run.logGroup,
    logStream: run.logStream,
    ...runFields(run),
  };
}

export function runFields(run: Run): RunFields {
  return {
    ...run.target,
    outcome: run.outcome,
    command: run.command,
    source: run.source,
    version: lastVersionOf(run),
    dirtyVersion: run.dirtyVersion,
    migrationsApplied: run.migrations.filter(({ status }) => status === 'applied').length,
    durationMs: run.durationMs,
    longestMigrationMs: longestMigrationMs(run),
    errorClass: run.error?.class ?? null,
    sqlState: run.error?.sqlState ?? null,
    exitCode: run.exitCode,
    alerts: run.alerts,
    findings: run.findings.map(({ kind }) => kind),
  };
}

/** ISO 8601, UTC. */
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Longest execution time among the run's migrations, ms; `null` when none is known. */
export function longestMigrationMs(run: Run): number | null {
  const known = run.migrations.flatMap(({ ranMs }) => (ranMs === null ? [] : [ranMs]));
  return known.length === 0 ? null : Math.max(...known);
}

function lastVersionOf(run: Run): string | null {
  const touched = run.migrations.filter(({ status }) => status !== 'queued');
  return touched.at(-1)?.version ?? run.dirtyVersion;
}

function levelOf(run: Run): RunLine['level'] {
  switch (run.outcome) {
    case 'failed':
    case 'blocked':
    case 'killed':
    case 'unknown':
      return 'ERROR';
    case 'stopped-early':
      return 'WARN';
    case 'running':
    case 'succeeded':
    case 'no-change':
      return run.alerts.length > 0 || run.findings.length > 0 || run.leaked.length > 0 ? 'WARN' : 'INFO';
  }
}

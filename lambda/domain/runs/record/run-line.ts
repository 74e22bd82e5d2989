import type { Run } from '../../model/run.ts';
import type { Transition } from './run-record.ts';

/** One transition as one JSON line, for Logs Insights, Splunk, Loki or OpenSearch. Field names stay stable. */
export interface RunLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** Event time of the change, ISO 8601, UTC; `null` when no line carries a time. */
  readonly time: string | null;
  readonly message: string;
  readonly transition: Transition['kind'];
  readonly environment: string;
  readonly database: string;
  readonly runId: string;
  readonly revision: number;
  readonly outcome: Run['outcome'];
  readonly outcomeBefore: Run['outcome'] | null;
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
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** The log line for a transition. It contains no text of the run's lines, so nothing in it needs redaction. */
export function runLine(transition: Transition, run: Run, revision: number): RunLine {
  const { environment, database } = run.target;
  const at = run.endedAt ?? run.lastEventAt ?? run.startedAt;
  return {
    level: levelOf(run),
    time: at === null ? null : new Date(at).toISOString(),
    message: `${environment}/${database}: run ${transition.kind}, ${run.outcome}`,
    transition: transition.kind,
    environment,
    database,
    runId: run.id,
    revision,
    outcome: run.outcome,
    outcomeBefore: transition.before,
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
    logGroup: run.logGroup,
    logStream: run.logStream,
  };
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

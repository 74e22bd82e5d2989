import type { ExplainedRun } from '../../lambda/domain/incidents/explained-run.ts';

/**
 * One run as `parse --json` prints it. Field names are a contract; times are ISO 8601, UTC, `null` when the text has
 * none.
 */
export function runJson(run: ExplainedRun) {
  const { error, verdict } = run;
  return {
    outcome: run.outcome,
    endSeen: run.endSeen,
    command: run.command,
    source: run.source,
    migrations: run.migrations.map((migration) => ({
      version: migration.version,
      direction: migration.direction,
      identifier: migration.identifier,
      status: migration.status,
      ranMs: migration.ranMs,
      sinceQueuedMs: migration.sinceQueuedMs,
      digest: migration.digest ?? null,
      sql: migration.sql ?? null,
    })),
    dirtyVersion: run.dirtyVersion,
    error: error && {
      class: error.class,
      message: error.message,
      sqlState: error.sqlState,
      vendorCode: error.vendorCode,
      line: error.line,
      column: error.column,
      statement: error.statement,
      details: error.details,
    },
    verdict: verdict && {
      state: verdict.state,
      evidence: verdict.evidence,
      next: verdict.next,
      doNot: verdict.doNot,
    },
    commit: run.commit ?? null,
    databaseUrl: run.databaseUrl ?? null,
    startedAt: moment(run.startedAt),
    endedAt: moment(run.endedAt),
    durationMs: run.durationMs,
    redactions: run.redactions,
  };
}

function moment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

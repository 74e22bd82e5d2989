import type { Engine } from '../../../contract/engine.ts';
import type { Migration, Run } from '../../model/run.ts';
import { isoTime } from './run-line.ts';

/**
 * One finished migration as one JSON line of the log of runs. A repeat after a crash has the same `runId`, `version` and `direction`.
 * Field names stay stable: docs/run-log.md lists them.
 */
export interface MigrationLine {
  readonly type: 'migration';
  readonly level: 'INFO' | 'ERROR';
  /** Event time of its end, ISO 8601, UTC; `null` when no line carries a time. */
  readonly time: string | null;
  readonly message: string;
  readonly environment: string;
  readonly database: string;
  /** As the settings declare it; `null` if they do not. */
  readonly engine: Engine | null;
  readonly runId: string;
  readonly revision: number;
  readonly version: string;
  readonly identifier: string;
  readonly direction: Migration['direction'];
  readonly outcome: 'applied' | 'failed';
  /** Execution time, ms; `null` if it is not known. */
  readonly ranMs: number | null;
  /** Where `ranMs` comes from: printed, an empty file, or derived from neighbouring lines; `null` if it is not known. */
  readonly ranFrom: Migration['ranFrom'];
  /** True if `ranMs` is a lower bound. */
  readonly ranAtLeast: boolean;
}

/** A line for each migration that has finished since `before`; `null`: since the run began. */
export function migrationLines(
  before: Run | null,
  run: Run,
  revision: number,
  engine: Engine | null,
): readonly MigrationLine[] {
  const { environment, database } = run.target;
  const known = new Set((before?.migrations ?? []).filter(isFinished).map(nameOf));
  return run.migrations.filter(isFinished).flatMap((migration): MigrationLine[] => {
    if (known.has(nameOf(migration))) return [];
    const {
      version,
      identifier,
      direction,
      status: outcome,
      ranMs,
      ranFrom,
      ranAtLeast,
      endedAt,
    } = migration;
    return [
      {
        type: 'migration',
        level: outcome === 'failed' ? 'ERROR' : 'INFO',
        time: isoTime(endedAt),
        message: `${environment}/${database}: migration ${version} ${direction} ${outcome}`,
        environment,
        database,
        engine,
        runId: run.id,
        revision,
        version,
        identifier,
        direction,
        outcome,
        ranMs,
        ranFrom,
        ranAtLeast,
      },
    ];
  });
}

type Finished = Migration & { readonly status: 'applied' | 'failed' };

function isFinished(migration: Migration): migration is Finished {
  return migration.status === 'applied' || migration.status === 'failed';
}

/** A migration that failed and was applied by a later attempt of the same run has a line for each. */
function nameOf({ version, direction, status }: Migration): string {
  return `${version}/${direction}/${status}`;
}

import type { Migration } from '../../model/run.ts';
import type { OpenMigration } from './open-migrations.ts';
import type { OpenRun } from './open-run.ts';

/** `migrate` reads this many migrations ahead, so the plain figures of the first ones are counted from the same start. */
const PREFETCH = 10;

/**
 * The run's migrations in the order in which they were first named.
 *
 * `multiStatement`: part of a large file is executed while it is read, so the printed `ran` is a lower bound.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (DefaultPrefetchMigrations)
 */
export function migrationsOf(open: OpenRun, multiStatement: boolean): readonly Migration[] {
  const all = open.migrations.all;
  return all.map((migration, index) => {
    const { version, direction, identifier, sinceQueuedMs, startedAt, endedAt } = migration;
    const { ranMs, ranFrom } = ranOf(migration, all[index - 1], index);
    return {
      version,
      direction,
      identifier,
      status: statusOf(open, migration),
      ranMs,
      ranAtLeast: multiStatement && ranFrom === 'ran',
      ranFrom,
      sinceQueuedMs,
      startedAt,
      endedAt: open.migrations.executing === migration && open.error ? open.lastAt : endedAt,
    };
  });
}

function statusOf(open: OpenRun, migration: OpenMigration): Migration['status'] {
  if (migration.state === 'finished') return 'applied';
  if (migration.state === 'queued') return 'queued';
  return open.error ? 'failed' : 'running';
}

/** Execution time. Verbose lines print it; for plain ones it is derived from the line before. */
function ranOf(
  migration: OpenMigration,
  before: OpenMigration | undefined,
  index: number,
): Pick<Migration, 'ranMs' | 'ranFrom'> {
  if (migration.state !== 'finished') return { ranMs: null, ranFrom: null };
  if (migration.identifier === '<empty>') return { ranMs: 0, ranFrom: 'empty' };
  if (migration.ranMs !== null) return { ranMs: migration.ranMs, ranFrom: 'ran' };
  if (migration.sinceQueuedMs === null) return { ranMs: null, ranFrom: null };
  if (index === 0) return { ranMs: migration.sinceQueuedMs, ranFrom: 'derived' };
  const sinceBefore =
    index < PREFETCH
      ? difference(migration.sinceQueuedMs, before?.sinceQueuedMs)
      : difference(migration.endedAt, before?.endedAt);
  return sinceBefore === null ? { ranMs: null, ranFrom: null } : { ranMs: sinceBefore, ranFrom: 'derived' };
}

function difference(after: number | null, before: number | null | undefined): number | null {
  if (after === null || before === null || before === undefined || after < before) return null;
  return Math.round((after - before) * 1e6) / 1e6;
}

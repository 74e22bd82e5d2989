import { checksum } from '../model/checksum.ts';
import type { Migration, Run } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { withoutZeros } from '../model/version.ts';

/** One migration that was applied clean, and how long it took. */
export interface Took {
  /** `<checksum of the run's id>/<version>`: a run that is seen again has the same ids. */
  readonly id: string;
  /** Version and checksum of the identifier: the same file has the same name in all environments. */
  readonly file: string;
  /** When it began, epoch ms. */
  readonly at: number;
  readonly ms: number;
  /** @see Migration.digest */
  readonly digest?: string;
}

/**
 * How long the migrations of one database took. `page` is the only writer of the stored ones.
 *
 * It has what this database took, not how that compares: pairs are made when they are needed, from the histories of two databases. So
 * it makes no difference which of the two was read first, and the settings may name another source later.
 */
export interface History {
  readonly target: Target;
  /** 0: not stored yet. */
  readonly revision: number;
  /** By {@link Took.at}, at most {@link KEPT_MIGRATIONS}. */
  readonly took: readonly Took[];
}

/** Some 40 KB before compression, and some 12 KB after it. */
export const KEPT_MIGRATIONS = 400;

export function emptyHistory(target: Target): History {
  return { target, revision: 0, took: [] };
}

/**
 * The migrations of a run that show how long their files take. Empty unless the run applied migrations and ended clean.
 *
 * Not shown by: a `down`, an empty file, a duration that is only a lower bound, one that is not known, and one that comes from the times
 * of log events if these cannot be right.
 */
export function tookIn(run: Run): readonly Took[] {
  if (run.outcome !== 'succeeded' || run.incomplete !== null) return [];
  return run.migrations.flatMap((migration) => {
    const at = migration.startedAt ?? run.startedAt ?? migration.endedAt;
    if (!isMeasured(migration, run) || at === null) return [];
    const { version, ranMs, digest } = migration;
    return {
      id: `${checksum(run.id)}/${version}`,
      file: fileOf(migration),
      at,
      ms: ranMs,
      ...(digest !== undefined && { digest }),
    };
  });
}

/** {@link Took.file} of a migration. */
export function fileOf({ version, identifier }: Pick<Migration, 'version' | 'identifier'>): string {
  return `${withoutZeros(version)} ${checksum(identifier)}`;
}

/** Adds migrations that are not in the history. Returns `history` itself if there are none. */
export function withTook(history: History, took: readonly Took[]): History {
  const ids = new Set(history.took.map(({ id }) => id));
  const added = took.filter(({ id }) => !ids.has(id));
  if (added.length === 0) return history;
  return { ...history, took: [...history.took, ...added].sort(byTime).slice(-KEPT_MIGRATIONS) };
}

function isMeasured(
  migration: Migration,
  { clock }: Run,
): migration is Migration & { readonly ranMs: number } {
  const { status, direction, ranMs, ranAtLeast, ranFrom } = migration;
  if (status !== 'applied' || direction !== 'up' || ranMs === null || !(ranMs >= 0) || ranAtLeast)
    return false;
  return ranFrom === 'ran' || (ranFrom === 'derived' && clock === undefined);
}

function byTime(a: Took, b: Took): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

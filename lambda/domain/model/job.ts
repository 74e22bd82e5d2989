import type { Direction, MigrationName } from './event.ts';

/** What golang-migrate was asked to do, and so where it should stop. */
export type Job =
  /** `up`, `down -all`: to the end. */
  | { readonly kind: 'all'; readonly direction: Direction }
  /** `up 2`, `down 1`: this many migrations from the version that the database was at. */
  | { readonly kind: 'steps'; readonly direction: Direction; readonly count: number }
  /** `goto 12`: up or down, to this version. */
  | { readonly kind: 'goto'; readonly version: string };

/**
 * Is part of `job` still undone after the migrations in `done`, which are in order? `undefined` if `done` does not show it.
 *
 * Only the folder of the files shows which version is below that of a down, and whether a file is the last one.
 */
export function isUnfinished(job: Job, done: readonly MigrationName[]): boolean | undefined {
  const last = done.at(-1);
  switch (job.kind) {
    case 'steps':
      return done.length < job.count;
    case 'goto':
      return last?.direction === 'up' ? last.version !== job.version : undefined;
    case 'all':
      return undefined;
  }
}

import type { Direction, MigrationName } from './event.ts';

/** What golang-migrate was told to do: where it was to stop. */
export type Job =
  /** `up`, `down -all`: to the end. */
  | { readonly kind: 'all'; readonly direction: Direction }
  /** `up 2`, `down 1`: so many migrations from where the database stood. */
  | { readonly kind: 'steps'; readonly direction: Direction; readonly count: number }
  /** `goto 12`: up or down, to this version. */
  | { readonly kind: 'goto'; readonly version: string };

/**
 * Is anything of `job` left once `done` is applied, in order? `undefined`: these do not tell.
 *
 * What is below the last one of a down, and whether a file is the last one, only the folder of the files knows.
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

import type { EngineName } from './dialect.ts';
import { type Direction, flawOf, type MigrationFile, piecesOf } from './migration-file.ts';

/** What happens to the job from outside, once it waits in the file at fault. */
export type Disturbance =
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' }
  /** The server ends the session. */
  | { readonly kind: 'session-ended' };

/** What a log shows beside golang-migrate's own lines. */
export const SURROUNDINGS = ['none', 'make', 'shell'] as const;
export type Surroundings = (typeof SURROUNDINGS)[number];

/** One database, its files, a job that does not end clean, and how its page is read. */
export interface Scenario {
  /** Makes the same scenario again. */
  readonly seed: number;
  readonly engine: EngineName;
  readonly verbose: boolean;
  readonly surroundings: Surroundings;
  /** In the order of their versions. */
  readonly files: readonly MigrationFile[];
  /** How many of them are applied before the job. */
  readonly start: number;
  /** How many of them the job is to leave applied. */
  readonly target: number;
  /** As typed behind golang-migrate's flags. */
  readonly command: string;
  readonly direction: Direction;
  /** Index of the file at fault. */
  readonly at: number;
  /** What goes wrong, in words. */
  readonly what: string;
  readonly disturbance: Disturbance | null;
  /** A session that goes on without its client is left to finish, or is ended. */
  readonly afterwards: 'finish' | 'end';
  /** How a person repairs a part that is there. */
  readonly chosen: 'undo' | 'finish';
  /** The same job is run once more on what the first one left. */
  readonly again: boolean;
  readonly multiStatement: boolean;
  /** SQLite: the file runs without a transaction around it. */
  readonly noTxWrap: boolean;
  /** Of the database URL. */
  readonly parameters: readonly string[];
  /** Whose page is typed. */
  readonly typed: 'text' | 'declared';
}

/** What is run before any migration, for the pieces and the flaw. */
export function preparationOf({ files }: Pick<Scenario, 'files'>): readonly string[] {
  return files.flatMap((file) => [
    ...piecesOf(file).flatMap(({ prepare }) => prepare ?? []),
    ...[flawOf(file)?.prepare ?? []].flat(),
  ]);
}

/** The version that stands recorded after `applied` files; `-1` for none. */
export function versionAfter({ files }: Pick<Scenario, 'files'>, applied: number): string {
  return applied === 0 ? '-1' : files[applied - 1]!.version;
}

/** Indexes of the files that the job runs, in its order. */
export function pathOf({ start, target, direction }: Scenario): readonly number[] {
  const count = Math.abs(target - start);
  return Array.from({ length: count }, (_, step) => (direction === 'up' ? start + step : start - 1 - step));
}

/** How many files are applied when the file at fault is undone, and when it is done. */
export function appliedAround({ at, direction }: Scenario): { undone: number; done: number } {
  return direction === 'up' ? { undone: at, done: at + 1 } : { undone: at + 1, done: at };
}

import type { EngineName } from './dialect.ts';
import { type Direction, flawOf, type MigrationFile, piecesOf } from './migration-file.ts';

/** The disturbance from outside, once the job waits in the file at fault. */
export type Disturbance =
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' }
  /** The server ends the session. */
  | { readonly kind: 'session-ended' };

/** Lines of the log around golang-migrate's own. */
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
  /** How many of them should be applied after the job. */
  readonly target: number;
  /** The command after golang-migrate's flags. */
  readonly command: string;
  readonly direction: Direction;
  /** Index of the file at fault. */
  readonly at: number;
  /** Description of the fault. */
  readonly what: string;
  readonly disturbance: Disturbance | null;
  /** Whether a session that continues without its client is left to finish, or is ended. */
  readonly afterwards: 'finish' | 'end';
  /** How a person repairs a part that exists. */
  readonly chosen: 'undo' | 'finish';
  /** Whether the same job runs again after the first one. */
  readonly again: boolean;
  readonly multiStatement: boolean;
  /** SQLite: the file runs without a transaction around it. */
  readonly noTxWrap: boolean;
  /** Parameters of the database URL. */
  readonly parameters: readonly string[];
  /** The run whose page is typed. */
  readonly typed: 'text' | 'declared';
}

/** SQL to run before any migration, for the pieces and the flaw. */
export function preparationOf({ files }: Pick<Scenario, 'files'>): readonly string[] {
  return files.flatMap((file) => [
    ...piecesOf(file).flatMap(({ prepare }) => prepare ?? []),
    ...[flawOf(file)?.prepare ?? []].flat(),
  ]);
}

/** The recorded version after `applied` files; `-1` without any. */
export function versionAfter({ files }: Pick<Scenario, 'files'>, applied: number): string {
  return applied === 0 ? '-1' : files[applied - 1]!.version;
}

/** Indexes of the files that the job runs, in the order in which it runs them. */
export function pathOf({ start, target, direction }: Scenario): readonly number[] {
  const count = Math.abs(target - start);
  return Array.from({ length: count }, (_, step) => (direction === 'up' ? start + step : start - 1 - step));
}

/** How many files are applied when the file at fault is undone, and when it is done. */
export function appliedAround({ at, direction }: Scenario): { undone: number; done: number } {
  return direction === 'up' ? { undone: at, done: at + 1 } : { undone: at + 1, done: at };
}

/**
 * What state the database is in after a run that did not end clean; never more certain than the evidence.
 *
 * - `rolled-back`: the failed migration left nothing behind; its version is marked dirty.
 * - `partly-applied`: part of it is in the database, or an INVALID index; marked dirty.
 * - `applied-but-marked-dirty`: all of it is there, only the mark is wrong.
 * - `still-running`: the server may be executing it still and then commits; settled by a look, a probe or a later run.
 * - `not-applied`: the run left nothing half done; what it finished before stays, and it left no mark.
 * - `unknown`: the lines do not tell; `next` has the look that does.
 */
export type DatabaseState =
  | 'rolled-back'
  | 'partly-applied'
  | 'applied-but-marked-dirty'
  | 'still-running'
  | 'not-applied'
  | 'unknown';

export interface Verdict {
  readonly state: DatabaseState;
  /** Why we say so, one sentence each. */
  readonly evidence: readonly string[];
  /** What to do now, in order: literal commands (each starts with `migrate `, `psql ` or `mysql `) or one sentence. */
  readonly next: readonly string[];
  readonly doNot: readonly string[];
}

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

/** One thing to do: a sentence, or a line that `sh` runs as it stands. */
export type Step = { readonly do: string } | { readonly command: string };

/**
 * Steps in order, and when they are the ones to take.
 *
 * Of a list of branches, one with `when: null` comes first, if there is one, and is always done. The others are alternatives:
 * exactly one of them holds, and each is complete in itself.
 */
export interface Branch {
  /** `If nothing of the change is there`, without an end mark; `null`: always. */
  readonly when: string | null;
  readonly steps: readonly Step[];
}

export interface Verdict {
  readonly state: DatabaseState;
  /** Why we say so, one sentence each. */
  readonly evidence: readonly string[];
  /** What to do now: what always comes first, then the alternatives. */
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
}

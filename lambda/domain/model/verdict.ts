/**
 * The state of the database after a run that did not end clean; never more certain than the evidence.
 *
 * - `rolled-back`: the failed migration left nothing behind; its version is marked dirty.
 * - `partly-applied`: part of it is in the database, or an INVALID index; its version is marked dirty.
 * - `applied-but-marked-dirty`: all of it is in the database, only the dirty flag is wrong.
 * - `still-running`: the server may still be executing it and may commit it; a look at its sessions or a later run will tell.
 * - `not-applied`: the run left nothing half done and did not set the dirty flag; the migrations that it finished stay applied.
 * - `unknown`: the lines cannot tell; `next` begins with the commands that can.
 */
export type DatabaseState =
  | 'rolled-back'
  | 'partly-applied'
  | 'applied-but-marked-dirty'
  | 'still-running'
  | 'not-applied'
  | 'unknown';

/** One thing to do: a sentence, or a command line that `sh` runs unchanged. */
export type Step = { readonly do: string } | { readonly command: string };

/**
 * Steps in order, and the condition for taking them.
 *
 * In a list of branches, one with `when: null`, if there is one, comes first and is always done. The others are alternatives:
 * exactly one condition holds, and each branch is complete in itself.
 */
export interface Branch {
  /** `If nothing of the change is there`, without a full stop; `null`: always. */
  readonly when: string | null;
  readonly steps: readonly Step[];
}

export interface Verdict {
  readonly state: DatabaseState;
  /** The reasons for `state`, one sentence each. */
  readonly evidence: readonly string[];
  /** What to do now: the steps that always come first, then the alternatives. */
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
}

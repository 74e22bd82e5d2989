import type { MigrateError } from '../../model/event.ts';
import type { VerdictContext } from '../../model/judged-run.ts';
import type { Step } from '../../model/verdict.ts';
import type { Steps } from '../advice/branches.ts';
import type { Grammar, Statement } from '../statements/statements.ts';
import type { Survives } from '../statements/surviving-changes.ts';

/** A statement of a migration that the server refused, while it was listening. */
export interface Failure {
  readonly error: MigrateError;
  /** The SQL as printed: the whole file, or one statement of it in multi-statement mode. */
  readonly sql: string;
  readonly statements: readonly Statement[];
  readonly context: VerdictContext;
}

/** What is left of a failed file: how sure, and why. */
export interface SurvivingChanges {
  readonly survives: Survives;
  readonly evidence: readonly string[];
  /** Commands that show what decides it, where it is not sure. */
  readonly looks?: readonly string[];
}

/** Everything that a verdict must know of one engine, and of golang-migrate's drivers for it. */
export interface EngineProfile {
  readonly grammar: Grammar;
  /** What of a failed file stays. */
  readonly survivingChanges: (failure: Failure) => SurvivingChanges;
  /** The client is gone and nobody told the server. */
  readonly lostClient: {
    /** The server usually goes on. */
    readonly goesOn: boolean;
    readonly evidence: string;
    /** What it notices after all. */
    readonly notices: readonly string[];
    /** Ends what goes on without its client, and what that means. */
    readonly end: Steps;
  };
  /** Who works in the database. */
  readonly sessions: Step;
  /** Whether a migration that takes long is blocked, and by whom. */
  readonly blocked: Steps;
  /** Waits until another golang-migrate has given its lock back. */
  readonly lockHolder: Steps;
  /** Ends one session of such a list, in a sentence after a colon; `null`: no command is known here. */
  readonly typeToEnd: string | null;
  readonly tables: Step;
  /** Shows the row of schema_migrations itself; `null`: no command is known here. */
  readonly versionRow: string | null;
}

import type { MigrateError } from '../../model/event.ts';
import type { VerdictContext } from '../../model/judged-run.ts';
import type { Branch, Step } from '../../model/verdict.ts';
import type { Steps } from '../advice/branches.ts';
import type { Grammar, Statement } from '../statements/statements.ts';
import type { Survives } from '../statements/surviving-changes.ts';
import type { Driver } from './driver.ts';

/** A statement of a migration that the server answered with an error. */
export interface Failure {
  readonly error: MigrateError;
  /** The SQL as printed: the whole file, or one statement of it in multi-statement mode. */
  readonly sql: string;
  readonly statements: readonly Statement[];
  readonly context: VerdictContext;
}

/** What survives of a failed file: how certain that is, and why. */
export interface SurvivingChanges {
  readonly survives: Survives;
  readonly evidence: readonly string[];
  /** Commands that show what decides the question, if it is uncertain, or when the server has finished undoing. */
  readonly looks?: readonly string[];
}

/** Strategy: everything that a verdict must know about one engine, and about golang-migrate's drivers for it. */
export interface EngineProfile {
  /** Drivers of golang-migrate that talk to this engine. An error of one of them does not contradict a declaration of the engine. */
  readonly drivers: readonly Driver[];
  /** Are the drivers' words for a lost connection known? Otherwise an error counts as the server's answer. */
  readonly knowsLostConnection: boolean;
  /**
   * Does the engine have `CREATE INDEX CONCURRENTLY` and similar statements, which run outside a transaction and can leave an
   * invalid index?
   */
  readonly hasConcurrently: boolean;
  /** May the driver run a file in a transaction of its own? */
  readonly mayWrapFile: boolean;
  /** Steps that show the sessions of golang-migrate that hold or want its lock; empty if no command is known. */
  readonly migrateSessions: Steps;
  /**
   * What to do when the server rejected golang-migrate's lock statement: `denied` for a missing right, `otherwise` for an unknown
   * reason.
   */
  readonly lockRejected: { readonly denied?: Steps; readonly otherwise?: Steps };
  readonly grammar: Grammar;
  /** Which changes of a failed file survive. */
  readonly survivingChanges: (failure: Failure) => SurvivingChanges;
  /** What happens when the client ends without notifying the server. */
  readonly lostClient: {
    /** True if the server usually continues its work. */
    readonly goesOn: boolean;
    readonly evidence: string;
    /** Exceptions: what the server does notice. */
    readonly notices: readonly string[];
    /** How to end work that continues without its client, and what that means. */
    readonly end: Steps;
  };
  /** Shows what the server is executing. A row that shows the migration means that it is still at work. */
  readonly sessions: Steps;
  /** Shows whether a slow migration is blocked, and by which session. */
  readonly blocked: Steps;
  /** The lock is held: how to wait for the other golang-migrate, then `onwards`. */
  readonly lockHeld: (onwards: Steps) => readonly Branch[];
  /**
   * How to release a lock that a golang-migrate which is gone may have left, because every command of golang-migrate needs it.
   * Empty: the server releases it when the session ends.
   */
  readonly lockLeft: Steps;
  /** A statement gave up waiting for a lock on a table: how to wait until the table is free. */
  readonly tableLocked: Steps;
  /** Words for ending one session of such a list, used after a colon; `null` if no command is known. */
  readonly typeToEnd: string | null;
  readonly tables: Step;
  /** Command that shows the row of schema_migrations itself; `null` if no command is known. */
  readonly versionRow: string | null;
}

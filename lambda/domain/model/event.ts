import type { Announcement } from './announcement.ts';
import type { ErrorClass } from './error-class.ts';

export type Direction = 'up' | 'down';

/** One migration as golang-migrate's `LogString` names it: `<version>/<u|d> <identifier>`. */
export interface MigrationName {
  /** Digits as text: `-format unixNano` makes 19 of them, more than a JS number can hold. */
  readonly version: string;
  readonly direction: Direction;
  /** The file name between its first `_` and `.up.`; may contain spaces, dots, parentheses. `<empty>` when there is no file for the direction. */
  readonly identifier: string;
}

/** An error that golang-migrate printed or returned, read from one whole (redacted) error block. */
export interface MigrateError {
  readonly class: ErrorClass;
  /** The first sentence: the text between `error: ` (or the caller's words) and the statement; redacted. */
  readonly message: string;
  /** Five characters; only when printed (pgx, newer lib/pq, go-sql-driver ≥ 1.7). */
  readonly sqlState: string | null;
  /** MySQL error number, ClickHouse or SQL Server code; only when printed. */
  readonly vendorCode: number | null;
  /** Line in the migration file, 1-based; `null` when the driver says 0, which means unknown. */
  readonly line: number | null;
  readonly column: number | null;
  /** SQL as printed (the whole file, or one statement in multi-statement mode), redacted; `null` when not printed, or masked as a whole. */
  readonly statement: string | null;
  /**
   * True when the statement follows `in line N: ` without white space. Then it is the first of its file, because
   * multi-statement mode prints the later ones with the line break before them. Left out if not known.
   */
  readonly startsFile?: boolean;
  /** The driver's own words from `(details: …)`, redacted: whole lines, at most 4 KB. `null` when not printed, or not delivered. */
  readonly details: string | null;
  /** Errors that came with it, mostly a failure to release the lock: one line each, redacted. Left out if there are none. */
  readonly also?: readonly string[];
}

/** What one line says, and which program seems to have printed it. */
export interface ParsedLine {
  readonly event: MigrateEvent;
  /** True when Go's `log` package stamped the line, as `-verbose` and some library users do. */
  readonly stamped: boolean;
  /** True when other words come before golang-migrate's words, because a program that uses the library printed the line. */
  readonly caller: boolean;
  /** Set when other words, or a name, surround the event's words. Left out if they are the whole message, apart from its envelope. */
  readonly partly?: true;
}

/** What one line, or one stitched error block, says. A tagged union: every `switch` over `kind` is exhaustive. */
export type MigrateEvent =
  | ({ readonly kind: 'queued' } & MigrationName)
  | ({ readonly kind: 'executing' } & MigrationName)
  | ({ readonly kind: 'migration-finished'; readonly readMs: number; readonly ranMs: number } & MigrationName)
  | ({
      readonly kind: 'migration-finished-plain';
      readonly sinceQueuedMs: number;
      /**
       * Words of an `error: ` that was printed just before, on the same line, because reading some file failed. Left out if there
       * is no such error.
       */
      readonly readBroke?: string;
    } & MigrationName)
  | { readonly kind: 'command-finished'; readonly tookMs: number }
  | { readonly kind: 'closing' }
  | { readonly kind: 'no-change' }
  | { readonly kind: 'version'; readonly version: string; readonly dirty: boolean }
  | { readonly kind: 'stopping' }
  | {
      readonly kind: 'prompt';
      readonly command: 'down' | 'drop';
      readonly answer: 'asked' | 'accepted' | 'refused';
    }
  | {
      readonly kind: 'error';
      readonly error: MigrateError;
      readonly own: boolean;
      /** Set when a program says in its own words that its migrations failed, without the reason. */
      readonly told?: true;
    }
  | { readonly kind: 'usage' }
  | { readonly kind: 'panic'; readonly text: string }
  | {
      readonly kind: 'command-line';
      readonly commandLine: string;
      readonly command: string | null;
      readonly boundary: 'codebuild' | 'shell';
    }
  | {
      readonly kind: 'process-exit';
      readonly exitCode: number | null;
      /** golang-migrate's command line, if the line names it. Left out if it does not. */
      readonly commandLine?: string;
      /** Set when the program that started the process says so: the exit is that of the command that it named. */
      readonly reported?: true;
    }
  /** A shell or a container runtime could not start a program. */
  | {
      readonly kind: 'not-started';
      readonly text: string;
      /** The text names golang-migrate's program. */
      readonly names: boolean;
      /** The container's own entry point could not be started. */
      readonly byRuntime: boolean;
    }
  /** Not a line of golang-migrate: the entrypoint announces the run that it is about to start. */
  | { readonly kind: 'announced'; readonly announcement: Announcement }
  | { readonly kind: 'unrecognized' };

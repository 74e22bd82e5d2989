import type { Announcement } from './announcement.ts';
import type { ErrorClass } from './error-class.ts';

export type Direction = 'up' | 'down';

/** One migration as golang-migrate's `LogString` names it: `<version>/<u|d> <identifier>`. */
export interface MigrationName {
  /** Digits as text: `-format unixNano` makes 19, past what a JS number holds. */
  readonly version: string;
  readonly direction: Direction;
  /** Between the first `_` and `.up.` of the file name; may hold spaces, dots, parentheses; `<empty>` when the direction has no file. */
  readonly identifier: string;
}

/** An error that golang-migrate printed or returned, read from one whole (redacted) error block. */
export interface MigrateError {
  readonly class: ErrorClass;
  /** First sentence: the text between `error: ` (or the caller's words) and the statement; redacted. */
  readonly message: string;
  /** Five characters; only when printed (pgx, newer lib/pq, go-sql-driver ≥ 1.7). */
  readonly sqlState: string | null;
  /** MySQL error number, ClickHouse or SQL Server code; only when printed. */
  readonly vendorCode: number | null;
  /** Line in the migration file, 1-based; `null` when the driver says 0, which means unknown. */
  readonly line: number | null;
  readonly column: number | null;
  /** SQL as printed (the whole file, or one statement in multi-statement mode), redacted; `null` when not printed or masked wholly. */
  readonly statement: string | null;
  /**
   * True when the statement began right behind `in line N: `, with no white space: it is the file's first, because
   * multi-statement mode prints later ones with the line break before them. Left out: not known.
   */
  readonly startsFile?: boolean;
  /** The driver's own words from `(details: …)`, redacted: whole lines, at most 4 KB. `null` when not printed, or not delivered. */
  readonly details: string | null;
  /** What failed with it, mostly giving back the lock: one line each, redacted. Left out: nothing did. */
  readonly also?: readonly string[];
}

/** What one line says, and who seems to have printed it. */
export interface ParsedLine {
  readonly event: MigrateEvent;
  /** True when Go's `log` package stamped the line, as `-verbose` and some library users do. */
  readonly stamped: boolean;
  /** True when other words stand before golang-migrate's: a program that uses the library printed it. */
  readonly caller: boolean;
  /** Set when it is not the whole message: other words, or a name, stand around it. Left out: it is, but for its envelope. */
  readonly partly?: true;
}

/** What one line, or one stitched error block, says. Exhaustive: every `switch` over `kind` covers all. */
export type MigrateEvent =
  | ({ readonly kind: 'queued' } & MigrationName)
  | ({ readonly kind: 'executing' } & MigrationName)
  | ({ readonly kind: 'migration-finished'; readonly readMs: number; readonly ranMs: number } & MigrationName)
  | ({
      readonly kind: 'migration-finished-plain';
      readonly sinceQueuedMs: number;
      /** Words of an `error: ` that stand glued before it: reading some file broke. Left out: none do. */
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
      /** Set when a program tells in its own words that its migrations failed, and not why. */
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
      /** golang-migrate's command line, where the words name it. Left out: they name none. */
      readonly commandLine?: string;
    }
  /** A shell or a container runtime could not start a program. */
  | {
      readonly kind: 'not-started';
      readonly text: string;
      /** The words name golang-migrate's program. */
      readonly names: boolean;
      /** It is the container's own entry point that could not be started. */
      readonly byRuntime: boolean;
    }
  /** Not golang-migrate's: what the entrypoint says of the run that it is about to start. */
  | { readonly kind: 'announced'; readonly announcement: Announcement }
  | { readonly kind: 'unrecognized' };

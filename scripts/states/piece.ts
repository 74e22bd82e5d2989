/**
 * A change that a migration makes, in both directions, and a check whether it exists in the database.
 *
 * Pieces of one scenario do not touch each other, so that any of them can be undone or finished alone.
 */
export interface Piece {
  /** Statements as a file holds them, each with its semicolon. */
  readonly up: string;
  readonly down: string;
  /**
   * An SQL expression: 1 if the change exists, once and whole; 0 if no part of it exists; any other value is in
   * between.
   */
  readonly probe: string;
  /** Run before any migration: what the change depends on. */
  readonly prepare?: string;
}

/** A leftover of a failed file that no correct file makes, such as an INVALID index. */
export interface Residue {
  /** An SQL expression: 1 if it exists, 0 if not. */
  readonly probe: string;
  readonly undo: string;
}

/** What goes wrong in one file: a statement that fails, or one that makes golang-migrate itself fail afterwards. */
export interface Flaw {
  readonly sql: string;
  /** The statement in the correct file; left out if the correct file has nothing there. */
  readonly instead?: Piece;
  readonly residue?: Residue;
  readonly prepare?: string;
  /** Another session holds the table `gate` as long as the job runs. */
  readonly gateHeld?: boolean;
  /** Whether the client hangs up while the server works; otherwise the server answers. */
  readonly hangsUp?: boolean;
  /** Fails only where a transaction is open. */
  readonly inTransaction?: boolean;
  /** Its required position in the file; left out for any. */
  readonly place?: 'alone' | 'last';
  /** Added to the database URL's query. */
  readonly parameters?: string;
}

/** Inputs for makers of pieces and flaws. */
export interface Names {
  /** A name that is unique in the scenario. */
  readonly name: string;
  /** A number that is unique in the scenario, at least 100. */
  readonly number: number;
  /**
   * A table that a statement before it in the same file makes, with `id` as its only column; left out if there is no
   * such table.
   */
  readonly madeBefore?: string;
  pick<T>(from: readonly T[]): T;
}

export type MakePiece = (names: Names) => Piece;
/** `null` when it does not fit these names. */
export type MakeFlaw = (names: Names) => Flaw | null;

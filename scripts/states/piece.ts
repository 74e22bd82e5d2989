/**
 * A change that a migration makes: both ways, and how the database shows whether it is there.
 *
 * Pieces of one scenario do not touch each other, so that any of them can be undone or finished alone.
 */
export interface Piece {
  /** Statements as a file holds them, each with its semicolon. */
  readonly up: string;
  readonly down: string;
  /** An SQL expression: 1 when the change is there, once and whole; 0 when nothing of it is; anything else is neither. */
  readonly probe: string;
  /** Run before any migration: what the change needs to find. */
  readonly prepare?: string;
}

/** Something that a file leaves behind although it is part of no correct file, such as an INVALID index. */
export interface Residue {
  /** An SQL expression: 1 when it is there, 0 when not. */
  readonly probe: string;
  readonly undo: string;
}

/** What goes wrong in one file: a statement that fails, or one that makes golang-migrate itself fail afterwards. */
export interface Flaw {
  readonly sql: string;
  /** What stands there in the correct file; left out: nothing. */
  readonly instead?: Piece;
  readonly residue?: Residue;
  readonly prepare?: string;
  /** Another session holds the table `gate` as long as the job runs. */
  readonly gateHeld?: boolean;
  /** The client hangs up while the server works; left out: the server answers. */
  readonly hangsUp?: boolean;
  /** Fails only where a transaction is open. */
  readonly inTransaction?: boolean;
  /** Where in its file it must stand; left out: anywhere. */
  readonly place?: 'alone' | 'last';
  /** Added to the database URL's query. */
  readonly parameters?: string;
}

/** What the makers of pieces and flaws choose from. */
export interface Names {
  /** A name that nothing else in the scenario has. */
  readonly name: string;
  /** A number that nothing else in the scenario has, from 100 on. */
  readonly number: number;
  /** A table that a statement before it in the same file makes, `id` its only column; left out: there is none. */
  readonly madeBefore?: string;
  pick<T>(from: readonly T[]): T;
}

export type MakePiece = (names: Names) => Piece;
/** `null` when it does not fit these names. */
export type MakeFlaw = (names: Names) => Flaw | null;

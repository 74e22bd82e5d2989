import { MYSQL_FLAWS, MYSQL_LATE_FLAWS, MYSQL_ODD_FLAWS } from './flaws/mysql.ts';
import {
  POSTGRES_BODY_FLAWS,
  POSTGRES_CONCURRENT_FLAWS,
  POSTGRES_FLAWS,
  POSTGRES_LATE_FLAWS,
} from './flaws/postgres.ts';
import { SQLITE_FLAWS, SQLITE_ODD_FLAWS } from './flaws/sqlite.ts';
import type { MakeFlaw, MakePiece, Piece } from './piece.ts';
import { MYSQL_FILLERS, MYSQL_PIECES, mysqlTable } from './pieces/mysql.ts';
import { POSTGRES_FILLERS, POSTGRES_PIECES, postgresTable } from './pieces/postgres.ts';
import { SQLITE_FILLERS, SQLITE_PIECES, sqliteTable } from './pieces/sqlite.ts';

export const ENGINES = ['postgres', 'pgx5', 'mysql', 'sqlite'] as const;
/** golang-migrate's driver: `postgres` is lib/pq, `mysql` talks to MariaDB. */
export type EngineName = (typeof ENGINES)[number];

/** The parts of one engine's files. */
export interface Dialect {
  readonly pieces: readonly MakePiece[];
  /** Makes the simplest piece, with the given name. */
  table(name: string): Piece;
  readonly fillers: readonly string[];
  readonly flaws: Readonly<Record<string, MakeFlaw>>;
  /** Flaws that are rare. */
  readonly oddFlaws: Readonly<Record<string, MakeFlaw>>;
  /** Further unusual flaws, which multi-statement mode would cut to pieces. */
  readonly bodyFlaws: Readonly<Record<string, MakeFlaw>>;
  readonly begin: readonly string[];
  /** Quote around names. */
  readonly quote: string;
  /** Statement that waits until the gate opens. On an engine without a gate, a `long` stall lasts until the process is killed. */
  stall(long: boolean): string;
}

/** golang-migrate's own time limit passes while the server waits. */
function clientTimeLimit(table: Dialect['table'], hangsUp: boolean): Dialect['flaws'] {
  return {
    'time limit of the client': ({ name }) => ({
      sql: 'SELECT COUNT(*) FROM gate;',
      instead: table(name),
      gateHeld: true,
      hangsUp,
      parameters: 'x-statement-timeout=3000',
    }),
  };
}

const POSTGRES: Dialect = {
  pieces: POSTGRES_PIECES,
  table: postgresTable,
  fillers: POSTGRES_FILLERS,
  flaws: POSTGRES_FLAWS,
  oddFlaws: { ...POSTGRES_LATE_FLAWS, ...POSTGRES_CONCURRENT_FLAWS },
  bodyFlaws: POSTGRES_BODY_FLAWS,
  begin: ['BEGIN;', 'BEGIN TRANSACTION;', 'START TRANSACTION;', 'begin;'],
  quote: '"',
  stall: () => 'SELECT count(*) FROM gate;',
};

const DIALECTS: Readonly<Record<EngineName, Dialect>> = {
  // lib/pq tells the server to stop and waits for its answer. pgx leaves without waiting, so the result is chance.
  postgres: { ...POSTGRES, oddFlaws: { ...POSTGRES.oddFlaws, ...clientTimeLimit(postgresTable, false) } },
  pgx5: POSTGRES,
  mysql: {
    pieces: MYSQL_PIECES,
    table: mysqlTable,
    fillers: MYSQL_FILLERS,
    flaws: MYSQL_FLAWS,
    oddFlaws: { ...MYSQL_ODD_FLAWS, ...MYSQL_LATE_FLAWS, ...clientTimeLimit(mysqlTable, true) },
    bodyFlaws: {},
    begin: ['START TRANSACTION;', 'BEGIN;', 'start transaction;'],
    quote: '`',
    stall: () => 'SELECT COUNT(*) FROM gate;',
  },
  sqlite: {
    pieces: SQLITE_PIECES,
    table: sqliteTable,
    fillers: SQLITE_FILLERS,
    flaws: SQLITE_FLAWS,
    oddFlaws: SQLITE_ODD_FLAWS,
    bodyFlaws: {},
    begin: ['BEGIN;'],
    // SQLite reads a missing column in double quotes as a text.
    quote: '`',
    stall: (long) =>
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${long ? '1000000000' : '3000000'}) SELECT count(*) FROM n;`,
  },
};

export function dialectOf(engine: EngineName): Dialect {
  return DIALECTS[engine];
}

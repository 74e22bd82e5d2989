import type { Engine } from '../../../contract/engine.ts';

/** What the lexer must know about an engine to find the ends of its literals and comments. */
export interface SqlDialect {
  /** A backslash in a plain `'…'` string escapes the next character. */
  readonly backslashEscapes: boolean;
  /** `"…"` is a string (MySQL, Spanner), an identifier, or may be either (SQLite). */
  readonly doubleQuoted: 'string' | 'identifier' | 'undecided';
  /** `#` starts a comment. */
  readonly hashComments: boolean;
  /** `//` starts a comment. */
  readonly slashComments: boolean;
  /** `--` starts a comment only before white space. */
  readonly dashesNeedSpace: boolean;
  readonly nestedComments: boolean;
  readonly dollarQuotes: boolean;
  /** `[…]` is an identifier. */
  readonly brackets: boolean;
}

const standard: SqlDialect = {
  backslashEscapes: false,
  doubleQuoted: 'identifier',
  hashComments: false,
  slashComments: false,
  dashesNeedSpace: false,
  nestedComments: false,
  dollarQuotes: false,
  brackets: false,
};

/** @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export const postgres: SqlDialect = { ...standard, nestedComments: true, dollarQuotes: true };
/** @see https://dev.mysql.com/doc/refman/8.4/en/string-literals.html and comments.html */
export const mysql: SqlDialect = {
  ...standard,
  backslashEscapes: true,
  doubleQuoted: 'string',
  hashComments: true,
  dashesNeedSpace: true,
};
const sqlserver: SqlDialect = {
  ...standard,
  doubleQuoted: 'undecided',
  nestedComments: true,
  brackets: true,
};
export const sqlite: SqlDialect = { ...standard, doubleQuoted: 'undecided', brackets: true };
const clickhouse: SqlDialect = {
  ...standard,
  backslashEscapes: true,
  hashComments: true,
  dollarQuotes: true,
};
const cassandra: SqlDialect = { ...standard, dollarQuotes: true, slashComments: true };
const spanner: SqlDialect = {
  ...standard,
  backslashEscapes: true,
  doubleQuoted: 'string',
  hashComments: true,
};

/** How the SQL of an engine is read, and how the errors of its drivers begin. `null`: they have no details, or begin as those of another row. */
interface Reading {
  readonly dialect: SqlDialect;
  readonly errors: RegExp | null;
}

/**
 * One row for each engine that settings can declare, and for others that golang-migrate supports. golang-migrate does not print the
 * engine, but the driver's wording shows it.
 */
const READINGS: Readonly<
  Record<Exclude<Engine, 'other'> | 'sqlserver' | 'clickhouse' | 'cassandra' | 'spanner', Reading>
> = {
  postgres: { dialect: postgres, errors: /^(?:pq: |ERROR: .{0,4096}\(SQLSTATE [0-9A-Z]{5}\))/s },
  // Its drivers' errors begin as PostgreSQL's.
  cockroach: { dialect: postgres, errors: null },
  mysql: { dialect: mysql, errors: /^Error \d{4}(?: \([0-9A-Z]{5}\))?: / },
  sqlite: { dialect: sqlite, errors: null },
  sqlserver: { dialect: sqlserver, errors: /^mssql: / },
  clickhouse: { dialect: clickhouse, errors: /^code: \d+, message: / },
  cassandra: { dialect: cassandra, errors: /^line \d+:\d+ / },
  spanner: { dialect: spanner, errors: /^rpc error: code = / },
};
const SHOWN_BY_ERRORS = Object.values(READINGS);

/** Unknown engine: mask what PostgreSQL or MySQL would treat as data. Also accept `//` comments, since most of Cassandra's errors cannot be recognised. */
export const UNDECIDED: readonly SqlDialect[] = [postgres, { ...mysql, slashComments: true }];
/** SQLite's errors have no details: its SQL is the rest of the text. */
export const SQLITE: readonly SqlDialect[] = [sqlite];

/** The dialects in which the SQL of an error must be read, by the driver's text after `(details: `. */
export function dialectsOf(details: string): readonly SqlDialect[] {
  const reading = SHOWN_BY_ERRORS.find(({ errors }) => errors?.test(details));
  return reading === undefined ? UNDECIDED : [reading.dialect];
}

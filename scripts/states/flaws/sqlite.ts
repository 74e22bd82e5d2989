import type { MakeFlaw, Names } from '../piece.ts';
import { sqliteTable } from '../pieces/sqlite.ts';

/** `sql` fails; the correct file creates a table instead. */
const failing =
  (...choices: readonly ((names: Names) => string)[]): MakeFlaw =>
  (names) => ({ sql: names.pick(choices)(names), instead: sqliteTable(names.name) });

export const SQLITE_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'syntax error': failing(
    ({ name }) => `CREATE TABEL ${name} (id INTEGER);`,
    () => 'ALTER TABLE accounts ADD COLUMN;',
    () => 'SELEC 1;',
    ({ name }) => `CREATE TABLE ${name} (id INTEGER,);`,
    ({ name }) => `INSERT INTO accounts (id ref) VALUES (9, '${name}');`,
  ),
  'missing table': failing(
    ({ name }) => `ALTER TABLE ${name}_gone ADD COLUMN c INTEGER;`,
    ({ name }) => `INSERT INTO ${name}_gone VALUES (1);`,
    ({ name }) => `DROP TABLE ${name}_gone;`,
    ({ name }) => `CREATE INDEX ${name} ON ${name}_gone (id);`,
  ),
  'missing column, function or index': failing(
    ({ name }) => `UPDATE accounts SET ${name} = 1;`,
    ({ name }) => `CREATE INDEX ${name}_idx ON accounts (${name});`,
    ({ name }) => `SELECT ${name}(1);`,
    ({ name }) => `DROP INDEX ${name};`,
  ),
  'duplicate key': failing(
    () => "INSERT INTO accounts (id, ref, amount) VALUES (1, 'x', 1);",
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 1), (${number}, 'y', 1);`,
    ({ name }) => `CREATE UNIQUE INDEX ${name} ON accounts (ref);`,
    () => "INSERT OR ROLLBACK INTO accounts (id, ref, amount) VALUES (1, 'x', 1);",
    ({ number }) => `INSERT OR FAIL INTO accounts (id, ref, amount) VALUES (1, 'x', 1), (${number}, 'y', 1);`,
  ),
  constraint: failing(
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', -1);`,
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', NULL);`,
    ({ name }) => `ALTER TABLE accounts ADD COLUMN ${name} INTEGER NOT NULL;`,
    () => "INSERT INTO accounts (id, ref, amount) VALUES ('many', 'x', 1);",
    () => 'INSERT INTO guarded VALUES (1);',
  ),
  'there already': failing(
    () => 'CREATE TABLE accounts (id INTEGER);',
    () => 'ALTER TABLE accounts ADD COLUMN amount INTEGER;',
    () => 'CREATE INDEX accounts_amount ON accounts (amount);',
    ({ madeBefore }) => `CREATE TABLE ${madeBefore ?? 'entries'} (id INTEGER);`,
  ),
  'of a table made in the same file': (names) =>
    names.madeBefore === undefined
      ? null
      : failing(
          ({ madeBefore, name }) => `CREATE INDEX ${name} ON ${madeBefore} (${name});`,
          ({ madeBefore }) => `ALTER TABLE ${madeBefore} ADD COLUMN id INTEGER;`,
          ({ madeBefore }) => `INSERT INTO ${madeBefore} VALUES (1, 2, 3, 4);`,
        )(names),
};

/** Rare statements: rows that stay, and the file's own transactions. */
export const SQLITE_ODD_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'rows before the one that fails stay': ({ name, number }) => ({
    sql: `INSERT OR FAIL INTO accounts (id, ref, amount) VALUES (${number}, '${name}', 1), (1, 'x', 1);`,
    instead: sqliteTable(`${name}_t`),
    residue: {
      probe: `(SELECT count(*) FROM accounts WHERE id = ${number})`,
      undo: `DELETE FROM accounts WHERE id = ${number};`,
    },
  }),
  'transaction inside a transaction': (names) => ({
    sql: names.pick(['BEGIN;\nSELECT 1;\nCOMMIT;', 'VACUUM;', 'PRAGMA journal_mode = WAL;']),
    instead: sqliteTable(names.name),
    inTransaction: true,
  }),
  'a commit of its own': (names) => ({
    sql: names.pick([
      'COMMIT;\nSELECT no_such;',
      'END;\nINSERT INTO no_such VALUES (1);',
      "COMMIT;\nINSERT OR ROLLBACK INTO accounts (id, ref, amount) VALUES (1, 'x', 1);",
    ]),
    instead: sqliteTable(names.name),
    inTransaction: true,
  }),
  'ends the transaction and no error': (names) => ({
    sql: names.pick(['COMMIT;', 'ROLLBACK;']),
    inTransaction: true,
    place: 'last',
  }),
};

import type { MakePiece, Piece } from '../piece.ts';

const made = (name: string) => `(SELECT count(*) FROM sqlite_master WHERE name = '${name}')`;

export const sqliteTable = (name: string): Piece => ({
  up: `CREATE TABLE ${name} (id INTEGER);`,
  down: `DROP TABLE ${name};`,
  probe: made(name),
});

export const SQLITE_PIECES: readonly MakePiece[] = [
  ({ name }) => sqliteTable(name),
  ({ name }) => ({
    up: `CREATE TABLE ${name} (\n  id INTEGER PRIMARY KEY,\n  made TEXT DEFAULT 'now'\n);\nINSERT INTO ${name} (id) VALUES (1), (2);`,
    down: `DROP TABLE ${name};`,
    probe: made(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE accounts ADD COLUMN ${name} INTEGER;`,
    down: `ALTER TABLE accounts DROP COLUMN ${name};`,
    probe: `(SELECT count(*) FROM pragma_table_info('accounts') WHERE name = '${name}')`,
  }),
  ({ name }) => ({
    up: `CREATE INDEX ${name} ON accounts (amount);`,
    down: `DROP INDEX ${name};`,
    probe: made(name),
  }),
  ({ name, number }) => ({
    up: `INSERT INTO accounts (id, ref, amount) VALUES (${number}, '${name}', 5);`,
    down: `DELETE FROM accounts WHERE id = ${number};`,
    probe: `(SELECT count(*) FROM accounts WHERE id = ${number})`,
  }),
  ({ name }) => ({
    up: `UPDATE ledger SET amount = amount + 1 WHERE name = '${name}';`,
    down: `UPDATE ledger SET amount = amount - 1 WHERE name = '${name}';`,
    probe: `(SELECT amount FROM ledger WHERE name = '${name}')`,
    prepare: `INSERT INTO ledger VALUES ('${name}', 0);`,
  }),
  ({ name }) => ({
    up: `CREATE VIEW ${name} AS SELECT id, ref FROM accounts;`,
    down: `DROP VIEW ${name};`,
    probe: made(name),
  }),
  ({ name }) => ({
    up: `CREATE TRIGGER ${name} AFTER UPDATE ON entries BEGIN UPDATE ledger SET amount = amount; END;`,
    down: `DROP TRIGGER ${name};`,
    probe: made(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE ${name}_old RENAME TO ${name};`,
    down: `ALTER TABLE ${name} RENAME TO ${name}_old;`,
    probe: made(name),
    prepare: `CREATE TABLE ${name}_old (id INTEGER);`,
  }),
  ({ name }) => ({
    up: `DROP TABLE ${name};`,
    down: `CREATE TABLE ${name} (id INTEGER);`,
    probe: `(1 - ${made(name)})`,
    prepare: `CREATE TABLE ${name} (id INTEGER);`,
  }),
];

export const SQLITE_FILLERS: readonly string[] = [
  'SELECT 1;',
  '-- nothing to see; here',
  'CREATE TEMPORARY TABLE scratch (id INTEGER);',
  '/* two\nlines */',
];

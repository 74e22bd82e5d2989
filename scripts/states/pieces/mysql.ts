import type { MakePiece, Piece } from '../piece.ts';

const inSchema = (table: string, condition: string) =>
  `(SELECT COUNT(*) FROM information_schema.${table} WHERE ${condition})`;
const table = (name: string) => inSchema('tables', `table_schema = DATABASE() AND table_name = '${name}'`);
const column = (name: string) => inSchema('columns', `table_schema = DATABASE() AND column_name = '${name}'`);
const routine = (name: string) =>
  inSchema('routines', `routine_schema = DATABASE() AND routine_name = '${name}'`);
const counted = (name: string, where = 'ledger') =>
  `(SELECT COALESCE(SUM(amount), 0) FROM ${where} WHERE name = '${name}')`;

/**
 * A storage engine without transactions. If no table uses it, a deployment may declare that all tables have
 * transactions.
 */
export const WITHOUT_TRANSACTIONS = 'ENGINE=MyISAM';

export const mysqlTable = (name: string): Piece => ({
  up: `CREATE TABLE ${name} (id INT);`,
  down: `DROP TABLE ${name};`,
  probe: table(name),
});

/** Changes of rows only, which MySQL can roll back. */
export const MYSQL_ROW_PIECES: readonly MakePiece[] = [
  ({ name, number }) => ({
    up: `INSERT INTO accounts (id, ref, amount) VALUES (${number}, '${name}', 5);`,
    down: `DELETE FROM accounts WHERE id = ${number};`,
    probe: `(SELECT COUNT(*) FROM accounts WHERE id = ${number})`,
  }),
  ({ name }) => ({
    up: `UPDATE ledger SET amount = amount + 1 WHERE name = '${name}';`,
    down: `UPDATE ledger SET amount = amount - 1 WHERE name = '${name}';`,
    probe: counted(name),
    prepare: `INSERT INTO ledger VALUES ('${name}', 0);`,
  }),
];

export const MYSQL_PIECES: readonly MakePiece[] = [
  ...MYSQL_ROW_PIECES,
  ({ name }) => mysqlTable(name),
  ({ name }) => ({
    up: `CREATE TABLE ${name} (\n  id INT PRIMARY KEY,\n  made DATETIME DEFAULT NOW()\n);\nINSERT INTO ${name} (id) VALUES (1), (2);`,
    down: `DROP TABLE ${name};`,
    probe: table(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE accounts ADD COLUMN ${name} INT;`,
    down: `ALTER TABLE accounts DROP COLUMN ${name};`,
    probe: column(name),
  }),
  ({ name }) => ({
    up: `SET STATEMENT max_statement_time = 60 FOR ALTER TABLE accounts ADD COLUMN ${name} INT;`,
    down: `SET STATEMENT max_statement_time = 60 FOR ALTER TABLE accounts DROP COLUMN ${name};`,
    probe: column(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE entries ADD COLUMN ${name} VARCHAR(20) NOT NULL DEFAULT 'a; b';`,
    down: `ALTER TABLE entries DROP COLUMN ${name};`,
    probe: column(name),
  }),
  ({ name }) => ({
    up: `CREATE INDEX ${name} ON accounts (amount);`,
    down: `DROP INDEX ${name} ON accounts;`,
    probe: inSchema('statistics', `table_schema = DATABASE() AND index_name = '${name}'`),
  }),
  ({ name }) => ({
    up: `INSERT INTO journal_counts VALUES ('${name}', 1);`,
    down: `DELETE FROM journal_counts WHERE name = '${name}';`,
    probe: counted(name, 'journal_counts'),
    prepare: `CREATE TABLE IF NOT EXISTS journal_counts (name VARCHAR(60), amount INT) ${WITHOUT_TRANSACTIONS};`,
  }),
  ({ name }) => ({
    up: `DO bump('${name}', 1);`,
    down: `DO bump('${name}', -1);`,
    probe: counted(name),
    prepare: `INSERT INTO ledger VALUES ('${name}', 0);`,
  }),
  ({ name }) => ({
    up: `CREATE VIEW ${name} AS SELECT id, ref FROM accounts;`,
    down: `DROP VIEW ${name};`,
    probe: table(name),
  }),
  ({ name }) => ({
    up: `CREATE TRIGGER ${name} BEFORE UPDATE ON entries FOR EACH ROW SET NEW.id = NEW.id;`,
    down: `DROP TRIGGER ${name};`,
    probe: inSchema('triggers', `trigger_schema = DATABASE() AND trigger_name = '${name}'`),
  }),
  ({ name }) => ({
    up: `CREATE PROCEDURE ${name}()\nBEGIN\n  UPDATE accounts SET amount = amount;\n  SELECT 1;\nEND;`,
    down: `DROP PROCEDURE ${name};`,
    probe: routine(name),
  }),
  ({ name }) => ({
    up: `CREATE FUNCTION ${name}() RETURNS INT DETERMINISTIC RETURN 1;`,
    down: `DROP FUNCTION ${name};`,
    probe: routine(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE accounts ADD CONSTRAINT ${name} CHECK (amount < 1000000);`,
    down: `ALTER TABLE accounts DROP CONSTRAINT ${name};`,
    probe: inSchema('check_constraints', `constraint_schema = DATABASE() AND constraint_name = '${name}'`),
  }),
  ({ name }) => ({
    up: `RENAME TABLE ${name}_old TO ${name};`,
    down: `RENAME TABLE ${name} TO ${name}_old;`,
    probe: table(name),
    prepare: `CREATE TABLE ${name}_old (id INT);`,
  }),
  ({ name }) => ({
    up: `DROP TABLE ${name};`,
    down: `CREATE TABLE ${name} (id INT);`,
    probe: `(1 - ${table(name)})`,
    prepare: `CREATE TABLE ${name} (id INT);`,
  }),
];

export const MYSQL_FILLERS: readonly string[] = [
  'SELECT 1;',
  'SET @made = 1;',
  '-- nothing to see; here',
  'CREATE TEMPORARY TABLE scratch (id INT);',
  'SET NAMES utf8mb4;',
  '/* two\nlines */',
  '# so that nobody; asks',
];

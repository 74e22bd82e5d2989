import type { Flaw, MakeFlaw, Names } from '../piece.ts';
import { mysqlTable, WITHOUT_TRANSACTIONS } from '../pieces/mysql.ts';

/** `sql` fails; the correct file creates a table instead. */
const failing =
  (...choices: readonly ((names: Names) => string)[]): MakeFlaw =>
  (names) => ({ sql: names.pick(choices)(names), instead: mysqlTable(names.name) });

export const MYSQL_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'syntax error': failing(
    ({ name }) => `CREATE TABEL ${name} (id INT);`,
    () => 'ALTER TABLE accounts ADD COLUMN;',
    () => 'SELEC 1;',
    ({ name }) => `CREATE TABLE ${name} (id INT,);`,
    ({ name }) => `INSERT INTO accounts (id ref) VALUES (9, '${name}');`,
  ),
  'missing table': failing(
    ({ name }) => `ALTER TABLE ${name}_gone ADD COLUMN c INT;`,
    ({ name }) => `INSERT INTO ${name}_gone VALUES (1);`,
    ({ name }) => `UPDATE ${name}_gone SET a = 1;`,
    ({ name }) => `DROP TABLE ${name}_gone;`,
    ({ name }) => `CREATE VIEW ${name} AS SELECT * FROM ${name}_gone;`,
    ({ name }) => `CREATE INDEX ${name} ON ${name}_gone (id);`,
    ({ name }) => `RENAME TABLE ${name}_gone TO ${name};`,
    ({ name }) => `TRUNCATE TABLE ${name}_gone;`,
  ),
  'missing column': failing(
    ({ name }) => `UPDATE accounts SET ${name} = 1;`,
    ({ name }) => `CREATE INDEX ${name}_idx ON accounts (${name});`,
    ({ name }) => `ALTER TABLE accounts DROP COLUMN ${name};`,
    ({ name }) => `ALTER TABLE accounts MODIFY COLUMN ${name} INT;`,
    ({ name }) => `INSERT INTO accounts (id, ${name}) VALUES (9, 1);`,
  ),
  'missing function, key or routine': failing(
    ({ name }) => `DO ${name}(1);`,
    ({ name }) => `CALL ${name}();`,
    ({ name }) => `DROP INDEX ${name} ON accounts;`,
    ({ name }) => `ALTER TABLE accounts DROP FOREIGN KEY ${name};`,
    ({ name }) => `DROP PROCEDURE ${name};`,
    ({ name }) => `DROP TRIGGER ${name};`,
  ),
  'duplicate key': failing(
    () => "INSERT INTO accounts (id, ref, amount) VALUES (1, 'x', 1);",
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 1), (${number}, 'y', 1);`,
    ({ name }) => `CREATE UNIQUE INDEX ${name} ON accounts (ref);`,
    ({ name }) => `ALTER TABLE accounts ADD UNIQUE KEY ${name} (ref);`,
  ),
  constraint: failing(
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', -1);`,
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', NULL);`,
    ({ name }) => `ALTER TABLE accounts ADD CONSTRAINT ${name} CHECK (amount > 15);`,
    () => 'ALTER TABLE accounts MODIFY COLUMN note VARCHAR(20) NOT NULL;',
    () => 'UPDATE accounts SET amount = amount - 15;',
    ({ number }) => `INSERT INTO accounts (id, ref) VALUES (${number}, 'x');`,
  ),
  'foreign key': failing(
    ({ number }) => `INSERT INTO entries VALUES (${number}, 999);`,
    () => 'DELETE FROM accounts WHERE id = 1;',
    ({ name }) =>
      `ALTER TABLE loose ADD CONSTRAINT ${name} FOREIGN KEY (account_id) REFERENCES accounts (id);`,
    () => 'DROP TABLE accounts;',
    () => 'TRUNCATE TABLE accounts;',
  ),
  'type or value': failing(
    () => 'ALTER TABLE accounts MODIFY COLUMN ref INT;',
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 'many');`,
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, REPEAT('x', 99), 1);`,
    () => 'UPDATE accounts SET amount = 99999999999;',
    () => 'UPDATE accounts SET amount = amount / (id - id);',
    () => 'DELETE FROM accounts WHERE ref = 1;',
  ),
  permission: failing(
    ({ name }) => `CREATE USER ${name};`,
    ({ name }) => `CREATE TABLE mysql.${name} (id INT);`,
    () => 'INSERT INTO mysql.user VALUES (1);',
    ({ name }) => `CREATE DATABASE ${name};`,
    () => 'SET GLOBAL max_connections = 10;',
    () => 'GRANT ALL ON *.* TO migrate;',
  ),
  'there already': failing(
    () => 'CREATE TABLE accounts (id INT);',
    () => 'ALTER TABLE accounts ADD COLUMN amount INT;',
    () => 'CREATE INDEX accounts_amount ON accounts (amount);',
    () => 'CREATE VIEW entries AS SELECT 1;',
    ({ madeBefore }) => `CREATE TABLE ${madeBefore ?? 'entries'} (id INT);`,
  ),
  'of a table made in the same file': (names) =>
    names.madeBefore === undefined
      ? null
      : failing(
          ({ madeBefore }) => `INSERT INTO ${madeBefore} (id) VALUES ('many');`,
          ({ madeBefore, name }) => `ALTER TABLE ${madeBefore} DROP COLUMN ${name};`,
          ({ madeBefore, name }) => `CREATE INDEX ${name} ON ${madeBefore} (${name});`,
          ({ madeBefore }) => `ALTER TABLE ${madeBefore} ADD COLUMN id INT;`,
        )(names),
  'lock wait timeout': gateHeld([
    'SET lock_wait_timeout = 1;\nUPDATE gate SET id = id;',
    'SET lock_wait_timeout = 1;\nALTER TABLE gate ADD COLUMN c INT;',
    'SET lock_wait_timeout = 1;\nSET @waiting = (SELECT COUNT(*) FROM gate);',
  ]),
  'statement time limit': gateHeld([
    'SET max_statement_time = 0.3;\nSELECT COUNT(*) FROM gate;',
    'SET STATEMENT max_statement_time = 0.3 FOR SELECT COUNT(*) FROM gate;',
  ]),
};

/** Rare statements, and statements after which MySQL keeps more or fewer changes than one would expect. */
export const MYSQL_ODD_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'a trigger meets a missing table': ({ name, number }) => ({
    sql: `CREATE TRIGGER ${name} BEFORE INSERT ON accounts FOR EACH ROW INSERT INTO ${name}_gone VALUES (1);\nINSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 1);`,
    instead: mysqlTable(`${name}_t`),
    residue: {
      probe: `(SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = '${name}')`,
      undo: `DROP TRIGGER ${name};`,
    },
  }),
  'a procedure fails': ({ name, pick }) => ({
    sql: pick([
      "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not ready';",
      'CALL refuse();',
      'INSERT INTO guarded VALUES (1);',
    ]),
    instead: mysqlTable(name),
  }),
  'a procedure that keeps what it did': ({ name, pick }) => ({
    sql: pick([
      `CALL keep_then_fail('${name}');`,
      // The server's words are those for a statement that it could not parse, or for a missing procedure.
      `CALL keep_then_misspell('${name}');`,
      `CALL keep_then_call('${name}');`,
    ]),
    instead: {
      up: `INSERT INTO ledger VALUES ('${name}', 1);`,
      down: `DELETE FROM ledger WHERE name = '${name}';`,
      probe: `(SELECT COUNT(*) FROM ledger WHERE name = '${name}')`,
    },
  }),
  'rows in a table without transactions': ({ name, number, pick }) => ({
    sql: pick([
      `INSERT INTO journal VALUES (${number}, '${name}'), (1, '${name}');`,
      `INSERT INTO journal SELECT ${number} + id * 0, '${name}' FROM journal WHERE id < 3;`,
    ]),
    instead: mysqlTable(`${name}_t`),
    prepare: `CREATE TABLE journal (id INT PRIMARY KEY, name VARCHAR(60)) ${WITHOUT_TRANSACTIONS};
INSERT INTO journal VALUES (1, 'a'), (2, 'b');`,
    residue: {
      probe: `(SELECT COUNT(*) FROM journal WHERE name = '${name}')`,
      undo: `DELETE FROM journal WHERE name = '${name}';`,
    },
  }),
  'a list of tables, one missing': ({ name, pick }) => ({
    sql: pick([`DROP TABLE ${name}_a, ${name}_gone;`, `DROP TABLE ${name}_gone, ${name}_a;`]),
    instead: mysqlTable(`${name}_t`),
    prepare: `CREATE TABLE ${name}_a (id INT);`,
    residue: {
      probe: `(1 - (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '${name}_a'))`,
      undo: `CREATE TABLE ${name}_a (id INT);`,
    },
  }),
  'a temporary table': failing(
    () => 'CREATE TEMPORARY TABLE scratch_pad (id INT,);',
    ({ name }) => `DROP TEMPORARY TABLE ${name}_gone;`,
    ({ name }) => `CREATE TEMPORARY TABLE ${name} (id INT);\nINSERT INTO ${name} VALUES ('many');`,
  ),
};

/** The file succeeds, but golang-migrate's own statement after it fails. */
export const MYSQL_LATE_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'read only afterwards': () => ({ sql: 'SET SESSION TRANSACTION READ ONLY;', place: 'last' }),
  'an open transaction': ({ pick }) => ({
    sql: pick(['START TRANSACTION;', 'SET autocommit = 0;\nSELECT * FROM accounts;']),
    place: 'last',
  }),
};

function gateHeld(choices: readonly string[]): MakeFlaw {
  return (names): Flaw => ({ sql: names.pick(choices), instead: mysqlTable(names.name), gateHeld: true });
}

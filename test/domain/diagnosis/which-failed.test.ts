import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { DatabaseState } from '../../../lambda/domain/model/verdict.ts';
import { context, failed, run } from './builders.ts';

const stateOf = (sql: string, code: number, message: string, known = {}): DatabaseState =>
  judge(run({ error: failed.mysql(sql, code, message) }), context(known))!.state;

/** SQL, error number, the server's words, and what follows: `rolled-back` only when nothing stood before. */
type Row = readonly [string, string, number, string, DatabaseState];

const WAITED = 'Lock wait timeout exceeded; try restarting transaction';

describe('MySQL: what the message names says which statement failed', () => {
  const CREATE = 'CREATE TABLE s1 (id INT);';
  test.each<Row>([
    [
      'a key',
      `${CREATE} ALTER TABLE orders ADD UNIQUE KEY orders_ref_uq (ref); CREATE TABLE s2 (id INT);`,
      1062,
      "Duplicate entry '‹row #1›' for key 'orders_ref_uq'",
      'partly-applied',
    ],
    [
      'a key, the first of several',
      `ALTER TABLE orders ADD UNIQUE KEY orders_ref_uq (ref); ${CREATE}`,
      1062,
      "Duplicate entry '‹row #1›' for key 'orders_ref_uq'",
      'rolled-back',
    ],
    [
      'a key with its table',
      `${CREATE} ALTER TABLE orders ADD UNIQUE KEY k (ref);`,
      1062,
      "Duplicate entry '‹row #1›' for key 'orders.k'",
      'partly-applied',
    ],
    [
      'a key that rows meet after it is made',
      'ALTER TABLE orders ADD UNIQUE KEY k (ref); INSERT INTO orders VALUES (1);',
      1062,
      "Duplicate entry '‹row #1›' for key 'k'",
      'unknown',
    ],
    [
      'a key that rows of another table do not meet',
      'ALTER TABLE orders ADD UNIQUE KEY k (ref); INSERT INTO other VALUES (1);',
      1062,
      "Duplicate entry '‹row #1›' for key 'k'",
      'rolled-back',
    ],
    [
      'a primary key, which every table has',
      'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
      1062,
      "Duplicate entry '‹row #1›' for key 'PRIMARY'",
      'unknown',
    ],
    [
      'a key that a rebuilt table has already',
      'INSERT INTO a VALUES (1); ALTER TABLE b CONVERT TO CHARACTER SET utf8mb4;',
      1062,
      "Duplicate entry '‹row #1›' for key 'b_uq'",
      'unknown',
    ],
    [
      'a procedure that nothing was executed of',
      'BEGIN; CALL gone(); COMMIT; CREATE TABLE a (id INT);',
      1305,
      'PROCEDURE app.gone does not exist',
      'rolled-back',
    ],
    [
      'another procedure, which the one that is called may call',
      'BEGIN; CALL there(); COMMIT; CREATE TABLE a (id INT);',
      1305,
      'PROCEDURE app.gone does not exist',
      'unknown',
    ],
    ['a function', `${CREATE} SELECT total(1);`, 1305, 'FUNCTION app.total does not exist', 'partly-applied'],
    [
      'a column to drop',
      `${CREATE} ALTER TABLE a DROP COLUMN gone;`,
      1091,
      "Can't DROP COLUMN `gone`; check that it exists",
      'partly-applied',
    ],
    [
      'a check',
      `${CREATE} ALTER TABLE orders ADD CONSTRAINT positive CHECK (qty > 0);`,
      4025,
      'CONSTRAINT `positive` failed for `app`.`orders`',
      'partly-applied',
    ],
    [
      'a command and a table',
      `${CREATE} DELETE FROM audit;`,
      1142,
      "DELETE command denied to user 'm'@'h' for table `app`.`audit`",
      'partly-applied',
    ],
    [
      'a command that another statement names with that table',
      'DELETE FROM audit; INSERT INTO audit VALUES (1);',
      1142,
      "INSERT command denied to user 'm'@'h' for table `app`.`audit`",
      'partly-applied',
    ],
    [
      'a parent row',
      `${CREATE} DELETE FROM parent;`,
      1451,
      'Cannot delete or update a parent row: a foreign key constraint fails (`app`.`c`, CONSTRAINT `c_fk` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      'partly-applied',
    ],
    [
      'a child row of a table that ALTER fills',
      'INSERT INTO a VALUES (1); ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES parent (id);',
      1452,
      'Cannot add or update a child row: a foreign key constraint fails (`app`.`‹text #1›`, CONSTRAINT `‹text #2›` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      'partly-applied',
    ],
    [
      'a column that only one statement names',
      `INSERT INTO a (x) VALUES (1); INSERT INTO a (y) VALUES (2);`,
      1406,
      "Data too long for column 'y' at row 1",
      'partly-applied',
    ],
    [
      'a column that an INSERT without names may fill',
      `INSERT INTO a VALUES (1); INSERT INTO a (y) VALUES (2);`,
      1406,
      "Data too long for column 'y' at row 1",
      'unknown',
    ],
    [
      'null, which literals are not',
      'INSERT INTO a VALUES (1); INSERT INTO a VALUES (NULL);',
      1048,
      "Column 'x' cannot be null",
      'partly-applied',
    ],
    [
      'IF NOT EXISTS, which cannot find it there',
      `${CREATE} CREATE TABLE IF NOT EXISTS t (id INT); CREATE TABLE t (id INT);`,
      1050,
      "Table 't' already exists",
      'partly-applied',
    ],
    [
      'a name that nothing holds',
      `${CREATE} ALTER TABLE a ADD b INT;`,
      1146,
      "Table 'app.elsewhere' doesn't exist",
      'unknown',
    ],
    [
      'a number without rules',
      `${CREATE} ALTER TABLE a ADD b INT;`,
      1317,
      'Query execution was interrupted',
      'unknown',
    ],
    ['a wait, of either', `${CREATE} ALTER TABLE a ADD b INT;`, 1205, WAITED, 'unknown'],
    ['a wait, which SET has none of', `SET lock_wait_timeout = 1; ${CREATE}`, 1205, WAITED, 'rolled-back'],
    ['but its SELECT has', `${CREATE} SET @n = (SELECT COUNT(*) FROM a);`, 1205, WAITED, 'unknown'],
    ['nor a COMMIT of nothing', `BEGIN; ${CREATE} COMMIT;`, 1205, WAITED, 'rolled-back'],
    [
      'a COMMIT of rows waits',
      'BEGIN; CREATE TABLE a (id INT); UPDATE a SET id = 1; COMMIT;',
      1205,
      WAITED,
      'unknown',
    ],
    [
      'a value that a comparison cannot read',
      `SELECT 1; ALTER TABLE a MODIFY c INT; BEGIN; SELECT 1; COMMIT;`,
      1292,
      "Truncated incorrect INTEGER value: '‹text #1›'",
      'rolled-back',
    ],
    [
      'a DELETE compares too',
      `${CREATE} DELETE FROM a WHERE c = 1; CREATE TABLE b (id INT);`,
      1292,
      "Truncated incorrect DOUBLE value: '‹text #1›'",
      'unknown',
    ],
    [
      'a value for a column that no ALTER converts',
      'ALTER TABLE a ADD CONSTRAINT c CHECK (x < 9); INSERT INTO a (x) VALUES (1);',
      1366,
      "Incorrect integer value: '‹text #1›' for column `app`.`a`.`x` at row 1",
      'partly-applied',
    ],
    [
      'a right that only accounts need',
      `${CREATE} GRANT ALL ON *.* TO m;`,
      1045,
      "Access denied for user 'm'@'h' (using password: YES)",
      'partly-applied',
    ],
    ['text that only a procedure reads', 'CALL there();', 1064, "… near 'SELEC 1' at line 1", 'unknown'],
    ['a sign that any text may hold', 'CALL there(;', 1064, "… near ';' at line 1", 'unknown'],
    ['text of the statement itself', 'CALL there( FROM);', 1064, "… near 'FROM)' at line 1", 'rolled-back'],
    [
      'variables that are set for one statement, which counts',
      `SET STATEMENT max_statement_time = 60 FOR ALTER TABLE a ADD b INT; SELECT total(1);`,
      1305,
      'FUNCTION app.total does not exist',
      'partly-applied',
    ],
    [
      'nothing left to read: the last statement',
      `${CREATE} SELECT * FROM;`,
      1064,
      "… near '' at line 1",
      'partly-applied',
    ],
    [
      'the rest of the file',
      'SELECT FROM a; CREATE TABLE b (id INT); SELECT FROM a;',
      1064,
      "… near 'FROM a' at line 1",
      'partly-applied',
    ],
    [
      'the rest of the file, from its beginning',
      'SELECT FROM a; CREATE TABLE b (id INT); SELECT FROM a;',
      1064,
      "… near 'FROM a; CREATE TABLE b (id INT); SELECT FROM a' at line 1",
      'rolled-back',
    ],
    [
      'DELIMITER, which only the client knows',
      `${CREATE} DELIMITER //`,
      1064,
      "… near 'DELIMITER //' at line 1",
      'partly-applied',
    ],
  ])('%s', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

describe('MySQL: names in bodies, and of what an earlier statement took away, prove nothing', () => {
  const TRIGGER =
    'CREATE TRIGGER orders_bi BEFORE INSERT ON orders FOR EACH ROW INSERT INTO shadow VALUES (1);';
  test.each<Row>([
    [
      'a trigger is made without looking into its body',
      `${TRIGGER} INSERT INTO orders VALUES (1);`,
      1146,
      "Table 'app.shadow' doesn't exist",
      'partly-applied',
    ],
    [
      'the table of the trigger itself, or of the row',
      `${TRIGGER} INSERT INTO orders VALUES (1);`,
      1146,
      "Table 'app.orders' doesn't exist",
      'unknown',
    ],
    [
      'a trigger alone, the rest somewhere else',
      `${TRIGGER} ALTER TABLE a ADD b INT;`,
      1146,
      "Table 'app.shadow' doesn't exist",
      'unknown',
    ],
    [
      'a body with BEGIN',
      'CREATE PROCEDURE p() BEGIN UPDATE gone SET x = 1; END; CALL p();',
      1146,
      "Table 'app.gone' doesn't exist",
      'partly-applied',
    ],
    [
      'NEW is looked at when the trigger is made',
      'CREATE TABLE s (id INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.nope = 1;',
      1054,
      "Unknown column 'nope' in 'NEW'",
      'partly-applied',
    ],
    [
      'a view is looked into when it is made',
      'CREATE TABLE s (id INT); CREATE VIEW v AS SELECT nope FROM a;',
      1054,
      "Unknown column 'nope' in 'field list'",
      'partly-applied',
    ],
    [
      'a table that was renamed before, met through a trigger',
      'RENAME TABLE shadow TO old_shadow; INSERT INTO orders VALUES (1);',
      1146,
      "Table 'app.shadow' doesn't exist",
      'unknown',
    ],
    [
      'a table that was dropped before, met through a trigger',
      'DROP TABLE shadow; INSERT INTO orders VALUES (1);',
      1146,
      "Table 'app.shadow' doesn't exist",
      'partly-applied',
    ],
    [
      'code that does not show can always have failed',
      'CREATE TABLE s (id INT); EXECUTE stmt; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'partly-applied',
    ],
  ])('%s', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

describe('MySQL: a schema statement commits what is open before it fails', () => {
  const open = (statement: string) => `START TRANSACTION; UPDATE product SET price = 1; ${statement} COMMIT;`;
  test.each<Row>([
    [
      'a missing table',
      open('ALTER TABLE produkt ADD vat INT;'),
      1146,
      "Table 'shop.produkt' doesn't exist",
      'partly-applied',
    ],
    [
      'LOCK TABLES',
      open('LOCK TABLES produkt WRITE;'),
      1146,
      "Table 'shop.produkt' doesn't exist",
      'partly-applied',
    ],
    [
      'ALTER of a temporary table',
      open('CREATE TEMPORARY TABLE t (id INT); ALTER TABLE t ADD id INT;'),
      1060,
      "Duplicate column name 'id'",
      'unknown',
    ],
    [
      'rows only, with autocommit off',
      'SET autocommit = 0; UPDATE product SET price = 1; DROP TABLE gone;',
      1051,
      "Unknown table 'shop.gone'",
      'partly-applied',
    ],
    [
      'rolled back before',
      'START TRANSACTION; UPDATE product SET price = 1; ROLLBACK; ALTER TABLE produkt ADD vat INT;',
      1146,
      "Table 'shop.produkt' doesn't exist",
      'unknown',
    ],
    [
      'an error of which it is not known when it comes',
      open('CREATE TABLE x (a INT DEFAULT z);'),
      1067,
      "Invalid default value for 'a'",
      'unknown',
    ],
  ])('%s', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });

  test.each<Row>([
    [
      'a statement that cannot be read is never executed',
      open('ALTER TABEL produkt ADD vat INT;'),
      1064,
      "… near 'TABEL produkt ADD vat INT; COMMIT' at line 1",
      'rolled-back',
    ],
    [
      'nor one with a character set that is not known',
      open('CREATE TABLE x (a INT) CHARSET=nope;'),
      1115,
      "Unknown character set: 'nope'",
      'rolled-back',
    ],
    [
      'a temporary table leaves the transaction open',
      open('CREATE TEMPORARY TABLE product2 (id INT, id INT);'),
      1060,
      "Duplicate column name 'id'",
      'rolled-back',
    ],
    [
      'and so does dropping one',
      open('DROP TEMPORARY TABLE gone;'),
      1051,
      "Unknown table 'shop.gone'",
      'rolled-back',
    ],
    [
      'rolled back before',
      'START TRANSACTION; UPDATE product SET price = 1; ROLLBACK; ALTER TABLE produkt ADD vat INT;',
      1146,
      "Table 'shop.produkt' doesn't exist",
      'rolled-back',
    ],
  ])('%s, of tables that know transactions', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words, { transactionalTables: true })).toBe(state);
  });
});

describe('MySQL: tables need not know transactions', () => {
  const DUPLICATE = "Duplicate entry '‹row #1›' for key 'PRIMARY'";
  test.each<Row>([
    ['rows changed before the one that failed', 'UPDATE journal SET id = 5;', 1062, DUPLICATE, 'unknown'],
    ['several rows of one INSERT', 'INSERT INTO journal VALUES (1), (1);', 1062, DUPLICATE, 'unknown'],
    [
      'one row has none before it',
      'INSERT INTO journal (id, b) VALUES (1, (2 + 3));',
      1062,
      DUPLICATE,
      'rolled-back',
    ],
    ['REPLACE deletes first', 'REPLACE INTO journal VALUES (1);', 1062, DUPLICATE, 'unknown'],
    [
      'names are looked up before the first row',
      'UPDATE journal SET gone = 5;',
      1054,
      "Unknown column 'gone' in 'field list'",
      'rolled-back',
    ],
    [
      'foreign keys are of InnoDB alone',
      'DELETE FROM parent;',
      1451,
      'Cannot delete or update a parent row: a foreign key constraint fails (`app`.`c`, CONSTRAINT `c_fk` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      'rolled-back',
    ],
  ])('%s', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });

  test('says what decides it, and how to look', () => {
    const { evidence, next } = judge(
      run({ error: failed.mysql('UPDATE journal SET id = 5;', 1062, DUPLICATE) }),
      context(),
    )!;
    expect(evidence.join('\n')).toContain('MyISAM');
    expect(JSON.stringify(next)).toContain("SHOW TABLE STATUS WHERE Engine <> 'InnoDB'");
    const declared = judge(
      run({ error: failed.mysql('UPDATE journal SET id = 5;', 1062, DUPLICATE) }),
      context({ transactionalTables: true }),
    )!;
    expect(declared.state).toBe('rolled-back');
  });
});

describe('MySQL: lists, and statements that undo each other', () => {
  test.each<Row>([
    ['a list of which one is missing', 'DROP TABLE a, gone;', 1051, "Unknown table 'app.gone'", 'unknown'],
    [
      'a list of which all are missing',
      'DROP TABLE gone, lost;',
      1051,
      "Unknown table 'app.gone,app.lost'",
      'rolled-back',
    ],
    [
      'made and dropped again',
      'CREATE TABLE t (id INT); DROP TABLE t; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'unknown',
    ],
    [
      'made, dropped again, and something else',
      'CREATE TABLE t (id INT); CREATE TABLE u (id INT); DROP TABLE t; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'partly-applied',
    ],
    [
      'dropped, of an earlier file',
      'DROP TABLE t; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'partly-applied',
    ],
    [
      'filled and emptied',
      'INSERT INTO t VALUES (1); DELETE FROM t; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'unknown',
    ],
    [
      'only where it is needed',
      'DROP TABLE IF EXISTS t; ALTER TABLE gone ADD b INT;',
      1146,
      "Table 'app.gone' doesn't exist",
      'unknown',
    ],
  ])('%s', (_name, sql, code, words, state) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

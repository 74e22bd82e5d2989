import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { DatabaseState } from '../../../lambda/domain/model/verdict.ts';
import { context, failed, run } from './builders.ts';

const stateOf = (sql: string, code: number, message: string, known = {}): DatabaseState =>
  judge(run({ error: failed.mysql(sql, code, message) }), context(known))!.state;

/** SQL, error number, the server's words, and the resulting state: `rolled-back` only if no statement came before. */
type Row = {
  readonly name: string;
  readonly sql: string;
  readonly code: number;
  readonly words: string;
  readonly state: DatabaseState;
};

const WAITED = 'Lock wait timeout exceeded; try restarting transaction';

describe('MySQL: what the message names says which statement failed', () => {
  const CREATE = 'CREATE TABLE s1 (id INT);';
  test.each<Row>([
    {
      name: 'a key',
      sql: `${CREATE} ALTER TABLE orders ADD UNIQUE KEY orders_ref_uq (ref); CREATE TABLE s2 (id INT);`,
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'orders_ref_uq'",
      state: 'partly-applied',
    },
    {
      name: 'a key, the first of several',
      sql: `ALTER TABLE orders ADD UNIQUE KEY orders_ref_uq (ref); ${CREATE}`,
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'orders_ref_uq'",
      state: 'rolled-back',
    },
    {
      name: 'a key with its table',
      sql: `${CREATE} ALTER TABLE orders ADD UNIQUE KEY k (ref);`,
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'orders.k'",
      state: 'partly-applied',
    },
    {
      name: 'a key that rows meet after it is made',
      sql: 'ALTER TABLE orders ADD UNIQUE KEY k (ref); INSERT INTO orders VALUES (1);',
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'k'",
      state: 'unknown',
    },
    {
      name: 'a key that rows of another table do not meet',
      sql: 'ALTER TABLE orders ADD UNIQUE KEY k (ref); INSERT INTO other VALUES (1);',
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'k'",
      state: 'rolled-back',
    },
    {
      name: 'a primary key, which every table has',
      sql: 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'PRIMARY'",
      state: 'unknown',
    },
    {
      name: 'a key that a rebuilt table has already',
      sql: 'INSERT INTO a VALUES (1); ALTER TABLE b CONVERT TO CHARACTER SET utf8mb4;',
      code: 1062,
      words: "Duplicate entry '‹row #1›' for key 'b_uq'",
      state: 'unknown',
    },
    {
      name: 'a procedure that nothing was executed of',
      sql: 'BEGIN; CALL gone(); COMMIT; CREATE TABLE a (id INT);',
      code: 1305,
      words: 'PROCEDURE app.gone does not exist',
      state: 'rolled-back',
    },
    {
      name: 'another procedure, which the one that is called may call',
      sql: 'BEGIN; CALL there(); COMMIT; CREATE TABLE a (id INT);',
      code: 1305,
      words: 'PROCEDURE app.gone does not exist',
      state: 'unknown',
    },
    {
      name: 'a function',
      sql: `${CREATE} SELECT total(1);`,
      code: 1305,
      words: 'FUNCTION app.total does not exist',
      state: 'partly-applied',
    },
    {
      name: 'a column to drop',
      sql: `${CREATE} ALTER TABLE a DROP COLUMN gone;`,
      code: 1091,
      words: "Can't DROP COLUMN `gone`; check that it exists",
      state: 'partly-applied',
    },
    {
      name: 'a check',
      sql: `${CREATE} ALTER TABLE orders ADD CONSTRAINT positive CHECK (qty > 0);`,
      code: 4025,
      words: 'CONSTRAINT `positive` failed for `app`.`orders`',
      state: 'partly-applied',
    },
    {
      name: 'a command and a table',
      sql: `${CREATE} DELETE FROM audit;`,
      code: 1142,
      words: "DELETE command denied to user 'm'@'h' for table `app`.`audit`",
      state: 'partly-applied',
    },
    {
      name: 'a command that another statement names with that table',
      sql: 'DELETE FROM audit; INSERT INTO audit VALUES (1);',
      code: 1142,
      words: "INSERT command denied to user 'm'@'h' for table `app`.`audit`",
      state: 'partly-applied',
    },
    {
      name: 'a parent row',
      sql: `${CREATE} DELETE FROM parent;`,
      code: 1451,
      words:
        'Cannot delete or update a parent row: a foreign key constraint fails (`app`.`c`, CONSTRAINT `c_fk` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      state: 'partly-applied',
    },
    {
      name: 'a child row of a table that ALTER fills',
      sql: 'INSERT INTO a VALUES (1); ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES parent (id);',
      code: 1452,
      words:
        'Cannot add or update a child row: a foreign key constraint fails (`app`.`‹text #1›`, CONSTRAINT `‹text #2›` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      state: 'partly-applied',
    },
    {
      name: 'a column that only one statement names',
      sql: `INSERT INTO a (x) VALUES (1); INSERT INTO a (y) VALUES (2);`,
      code: 1406,
      words: "Data too long for column 'y' at row 1",
      state: 'partly-applied',
    },
    {
      name: 'a column that an INSERT without names may fill',
      sql: `INSERT INTO a VALUES (1); INSERT INTO a (y) VALUES (2);`,
      code: 1406,
      words: "Data too long for column 'y' at row 1",
      state: 'unknown',
    },
    {
      name: 'null, which literals are not',
      sql: 'INSERT INTO a VALUES (1); INSERT INTO a VALUES (NULL);',
      code: 1048,
      words: "Column 'x' cannot be null",
      state: 'partly-applied',
    },
    {
      name: 'IF NOT EXISTS, which cannot find it there',
      sql: `${CREATE} CREATE TABLE IF NOT EXISTS t (id INT); CREATE TABLE t (id INT);`,
      code: 1050,
      words: "Table 't' already exists",
      state: 'partly-applied',
    },
    {
      name: 'a name that nothing holds',
      sql: `${CREATE} ALTER TABLE a ADD b INT;`,
      code: 1146,
      words: "Table 'app.elsewhere' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'a number without rules',
      sql: `${CREATE} ALTER TABLE a ADD b INT;`,
      code: 1317,
      words: 'Query execution was interrupted',
      state: 'unknown',
    },
    {
      name: 'a wait, of either',
      sql: `${CREATE} ALTER TABLE a ADD b INT;`,
      code: 1205,
      words: WAITED,
      state: 'unknown',
    },
    {
      name: 'a wait, which SET has none of',
      sql: `SET lock_wait_timeout = 1; ${CREATE}`,
      code: 1205,
      words: WAITED,
      state: 'rolled-back',
    },
    {
      name: 'but its SELECT has',
      sql: `${CREATE} SET @n = (SELECT COUNT(*) FROM a);`,
      code: 1205,
      words: WAITED,
      state: 'unknown',
    },
    {
      name: 'nor a COMMIT of nothing',
      sql: `BEGIN; ${CREATE} COMMIT;`,
      code: 1205,
      words: WAITED,
      state: 'rolled-back',
    },
    {
      name: 'a COMMIT of rows waits',
      sql: 'BEGIN; CREATE TABLE a (id INT); UPDATE a SET id = 1; COMMIT;',
      code: 1205,
      words: WAITED,
      state: 'unknown',
    },
    {
      name: 'a value that a comparison cannot read',
      sql: `SELECT 1; ALTER TABLE a MODIFY c INT; BEGIN; SELECT 1; COMMIT;`,
      code: 1292,
      words: "Truncated incorrect INTEGER value: '‹text #1›'",
      state: 'rolled-back',
    },
    {
      name: 'a DELETE compares too',
      sql: `${CREATE} DELETE FROM a WHERE c = 1; CREATE TABLE b (id INT);`,
      code: 1292,
      words: "Truncated incorrect DOUBLE value: '‹text #1›'",
      state: 'unknown',
    },
    {
      name: 'a value for a column that no ALTER converts',
      sql: 'ALTER TABLE a ADD CONSTRAINT c CHECK (x < 9); INSERT INTO a (x) VALUES (1);',
      code: 1366,
      words: "Incorrect integer value: '‹text #1›' for column `app`.`a`.`x` at row 1",
      state: 'partly-applied',
    },
    {
      name: 'a right that only accounts need',
      sql: `${CREATE} GRANT ALL ON *.* TO m;`,
      code: 1045,
      words: "Access denied for user 'm'@'h' (using password: YES)",
      state: 'partly-applied',
    },
    {
      name: 'text that only a procedure reads',
      sql: 'CALL there();',
      code: 1064,
      words: "… near 'SELEC 1' at line 1",
      state: 'unknown',
    },
    {
      name: 'a sign that any text may hold',
      sql: 'CALL there(;',
      code: 1064,
      words: "… near ';' at line 1",
      state: 'unknown',
    },
    {
      name: 'text of the statement itself',
      sql: 'CALL there( FROM);',
      code: 1064,
      words: "… near 'FROM)' at line 1",
      state: 'rolled-back',
    },
    {
      name: 'variables that are set for one statement, which counts',
      sql: `SET STATEMENT max_statement_time = 60 FOR ALTER TABLE a ADD b INT; SELECT total(1);`,
      code: 1305,
      words: 'FUNCTION app.total does not exist',
      state: 'partly-applied',
    },
    {
      name: 'nothing left to read: the last statement',
      sql: `${CREATE} SELECT * FROM;`,
      code: 1064,
      words: "… near '' at line 1",
      state: 'partly-applied',
    },
    {
      name: 'the rest of the file',
      sql: 'SELECT FROM a; CREATE TABLE b (id INT); SELECT FROM a;',
      code: 1064,
      words: "… near 'FROM a' at line 1",
      state: 'partly-applied',
    },
    {
      name: 'the rest of the file, from its beginning',
      sql: 'SELECT FROM a; CREATE TABLE b (id INT); SELECT FROM a;',
      code: 1064,
      words: "… near 'FROM a; CREATE TABLE b (id INT); SELECT FROM a' at line 1",
      state: 'rolled-back',
    },
    {
      name: 'DELIMITER, which only the client knows',
      sql: `${CREATE} DELIMITER //`,
      code: 1064,
      words: "… near 'DELIMITER //' at line 1",
      state: 'partly-applied',
    },
  ])('$name', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

describe('MySQL: names in bodies, and names that an earlier statement removed, prove nothing', () => {
  const TRIGGER =
    'CREATE TRIGGER orders_bi BEFORE INSERT ON orders FOR EACH ROW INSERT INTO shadow VALUES (1);';
  test.each<Row>([
    {
      name: 'a trigger is made without looking into its body',
      sql: `${TRIGGER} INSERT INTO orders VALUES (1);`,
      code: 1146,
      words: "Table 'app.shadow' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'the table of the trigger itself, or of the row',
      sql: `${TRIGGER} INSERT INTO orders VALUES (1);`,
      code: 1146,
      words: "Table 'app.orders' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'a trigger alone, the rest somewhere else',
      sql: `${TRIGGER} ALTER TABLE a ADD b INT;`,
      code: 1146,
      words: "Table 'app.shadow' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'a body with BEGIN',
      sql: 'CREATE PROCEDURE p() BEGIN UPDATE gone SET x = 1; END; CALL p();',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'NEW is looked at when the trigger is made',
      sql: 'CREATE TABLE s (id INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.nope = 1;',
      code: 1054,
      words: "Unknown column 'nope' in 'NEW'",
      state: 'partly-applied',
    },
    {
      name: 'a view is looked into when it is made',
      sql: 'CREATE TABLE s (id INT); CREATE VIEW v AS SELECT nope FROM a;',
      code: 1054,
      words: "Unknown column 'nope' in 'field list'",
      state: 'partly-applied',
    },
    {
      name: 'a table that was renamed before, met through a trigger',
      sql: 'RENAME TABLE shadow TO old_shadow; INSERT INTO orders VALUES (1);',
      code: 1146,
      words: "Table 'app.shadow' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'a table that was dropped before, met through a trigger',
      sql: 'DROP TABLE shadow; INSERT INTO orders VALUES (1);',
      code: 1146,
      words: "Table 'app.shadow' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'code that does not show can always have failed',
      sql: 'CREATE TABLE s (id INT); EXECUTE stmt; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'partly-applied',
    },
  ])('$name', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

describe('MySQL: a schema statement commits what is open before it fails', () => {
  const open = (statement: string) => `START TRANSACTION; UPDATE product SET price = 1; ${statement} COMMIT;`;
  test.each<Row>([
    {
      name: 'a missing table',
      sql: open('ALTER TABLE produkt ADD vat INT;'),
      code: 1146,
      words: "Table 'shop.produkt' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'LOCK TABLES',
      sql: open('LOCK TABLES produkt WRITE;'),
      code: 1146,
      words: "Table 'shop.produkt' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'ALTER of a temporary table',
      sql: open('CREATE TEMPORARY TABLE t (id INT); ALTER TABLE t ADD id INT;'),
      code: 1060,
      words: "Duplicate column name 'id'",
      state: 'unknown',
    },
    {
      name: 'rows only, with autocommit off',
      sql: 'SET autocommit = 0; UPDATE product SET price = 1; DROP TABLE gone;',
      code: 1051,
      words: "Unknown table 'shop.gone'",
      state: 'partly-applied',
    },
    {
      name: 'rolled back before',
      sql: 'START TRANSACTION; UPDATE product SET price = 1; ROLLBACK; ALTER TABLE produkt ADD vat INT;',
      code: 1146,
      words: "Table 'shop.produkt' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'an error of which it is not known when it comes',
      sql: open('CREATE TABLE x (a INT DEFAULT z);'),
      code: 1067,
      words: "Invalid default value for 'a'",
      state: 'unknown',
    },
  ])('$name', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });

  test.each<Row>([
    {
      name: 'a statement that cannot be read is never executed',
      sql: open('ALTER TABEL produkt ADD vat INT;'),
      code: 1064,
      words: "… near 'TABEL produkt ADD vat INT; COMMIT' at line 1",
      state: 'rolled-back',
    },
    {
      name: 'nor one with a character set that is not known',
      sql: open('CREATE TABLE x (a INT) CHARSET=nope;'),
      code: 1115,
      words: "Unknown character set: 'nope'",
      state: 'rolled-back',
    },
    {
      name: 'a temporary table leaves the transaction open',
      sql: open('CREATE TEMPORARY TABLE product2 (id INT, id INT);'),
      code: 1060,
      words: "Duplicate column name 'id'",
      state: 'rolled-back',
    },
    {
      name: 'and so does dropping one',
      sql: open('DROP TEMPORARY TABLE gone;'),
      code: 1051,
      words: "Unknown table 'shop.gone'",
      state: 'rolled-back',
    },
    {
      name: 'rolled back before',
      sql: 'START TRANSACTION; UPDATE product SET price = 1; ROLLBACK; ALTER TABLE produkt ADD vat INT;',
      code: 1146,
      words: "Table 'shop.produkt' doesn't exist",
      state: 'rolled-back',
    },
  ])('$name, of tables that know transactions', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words, { transactionalTables: true })).toBe(state);
  });
});

describe('MySQL: tables may be without transactions', () => {
  const DUPLICATE = "Duplicate entry '‹row #1›' for key 'PRIMARY'";
  test.each<Row>([
    {
      name: 'rows changed before the one that failed',
      sql: 'UPDATE journal SET id = 5;',
      code: 1062,
      words: DUPLICATE,
      state: 'unknown',
    },
    {
      name: 'several rows of one INSERT',
      sql: 'INSERT INTO journal VALUES (1), (1);',
      code: 1062,
      words: DUPLICATE,
      state: 'unknown',
    },
    {
      name: 'one row has none before it',
      sql: 'INSERT INTO journal (id, b) VALUES (1, (2 + 3));',
      code: 1062,
      words: DUPLICATE,
      state: 'rolled-back',
    },
    {
      name: 'REPLACE deletes first',
      sql: 'REPLACE INTO journal VALUES (1);',
      code: 1062,
      words: DUPLICATE,
      state: 'unknown',
    },
    {
      name: 'names are looked up before the first row',
      sql: 'UPDATE journal SET gone = 5;',
      code: 1054,
      words: "Unknown column 'gone' in 'field list'",
      state: 'rolled-back',
    },
    {
      name: 'foreign keys are of InnoDB alone',
      sql: 'DELETE FROM parent;',
      code: 1451,
      words:
        'Cannot delete or update a parent row: a foreign key constraint fails (`app`.`c`, CONSTRAINT `c_fk` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))',
      state: 'rolled-back',
    },
  ])('$name', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });

  test('the page says what decides the question, and how to look', () => {
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
    {
      name: 'a list of which one is missing',
      sql: 'DROP TABLE a, gone;',
      code: 1051,
      words: "Unknown table 'app.gone'",
      state: 'unknown',
    },
    {
      name: 'a list of which all are missing',
      sql: 'DROP TABLE gone, lost;',
      code: 1051,
      words: "Unknown table 'app.gone,app.lost'",
      state: 'rolled-back',
    },
    {
      name: 'made and dropped again',
      sql: 'CREATE TABLE t (id INT); DROP TABLE t; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'made, dropped again, and something else',
      sql: 'CREATE TABLE t (id INT); CREATE TABLE u (id INT); DROP TABLE t; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'dropped, of an earlier file',
      sql: 'DROP TABLE t; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'partly-applied',
    },
    {
      name: 'filled and emptied',
      sql: 'INSERT INTO t VALUES (1); DELETE FROM t; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'unknown',
    },
    {
      name: 'only where it is needed',
      sql: 'DROP TABLE IF EXISTS t; ALTER TABLE gone ADD b INT;',
      code: 1146,
      words: "Table 'app.gone' doesn't exist",
      state: 'unknown',
    },
  ])('$name', ({ sql, code, words, state }) => {
    expect(stateOf(sql, code, words)).toBe(state);
  });
});

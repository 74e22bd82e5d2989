import { describe, expect, test } from 'vitest';
import { statementsOf } from '../../../lambda/domain/diagnosis/engine/profiles.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import { MAX_READ_LENGTH } from '../../../lambda/domain/diagnosis/statements/statements.ts';
import { context, failed, run } from './builders.ts';

describe('splitting SQL', () => {
  test.each([
    {
      name: 'quotes, comments and dollar quotes hide semicolons',
      sql: 'SELECT \';\' -- ;\n, /* ; */ $$ ; $$, "a;b"; COMMIT;',
      engine: 'postgres',
      kinds: ['query', 'commit'],
    },
    {
      name: 'a # is an operator to PostgreSQL',
      sql: "SELECT a #> '{b}'; COMMIT;",
      engine: 'postgres',
      kinds: ['query', 'commit'],
    },
    {
      name: 'and a comment to MySQL',
      sql: 'SELECT 1 # ; COMMIT;\n; COMMIT;',
      engine: 'mysql',
      kinds: ['query', 'commit'],
    },
    {
      name: 'comments alone are not a statement',
      sql: '-- a\n/* b */;\n‹comment #1, 4–7 chars›\n',
      engine: 'postgres',
      kinds: [],
    },
    {
      name: 'a comment before a statement is not it',
      sql: '/* x */ BEGIN; -- y\nEND;',
      engine: 'postgres',
      kinds: ['begin', 'commit'],
    },
    {
      name: 'MySQL runs its version comments',
      sql: '/*!40101 SET NAMES utf8 */;',
      engine: 'mysql',
      kinds: ['masked'],
    },
    {
      name: 'ROLLBACK TO keeps the transaction',
      sql: 'ROLLBACK TO SAVEPOINT a; ROLLBACK;',
      engine: 'postgres',
      kinds: ['harmless', 'rollback'],
    },
    {
      name: 'a body keeps its semicolons to itself',
      sql: 'CREATE TABLE a (id INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; END; COMMIT;',
      engine: 'mysql',
      kinds: ['schema', 'schema', 'commit'],
    },
    {
      name: 'blocks in a body, with and without BEGIN',
      sql: 'CREATE PROCEDURE p (a INT) BEGIN IF a > 0 THEN SELECT CASE a WHEN 1 THEN 2 END; END IF; WHILE a DO SET a = 0; END WHILE; END; CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.id = 0 THEN SET NEW.id = IF(1, 2, 3); END IF; COMMIT;',
      engine: 'mysql',
      kinds: ['schema', 'schema', 'commit'],
    },
    {
      name: 'a body without its END takes the rest',
      sql: 'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; COMMIT;',
      engine: 'mysql',
      kinds: ['masked'],
    },
    {
      name: 'a body in BEGIN ATOMIC',
      sql: 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; COMMIT;',
      engine: 'postgres',
      kinds: ['schema', 'commit'],
    },
    {
      name: 'a trigger of SQLite',
      sql: 'CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT CASE WHEN 1 THEN 2 END; END; COMMIT;',
      engine: 'sqlite',
      kinds: ['schema', 'commit'],
    },
    {
      name: 'masked text may be anything',
      sql: '‹statement #1, 64+ chars›; COMMIT;',
      engine: 'postgres',
      kinds: ['masked', 'commit'],
    },
    {
      name: 'what runs code that does not show',
      sql: 'DO ‹text #1, 64+ chars›; CALL p(); EXECUTE s;',
      engine: 'postgres',
      kinds: ['routine', 'routine', 'routine'],
    },
    {
      name: 'what ends a transaction of MySQL on its way',
      sql: 'LOCK TABLES a WRITE; CREATE TEMPORARY TABLE b (id INT); SET autocommit = 1; SET NAMES utf8;',
      engine: 'mysql',
      kinds: ['service', 'temporary', 'commit', 'harmless'],
    },
    {
      name: 'the last one needs no semicolon',
      sql: 'INSERT INTO a VALUES (1)',
      engine: 'postgres',
      kinds: ['rows'],
    },
  ] as const)('$name', ({ sql, engine, kinds }) => {
    expect(statementsOf(sql, engine).map(({ kind }) => kind)).toEqual(kinds);
  });
});

test('SQL beyond the limit is not read, so nothing is claimed about it', () => {
  const long = (length: number) => `SELECT 1; SELECT '${'x'.repeat(length)}';`.padEnd(MAX_READ_LENGTH);
  expect(long(9).length).toBe(MAX_READ_LENGTH);
  expect(judge(run({ error: failed.pq(long(9), 'x') }), context())!.state).toBe('rolled-back');
  expect(judge(run({ error: failed.pq(`${long(9)} `, 'x') }), context())!.state).toBe('unknown');
});

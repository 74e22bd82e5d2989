import { describe, expect, test } from 'vitest';
import { statementsOf } from '../../../lambda/domain/diagnosis/engine/profiles.ts';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import { MAX_READ_LENGTH } from '../../../lambda/domain/diagnosis/statements/statements.ts';
import { context, failed, run } from './builders.ts';

describe('splitting SQL', () => {
  test.each([
    [
      'quotes, comments and dollar quotes hide semicolons',
      'SELECT \';\' -- ;\n, /* ; */ $$ ; $$, "a;b"; COMMIT;',
      'postgres',
      ['query', 'commit'],
    ],
    ['a # is an operator to PostgreSQL', "SELECT a #> '{b}'; COMMIT;", 'postgres', ['query', 'commit']],
    ['and a comment to MySQL', 'SELECT 1 # ; COMMIT;\n; COMMIT;', 'mysql', ['query', 'commit']],
    ['comments alone are not a statement', '-- a\n/* b */;\n‹comment #1, 4–7 chars›\n', 'postgres', []],
    ['a comment before a statement is not it', '/* x */ BEGIN; -- y\nEND;', 'postgres', ['begin', 'commit']],
    ['MySQL runs its version comments', '/*!40101 SET NAMES utf8 */;', 'mysql', ['masked']],
    [
      'ROLLBACK TO keeps the transaction',
      'ROLLBACK TO SAVEPOINT a; ROLLBACK;',
      'postgres',
      ['harmless', 'rollback'],
    ],
    [
      'a body keeps its semicolons to itself',
      'CREATE TABLE a (id INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; END; COMMIT;',
      'mysql',
      ['schema', 'schema', 'commit'],
    ],
    [
      'blocks in a body, with and without BEGIN',
      'CREATE PROCEDURE p (a INT) BEGIN IF a > 0 THEN SELECT CASE a WHEN 1 THEN 2 END; END IF; WHILE a DO SET a = 0; END WHILE; END; CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.id = 0 THEN SET NEW.id = IF(1, 2, 3); END IF; COMMIT;',
      'mysql',
      ['schema', 'schema', 'commit'],
    ],
    [
      'a body without its END takes the rest',
      'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; COMMIT;',
      'mysql',
      ['masked'],
    ],
    [
      'a body in BEGIN ATOMIC',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; COMMIT;',
      'postgres',
      ['schema', 'commit'],
    ],
    [
      'a trigger of SQLite',
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT CASE WHEN 1 THEN 2 END; END; COMMIT;',
      'sqlite',
      ['schema', 'commit'],
    ],
    ['masked text may be anything', '‹statement #1, 64+ chars›; COMMIT;', 'postgres', ['masked', 'commit']],
    [
      'what runs code that does not show',
      'DO ‹text #1, 64+ chars›; CALL p(); EXECUTE s;',
      'postgres',
      ['routine', 'routine', 'routine'],
    ],
    [
      'what ends a transaction of MySQL on its way',
      'LOCK TABLES a WRITE; CREATE TEMPORARY TABLE b (id INT); SET autocommit = 1; SET NAMES utf8;',
      'mysql',
      ['service', 'temporary', 'commit', 'harmless'],
    ],
    ['the last one needs no semicolon', 'INSERT INTO a VALUES (1)', 'postgres', ['rows']],
  ] as const)('%s', (_name, sql, engine, kinds) => {
    expect(statementsOf(sql, engine).map(({ kind }) => kind)).toEqual(kinds);
  });
});

test('SQL past the limit is not read, so nothing is claimed of it', () => {
  const long = (length: number) => `SELECT 1; SELECT '${'x'.repeat(length)}';`.padEnd(MAX_READ_LENGTH);
  expect(long(9).length).toBe(MAX_READ_LENGTH);
  expect(judge(run({ error: failed.pq(long(9), 'x') }), context())!.state).toBe('rolled-back');
  expect(judge(run({ error: failed.pq(`${long(9)} `, 'x') }), context())!.state).toBe('unknown');
});

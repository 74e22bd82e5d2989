import { describe, expect, test } from 'vitest';
import { possibleFailures } from '../../../lambda/domain/judge/failed-statement.ts';
import { judge } from '../../../lambda/domain/judge/judge.ts';
import { MAX_READ_LENGTH, splitStatements } from '../../../lambda/domain/judge/statements.ts';
import { context, failed, run } from './hand-made.ts';

describe('splitting SQL', () => {
  test.each([
    [
      'quotes, comments and dollar quotes hide semicolons',
      'SELECT \';\' -- ;\n, /* ; */ $$ ; $$, "a;b"; COMMIT;',
      'postgres',
      ['perhaps', 'commit'],
    ],
    ['a # is an operator to PostgreSQL', "SELECT a #> '{b}'; COMMIT;", 'postgres', ['perhaps', 'commit']],
    ['and a comment to MySQL', 'SELECT 1 # ; COMMIT;\n; COMMIT;', 'mysql', ['perhaps', 'commit']],
    ['comments alone are no statement', '-- a\n/* b */;\n‹comment #1, 4–7 chars›\n', 'postgres', []],
    ['a comment before a statement is not it', '/* x */ BEGIN; -- y\nEND;', 'postgres', ['begin', 'commit']],
    ['MySQL runs its version comments', '/*!40101 SET NAMES utf8 */;', 'mysql', ['opaque']],
    [
      'ROLLBACK TO keeps the transaction',
      'ROLLBACK TO SAVEPOINT a; ROLLBACK;',
      'postgres',
      ['harmless', 'rollback'],
    ],
    [
      'a routine with a body takes the rest',
      'CREATE TABLE a (id INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; END; COMMIT;',
      'mysql',
      ['schema', 'opaque'],
    ],
    ['a masked statement is opaque', '‹statement #1, 64+ chars›; COMMIT;', 'postgres', ['opaque', 'commit']],
    ['the last one needs no semicolon', 'INSERT INTO a VALUES (1)', 'postgres', ['rows']],
  ] as const)('%s', (_name, sql, engine, kinds) => {
    expect(splitStatements(sql, engine).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('which statement failed', () => {
  const sql = 'CREATE TABLE users (id INT); CREATE TABLE user (id INT); ALTER TABLE users ADD b INT;';
  const indexes = (error: Parameters<typeof possibleFailures>[1]) =>
    possibleFailures(splitStatements(sql, 'mysql'), error);

  test.each([
    ['a whole name, not a part of one', failed.mysql(sql, 1050, "Table 'user' already exists"), [1]],
    ['a name that stands in two', failed.mysql(sql, 1050, "Table 'users' already exists"), [0, 2]],
    [
      'the schema before the name does not matter',
      failed.mysql(sql, 1146, "Table 'app.user' doesn't exist"),
      [1],
    ],
    [
      'the text near the error, cut by the server or by us',
      failed.mysql(sql, 1064, `… near '${sql.slice(57)}' at line 1`),
      [2],
    ],
    ['nothing near it: the end of the file', failed.mysql(sql, 1064, "… near '' at line 1"), [0, 1, 2]],
    [
      'a number whose message names something else',
      failed.mysql(sql, 1062, "Duplicate entry '1' for key 'user'"),
      [0, 1, 2],
    ],
    ['a name that stands nowhere', failed.mysql(sql, 1146, "Table 'app.gone' doesn't exist"), [0, 1, 2]],
  ])('%s', (_name, error, expected) => {
    expect(indexes(error)).toEqual(expected);
  });
});

test('SQL past the limit is not read, so nothing is claimed of it', () => {
  const long = (length: number) => `SELECT 1; SELECT '${'x'.repeat(length)}';`.padEnd(MAX_READ_LENGTH);
  expect(long(9).length).toBe(MAX_READ_LENGTH);
  expect(judge(run({ error: failed.pq(long(9), 'x') }), context())!.state).toBe('rolled-back');
  expect(judge(run({ error: failed.pq(`${long(9)} `, 'x') }), context())!.state).toBe('unknown');
});

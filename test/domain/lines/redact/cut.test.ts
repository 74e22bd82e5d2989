import { describe, expect, test } from 'vitest';
import {
  createScope,
  redactErrorBlock,
  redactPartialBlock,
} from '../../../../lambda/domain/lines/redact/redact.ts';

const block = (text: string) => redactErrorBlock(text, createScope());
const PQ = '\n (details: pq: syntax error at or near "FRM")';

/** Agents cut long lines wherever 16 or 256 KB end; filter patterns and lost log events leave gaps. */
describe('an error with a missing or cut piece', () => {
  test.each([
    ['begins inside a row value', 'hunter2, 2026-01-01). in line 0: INSERT INTO users;'],
    ['begins inside a key value', 'ter hunter2) already exists. in line 0: INSERT INTO users;'],
    ['begins between the words before a value', 'contains (null, hunter2). in line 0: INSERT INTO users;'],
    ['begins inside a quoted value', 'hunter2" (column 3) in line 2: INSERT INTO users;'],
  ])('%s: nothing before ` in line N: ` is shown', (_name, text) => {
    for (const shown of [block(`${text}${PQ}`), redactPartialBlock(text, 'head', createScope())]) {
      expect(shown).not.toContain('hunter2');
      expect(shown).toMatch(/ in line \d: /);
    }
  });

  test.each([
    [
      'before a row',
      'error: migration failed: null value, Failing row contai\nns (null, hunter2). in line 0: SELECT 1;',
    ],
    [
      'before a row, at a blank',
      'error: migration failed: null value, Failing \nrow contains (null, hunter2). in line 0: SELECT 1;',
    ],
    [
      'before a key',
      'error: migration failed: duplicate key, Key (name)\n=(hunter2) already exists. in line 0: SELECT 1;',
    ],
    [
      'in ` in line 2: `',
      'error: migration failed: syntax error (column 3) in li\nne 2: /* hunter2 */ SELECT FRM;',
    ],
    [
      'behind ` in line 2:`',
      'error: migration failed: syntax error (column 3) in line 2:\n/* hunter2 */ SELECT FRM;',
    ],
  ])('broken %s', (_name, text) => {
    expect(block(`${text}${PQ}`)).not.toContain('hunter2');
  });

  test('without the line that opens a literal, the rest of the literal is not taken for code', () => {
    const text = "error: migration failed: x (column 3) in line 2: INSERT INTO users\nhunter2 and so on');";
    expect(block(`${text}${PQ}`)).not.toContain('hunter2');
  });

  test('the first lines of a file after a missing ` in line N: ` are not taken for words of the engine', () => {
    expect(block(`error: migration failed: x\n1\thunter2${PQ}`)).not.toContain('hunter2');
  });
});

/** Messages of engines that take for a name what may have been meant as a value: `%` is the word. */
const REPEATING = [
  ['PostgreSQL, column', 'column "%" does not exist', 'pq: column "%" does not exist'],
  [
    'PostgreSQL, syntax',
    'syntax error at or near "%"',
    'ERROR: syntax error at or near "%" (SQLSTATE 42601)',
  ],
  ['SQL Server, column', "Invalid column name '%'.", "mssql: Invalid column name '%'."],
  ['SQL Server, syntax', "Incorrect syntax near '%'.", "mssql: Incorrect syntax near '%'."],
  ['MySQL, column', '', "Error 1054 (42S22): Unknown column '%' in 'field list'"],
  [
    'MySQL, syntax',
    '',
    "Error 1064: You have an error in your SQL syntax; check the manual for the right syntax to use near '%;' at line 2",
  ],
  ['Cassandra, input', '', "line 2:9 no viable alternative at input '%' (...PASSWORD [%]...)"],
  ['Cassandra, token', '', "line 2:9 mismatched input '%' expecting STRING_LITERAL (...PASSWORD [%]...)"],
  [
    'ClickHouse, syntax',
    '',
    "code: 62, message: Syntax error: failed at position 34 ('%') (line 2, col 12): %;. Expected one of: token",
  ],
  [
    'ClickHouse, column',
    '',
    "code: 47, message: Missing columns: '%' while processing query: 'name = %', required columns: 'id' '%'",
  ],
  [
    'ClickHouse, identifier',
    '',
    'code: 47, message: Unknown expression identifier `%` in scope SELECT % FROM t',
  ],
  ['Snowflake, identifier', '', "000904 (42000): SQL compilation error: invalid identifier '%'"],
  ['SQLite, column', 'no such column: %', undefined],
  [
    'SQLite, column in quotes',
    'no such column: "%" - should this be a string literal in single-quotes?',
    undefined,
  ],
  ['SQLite, syntax', 'near "%": syntax error', undefined],
] as const;

describe.each(REPEATING)('a word that the engine repeats: %s', (_name, said, details) => {
  const head = (word: string) =>
    `error: ${details === undefined ? said : said === '' ? 'migration failed' : `migration failed: ${said}`} in line 2: `.replaceAll(
      '%',
      word,
    );
  const tail = (word: string) =>
    details === undefined ? '' : `\n (details: ${details})`.replaceAll('%', word);

  test('is masked in a part of the error: there is no statement that has it as a name', () => {
    const sql = 'CREATE ROLE app\nPASSWORD hunter2;';
    expect(redactPartialBlock(head('hunter2') + sql, 'head', createScope())).not.toContain('hunter2');
    expect(redactPartialBlock(`PASSWORD hunter2;${tail('hunter2')}`, 'tail', createScope())).not.toContain(
      'hunter2',
    );
  });

  test('is masked where the line that has it is missing, or holds it as data', () => {
    expect(block(`${head('hunter2')}CREATE ROLE app;${tail('hunter2')}`)).not.toContain('hunter2');
    expect(block(`${head('hunter2')}INSERT INTO t\nVALUES (hunter2);${tail('hunter2')}`)).not.toContain(
      'hunter2',
    );
    expect(block(`${head('hunter2')}INSERT INTO t VALUES ('hunter2');${tail('hunter2')}`)).not.toContain(
      'hunter2',
    );
  });

  test('stays where the statement has it as a name', () => {
    const text = `${head('legacy_name')}UPDATE users\nSET name = LEGACY_NAME, id = 1;${tail('legacy_name')}`;
    expect(block(text)).toBe(text);
  });

  test('stays when it is a keyword', () => {
    expect(redactPartialBlock(`${head('FROM')}SELECT FROM t`, 'head', createScope())).toContain(head('FROM'));
  });
});

test('a value that SQL Server repeats up to the end, and that is cut in its middle, is masked up to there', () => {
  const head =
    "error: migration failed: Unclosed quotation mark after the character string ');\nVALUES ('a', 'b hunter2";
  expect(block(head)).not.toContain('hunter2');
});

test.each([
  'error: migration failed: cannot drop table users because other objects depend on it, view names depends on table users\nview more depends on table users in line 0: ',
  'near "TABEL": syntax error in line 0: ',
  'could not migrate: no such table: userz in line 0: ',
  '2026/03/05 02:13:09 main.go:42: migrate up: pq: relation "a" already exists in line 0: ',
])('a head that is all there stays: %s', (head) => {
  expect(block(`${head}DROP TABEL users;${PQ}`)).toContain(head);
});

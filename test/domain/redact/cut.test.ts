import { describe, expect, test } from 'vitest';
import { createScope, redactErrorBlock, redactPartialBlock } from '../../../lambda/domain/redact/redact.ts';

const block = (text: string) => redactErrorBlock(text, createScope());
const PQ = '\n (details: pq: syntax error at or near "FRM")';

/** Agents cut long lines wherever 16 or 256 KB end; filter patterns and lost log events leave gaps. */
describe('an error of which a piece is missing or cut', () => {
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

  test('the first lines of a file behind a missing ` in line N: ` are not taken for words of the engine', () => {
    expect(block(`error: migration failed: x\n1\thunter2${PQ}`)).not.toContain('hunter2');
  });
});

test.each([
  'error: migration failed: cannot drop table users because other objects depend on it, view names depends on table users\nview more depends on table users in line 0: ',
  'near "TABEL": syntax error in line 0: ',
  'could not migrate: no such table: userz in line 0: ',
  '2026/03/05 02:13:09 main.go:42: migrate up: pq: relation "a" already exists in line 0: ',
])('a head that is all there stays: %s', (head) => {
  expect(block(`${head}DROP TABLE users;${PQ}`)).toContain(head);
});

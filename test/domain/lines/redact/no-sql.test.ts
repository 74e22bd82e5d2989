import { describe, expect, test } from 'vitest';
import { createScope, redactErrorBlock } from '../../../../lambda/domain/lines/redact/redact.ts';

const HEAD = 'error: migration failed in line 0: ';
const TAIL = ' (details: pq: relation "x" does not exist)';

/** The statement of an error, as it is kept. */
function kept(sql: string): string {
  const shown = redactErrorBlock(HEAD + sql + TAIL, createScope());
  return shown.slice(HEAD.length, shown.lastIndexOf(' (details'));
}

describe('text that does not begin as a statement is masked as a whole, and its line breaks stay', () => {
  test.each([
    ['DB_PASSWORD=hunter2\nSELECT 1;', '‹statement #1, 16–31 chars›\n;'],
    [
      'SELECT 1;\nSECRET=hunter2\n;ALTER TABLE t ADD c int;',
      'SELECT 1;\n‹statement #1, 8–15 chars›\n;ALTER TABLE t ADD c int;',
    ],
    ['!define pw=hunter2\n;SELECT 1', '‹statement #1, 16–31 chars›\n;SELECT 1'],
    [
      '-- a\nmachine db login app password hunter2',
      '-- ‹comment #1, 1–3 chars›\n‹statement #1, 32–63 chars›',
    ],
    ['import os', '‹statement #1, 8–15 chars›'],
  ])('%j', (sql, expected) => {
    expect(kept(sql)).toBe(expected);
    expect(kept(expected)).toBe(expected);
  });
});

describe('SQL stays readable', () => {
  test.each([
    'UPDATE users SET password = legacy_password, token = EXCLUDED.token WHERE token = $1 AND secret_key IS NOT NULL;',
    'UPDATE users u\nSET\n  password_hash = u2.password_hash,\n  api_key=u2.api_key\nFROM users2 u2 WHERE u.token=u2.token;',
    'CREATE TABLE s (token uuid PRIMARY KEY, password text NOT NULL CHECK (password <> token), api_key text);',
    'CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN SET NEW.token = UUID(); SET NEW.password = MD5(NEW.password); END;',
    'SELECT a.token, b.secret::text FROM a JOIN b ON a.token = b.token AND b.key = a.key;',
    'SET search_path = app; SET app.tenant TO acme;',
    'INSRT INTO users VALUES (1); SELCT * FROM x; CRAETE TABLE y (id int);',
    'CREATE PROCEDURE p()\nBEGIN\n  fetching: LOOP\n    FETCH c INTO v;\n    LEAVE fetching;\n  END LOOP;\nEND //\nDELIMITER ;',
    'MATCH (n:User) SET n.password = m.password RETURN n;',
    '(SELECT 1) UNION (SELECT 1);;\n\nIMPORT FOREIGN SCHEMA a FROM SERVER b INTO c;',
  ])('%s', (sql) => {
    expect(kept(sql)).toBe(sql);
  });
});

describe('a credential that SQL holds outside its literals is masked', () => {
  test.each([
    ['SET app.secret TO hunter2;', 'SET app.secret TO ‹password #1, 4–7 chars›;'],
    ['ALTER DATABASE o SET "app.jwt_secret" = hunter2;', 'ALTER DATABASE o SET "app.jwt_secret" = ‹'],
    ['PRAGMA key = hunter2;', 'PRAGMA key = ‹password #1, 4–7 chars›;'],
    [
      'SET PASSWORD FOR app@localhost = hunter2;',
      'SET PASSWORD FOR app@localhost = ‹password #1, 4–7 chars›;',
    ],
    ['CREATE ROLE a PASSWORD {{ pw | default("hunter2") }};', 'CREATE ROLE a PASSWORD ‹'],
    ['COPY t FROM https://u:hunter2@h/x.csv;', 'COPY t FROM https://u:‹token #1, 4–7 chars›@h/x.csv;'],
    ['SELECT 1 FROM t WHERE token = hunTer2x9;', 'SELECT 1 FROM t WHERE token = ‹'],
    ['ALTER ROLE app PASSWO\nRD hunter2;', '‹statement #1, 32–63 chars›\n'],
    ['ALTER ROLE app SET app.to\nken TO hunter2;', '‹statement #1, 32–63 chars›'],
  ])('%s', (sql, expected) => {
    expect(kept(sql)).toContain(expected);
    expect(kept(sql)).not.toMatch(/hun[tT]er2/);
  });
});

describe('a statement that an agent cut in two shows no value, wherever the line breaks', () => {
  test.each([
    'ALTER DATABASE o SET "app.jwt_secret" = hunter2;',
    'SET app.jwt-secret TO hunter2;',
    'PRAGMA key = hunter2;',
    'CREATE ROLE a PASSWORD hunter2;',
  ])('%s', (sql) => {
    const shown = Array.from(sql, (_, at) => kept(`${sql.slice(0, at)}\n${sql.slice(at)}`));
    // Of a value that was cut itself, neither piece.
    expect(shown.join('\n')).not.toMatch(/hunt|unter|nter2|ter2/);
  });
});

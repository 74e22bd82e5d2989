import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sensitiveRanges } from '../../../../lambda/domain/lines/redact/sql-data/sensitive-ranges.ts';
import { mysql, postgres, SQLITE } from '../../../../lambda/domain/lines/sql/dialect.ts';

const SEED = 20_261_130;
/** Parts that begin, end or change what the passes look for. */
const PARTS =
  `create user role identified by as password values row copy from stdin select insert into ( ) , ; = . 'a' "b" \`c\` 12 limit 123456
  -- # /* */ \\. $$x$$ $1 {{pw}} #{pw} e'n' hunter2 ‹text ” é`.split(/\s+/);
const statement = fc
  .array(fc.tuple(fc.constantFrom(...PARTS), fc.constantFrom('', ' ', '\n')), { maxLength: 40 })
  .map((parts) => parts.flat().join(''));

test.each([
  ['postgres', postgres],
  ['mysql', mysql],
  ['sqlite', SQLITE[0]!],
])('%s: ranges are in order, in the text, not empty and do not overlap', (_name, dialect) => {
  fc.assert(
    fc.property(statement, fc.boolean(), (sql, fragment) => {
      const { ranges, brokenFrom } = sensitiveRanges(sql, dialect, fragment);
      let done = 0;
      for (const { from, to } of ranges) {
        expect(from).toBeGreaterThanOrEqual(done);
        expect(to).toBeGreaterThan(from);
        done = to;
      }
      expect(done).toBeLessThanOrEqual(sql.length);
      if (brokenFrom !== undefined) expect(ranges.at(-1)).toMatchObject({ from: brokenFrom, to: sql.length });
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});

test.each([
  ['a password in quotes', "CREATE USER a PASSWORD 'x y'", ['password x y']],
  ['a password without quotes', 'CREATE USER a IDENTIFIED BY se*cret', ['password se*cret']],
  [
    'a password without quotes over two lines',
    'CREATE USER a PASSWORD hun\nter2',
    ['password hun', 'password ter2'],
  ],
  ['a column named password', 'UPDATE t SET password = old.password', []],
  ['a template with its default', 'ALTER ROLE a PASSWORD {{ x | y }}', ['password {{ x | y }}']],
  ['numbers, but no sizes and counts', 'CREATE TABLE t (a varchar(64) DEFAULT 123) LIMIT 5', ['number 123']],
  ['a word in VALUES, but no name of a function', 'INSERT INTO t VALUES (joe, f(1))', ['text joe']],
  ['a quoted name that is compared', 'SELECT a FROM t WHERE b = "joe"', ['text joe']],
  ['a connection string', "SELECT dblink('password=x')", ['password password=x']],
  ['comments', 'SELECT 1 /* a */ -- b', ['comment a', 'comment b']],
  [
    'rows of COPY, and the SQL after them',
    "COPY t FROM stdin;\na\tb\n\\.\nSELECT 'c'",
    ['row a\tb', 'text c'],
  ],
  [
    'text that is not SQL, also on the line of COPY',
    'COPY t FROM stdin; name: joe\na\n',
    ['statement name: joe', 'row a'],
  ],
  ['quotes that pair wrongly', "SELECT 'say ' joe ' twice'", ["text 'say ' joe ' twice'"]],
])('finds %s', (_name, sql, expected) => {
  expect(
    sensitiveRanges(sql, postgres).ranges.map(({ from, to, kind }) => `${kind} ${sql.slice(from, to)}`),
  ).toEqual(expected);
});

test('masks a template, and what MySQL reads as a comment after it', () => {
  const sql = 'ALTER USER a PASSWORD #{pw} joe';
  expect(sensitiveRanges(sql, mysql).ranges.map(({ from, to }) => sql.slice(from, to))).toEqual([
    '#{pw}',
    ' joe',
  ]);
});

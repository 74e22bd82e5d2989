import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSql } from '../../../../lambda/domain/diagnosis/sql-class/file-sql.ts';
import { MYSQL, POSTGRES } from './cases.ts';

describe.each([
  ['postgres', POSTGRES],
  ['mysql', MYSQL],
] as const)('%s', (engine, cases) => {
  test.each(cases)('$sql', ({ sql, class: expected, table }) => {
    const answer = { class: expected, ...(table !== undefined && { table }) };
    expect(fileSql(sql, engine)).toEqual(answer);
    // Case, blanks and comments between words change nothing.
    expect(fileSql(`${sql.replaceAll(' ', '  ')}\n-- the end\n`, engine)).toEqual(answer);
  });
});

describe('an engine that is not known', () => {
  test.each([
    ['both agree', 'CREATE INDEX i ON orders (id)', { class: 'rows', table: 'orders' }],
    ['both agree, in upper case', 'create table X (ID int); insert into x values (1)', { class: 'metadata' }],
    ['they do not', 'ALTER TABLE t ALTER COLUMN a TYPE bigint', { class: 'unknown' }],
    ['only one knows it', 'OPTIMIZE TABLE t', { class: 'unknown' }],
  ])('%s', (_name, sql, expected) => {
    expect(fileSql(sql, null)).toEqual(expected);
  });
});

test('one statement that is not understood makes the file unknown, wherever it is', () => {
  for (const sql of ['DO $$ BEGIN END $$; UPDATE t SET a = 1', 'UPDATE t SET a = 1; DO $$ BEGIN END $$'])
    expect(fileSql(sql, 'postgres')).toEqual({ class: 'unknown' });
});

test('of several tables the first is named', () => {
  expect(fileSql('ALTER TABLE a ADD n int; CREATE INDEX ON b (n); UPDATE c SET n = 1', 'postgres')).toEqual({
    class: 'rows',
    table: 'b',
  });
});

test('a file of megabytes is read to its end', () => {
  const values = `INSERT INTO t VALUES ${Array.from({ length: 100_000 }, (_, n) => `(${n}, 'x;y')`).join(', ')};`;
  expect(fileSql(values, 'postgres')).toEqual({ class: 'metadata' });
  expect(fileSql(`${values}\nUPDATE orders SET a = 1`, 'mysql')).toEqual({ class: 'rows', table: 'orders' });
});

test('no text makes it throw', () => {
  const word = fc.constantFrom(
    ...'alter table add column t ( ) , ; create index on update from with as select insert into values . \' " ` $$ /* */ -- default'.split(
      ' ',
    ),
  );
  const text = fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.constantFrom('postgres', 'mysql', null), (pieces, engine) => {
      expect(['metadata', 'rows', 'unknown']).toContain(fileSql(pieces.join(' '), engine).class);
    }),
    { seed: 20261201, numRuns: 3_000 },
  );
});

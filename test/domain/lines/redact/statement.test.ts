import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createScope,
  redactErrorBlock,
  redactPartialBlock,
} from '../../../../lambda/domain/lines/redact/redact.ts';
import { leaks, secret } from './hostile.ts';

const runs = { seed: 20261122, numRuns: Number(process.env['RUNS'] ?? 120) };
type Frame = (secret: string) => string;

const single = (s: string) => `'${s.replace(/'/g, "''")}'`;
const backslashed = (s: string) => `'${s.replace(/[\\']/g, '\\$&')}'`;
const tail = {
  postgres: 'pq: relation "orders" does not exist',
  pgx: 'ERROR: relation "orders" does not exist (SQLSTATE 42P01)',
  mysql: "Error 1146 (42S02): Table 'app.orders' doesn't exist",
  sqlserver: "mssql: Invalid object name 'dbo.orders'.",
  clickhouse: 'code: 60, message: Table default.orders does not exist',
  unknown: 'read tcp 10.0.0.1:5432: connection reset by peer',
};

/** How a value is written as a literal or comment, by the engines that read it so. */
const literals: readonly (readonly [name: string, engines: readonly (keyof typeof tail)[], write: Frame])[] =
  [
    ["'…'", ['postgres', 'pgx', 'sqlserver'], single],
    [
      "'…' with backslashes",
      ['mysql', 'clickhouse'],
      (s) => `'${s.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`,
    ],
    ["'…' with \\'", ['mysql', 'clickhouse', 'unknown'], backslashed],
    ["'…' of an unknown engine", ['unknown'], single],
    ["E'…'", ['postgres', 'pgx'], (s) => `E${backslashed(s)}`],
    ["U&'…'", ['postgres'], (s) => `U&${single(s)}`],
    ["N'…'", ['sqlserver', 'postgres'], (s) => `N${single(s)}`],
    ["X'…'", ['postgres', 'mysql'], (s) => `X'${Buffer.from(s).toString('hex')}'`],
    ['"…"', ['mysql'], (s) => `"${s.replace(/\\/g, '\\\\').replace(/"/g, '""')}"`],
    ['$$…$$', ['postgres', 'clickhouse', 'unknown'], (s) => `$$${s.replace(/\$/g, '')}$$`],
    ['$tag$…$tag$', ['postgres', 'pgx'], (s) => `$tag$${s.replace(/\$tag/g, '')}\n$tag$`],
    ['-- …', ['postgres', 'mysql', 'sqlserver', 'unknown'], (s) => `1 -- ${s}\n`],
    ['--…', ['postgres', 'sqlserver'], (s) => `1 --${s}\n`],
    ['// …', ['unknown'], (s) => `1 // ${s}\n`],
    ['# …', ['mysql', 'clickhouse'], (s) => `1 # ${s}\n`],
    ['/* … */', ['postgres', 'mysql', 'unknown'], (s) => `1 /* ${s.replace(/[*/]/g, '_')} */`],
    ['/* /* */ … */', ['postgres'], (s) => `1 /* /* x */ ${s.replace(/[*/]/g, '_')} */`],
    ['/*! … */', ['mysql'], (s) => `1 /*!50001 ${s.replace(/[*/]/g, '_')} */`],
    ['‘…’', ['postgres', 'mysql', 'unknown'], (s) => `‘${s.replace(/[’\\'"]/g, '_')}’`],
  ];
const statements: readonly Frame[] = [
  (s) => `INSERT INTO users (id, name)\nVALUES (1, ${s});\nSELECT * FROM orders;\n`,
  (s) => `ALTER TABLE users ALTER COLUMN name SET DEFAULT ${s};\n`,
  (s) => `CREATE ROLE app LOGIN PASSWORD ${s};\nSELECT 'x' FROM orders`,
  (s) => `CREATE USER app@localhost IDENTIFIED BY ${s};`,
  (s) => `UPDATE users SET name = ${s} WHERE id = 1`,
];

const block = (sql: string, details: string) =>
  `error: migration failed in line 0: ${sql} (details: ${details})`;
const lineCount = (text: string) => text.split('\n').length;

function hides(frame: Frame, redact: (text: string) => string): void {
  fc.assert(
    fc.property(secret, (value) => {
      const masked = redact(frame(value));
      expect(leaks(value, masked, frame(''))).toEqual([]);
      expect(redact(masked)).toBe(masked);
      expect(lineCount(masked)).toBe(lineCount(frame(value)));
    }),
    runs,
  );
}

describe('no piece of a literal survives in a whole block', () => {
  const cases = literals.flatMap(([name, engines, write]) =>
    engines.map((engine) => ({ name, engine, write })),
  );
  test.each(cases)('$name, $engine', ({ engine, write }) => {
    for (const statement of statements) {
      hides(
        (s) => block(statement(write(s)), tail[engine]),
        (text) => redactErrorBlock(text, createScope()),
      );
    }
  });

  test('quotes that do not add up: the author forgot to double one', () => {
    for (const statement of statements) {
      hides(
        (s) => block(statement(`'it's ${s.replace(/['\\]/g, '')}'`), `pq: syntax error at or near "s"`),
        (text) => redactErrorBlock(text, createScope()),
      );
    }
  });

  test('a literal without an end', () => {
    hides(
      (s) =>
        block(
          `INSERT INTO users VALUES ('${s.replace(/['\\]/g, '')}, 2);\nSELECT 1;\n`,
          'pq: unterminated quoted string',
        ),
      (text) => redactErrorBlock(text, createScope()),
    );
  });

  test('COPY rows', () => {
    hides(
      (s) => block(`COPY users (id, name) FROM stdin;\n1\t${s}\n2\t'${s}\n\\.\n\nSELECT 1;\n`, tail.postgres),
      (text) => redactErrorBlock(text, createScope()),
    );
  });

  test('numbers of four digits and more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000 }), fc.constantFrom(...statements), (number, statement) => {
        const masked = redactErrorBlock(block(statement(String(number)), tail.postgres), createScope());
        expect(leaks(String(number), masked, '')).toEqual([]);
      }),
      runs,
    );
  });
});

describe('no piece of a literal survives when only a part of the block is there', () => {
  test.each(['postgres', 'mysql', 'unknown'] as const)('%s', (engine) => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...statements), fc.nat(), (value, statement, at) => {
        const whole = block(statement(single(value)), tail[engine]);
        const frame = block(statement("''"), tail[engine]);
        const start = whole.indexOf(': ', whole.indexOf('in line')) + 2;
        const cut = start + (at % (whole.lastIndexOf(' (details') - start));
        const head = redactPartialBlock(whole.slice(0, cut), 'head', createScope());
        const rest = redactPartialBlock(whole.slice(cut), 'tail', createScope());
        expect(leaks(value, head, frame)).toEqual([]);
        expect(leaks(value, rest, frame)).toEqual([]);
        expect(head).toContain('error: migration failed in line 0: ');
        expect(rest).toContain(' (details: ');
        expect(redactPartialBlock(head, 'head', createScope())).toBe(head);
        expect(redactPartialBlock(rest, 'tail', createScope())).toBe(rest);
      }),
      runs,
    );
  });
});

describe('the statement stays readable', () => {
  const masked = (sql: string, details: string) => {
    const text = redactErrorBlock(block(sql, details), createScope());
    return text.slice('error: migration failed in line 0: '.length, text.lastIndexOf(' (details: '));
  };
  test.each([
    [
      'keywords, names, sizes, limits',
      'CREATE TABLE "users" (id bigint, name varchar(40) DEFAULT 0, n numeric(10, 2)[] , c char(2));',
      undefined,
    ],
    ['parameters and casts', 'SELECT $1::text, a.b FROM t WHERE x = :name LIMIT 100 OFFSET 2000', undefined],
    [
      'literals',
      "SELECT 'a', E'b\\'', 4711",
      "SELECT '‹text #1, 1–3 chars›', E'‹text #2, 1–3 chars›', ‹number #1›",
    ],
    [
      'equal values have equal numbers',
      "SELECT 'bob', 'eve', 'bob'",
      "SELECT '‹text #1, 1–3 chars›', '‹text #2, 1–3 chars›', '‹text #1, 1–3 chars›'",
    ],
    ['empty literals', "SELECT '', $$$$", undefined],
    [
      'line count',
      "SELECT 'a\nb'\n/* x\ny */\n;",
      "SELECT '‹text #1, 1–3 chars›\n'\n/* ‹comment #1, 1–3 chars›\n */\n;",
    ],
    [
      'functions',
      'CREATE FUNCTION f() RETURNS int AS $$\nSELECT 1\n$$ LANGUAGE sql',
      'CREATE FUNCTION f() RETURNS int AS ‹text #1, 8–15 chars›\n\n LANGUAGE sql',
    ],
    [
      'columns named password',
      'CREATE TABLE u (password text NOT NULL, password_hash citext); SELECT password, x FROM u',
      undefined,
    ],
    [
      'columns that are compared with a password',
      'UPDATE users SET password = legacy_password; ALTER TABLE users ADD CHECK (password = pw)',
      undefined,
    ],
    [
      'a password without quotes',
      'CREATE ROLE app PASSWORD a.b; ALTER LOGIN app WITH PASSWORD = bob; SET PASSWORD = eve',
      'CREATE ROLE app PASSWORD ‹password #1, 1–3 chars›; ALTER LOGIN app WITH PASSWORD = ‹password #2, 1–3 chars›; SET PASSWORD = ‹password #3, 1–3 chars›',
    ],
    [
      'a literal in double quotes',
      'UPDATE t SET name = "bob" WHERE name <> "eve" OR name LIKE "m%"; ALTER TABLE t ALTER name SET DEFAULT "al"',
      'UPDATE t SET name = "‹text #1, 1–3 chars›" WHERE name <> "‹text #2, 1–3 chars›" OR name LIKE "‹text #3, 1–3 chars›"; ALTER TABLE t ALTER name SET DEFAULT "‹text #4, 1–3 chars›"',
    ],
    [
      'qualified names in double quotes',
      'SELECT "a"."id" FROM "a" JOIN "b" ON "a"."id" = "b"."id" AND "a"."n" = "lower" ("b"."n")',
      undefined,
    ],
    [
      'concurrently',
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users USING btree (lower(email));',
      undefined,
    ],
    [
      'values without quotes',
      'INSERT INTO t VALUES (bob, "eve", now(), NULL, DEFAULT, x.y)',
      'INSERT INTO t VALUES (‹text #1, 1–3 chars›, "‹text #2, 1–3 chars›", now(), NULL, DEFAULT, x.y)',
    ],
    [
      'copy',
      'COPY t (a) FROM stdin;\n1\n2\n\\.\nSELECT 1',
      'COPY t (a) FROM stdin;\n‹row #1, 1–3 chars›\n‹row #2, 1–3 chars›\n\\.\nSELECT 1',
    ],
  ])('%s, postgres', (_name, sql, expected) => {
    expect(masked(sql, tail.postgres)).toBe(expected ?? sql);
  });
  test.each([
    [
      'backticks',
      'ALTER TABLE `users` ADD COLUMN `e-mail` varchar(255) CHARACTER SET utf8mb4, ENGINE=InnoDB;',
      undefined,
    ],
    [
      'double quotes are strings',
      "SELECT \"it's\", 'a\\'b'",
      'SELECT "‹text #1, 4–7 chars›", \'‹text #2, 4–7 chars›\'',
    ],
    ['names in backticks', 'UPDATE `a` SET `x` = `y`', undefined],
    ['dashes without a blank are minus signs', 'SELECT 1--1 FROM t', undefined],
    [
      'passwords',
      "CREATE USER app IDENTIFIED BY 'hunter2'",
      "CREATE USER app IDENTIFIED BY '‹password #1, 4–7 chars›'",
    ],
  ])('%s, mysql', (_name, sql, expected) => {
    expect(masked(sql, tail.mysql)).toBe(expected ?? sql);
  });
  test('double quotes of an unknown engine are masked', () => {
    expect(masked('SELECT "a" FROM `b`', tail.unknown)).toBe('SELECT "‹text #1, 1–3 chars›" FROM `b`');
  });
  test('a password in a statement is a leak', () => {
    const scope = createScope();
    redactErrorBlock(block("ALTER ROLE app PASSWORD 'hunter2'; SELECT 'x'", tail.postgres), scope);
    expect(scope.leaked).toEqual([{ kind: 'password', where: 'statement' }]);
  });
});

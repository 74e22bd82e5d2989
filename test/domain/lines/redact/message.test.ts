import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createScope,
  redactErrorBlock,
  redactLine,
  renumberTokens,
} from '../../../../lambda/domain/lines/redact/redact.ts';
import { leaks, secret } from './hostile.ts';

const runs = { seed: 20261122, numRuns: Number(process.env['RUNS'] ?? 200) };
type Frame = (secret: string) => string;

/** Messages in which an engine quotes what was in a row or a statement, without escaping it. */
const messages: Record<string, Frame> = {
  'postgres, unique': (s) =>
    `error: migration failed: duplicate key value violates unique constraint "users_email_key", Key (email)=(${s}) already exists. in line 0: SELECT 1 (details: pq: duplicate key value violates unique constraint "users_email_key")`,
  'postgres, foreign key': (s) => `DETAIL: Key (user_id, name)=(7, ${s}) is not present in table "users".`,
  'postgres, failing row': (s) =>
    `error: migration failed: null value in column "email" of relation "users" violates not-null constraint, Failing row contains (1, ${s}, null). in line 0: SELECT 1 (details: pq: null value)`,
  'postgres, input syntax': (s) =>
    `error: migration failed in line 1: SELECT 1 (details: ERROR: invalid input syntax for type integer: "${s}" (SQLSTATE 22P02))`,
  'lib/pq, input syntax': (s) => `error: pq: invalid input syntax for type uuid: "${s}"`,
  'postgres, enum': (s) => `pq: invalid input value for enum mood: "${s}"`,
  'postgres, unterminated': (s) =>
    `error: migration failed: unterminated quoted string at or near "'${s}\n" (column 8) in line 1: SELECT '${s.replace(/['\\]/g, '')}\n (details: pq: unterminated quoted string at or near "'${s}\n")`,
  'mysql, duplicate': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: Error 1062 (23000): Duplicate entry '${s}' for key 'users.email')`,
  'mysql, value': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: Error 1366 (HY000): Incorrect integer value: '${s}' for column 'id' at row 1)`,
  'mysql, 1064': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: Error 1064: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''${s}') VALUE' at line 1)`,
  'mysql, truncated': (s) => `Error 1292 (22007): Truncated incorrect DOUBLE value: '${s}'`,
  'sqlserver, duplicate': (s) =>
    `mssql: Violation of UNIQUE KEY constraint 'uq'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (${s}).`,
  'sqlserver, conversion': (s) =>
    `mssql: Conversion failed when converting the varchar value '${s}' to data type int.`,
  'sqlserver, unclosed': (s) => `mssql: Unclosed quotation mark after the character string '${s}'.`,
  'mysql, partition': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: Error 1526 (HY000): Table has no partition for value ${s})`,
  'mongodb, literal': (s) =>
    `error: unmarshaling json error: error decoding key 0.pwd: invalid JSON literal. Position: 34, literal: ${s}`,
  'mongodb, old literal': (s) =>
    `error: unmarshaling json error: error decoding key 0.name: invalid JSON literal: ${s}`,
  'clickhouse, token': (s) =>
    `code: 62, message: Syntax error: failed at position 34 (${s}) (line 2, col 12): WHERE. Expected one of: token`,
  'clickhouse, conversion': (s) =>
    `code: 53, message: Cannot convert string ${s.replace(/^'/, '_')} to type Date`,
  'clickhouse, date': (s) =>
    `code: 41, message: Cannot parse DateTime: Cannot parse datetime ${s}: while executing`,
  'spanner, row': (s) => `rpc error: code = AlreadyExists desc = Row [${s},1] in table users already exists`,
  'spanner, unique': (s) =>
    `rpc error: code = AlreadyExists desc = UNIQUE violation on index users_by_email, duplicate key: [${s},1] in this transaction.`,
  'spanner, check': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: rpc error: code = OutOfRange desc = Check constraint is violated for key (${s}))`,
  'spanner, reference': (s) =>
    `error: migration failed in line 0: SELECT 1 (details: rpc error: code = FailedPrecondition desc = Cannot find referenced values in users(id): ${s})`,
  'mongodb, duplicate': (s) =>
    `(DuplicateKey) E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "${s}" }`,
  'mongodb, command': (s) =>
    `error: failed to execute command:[{insert users} {documents [{name ${s}}]}] in line 0:  (details: (Code) x)`,
  'cassandra, constant': (s) => `Invalid STRING constant (${s}) for "id" of type int`,
  'clickhouse, value': (s) => `code: 6, message: Cannot parse string '${s.replace(/'/g, '')}' as UInt32`,
  'clickhouse, statement': (s) =>
    `code: 47, message: Unknown identifier 'x' in scope SELECT x FROM t WHERE y = '${s.replace(/['\\]/g, '')}'`,
  'sqlite, token': (s) => `unrecognized token: "'${s.replace(/"/g, '')}"`,
  'an e-mail address': (s) => `mail to ${s.replace(/[^A-Za-z0-9]/g, 'x')}@mail.example.com failed`,
};

describe('no piece of a value survives in a message', () => {
  test.each(Object.entries(messages))('%s', (_name, frame) => {
    fc.assert(
      fc.property(secret, (value) => {
        const shown = frame(value).includes('@mail.example.com')
          ? value.replace(/[^A-Za-z0-9]/g, 'x')
          : value;
        const masked = redactErrorBlock(frame(value), createScope());
        expect(leaks(shown, masked, frame(''))).toEqual([]);
        expect(redactErrorBlock(masked, createScope())).toBe(masked);
        expect(masked.endsWith(')')).toBe(frame('').endsWith(')'));
      }),
      runs,
    );
  });
});

/** Lines of which every word is needed. */
const kept = String.raw`
2023/01/02 03:04:05 Start buffering 1/u init
2023/01/02 03:04:05 Read and execute 12/u add_index
2023/01/02 03:04:05 Finished 12/u add_index (read 3.2ms, ran 1m2.5s)
1755680400123456789/u add (parens) x.y (15.3µs)
12/d <empty> (0s)
Finished after 1.7ms
Closing source and database
no change
12 (dirty)
Stopping after this running migration ...
Are you sure you want to drop the entire database schema? [y/N]
error: no migration
error: database locked
error: timeout: can't acquire database lock
error: can't acquire lock
error: can't unlock, as not currently locked
error: limit 3 short
error: Dirty database version -1. Fix and force version.
error: first .: file does not exist
error: no migration found for version 99: read down for version 99 .: file does not existerror: no migration found for version 99: read down for version 99 .: file does not exist
error: failed to parse scheme from database URL: URL cannot be empty
error: source driver: unknown driver 'fil' (forgotten import?)
error: database driver: unknown driver postgresql (forgotten import?)
error: duplicate migration file: 1_init.up.sql
error: open /migrations/.: no such file or directory
error: dial tcp 10.0.0.5:5432: connect: connection refused
error: dial tcp: lookup db.internal on 10.0.0.2:53: no such host
error: failed to open database: dial tcp 10.0.0.5:5432: i/o timeout
error: pq: password authentication failed for user "app"
error: pq: SSL is not enabled on the server
error: pq: database "orders" does not exist
error: pq: role "app_owner" does not exist
error: pq: permission denied for schema public
error: pq: column "dirty" does not exist in line 0: SELECT version, dirty FROM "public"."schema_migrations" LIMIT 1
error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: pq: canceling statement due to lock timeout)
error: sql: connection is already closed in line 0: SELECT pg_advisory_unlock($1)
error: migration failed: relation "users" does not exist (column 13) in line 1: ALTER TABLE users ADD x int (details: pq: relation "users" does not exist)
error: migration failed: column "x" of relation "y" already exists (column 0) in line 1: ALTER TABLE y ADD x int (details: ERROR: column "x" of relation "y" already exists (SQLSTATE 42701))
error: migration failed: syntax error at or near "TABEL" (column 8) in line 1: CREATE TABEL users (id int) (details: pq: syntax error at or near "TABEL")
error: migration failed: syntax error at or near ")" (column 8) in line 3: CREATE TABLE users (id int,) (details: pq: syntax error at or near ")")
error: migration failed: duplicate key value violates unique constraint "users_email_key" in line 0: SELECT 1 (details: pq: duplicate key value violates unique constraint "users_email_key")
error: migration failed: insert or update on table "orders" violates foreign key constraint "orders_user_fk" in line 0: SELECT 1 (details: pq: insert or update on table "orders" violates foreign key constraint "orders_user_fk")
error: migration failed: value too long for type character varying(40) in line 0: SELECT 1 (details: pq: value too long for type character varying(40))
error: migration failed in line 0: CREATE TABLE x (id int) (details: Error 1050 (42S01): Table 'x' already exists)
error: migration failed in line 0: ALTER TABLE x ADD y int (details: Error 1054 (42S22): Unknown column 'y' in 'field list')
error: migration failed in line 0: DROP INDEX i ON x (details: Error 1091 (42000): Can't DROP 'i'; check that column/key exists)
error: migration failed in line 0: ALTER TABLE x ADD y int (details: Error 1060: Duplicate column name 'y')
error: migration failed in line 0: ALTER TABLE x ADD y int (details: Error 1205 (HY000): Lock wait timeout exceeded; try restarting transaction)
error: migration failed in line 0: CREATE TABEL users (id int) (details: Error 1064: You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near 'TABEL users (id int)' at line 1)
error: Error 1045 (28000): Access denied for user 'app'@'10.0.0.7' (using password: YES)
error: Error 1049 (42000): Unknown database 'orders'
error: near "TABEL": syntax error in line 0: CREATE TABEL users (id int)
error: no such table: users in line 0: SELECT * FROM users
error: migration failed: Incorrect syntax near 'TABEL'. in line 1: CREATE TABEL [dbo].[users] (id int) (details: mssql: Incorrect syntax near 'TABEL'.)
error: migration failed in line 0: CREATE TABEL x (details: code: 62, message: Syntax error: failed at position 8 ('TABEL') (line 1, col 8): TABEL x. Expected one of: TABLE, VIEW)
error: migration failed in line 0: CREATE TABEL x (details: line 1:7 no viable alternative at input 'TABEL' ([CREATE] TABEL...))
error: migration failed in line 0: CREATE TABLE x (id INT64) (details: rpc error: code = InvalidArgument desc = Duplicate name in schema: x.)
error: failed to execute command:[{createIndexes users}] in line 0:  (details: (CannotCreateIndex) bad index)
error: migration failed in line 0: DROP TABLE x (details: pq: cannot drop table x because other objects depend on it)
error: unknown type: int
Failed to upgrade schema, error: "Dirty database version 30. Fix and force version."
{"level":"error","msg":"migration failed","error":"Dirty database version 30. Fix and force version."}
time="2026-01-02T03:04:05Z" level=info msg="Start buffering 1/u init\n"
panic: no change
flag provided but not defined: -x
using postgres://app@db.internal:5432/orders?sslmode=disable&x-migrations-table=schema_migrations
error: failed to open database: failed to connect to ${'`'}host=db.internal user=app database=orders${'`'}: server error (FATAL: database "orders" does not exist (SQLSTATE 3D000))
error: failed to open database: pq: no pg_hba.conf entry for host "10.0.0.7", user "app", database "orders", no encryption
error: migration failed: "users" is not a view in line 0: DROP VIEW users (details: pq: "users" is not a view)
error: migration failed: "users_pkey" is an index in line 0: ALTER TABLE users_pkey ADD x int (details: ERROR: "users_pkey" is an index (SQLSTATE 42809))
error: migration failed: enum label "pending" already exists in line 0: SELECT 1 (details: pq: enum label "pending" already exists)
error: migration failed in line 0: ALTER TABLE items ADD x int (details: Error 1005 (HY000): Can't create table ${'`'}app${'`'}.${'`'}items${'`'} (errno: 150 "Foreign key constraint is incorrectly formed"))
error: migration failed in line 0: SELECT x, id FROM t (details: code: 47, message: Missing columns: 'x' while processing query: 'SELECT x, id FROM t', required columns: 'x' 'id')
error: failed to open database: Unable to parse option x-multi-statement: no such value
error: lock: deadlock detected
listening on :8080
`
  .trim()
  .split('\n');

describe('what a reader needs stays', () => {
  test.each(kept)('%s', (line) => {
    const scope = createScope();
    expect(redactLine(line, scope)).toBe(line);
    expect(scope.count).toBe(0);
    expect(scope.leaked).toEqual([]);
  });

  test.each([
    [
      'error: migration failed: duplicate key value violates unique constraint "users_email_key", Key (email)=(bob@x.com) already exists. in line 0: SELECT 1 (details: pq: duplicate key value violates unique constraint "users_email_key")',
      'error: migration failed: duplicate key value violates unique constraint "users_email_key", Key (email)=(‹row #1, 8–15 chars›) already exists. in line 0: SELECT 1 (details: pq: duplicate key value violates unique constraint "users_email_key")',
    ],
    [
      "Error 1062 (23000): Duplicate entry 'bob' for key 'users.email'",
      "Error 1062 (23000): Duplicate entry '‹row #1, 1–3 chars›' for key 'users.email'",
    ],
    [
      'pq: invalid input syntax for type integer: "abc"',
      'pq: invalid input syntax for type integer: "‹text #1, 1–3 chars›"',
    ],
    ['pq: syntax error at or near "4711"', 'pq: syntax error at or near "‹text #1, 4–7 chars›"'],
    [
      'error: migration failed: "1e99" is out of range for type real in line 0: SELECT 1 (details: pq: "1e99" is out of range for type real)',
      'error: migration failed: "‹text #1, 4–7 chars›" is out of range for type real in line 0: SELECT 1 (details: pq: "‹text #1, 4–7 chars›" is out of range for type real)',
    ],
    ['mail bob@x.com and bob@x.com', 'mail ‹e-mail #1, 8–15 chars› and ‹e-mail #1, 8–15 chars›'],
  ])('%s', (line, expected) => {
    expect(redactLine(line, createScope())).toBe(expected);
  });

  test('a word that the engine names is masked when it was masked as data', () => {
    const text = (sql: string, word: string) =>
      `error: migration failed: syntax error at or near "${word}" (column 9) in line 1: ${sql} (details: pq: syntax error at or near "${word}")`;
    expect(redactLine(text("SELECT 'bob'hunter2'", 'hunter2'), createScope())).not.toContain('hunter2');
    expect(redactLine(text("SELECT 'hunter2' hunter2", 'hunter2'), createScope())).not.toContain(
      'near "hunter2"',
    );
    expect(redactLine(text('SELECT FROM FROM x', 'FROM'), createScope())).toContain('near "FROM"');
  });

  test('two errors at once', () => {
    const text = (value: string) =>
      `error: 2 errors occurred:\n\t* migration failed in line 0: SELECT ${value};\n (details: pq: canceling statement due to user request)\n\t* pq: can't unlock in line 0: SELECT pg_advisory_unlock($1) (details: driver: bad connection)\n\n`;
    expect(redactErrorBlock(text("'it''s'"), createScope())).toBe(text("'‹text #1, 4–7 chars›'"));
  });
});

test('renumbering is by first appearance, per kind', () => {
  expect(
    renumberTokens(
      '‹text #7, 1–3 chars› ‹row #3, 64+ chars› ‹text #2, 4–7 chars› ‹text #7, 1–3 chars› ‹other #9›',
    ),
  ).toBe('‹text #1, 1–3 chars› ‹row #1, 64+ chars› ‹text #2, 4–7 chars› ‹text #1, 1–3 chars› ‹other #9›');
});

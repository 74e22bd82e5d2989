import { describe, expect, test } from 'vitest';
import { parseError } from '../../../../lambda/domain/lines/parse/parse-error.ts';
import { isOwnError } from '../../../../lambda/domain/lines/wording/own-wording.ts';

describe('class of an error by its wording', () => {
  test.each([
    ['dirty-blocked', 'error: Dirty database version 3. Fix and force version.'],
    ['dirty-blocked', 'error: Dirty database version -1. Fix and force version.'],
    ['lock', "error: can't acquire lock"],
    ['lock', "error: timeout: can't acquire database lock"],
    [
      'lock',
      'error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: pq: canceling statement due to lock timeout)',
    ],
    ['lock', 'error: database locked'],
    [
      'lock',
      'error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: pq: deadlock detected)',
    ],
    [
      'lock',
      'error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: ERROR: canceling statement due to lock timeout (SQLSTATE 55P03))',
    ],
    [
      'lock',
      'error: try lock failed with error -1: The lock request timed out. in line 0: EXEC (details: <nil>)',
    ],
    [
      'lock',
      'error: failed to set migration lock in line 0: INSERT INTO "schema_lock" (lock_id) VALUES ($1) (details: pq: restart transaction: TransactionRetryWithProtoRefreshError)',
    ],
    [
      'bookkeeping',
      'error: failed to open database: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: pq: function pg_advisory_lock not supported)',
    ],
    [
      'bookkeeping',
      'error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: ERROR: permission denied for function pg_advisory_lock (SQLSTATE 42501))',
    ],
    [
      'bookkeeping',
      'error: try lock failed in line 0: SELECT GET_LOCK(?, 10) (details: Error 1227 (42000): Access denied; you need SUPER)',
    ],
    [
      'bookkeeping',
      'error: try lock failed with error -999: Parameter validation in line 0: EXEC (details: <nil>)',
    ],
    [
      'connection',
      'error: try lock failed in line 0: SELECT pg_advisory_lock($1) (details: driver: bad connection)',
    ],
    ['bookkeeping', "error: can't unlock, as not currently locked"],
    ['source', 'error: file does not exist'],
    ['source', 'error: first .: file does not exist'],
    ['source', 'error: open /migrations: no such file or directory'],
    ['source', 'error: duplicate migration file: 2_b.up.sql'],
    ['source', 'error: no migration found for version 9: read down for version 9 .: file does not exist'],
    ['connection', 'error: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused'],
    ['connection', 'error: pq: password authentication failed for user "app"'],
    ['connection', 'error: failed to open database: pq: SSL is not enabled on the server'],
    ['connection', 'error: Error 1045: Access denied for user'],
    ['connection', 'error: failed to open database: pq: PAM authentication failed for user "app"'],
    ['connection', 'error: failed to open database: [handshake] unexpected packet [21] from server'],
    ['connection', 'error: pq: unknown authentication response: 10'],
    ['connection', 'error: failed to open database: dial: db.internal:5432/?x=y: no such host'],
    ['connection', 'error: failed to open database: pq: sorry, too many clients already'],
    [
      'connection',
      'error: failed to open database: tls: failed to verify certificate: x509: unknown authority',
    ],
    ['connection', 'error: failed to open database: server selection error: context deadline exceeded'],
    ['connection', 'error: failed to open database: pq: database "app" does not exist'],
    ['unknown', 'error: failed to open database: the moon is full'],
    ['unknown', 'error: Server error: [Neo.ClientError.Statement.SyntaxError] Invalid input'],
    [
      'bookkeeping',
      'error: Server error: [Neo.ClientError.Statement.SyntaxError] Invalid\n"CREATE CONSTRAINT ON (a:Versions) ASSERT a.version IS UNIQUE"',
    ],
    ['source', 'error: GET https://api.github.com/repos/a/b/contents/c: 401 Bad credentials []'],
    ['config', 'error: URL cannot be empty'],
    ['config', 'error: no scheme'],
    ['config', 'error: database driver: unknown driver oracle (forgotten import?)'],
    [
      'config',
      'error: failed to open source, "github://x": source driver: unknown driver \'github\' (forgotten import?)',
    ],
    ['config', 'error: failed to open database: parse "postgres://bob:s3c": invalid port ":s3c" after host'],
    [
      'bookkeeping',
      'error: pq: column "dirty" does not exist in line 0: SELECT version, dirty FROM "public"."schema_migrations" LIMIT 1',
    ],
    ['bookkeeping', 'error: transaction commit failed in line 0:  (details: driver: bad connection)'],
    [
      'bookkeeping',
      'error: failed to open database: code: 62, message: x in line 0: \n\t\t\tCREATE TABLE schema_migrations ON CLUSTER c (\n\t\t\t\tversion Int64,\n',
    ],
    [
      'bookkeeping',
      'error: pq: permission denied for table versions in line 0: TRUNCATE "public"."versions"',
    ],
    ['bookkeeping', 'error: Error 1142: denied in line 0: CREATE TABLE `versions` (version bigint not null)'],
    [
      'bookkeeping',
      'error: attempt to write a readonly database in line 0: CREATE TABLE IF NOT EXISTS versions (version uint64,dirty bool);',
    ],
    ['migration-failed', 'error: no such table: x in line 0: CREATE TABLE y (version int, of_x int);'],
    ['short-limit', 'error: limit 2 short'],
    ['no-version', 'error: no migration'],
    ['usage', 'error: please specify version argument V'],
    ['usage', "error: can't read limit argument N"],
    ['migration-failed', 'error: migration failed in line 0: SELECT 1; (details: pq: boom)'],
    ['migration-failed', 'error: near "TABEL": syntax error in line 0: CREATE TABEL x (id int);'],
    [
      'migration-failed',
      'error: failed to execute command:[{createIndexes users}] in line 0:  (details: (Unknown) x)',
    ],
    [
      'panic',
      'panic: runtime error: invalid memory address or nil pointer dereference\ngithub.com/golang-migrate/migrate/v4.(*Migrate).lock(0x0)',
    ],
  ])('%s: %s', (expected, text) => {
    expect(parseError(text).class).toBe(expected);
  });
});

describe('where and why a migration failed', () => {
  test('lib/pq: line, column, and the server’s words; no SQLSTATE, because none is printed', () => {
    const error = parseError(
      'error: migration failed: syntax error at or near "TABEL" (column 8) in line 3: -- a\n\nCREATE TABEL x (\n  id int\n);\n (details: pq: syntax error at or near "TABEL")',
    );
    expect(error).toEqual({
      class: 'migration-failed',
      message: 'syntax error at or near "TABEL"',
      sqlState: null,
      vendorCode: null,
      line: 3,
      column: 8,
      statement: '-- a\n\nCREATE TABEL x (\n  id int\n);',
      details: 'pq: syntax error at or near "TABEL"',
      startsFile: true,
    });
  });

  test('a statement that is printed behind a line break is not the first of its file', () => {
    const error = parseError(
      'error: migration failed: boom (column 1) in line 2: \nSELEC 1; (details: pq: boom)',
    );
    expect(error.startsFile).toBeUndefined();
  });

  test('pgx: SQLSTATE; column 0 in line 1 means that the place is unknown', () => {
    const error = parseError(
      'error: migration failed: relation "userz" does not exist (column 0) in line 1: ALTER TABLE userz ADD x int; (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))',
    );
    expect(error).toMatchObject({
      sqlState: '42P01',
      line: null,
      column: null,
      message: 'relation "userz" does not exist',
    });
  });

  test('mysql: number, and the line from the server, because the driver always says 0', () => {
    const error = parseError(
      "error: migration failed in line 0: CREATE TABLE a (\n  b TEXT\n  c TEXT\n); (details: Error 1064 (42000): You have an error in your SQL syntax near 'c TEXT\n)' at line 3)",
    );
    expect(error).toMatchObject({ vendorCode: 1064, sqlState: '42000', line: 3, column: null });
  });

  test('clickhouse: its code is a vendor code, not an SQLSTATE', () => {
    const error = parseError(
      'error: migration failed in line 0: CREATE (details: code: 62, message: Syntax error)',
    );
    expect(error).toMatchObject({ vendorCode: 62, sqlState: null });
  });

  test('snowflake: both codes precede its words', () => {
    const error = parseError(
      "error: migration failed in line 0: CREATE TABEL x (details: 001003 (42000): SQL compilation error: syntax error line 1 at position 7 unexpected 'TABEL'.)",
    );
    expect(error).toMatchObject({ vendorCode: 1003, sqlState: '42000' });
  });

  test('newer lib/pq ends its message with the code, even without details', () => {
    const text =
      'pq: permission denied for table t (42501) in line 0: SELECT version, dirty FROM "t" LIMIT 1';
    expect(parseError(text)).toMatchObject({ class: 'bookkeeping', sqlState: '42501' });
  });

  test('cassandra: the place is in the details', () => {
    const error = parseError(
      "error: migration failed in line 0: CREAT TABLE x (details: line 1:4 no viable alternative at input 'TABLE')",
    );
    expect(error).toMatchObject({ line: 1, column: 4 });
  });

  test('the first of two errors is the cause', () => {
    const error = parseError(
      'error: 2 errors occurred:\n\t* migration failed in line 0: SELECT 1; (details: pq: canceling statement due to user request)\n\t* driver: bad connection in line 0: SELECT pg_advisory_unlock($1)',
    );
    expect(error).toMatchObject({
      class: 'migration-failed',
      details: 'pq: canceling statement due to user request',
    });
  });

  test('the glued double print is one error', () => {
    const once = 'error: no migration found for version 99: read down for version 99 .: file does not exist';
    expect(parseError(once + once)).toEqual(parseError(once));
  });

  test("a caller's words before the error are not its message", () => {
    const error = parseError(
      'apply migrations: migration failed: boom (column 1) in line 1: x (details: pq: boom)',
    );
    expect(error.message).toBe('boom');
  });
});

test('an error in a driver’s words counts after the CLI’s prefix, but not alone', () => {
  expect(isOwnError('error: dial tcp 127.0.0.1:5432: connect: connection refused')).toBe(true);
  expect(isOwnError('dial tcp 127.0.0.1:5432: connect: connection refused')).toBe(false);
});

import { clickhouse, details, mssql, mysql, pgx, pq, spanner, sqlite } from './errors-of.ts';
import type { Secrets } from './secrets.ts';

/** What servers repeat of the data, with and without quotes. */
const said = (one: (value: string) => string) => (s: Secrets) => {
  const value = s.surname();
  return one(value);
};
const TYPES = [
  'time',
  'timestamp',
  'date',
  'timestamp with time zone',
  'time with time zone',
  'uuid',
  'json',
  'inet',
  'level',
  'source',
  'event',
  'detail',
  'text',
  'version',
  'service',
  'error',
  'log',
  'message',
];

export const SERVER_WORDS: Record<string, (s: Secrets) => string> = {
  'invalid input for a type': (s) => {
    const person = s.person();
    return pq(
      `invalid input syntax for type ${s.one(TYPES)}: "${person}"`,
      `INSERT INTO u VALUES ('${person}');`,
    );
  },
  'invalid input for a type, pgx': (s) => {
    const person = s.person();
    return pgx(
      `invalid input syntax for type ${s.one(TYPES)}: "${person}"`,
      `INSERT INTO u VALUES ('${person}');`,
      '22007',
    );
  },
  'invalid input for an enum': (s) => {
    const person = s.person();
    return pq(
      `invalid input value for enum ${s.one(TYPES)}: "${person}"`,
      `INSERT INTO u VALUES ('${person}');`,
    );
  },
  'out of range': said((v) => pq(`date/time field value out of range: "${v}"`, `SELECT '${v}'::date;`)),
  'a malformed array': said((v) => pq(`malformed array literal: "${v}"`, `SELECT '${v}'::int[];`)),
  XML: (s) => {
    const person = s.person();
    return pq(
      'invalid XML content',
      `SELECT xmlparse(content '<a>${person}</b>');`,
      `line 1: Opening and ending tag mismatch: a line 1 and b\n<a>${person}</b>\n          ^`,
    );
  },
  'an XML document': (s) => {
    const person = s.person();
    return pgx(
      `invalid XML document, line 1: Start tag expected, '<' not found\n${person}\n^`,
      `SELECT '${person}'::xml;`,
      '2200M',
    );
  },
  JSON: said((v) =>
    pq(
      'invalid input syntax for type json',
      `SELECT '{${v}}'::json;`,
      `Expected string or "}", but found "${v}".`,
    ),
  ),
  'a token of JSON': said((v) =>
    pq('invalid input syntax for type json', `SELECT '${v}'::json;`, `Token "${v}" is invalid.`),
  ),
  'a duplicate key': said((v) =>
    pq(
      'duplicate key value violates unique constraint "u_name"',
      `INSERT INTO u VALUES ('${v}');`,
      `Key (name)=(${v}) already exists.`,
    ),
  ),
  'a duplicate key of an expression': said((v) =>
    pq(
      'duplicate key value violates unique constraint "u_name"',
      'CREATE UNIQUE INDEX x ON u (lower(name));',
      `Key (lower(name::text))=(${v}, 4) is duplicated.`,
    ),
  ),
  'a failing row': said((v) =>
    pq(
      'new row for relation "u" violates check constraint "c"',
      `INSERT INTO u VALUES ('${v}');`,
      `Failing row contains (1, ${v}, null).`,
    ),
  ),
  'a partition': said((v) =>
    pq(
      'no partition of relation "u" found for row',
      `INSERT INTO u VALUES ('${v}');`,
      `Partition key of the failing row contains (name) = (${v}).`,
    ),
  ),
  'an exclusion': said((v) =>
    pq(
      'conflicting key value violates exclusion constraint "x"',
      'ALTER TABLE u ADD EXCLUDE (n WITH =);',
      `Key (n)=(${v}) conflicts with key (n)=(${v}).`,
    ),
  ),
  'CockroachDB: source SQL': (s) => {
    const sql = `CREATE USER app PASSWORD ${s.word()}`;
    return pgx(`at or near "x": syntax error, source SQL:\n${sql}\n                         ^`, `${sql};`);
  },
  'CockroachDB: parsing': said((v) =>
    pgx(
      `could not parse "${v}" as type int: strconv.ParseInt: parsing "${v}": invalid syntax`,
      `SELECT '${v}'::int;`,
      '22P02',
    ),
  ),
  'MySQL: a setting': said((v) =>
    mysql(`1231 (42000): Variable 'sql_mode' can't be set to the value of '${v}'`, `SET sql_mode = '${v}';`),
  ),
  'MySQL: a date': said((v) =>
    mysql(
      `1292 (22007): Incorrect datetime value: '${v}' for column 'at' at row 1`,
      `INSERT INTO u VALUES ('${v}');`,
    ),
  ),
  'MySQL: a number': said((v) =>
    mysql(`1292 (22007): Truncated incorrect DOUBLE value: '${v}'`, `UPDATE u SET a = 1 WHERE n = '${v}';`),
  ),
  'MySQL: a string': said((v) =>
    mysql(
      `1366 (HY000): Incorrect string value: '${v}' for column 'n' at row 1`,
      `INSERT INTO u VALUES ('${v}');`,
    ),
  ),
  'MySQL: a duplicate': said((v) =>
    mysql(`1062 (23000): Duplicate entry '${v}-4' for key 'u.name'`, `INSERT INTO u VALUES ('${v}');`),
  ),
  'MySQL: JSON': said((v) =>
    mysql(
      `3140 (22032): Invalid JSON text: "Invalid value." at position 1 in value for column 'u.x'.`,
      `INSERT INTO u VALUES ('${v}');`,
    ),
  ),
  'MySQL: a password hash': said((v) =>
    mysql(
      `1827 (HY000): The password hash doesn't have the expected format: '${v}'`,
      `CREATE USER a IDENTIFIED BY PASSWORD '${v}';`,
    ),
  ),
  'SQL Server: a conversion': said((v) =>
    mssql(
      `Conversion failed when converting the nvarchar value '${v}' to data type int.`,
      `INSERT INTO u VALUES (N'${v}');`,
    ),
  ),
  'SQL Server: a cut value': said((v) =>
    mssql(
      `String or binary data would be truncated in table 'o.dbo.u', column 'n'. Truncated value: '${v}'.`,
      `INSERT INTO u VALUES (N'${v}');`,
    ),
  ),
  'SQL Server: a duplicate': said((v) =>
    mssql(
      `Violation of UNIQUE KEY constraint 'UQ'. Cannot insert duplicate key in object 'dbo.u'. The duplicate key value is (${v}, 4).`,
      `INSERT INTO u VALUES (N'${v}');`,
    ),
  ),
  'SQL Server: a procedure': (s) => {
    const word = s.word();
    return mssql(`Could not find stored procedure '${word}'.`, `${word}\nCREATE TABLE t (id int);`);
  },
  'Spanner: a number': said((v) =>
    spanner(`Bad int64 value: ${v}`, `INSERT INTO u (id) VALUES (CAST('${v}' AS INT64))`),
  ),
  'Spanner: other types': said((v) =>
    spanner(`Bad double value: ${v}`, `INSERT INTO u (id) VALUES (CAST('${v}' AS FLOAT64))`),
  ),
  'Spanner: a date': said((v) =>
    spanner(`Could not cast literal "${v}" to type DATE [at 1:12]`, `SELECT DATE '${v}'`),
  ),
  'Spanner: a row': said((v) =>
    spanner(`Row [${v},4] in table u already exists`, `INSERT INTO u (n) VALUES ('${v}')`),
  ),
  'Firebird: a word': (s) => {
    const word = s.word();
    return details(
      `Dynamic SQL Error\nSQL error code = -104\nToken unknown - line 1, column 24\n${word}\n`,
      `CREATE USER app PASSWORD ${word};`,
    );
  },
  'Firebird: a column': (s) => {
    const word = s.word().toUpperCase();
    return details(
      `Dynamic SQL Error\nSQL error code = -206\nColumn unknown\n${word}\nAt line 1, column 12\n`,
      'INSERT INTO u VALUES (1);',
    );
  },
  'Firebird: a key': said((v) =>
    details(
      `violation of PRIMARY or UNIQUE KEY constraint "PK" on table "U"\nProblematic key value is ("NAME" = '${v}')\n`,
      `INSERT INTO u VALUES ('${v}');`,
    ),
  ),
  'Firebird: a conversion': said((v) =>
    details(`conversion error from string "${v}"`, `INSERT INTO u VALUES ('${v}');`),
  ),
  'ClickHouse: a date': said((v) =>
    clickhouse(
      `Cannot parse DateTime from String '${v}': while executing 'FUNCTION x'`,
      `INSERT INTO u VALUES ('${v}');`,
    ),
  ),
  'ClickHouse: a number': said((v) =>
    clickhouse(
      `Cannot parse string '${v}' as UInt32: syntax error at begin of string`,
      `SELECT toUInt32('${v}');`,
    ),
  ),
  'ClickHouse: a type': said((v) =>
    clickhouse(`Cannot convert string ${v} to type UInt8`, `INSERT INTO u VALUES ('${v}');`),
  ),
  'Cassandra: a constant': said((v) =>
    details(`Invalid STRING constant (${v}) for "id" of type int`, `INSERT INTO u (id) VALUES ('${v}');`),
  ),
  'Cassandra: a number': said((v) =>
    details(`Unable to make int from '${v}'`, `INSERT INTO u (id) VALUES ('${v}');`),
  ),
  'Snowflake: a number': said((v) =>
    details(`100038 (22018): Numeric value '${v}' is not recognized`, `INSERT INTO u VALUES ('${v}');`),
  ),
  'MongoDB: a duplicate': said(
    (v) =>
      `failed to execute command:[{createIndexes u} {indexes [{key {name 1}}]}] in line 0:  (details: (DuplicateKey) E11000 duplicate key error collection: o.u index: name_1 dup key: { name: "${v}" })`,
  ),
  'MongoDB: a command': (s) =>
    `failed to execute command:[{createUser app} {pwd ${s.memorable()}} {roles [readWrite]}] in line 0:  (details: (Unauthorized) command createUser requires authentication)`,
  'MongoDB: an insert': (s) =>
    `failed to execute command:[{insert users} {documents [{name ${s.surname()}} {mail ${s.email()}}]}] in line 0:  (details: (NoSuchCollection) x)`,
  'SQLite: a constraint': said((v) =>
    sqlite('UNIQUE constraint failed: u.name', `INSERT INTO u VALUES ('${v}');`),
  ),
  'SQLite: a token': said((v) => sqlite(`unrecognized token: "'${v});"`, `INSERT INTO u VALUES ('${v});`)),
  Neo4j: said(
    (v) =>
      `Server error: [Neo.ClientError.Schema.ConstraintValidationFailed] Node(12) already exists with label \`U\` and property \`name\` = '${v}'`,
  ),
  'a role that is named after a secret': (s) =>
    pq(`role "${s.token('svc_ghp_', 36)}" does not exist`, 'GRANT SELECT ON t TO x;'),
};

import { details, mssql, mysql, nearMysql, pgx, pq, refusedAtStart, sqlite } from './errors-of.ts';
import type { Secrets } from './secrets.ts';

const MISSING = 'relation "orders" does not exist';

/** Files that are not SQL, and statements of more tools and engines; the rules were written without them. */
export const FURTHER_ERRORS: Record<string, (s: Secrets) => string> = {
  'env with blanks around =': (s) => refusedAtStart(`DB_PASSWORD = ${s.word()}\nSELECT 1;`),
  'env, lower case': (s) => refusedAtStart(`db_password=${s.word()}`),
  'env behind a comment': (s) => refusedAtStart(`-- config\nDB_URL=mysql://app:${s.signs()}@db/o\n`),
  'env after a statement': (s) =>
    pq('syntax error at or near "DB_PASSWORD"', `SELECT 1;\nDB_PASSWORD=${s.word()}\nX=1`),
  'env between statements': (s) =>
    pq('syntax error at or near "SECRET"', `SELECT 1;\nSECRET=${s.password()}\nALTER TABLE t ADD c int;`),
  'yaml list': (s) => refusedAtStart(`- name: DB_PASSWORD\n  value: ${s.word()}\n- name: X\n  value: y`),
  'yaml block scalar': (s) => refusedAtStart(`password: |\n  ${s.word()}\nuser: app`),
  'ini with colon': (s) => refusedAtStart(`[db]\nhost: db\npassword: ${s.signs()}`),
  'go template': (s) => refusedAtStart(`{{ with secret "db/creds" }}${s.word()}{{ end }}`),
  'jinja default': (s) => refusedAtStart(`{{ db_password | default('${s.word()}') }}`),
  'jinja inside a statement': (s) =>
    pq('syntax error at or near "{"', `CREATE ROLE app PASSWORD {{ pw | default("${s.word()}") }};`),
  'envsubst gone wrong': (s) =>
    pq('syntax error at or near "$"', `CREATE ROLE app PASSWORD \${PW:-${s.word()}};`),
  'sed gone wrong': (s) => pq('syntax error at or near "@"', `CREATE ROLE app PASSWORD @${s.word()}@;`),
  php: (s) =>
    refusedAtStart(`<?php\n$config['db_password'] = '${s.word()}';\ndefine('AUTH_KEY', '${s.signs()}');`),
  python: (s) => refusedAtStart(`import os\nDB_PASSWORD = os.getenv("X", "${s.word()}")`),
  javascript: (s) => refusedAtStart(`module.exports = { password: "${s.word()}", token: '${s.password()}' }`),
  gradle: (s) => refusedAtStart(`flyway {\n  url = 'jdbc:postgresql://db/o'\n  password = '${s.word()}'\n}`),
  makefile: (s) => refusedAtStart(`migrate:\n\tPGPASSWORD=${s.word()} psql -h db`),
  dockerfile: (s) =>
    refusedAtStart(`FROM postgres:16\nENV POSTGRES_PASSWORD=${s.word()}\nENV TOKEN ${s.password()}`),
  nginx: (s) => refusedAtStart(`server {\n  proxy_set_header Authorization "Basic ${s.base64(24)}";\n}`),
  'ssh config': (s) => refusedAtStart(`Host db\n  User app\n  # pw ${s.word()}`),
  'htpasswd file': (s) => refusedAtStart(`app:$apr1$${s.base64(8)}$${s.base64(22)}`),
  shadow: (s) => refusedAtStart(`app:$6$${s.base64(8)}$${s.base64(60)}:19000:0:99999:7:::`),
  'bash history': (s) => refusedAtStart(`ls\nmysql -uroot -p${s.word()} orders\nexit`),
  'bash history, use first': (s) => refusedAtStart(`use orders\nmysql -uroot -p${s.memorable()} orders`),
  'a statement, then a script': (s) =>
    pq('syntax error at or near "psql"', `SELECT 1;\npsql "host=db password=${s.word()}" -c x;`),
  'csv of cards': (s) => refusedAtStart(`name,card\n${s.person()},4111111111111111`),
  'json lines': (s) => refusedAtStart(`{"id":1,"name":"${s.person()}"}\n{"id":2,"name":"${s.person()}"}`),
  ldif: (s) => refusedAtStart(`dn: cn=app,dc=x\nuserPassword:: ${s.base64(24)}`),
  'cookies.txt': (s) => refusedAtStart(`.example.com\tTRUE\t/\tFALSE\t0\tsession\t${s.hex(32)}`),
  'git config': (s) =>
    refusedAtStart(`[url "https://ci:${s.password()}@git.example/"]\n\tinsteadOf = https://git.example/`),
  kubeconfig: (s) =>
    refusedAtStart(
      `users:\n- name: ci\n  user:\n    token: ${s.base64(60)}\n    client-key-data: ${s.base64(80)}`,
    ),
  tfstate: (s) => refusedAtStart(`{"outputs": {"db": {"value": "${s.signs()}", "sensitive": true}}}`),
  'gcp key': (s) =>
    refusedAtStart(
      `{\n"type": "service_account",\n"private_key_id": "${s.hex(40)}",\n"private_key": "-----BEGIN PRIVATE KEY-----\\n${s.base64(64)}\\n-----END PRIVATE KEY-----\\n"}`,
    ),
  'ALTER USER … SET': (s) => pq(MISSING, `ALTER USER app SET app.api_key = ${s.word()};`),
  'ALTER FUNCTION … SET': (s) => pq(MISSING, `ALTER FUNCTION f() SET app.secret TO ${s.word()};`),
  'CREATE FUNCTION … SET': (s) =>
    pq(MISSING, `CREATE FUNCTION f() RETURNS int LANGUAGE sql SET app.token = ${s.word()} AS 'x';`),
  'SET SESSION': (s) => pgx(MISSING, `SET SESSION "my.auth_token" TO ${s.word()};`),
  'SET with several values': (s) => pq(MISSING, `SET app.secrets TO ${s.word()}, ${s.word()};`),
  'MySQL SET PASSWORD FOR': (s) => nearMysql(`SET PASSWORD FOR app@localhost = ${s.word()}; FRM`),
  'MySQL PASSWORD()': (s) => nearMysql(`SET PASSWORD FOR app@localhost = PASSWORD('${s.signs()}'); FRM`),
  'MySQL IDENTIFIED BY PASSWORD': (s) =>
    nearMysql(`GRANT USAGE ON *.* TO app IDENTIFIED BY PASSWORD '*${s.hex(40)}' FRM`),
  'MySQL IDENTIFIED WITH AS': (s) =>
    nearMysql(`CREATE USER app IDENTIFIED WITH mysql_native_password AS '*${s.hex(40)}' FRM`),
  'MySQL SOURCE_PASSWORD': (s) =>
    nearMysql(`CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD="${s.signs()}" FRM`),
  'CREATE SERVER of MySQL': (s) =>
    nearMysql(`CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'a', PASSWORD '${s.word()}') FRM`),
  'T-SQL OPENROWSET': (s) =>
    mssql(
      "Incorrect syntax near 'FRM'.",
      `SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;Uid=sa;Pwd=${s.password()};', 'SELECT 1') FRM`,
    ),
  'T-SQL OPENDATASOURCE': (s) =>
    mssql(
      "Incorrect syntax near 'FRM'.",
      `SELECT * FROM OPENDATASOURCE('MSOLEDBSQL', N'User ID=sa;Password=${s.signs()}') FRM`,
    ),
  'T-SQL sp_addlogin': (s) =>
    mssql("Incorrect syntax near 'FRM'.", `EXEC sp_addlogin 'app', '${s.word()}' FRM`),
  'T-SQL sp_addlogin, bare': (s) =>
    mssql(
      "Incorrect syntax near 'FRM'.",
      `EXEC sp_addlinkedsrvlogin @rmtsrvname = x, @rmtpassword = ${s.memorable()}A FRM`,
    ),
  'T-SQL OPEN KEY': (s) =>
    mssql("Incorrect syntax near 'FRM'.", `OPEN MASTER KEY DECRYPTION BY PASSWORD = N'${s.word()}' FRM`),
  'Oracle IDENTIFIED BY bare': (s) => refusedAtStart(`CREATE USER app IDENTIFIED BY ${s.word()};`),
  'Oracle IDENTIFIED BY quoted': (s) =>
    refusedAtStart(`CREATE USER app IDENTIFIED BY "${s.signs()}" QUOTA UNLIMITED ON users;`),
  'Oracle db link': (s) =>
    refusedAtStart(`CREATE DATABASE LINK l CONNECT TO app IDENTIFIED BY ${s.memorable()} USING 'orders';`),
  Teradata: (s) => details('Teradata error 3706', `CREATE USER app AS PERM=0 PASSWORD=${s.word()};`),
  Vertica: (s) => pq('Syntax error', `CREATE USER app IDENTIFIED BY '${s.word()}';`),
  'Snowflake RSA': (s) =>
    details(
      "001003 (42000): SQL compilation error:\nsyntax error line 1 at position 3 unexpected 'FRM'.",
      `ALTER USER app SET RSA_PUBLIC_KEY='x' PASSWORD='${s.word()}' FRM`,
    ),
  'Snowflake secret': (s) =>
    details(
      "001003 (42000): SQL compilation error:\nsyntax error line 1 at position 3 unexpected 'FRM'.",
      `CREATE SECRET s TYPE=GENERIC_STRING SECRET_STRING=${s.memorable()} FRM`,
    ),
  'Snowflake AZURE_SAS_TOKEN': (s) =>
    details(
      "001003 (42000): SQL compilation error:\nsyntax error line 1 at position 3 unexpected 'FRM'.",
      `CREATE STAGE s CREDENTIALS=(AZURE_SAS_TOKEN='?sig=${s.base64(43)}') FRM`,
    ),
  'ClickHouse named collection': (s) =>
    details(
      "code: 62, message: Syntax error: failed at position 40 ('FRM')",
      `CREATE NAMED COLLECTION c AS host = 'x', password = '${s.word()}' FRM`,
    ),
  'ClickHouse sha256': (s) =>
    details(
      "code: 62, message: Syntax error: failed at position 40 ('FRM')",
      `CREATE USER u IDENTIFIED WITH sha256_hash BY '${s.hex(64)}' FRM`,
    ),
  'DuckDB secret': (s) =>
    details(
      'Parser Error: syntax error at or near "FRM"',
      `CREATE SECRET (TYPE S3, KEY_ID 'x', SECRET '${s.base64(40)}') FRM`,
    ),
  'DuckDB secret, bare': (s) =>
    details(
      'Parser Error: syntax error at or near "FRM"',
      `CREATE SECRET x (TYPE postgres, PASSWORD ${s.word()}) FRM`,
    ),
  'ATTACH of DuckDB': (s) =>
    details(
      'Parser Error: syntax error at or near "FRM"',
      `ATTACH 'host=db password=${s.word()}' AS p (TYPE postgres) FRM`,
    ),
  'Trino connector': (s) =>
    details(
      'line 1:8: mismatched input',
      `CREATE CATALOG c USING mysql WITH ("connection-password" = '${s.word()}') FRM`,
    ),
  Flink: (s) =>
    details(
      'SQL parse failed',
      `CREATE TABLE t (id INT) WITH ('connector'='jdbc','password'='${s.word()}') FRM`,
    ),
  ksql: (s) =>
    details(
      'line 1:8: mismatched input',
      `CREATE SOURCE CONNECTOR c WITH ("connection.password" = "${s.word()}") FRM`,
    ),
  'unquoted URL': (s) => pq('syntax error at or near ":"', `COPY t FROM https://u:${s.signs()}@h/x.csv;`),
  'IMPORT INTO': (s) =>
    pgx(
      'at or near "s3": syntax error',
      `IMPORT INTO t CSV DATA (s3://b/x?AWS_SECRET_ACCESS_KEY=${s.base64(40)}&AWS_ACCESS_KEY_ID=x);`,
    ),
  'a hint': (s) => pq(MISSING, `/*+ SET(app.token ${s.word()}) */ SELECT 1;`),

  'MySQL 1411': (s) => {
    const v = s.surname();
    return mysql(
      `1411 (HY000): Incorrect datetime value: '${v}' for function str_to_date`,
      `SELECT str_to_date('${v}', 'x')`,
    );
  },
  'MySQL 1690': (s) => {
    const v = s.surname();
    return mysql(`1690 (22003): BIGINT value is out of range in '('${v}' - 4)'`, `SELECT '${v}' - 4`);
  },
  'MySQL 3819': (s) =>
    mysql(`3819 (HY000): Check constraint 'c' is violated.`, `INSERT INTO u VALUES ("${s.person()}")`),
  'MySQL 1525': (s) => {
    const v = s.surname();
    return mysql(`1525 (HY000): Incorrect DATE value: '${v}'`, `SELECT DATE '${v}'`);
  },
  'MySQL 1367': (s) => {
    const v = s.surname();
    return mysql(`1367 (22007): Illegal double '${v}' value found during parsing`, `SELECT 1e99999`);
  },

  'pg: role password': (s) =>
    pq(`role "${s.word()}" cannot be dropped`, 'DROP ROLE x;') &&
    pq(MISSING, `ALTER ROLE app PASSWORD '${s.word()}' VALID UNTIL 'infinity';`),
  'pg: scram': (s) =>
    pq(MISSING, `ALTER ROLE app PASSWORD 'SCRAM-SHA-256$4096:${s.base64(24)}$${s.base64(44)}:x';`),
  'pg: range': (s) => {
    const v = s.surname();
    return pq(`malformed range literal: "${v}"`, `SELECT '${v}'::int4range;`);
  },
  'pg: bytea': (s) => {
    const v = s.surname();
    return pq(`invalid hexadecimal data: odd number of digits`, `SELECT '\\x${v}'::bytea;`);
  },
  'pg: regex': (s) => {
    const v = s.surname();
    return pq(`invalid regular expression: quantifier operand invalid`, `SELECT 'x' ~ '*${v}';`);
  },
  'pg: cast': (s) => {
    const v = s.surname();
    return pq(`invalid input syntax for type numeric: "${v}"`, `SELECT '${v}'::numeric;`);
  },
  'pg: to_date': (s) => {
    const v = s.surname();
    return pq(
      `invalid value "${v}" for "YYYY"`,
      `SELECT to_date('${v}', 'YYYY');`,
      'Value must be an integer.',
    );
  },
  'pg: option': (s) => {
    const v = s.surname();
    return pq(`invalid value for boolean option "x": ${v}`, `CREATE EXTENSION x;`);
  },
  'pg: setting': (s) => {
    const v = s.surname();
    return pq(`invalid value for parameter "app.x": "${v}"`, `SET app.x = '${v}';`);
  },
  'pg: json path': (s) => {
    const v = s.surname();
    return pq(`syntax error at or near "${v}" of jsonpath input`, `SELECT '$.${v} x'::jsonpath;`);
  },
  'pg: tsquery': (s) => {
    const v = s.surname();
    return pq(`syntax error in tsquery: "${v} ${v}"`, `SELECT '${v} ${v}'::tsquery;`);
  },
  'pg: macaddr in logger words': (s) => {
    const v = s.surname();
    return pq(`invalid input syntax for type "user_event": "${v}"`, `SELECT '${v}'::user_event;`);
  },
  'a token behind its name': (s) => `failed to open database: auth_token ${s.hex(32)} is not valid`,
  'a password behind its name': (s) => `failed to open database: the password ${s.password()} is wrong`,
  'a struct without names': (s) => `failed to open database: bad config &{db app ${s.password()} 5432}`,
  'a line of .pgpass': (s) => `failed to open database: line 1: db:5432:o:app:${s.memorable()}: permissions`,

  'sqlite json': (s) => sqlite('malformed JSON', `SELECT json('{${s.surname()}}');`),
  'mssql json': (s) => {
    const v = s.surname();
    return mssql(
      `JSON text is not properly formatted. Unexpected character '${v[0]}' is found at position 0.`,
      `SELECT * FROM OPENJSON('${v}')`,
    );
  },
  'mssql date': (s) =>
    mssql(
      'Conversion failed when converting date and/or time from character string.',
      `SELECT CAST('${s.surname()}' AS date)`,
    ),
};

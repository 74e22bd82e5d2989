import { clickhouse, details, mssql, mysql, nearMysql, pgx, pq, spanner, sqlite } from './errors-of.ts';
import type { Secrets } from './secrets.ts';

const MISSING = 'relation "orders" does not exist';

/** Statements of real migrations, secrets in all the places where authors put them. */
export const STATEMENTS: Record<string, (s: Secrets) => string> = {
  'a custom setting, TO': (s) => pq(MISSING, `SET app.secret TO ${s.word()};\nSELECT 1;`),
  'a custom setting, =': (s) => pgx(MISSING, `SET LOCAL app.jwt_secret = ${s.password()};`, '42P01'),
  'a custom setting in quotes': (s) =>
    pq(MISSING, `ALTER DATABASE orders SET "app.jwt_secret" = ${s.word()};`),
  'a custom setting of a role': (s) => pq(MISSING, `ALTER ROLE app SET app.api_token TO ${s.word()};`),
  'a custom setting, quoted': (s) =>
    pq(MISSING, `ALTER SYSTEM SET "app.settings.encryption_key" TO '${s.password()}';`),
  set_config: (s) => pq(MISSING, `SELECT set_config('app.key', '${s.password()}', false);`),
  'a variable of MySQL': (s) => nearMysql(`SET @app_password := "${s.signs()}"; FRM x`),
  'CREATE USER of MySQL': (s) =>
    mysql(
      "1396 (HY000): Operation CREATE USER failed for 'app'@'%'",
      `CREATE USER 'app'@'%' IDENTIFIED WITH caching_sha2_password BY '${s.signs()}';`,
    ),
  'GRANT of old MySQL': (s) =>
    nearMysql(`GRANT ALL ON orders.* TO app@localhost IDENTIFIED BY "${s.memorable()}"`),
  'CHANGE MASTER': (s) =>
    nearMysql(`CHANGE MASTER TO MASTER_HOST='a', MASTER_USER='r', MASTER_PASSWORD='${s.password()}', FRM=1`),
  'a server of FEDERATED': (s) =>
    mysql(
      '1429 (HY000): Unable to connect to foreign data source',
      `CREATE TABLE t (id int) ENGINE=FEDERATED CONNECTION='mysql://app:${s.password()}@db:3306/o/t';`,
    ),
  'CREATE LOGIN': (s) =>
    mssql(
      'Password validation failed.',
      `CREATE LOGIN app WITH PASSWORD = N'${s.signs()}', CHECK_POLICY = OFF;`,
    ),
  'a credential of SQL Server': (s) =>
    mssql(
      "Incorrect syntax near 'IDENTITI'.",
      `CREATE DATABASE SCOPED CREDENTIAL blob WITH IDENTITI = 'SAS', SECRET = '${s.token('sv=2024&sig=', 43)}';`,
    ),
  'a master key': (s) =>
    mssql("Incorrect syntax near 'BYY'.", `CREATE MASTER KEY ENCRYPTION BYY PASSWORD = '${s.signs()}';`),
  'a user mapping': (s) =>
    pq(
      'server "far" does not exist',
      `CREATE USER MAPPING FOR app SERVER far OPTIONS (user 'app', password '${s.memorable()}');`,
    ),
  'a subscription': (s) =>
    pq(
      'could not connect to the publisher',
      `CREATE SUBSCRIPTION sub CONNECTION 'host=db user=r password=${s.password()}' PUBLICATION p;`,
    ),
  'a changefeed': (s) =>
    pgx(
      'unsupported sink: kafkaa',
      `CREATE CHANGEFEED FOR TABLE orders INTO 'kafkaa://broker:9093?sasl_enabled=true&sasl_user=app&sasl_password=${s.password()}';`,
      '22023',
    ),
  'a changefeed in double quotes': (s) =>
    pgx(
      'at or near "kafka": syntax error',
      `CREATE CHANGEFEED FOR orders INTO "kafka://b:9093?sasl_password=${s.password()}"`,
    ),
  'a backup to a bucket': (s) =>
    pgx(
      'at or near "s3": syntax error',
      `BACKUP INTO s3://b/x?AWS_ACCESS_KEY_ID=x&AWS_SECRET_ACCESS_KEY=${s.base64(40)} WITH revision_history`,
    ),
  'url() of ClickHouse': (s) =>
    clickhouse(
      'Received error from remote server',
      `INSERT INTO t SELECT * FROM url('https://u:${s.password()}@h/x', CSV)`,
    ),
  's3() of ClickHouse': (s) =>
    clickhouse(
      "Table function 's3' failed",
      `SELECT * FROM s3('https://b.s3/x.csv', '${s.token('AKIA', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}', '${s.base64(40)}', 'CSV')`,
    ),
  'a dictionary of ClickHouse': (s) =>
    clickhouse(
      "Missing columns: 'x' while processing query",
      `CREATE DICTIONARY d (id UInt64) SOURCE(POSTGRESQL(host 'db' user 'app' password '${s.word()}' table 't'))`,
    ),
  'remote() of ClickHouse': (s) =>
    clickhouse('Unknown table', `SELECT * FROM remote('db:9000', o, t, 'app', '${s.memorable()}')`),
  'a stage of Snowflake': (s) =>
    details(
      "001003 (42000): SQL compilation error:\nsyntax error line 1 at position 40 unexpected 'FRM'.",
      `CREATE STAGE s URL='s3://b' CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='${s.base64(40)}') FRM`,
    ),
  'a user of Snowflake': (s) =>
    details(
      "001003 (42000): SQL compilation error:\nsyntax error line 1 at position 40 unexpected 'FRM'.",
      `CREATE USER app PASSWORD = ${s.memorable()} FRM`,
    ),
  'COPY of Redshift': (s) =>
    pq(
      'S3ServiceException: Access Denied',
      `COPY orders FROM 's3://b/x' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=${s.base64(40)}' CSV;`,
    ),
  'a role of Cassandra': (s) =>
    details(
      "line 1:44 no viable alternative at input 'AN' (...PASSWORD = 'x' [AN])",
      `CREATE ROLE app WITH PASSWORD = '${s.signs()}' AN LOGIN = true;`,
    ),
  'PRAGMA key': (s) => sqlite('near "x": syntax error', `PRAGMA key = ${s.word()};\nx;`),
  'PRAGMA key in quotes': (s) => sqlite('file is not a database', `PRAGMA key = "${s.signs()}";`),
  'ATTACH with a key': (s) =>
    sqlite('file is not a database', `ATTACH DATABASE 'x.db' AS enc KEY '${s.memorable()}';`),
  pgcrypto: (s) => pq(MISSING, `UPDATE orders SET x = pgp_sym_encrypt(card, '${s.password()}');`),
  dblink: (s) =>
    pq(
      'could not establish connection',
      `SELECT * FROM dblink('dbname=o user=app password=${s.memorable()}', 'SELECT 1') t(x int);`,
    ),
  'a password without quotes': (s) =>
    pq(`syntax error at or near "FRM"`, `CREATE ROLE app LOGIN PASSWORD ${s.word()} FRM;`),
  'a password that the engine repeats': (s) => {
    const word = s.word();
    return pq(`syntax error at or near "${word}"`, `CREATE ROLE app\nPASSWORD ${word};`);
  },
  'a default': (s) => pq(MISSING, `ALTER TABLE orders ADD COLUMN api_key text DEFAULT '${s.hex(32)}';`),
  'a comment on a line of its own': (s) =>
    pq(MISSING, `-- the password is ${s.memorable()}, ask ${s.person()}\nSELECT 1;`),
  'a block comment': (s) => pgx(MISSING, `/* author: ${s.person()} <${s.email()}> */\nSELECT 1;`, '42P01'),
  rows: (s) =>
    pq(
      MISSING,
      `INSERT INTO orders (name, mail, iban) VALUES ('${s.person()}', '${s.email()}', '${s.iban()}');`,
    ),
  'rows of COPY': (s) =>
    pq(
      MISSING,
      `COPY users (id, name) FROM stdin;\n1\t${s.person()}\n2\t${s.person()}\n\\.\nSELECT 1 FROM orders;`,
    ),
  'rows in double quotes': (s) => nearMysql(`INSRT INTO users VALUES ("${s.person()}", "${s.email()}")`),
  'JSON in a literal': (s) =>
    pq(MISSING, `UPDATE orders SET x = '{"password": "${s.signs()}", "name": "${s.person()}"}'::jsonb;`),
  'a function body': (s) =>
    pq(
      MISSING,
      `CREATE FUNCTION f() RETURNS void AS $f$ BEGIN PERFORM http_get('https://api.example/?token=${s.password()}'); END $f$ LANGUAGE plpgsql;`,
    ),
  'a job of pg_cron': (s) =>
    pq(
      MISSING,
      `SELECT cron.schedule('x', '* * * * *', $$SELECT net.http_post(headers := '{"Authorization": "Bearer ${s.password()}"}')$$);`,
    ),
  'a webhook in a literal': (s) =>
    pq(MISSING, `INSERT INTO hooks VALUES ('https://hooks.slack.com/services/T0/B0/${s.password()}');`),
  'an external table of Spanner': (s) =>
    spanner('Table not found: orders', `INSERT INTO users (name) VALUES ("${s.person()}")`),
  'a condition': (s) =>
    pq(MISSING, `DELETE FROM orders WHERE email = '${s.email()}' OR name LIKE '${s.surname()}%';`),
  'a value in double quotes': (s) =>
    pq('column "x" does not exist', `UPDATE orders SET name = "${s.surname()}" WHERE id = 4;`),
  'typographic quotes': (s) =>
    pq('syntax error at or near "‘"', `INSERT INTO users VALUES (‘${s.person()}’);`),
  'a quote too few': (s) =>
    pq(
      'unterminated quoted string at or near "\'"',
      `INSERT INTO users VALUES ('${s.person()}, 4);\nCREATE ROLE app PASSWORD '${s.word()}';`,
    ),
};

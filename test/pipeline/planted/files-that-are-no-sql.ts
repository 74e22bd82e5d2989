import { clickhouse, mssql, nearMysql, pgx, refusedAtStart, sqlite } from './errors-of.ts';
import type { Secrets } from './secrets.ts';

/** What is in a folder of migrations by mistake, is mounted over a file, or comes from a template that was not filled. */
const FILES: Record<string, (s: Secrets) => string> = {
  'an .env file': (s) =>
    `APP_ENV=production\nDB_USER=app\nDB_PASSWORD=${s.password()}\nDATABASE_URL=postgres://app:${s.password()}@db.internal/orders`,
  'an .env file, exported and in quotes': (s) =>
    `# settings\nexport DB_HOST=db\nexport DB_PASS='${s.signs()}'\nexport API_TOKEN="${s.password()}"`,
  'an .env file of keys': (s) =>
    `STRIPE_SECRET_KEY=${s.token('sk_test_', 32)}\nSENDGRID_API_KEY=${s.token('SG.', 22)}\nAPP_KEY=base64:${s.base64(43)}=`,
  'a .pgpass': (s) => `db.internal:5432:orders:app:${s.password()}\n*:*:*:reporting:${s.memorable()}`,
  'a .netrc': (s) =>
    `machine git.example.com\nlogin deploy\npassword ${s.memorable()}\nmachine api.example login x password ${s.password()}`,
  'a .my.cnf': (s) => `[client]\nuser = app\npassword = ${s.memorable()}\nhost = db.internal`,
  'a pg_service.conf': (s) => `[orders]\nhost=db.internal\nuser=app\npassword=${s.word()}\ndbname=orders`,
  'an .npmrc': (s) => `registry=https://npm.example.com/\n//npm.example.com/:_authToken=${s.password()}`,
  'a .dockercfg': (s) =>
    `{"auths": {"registry.example.com": {"auth": "${s.base64(36)}", "email": "${s.email()}"}}}`,
  'AWS credentials': (s) =>
    `[default]\naws_access_key_id = ${s.token('AKIA', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}\naws_secret_access_key = ${s.base64(40)}\naws_session_token = ${s.base64(120)}`,
  'a Kubernetes Secret': (s) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: orders-db\nstringData:\n  username: app\n  password: ${s.word()}\n  token: ${s.password()}`,
  'a Kubernetes Secret, encoded': (s) =>
    `apiVersion: v1\nkind: Secret\ndata:\n  url: ${s.base64(60)}\n  DATABASE_PASSWORD: ${s.base64(20)}=`,
  'values of a chart': (s) =>
    `postgresql:\n  auth:\n    postgresPassword: ${s.memorable()}\n    existing: "no"\n  url: postgres://app:${s.signs()}@db:5432/orders`,
  'a compose file': (s) =>
    `services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_PASSWORD=${s.memorable()}\n      - POSTGRES_USER=app`,
  'docker-compose, a mapping': (s) =>
    `version: "3"\nservices:\n  db:\n    environment:\n      MYSQL_ROOT_PASSWORD: ${s.word()}`,
  'a properties file': (s) =>
    `spring.datasource.url=jdbc:postgresql://db/orders\nspring.datasource.username=app\nspring.datasource.password=${s.signs()}`,
  'a TOML file': (s) => `[database]\nuser = "app"\npassword = "${s.memorable()}"\nport = 5432`,
  'a Terraform file': (s) =>
    `resource "aws_db_instance" "orders" {\n  username = "app"\n  password = "${s.password()}"\n}`,
  'variables of Terraform': (s) => `db_password = "${s.signs()}"\napi_secret  = "${s.password()}"`,
  'an Ansible vault left open': (s) =>
    `---\nvault_db_password: ${s.memorable()}\nvault_smtp_pass: "${s.word()}"`,
  'a Rails database.yml': (s) =>
    `production:\n  adapter: postgresql\n  username: app\n  password: <%= ENV["DB_PASSWORD"] || "${s.memorable()}" %>`,
  'an XML file': (s) =>
    `<?xml version="1.0"?>\n<settings><server><id>nexus</id><username>ci</username><password>${s.word()}</password></server></settings>`,
  'a JSON file': (s) =>
    `{\n  "host": "db",\n  "user": "app",\n  "password": "${s.signs()}",\n  "apiKey": "${s.password()}"\n}`,
  'a shell script': (s) =>
    `#!/bin/sh\nset -e\nexport PGPASSWORD=${s.memorable()}\npsql -h db -U app -c 'SELECT 1'`,
  'a shell script with a client': (s) => `#!/bin/bash\nmysql -u app -p${s.memorable()} orders < dump.sql`,
  'a private key': (s) =>
    `-----BEGIN RSA PRIVATE KEY-----\n${s.base64(64)}\n${s.base64(64)}\n-----END RSA PRIVATE KEY-----`,
  'an OpenSSH key of one line': (s) =>
    `-----BEGIN OPENSSH PRIVATE KEY----- ${s.base64(120)} -----END OPENSSH PRIVATE KEY-----`,
  'a page of a sign-in': (s) =>
    `<!DOCTYPE html>\n<html><body><form action="https://sso.example/?SAMLRequest=${s.base64(60)}"><input name="csrf_token" value="${s.password()}"></form></body></html>`,
  'a merge that was not finished': (s) =>
    `<<<<<<< HEAD\nCREATE ROLE app PASSWORD '${s.word()}';\n=======\nCREATE ROLE app PASSWORD '${s.memorable()}';\n>>>>>>> main`,
  'a template half filled': (s) => `{{ if .Values.db }}\nALTER ROLE app PASSWORD ${s.word()};\n{{ end }}`,
  'a template with a default': (s) => `\${DB_PASSWORD:-${s.memorable()}}`,
  'an http request': (s) =>
    `GET /v1/secret HTTP/1.1\nHost: vault.example\nAuthorization: Bearer ${s.password()}\nCookie: session=${s.hex(32)}`,
  'an answer of Vault': (s) =>
    `Key                Value\n---                -----\nlease_id           database/creds/app/x\nusername           v-app\npassword           ${s.signs()}`,
  'a list of people': (s) => `id,name,email\n1,${s.person()},${s.email()}\n2,${s.person()},${s.email()}`,
  'a tab separated dump': (s) => `1\t${s.person()}\t${s.iban()}\n2\t${s.person()}\t${s.iban()}`,
  'a log': (s) => `10:01 user ${s.surname()} signed in with password ${s.word()}`,
  notes: (s) => `TODO ask ${s.person()} (${s.email()}) for the new password, the old one is ${s.word()}`,
};

/** Commands of clients that a server does not know, and what they are set to. */
const CLIENT_COMMANDS: Record<string, (s: Secrets) => string> = {
  'sqlite3 .open': (s) =>
    sqlite('near ".": syntax error', `.open 'file:orders.db?key=${s.word()}'\nCREATE TABLE t (id int);`),
  'sqlite3 .open without quotes': (s) =>
    sqlite('near ".": syntax error', `.open file:orders.db?key=${s.password()}&cipher=aes`),
  'snowsql !define': (s) => refusedAtStart(`!define pw=${s.word()}\nCREATE USER app PASSWORD = '&pw';`),
  'snowsql !set': (s) =>
    refusedAtStart(`!set variable_substitution=true;\n!connect orders -p ${s.memorable()}`),
  'psql \\set': (s) =>
    pgx(
      'syntax error at or near "\\"',
      `\\set app_password ${s.word()}\nCREATE ROLE app PASSWORD :'app_password';`,
    ),
  'psql \\connect': (s) =>
    pgx('syntax error at or near "\\"', `\\connect "host=db user=app password=${s.memorable()}"`),
  'psql \\c and a URL': (s) =>
    pgx('syntax error at or near "\\"', `\\c postgres://app:${s.signs()}@db/orders\nSELECT 1;`),
  'sqlcmd :setvar': (s) =>
    mssql(
      "Incorrect syntax near ':'.",
      `:setvar AppPassword "${s.signs()}"\nCREATE LOGIN app WITH PASSWORD = '$(AppPassword)';`,
    ),
  'sqlplus DEFINE': (s) =>
    refusedAtStart(`DEFINE app_password = ${s.word()}\nCREATE USER app IDENTIFIED BY &app_password;`),
  'sqlplus CONNECT': (s) => refusedAtStart(`CONNECT app/${s.memorable()}@orders\nSELECT 1 FROM dual;`),
  'mysql source': (s) =>
    nearMysql(`source /run/secrets/init.sql;\nconnect orders app:${s.password()}@db:3306/orders;`),
  'clickhouse settings file': (s) =>
    clickhouse(
      "Syntax error: failed at position 1 ('host') (line 1, col 1): host: db\n. Expected one of: Query",
      `host: db\nuser: app\npassword: ${s.memorable()}`,
    ),
  cqlshrc: (s) => refusedAtStart(`[authentication]\nusername = app\npassword = ${s.word()}`),
};

/** Rows and prose, which cannot be distinguished from names after a statement without an end. */
const WITHOUT_KEYS =
  /^(?:a \.pgpass|a Kubernetes Secret, encoded|a list of people|a tab separated dump|a log|notes|an answer of Vault)$/;

const WAYS: readonly ((file: string) => string)[] = [
  refusedAtStart,
  (file) => refusedAtStart(`${file}\nSELECT 1;\n`),
  (file) => refusedAtStart(`\n\n${file}\n`),
  (file) => nearMysql(file),
  (file) => mssql(`Incorrect syntax near '${/^\W?\w{0,20}/.exec(file)![0]}'.`, file),
  (file) => sqlite(`near "${/^\W?\w{0,20}/.exec(file)![0]}": syntax error`, file),
  (file) => pgx('syntax error at end of input', `CREATE TABLE t (id int);\n${file}`),
  (file) => pgx('syntax error at end of input', `CREATE TABLE t (id int)\n${file}`),
];

export const FILES_THAT_ARE_NO_SQL: Record<string, (s: Secrets) => string> = {
  ...Object.fromEntries(
    Object.entries(FILES).map(([name, file]) => [
      name,
      (s: Secrets) => s.one(WITHOUT_KEYS.test(name) ? WAYS.slice(0, -1) : WAYS)(file(s)),
    ]),
  ),
  ...CLIENT_COMMANDS,
};
